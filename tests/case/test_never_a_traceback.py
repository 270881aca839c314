"""Whatever stands in a file of a case, the reader returns a case or lists faults; it never fails in another way."""

import pytest
from example_folder import example
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capplan.case.read import FILES, read_case
from capplan.errors import CaseFaults

FILE_NAMES = sorted(set(FILES))
ODD_CELLS = ["", " ", "0", "-1", "1e12", "1e-300", "nan", "inf", "9" * 400, "2199-12", "1900-01", "2199/00", "north"]
ODD_CELLS += [
    "acute",
    "pool",
    "base",
    "=1",
    '"',
    "\x00",
    "\r",
    "\u202e",
    "\ud7ff",
    "٣",
    "a,b",
    "a\nb",
    "yes",
    "90",
    "-90",
]
LIMITS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory):
    return example(tmp_path_factory.mktemp("odd"))


def read_with(folder, name, content):
    """Read the example with one file changed, and put the file back."""
    file = folder / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(content)
    try:
        read_case(folder)
    except CaseFaults as error:
        assert error.faults
        assert all(str(fault).isprintable() for fault in error.faults)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


@LIMITS
@given(name=st.sampled_from(FILE_NAMES), content=st.binary(max_size=300))
def test_random_bytes(shared_folder, name, content):
    read_with(shared_folder, name, content)


@LIMITS
@given(name=st.sampled_from(FILE_NAMES), content=st.text(alphabet="[]{}=\"#\n,.-_ab129'\\", max_size=200))
def test_random_text_of_the_format(shared_folder, name, content):
    read_with(shared_folder, name, content.encode())


@LIMITS
@given(data=st.data())
def test_a_random_cell(shared_folder, data):
    file = data.draw(st.sampled_from(sorted(shared_folder.glob("*.csv"))))
    lines = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[row]) - 1))
    lines[row][column] = data.draw(st.sampled_from(ODD_CELLS) | st.text(max_size=12))
    read_with(shared_folder, file.name, "\n".join(",".join(cells) for cells in lines).encode())


@LIMITS
@given(
    key=st.sampled_from(["start", "standard_from", "months", "months_per_period", "year_starts_month"]), data=st.data()
)
def test_a_random_horizon(shared_folder, key, data):
    value = data.draw(st.sampled_from(ODD_CELLS) | st.integers(-1, 700) | st.text(max_size=8))
    text = (shared_folder / "case.toml").read_text(encoding="utf-8")
    lines = [f"{key} = {value!r}" if line.split(" =")[0] in (key, f"# {key}") else line for line in text.splitlines()]
    read_with(shared_folder, "case.toml", "\n".join(lines).encode())

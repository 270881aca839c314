"""What is shipped: every file the code reads, the cases and profiles, types, licences; and a wheel alone works."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from capplan import shipped
from capplan.case.write import write_whole_file

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def listed(*folders: str) -> list[PurePosixPath]:
    found = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    return [PurePosixPath(line) for line in found.stdout.splitlines()]


def test_every_file_beside_the_code_is_in_the_wheel() -> None:
    beside = [path.relative_to("src/capplan") for path in listed("src/capplan") if path.suffix != ".py"]
    assert PurePosixPath("py.typed") in beside
    patterns = SETUPTOOLS["package-data"]["capplan"]
    assert [path for path in beside if not any(path.match(pattern) for pattern in patterns)] == []


def test_every_case_and_profile_is_in_the_wheel() -> None:
    patterns = [pattern for group in SETUPTOOLS["data-files"].values() for pattern in group]
    wanted = [path for path in listed("data", "solvers") if path.suffix in (".csv", ".toml", ".md")]
    assert len(wanted) > 100
    assert [path for path in wanted if not any(path.match(pattern) for pattern in patterns)] == []
    for target, group in SETUPTOOLS["data-files"].items():
        assert {str(PurePosixPath(pattern).parent) for pattern in group} == {target.removeprefix("share/capplan/")}


def test_shipped_things_are_found_by_name_and_a_path_goes_first(tmp_path, monkeypatch) -> None:
    assert set(shipped.shipped_profiles()) == {"default", "quick", "proof"}
    cases = {path.parts[1] for path in listed("data") if path.name == "case.toml"}
    assert set(shipped.shipped_cases()) == cases
    monkeypatch.chdir(tmp_path)
    assert shipped.case_path(Path("enfield")) == ROOT / "data" / "enfield"
    Path("enfield").mkdir()
    assert shipped.case_path(Path("enfield")) == Path("enfield")
    assert shipped.case_path(Path("nowhere")) == Path("nowhere")
    assert shipped.profile_path(Path("quick")) == ROOT / "solvers" / "quick.toml"


def test_names_of_files_may_stand_on_windows() -> None:
    """No character or name that Windows refuses, no two names that differ in case alone, no path that is too long."""
    paths = listed()
    reserved = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(1, 10))}
    for path in paths:
        assert not set('<>:"\\|?*') & set(str(path)), path
        assert all(part.split(".")[0].lower() not in reserved for part in path.parts), path
        assert all(not part.endswith((".", " ")) for part in path.parts), path
        assert len(str(path)) <= 150, path
    assert len({str(path).lower() for path in paths}) == len(paths)


def test_files_are_written_with_the_same_newlines_everywhere(tmp_path) -> None:
    """Text goes out as bytes; wherever Python would translate newlines, the call says which."""
    write_whole_file(tmp_path / "a.csv", b"a\nb\n")
    assert (tmp_path / "a.csv").read_bytes() == b"a\nb\n"
    careless = [
        f"{path.name}:{number}"
        for path in (ROOT / "src").rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ".write_text(" in line and "newline=" not in line
    ]
    assert careless == []


def test_the_table_of_licences_is_that_of_the_libraries() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    made = subprocess.run([sys.executable, "docs/licences.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert page == made.stdout
    rows = {line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")}
    direct = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    assert direct <= rows
    assert "not stated" not in page


@pytest.mark.slow
def test_a_wheel_alone_plans_a_case(tmp_path) -> None:
    """Build sdist and wheel, install the wheel and its libraries without the checkout, plan in an empty folder."""
    for path in listed():
        copy = tmp_path / "source" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / path).read_bytes())
    build = [sys.executable, "-c", "from setuptools import build_meta as b; print(b.build_sdist('../dist'))"]
    subprocess.run(build, cwd=tmp_path / "source", check=True, capture_output=True)
    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*wheel, "--wheel-dir", str(tmp_path / "dist"), str(sdist)], check=True, cwd=tmp_path)
    (built,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(built) as package:
        assert "capplan/py.typed" in package.namelist()
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(binaries / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), str(built)]
    subprocess.run(install, check=True, cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    for command in (
        ["new", "mycase.xlsx", "--like", "buckinghamshire"],
        ["check", "mycase.xlsx"],
        ["new", "small", "--example"],
        ["beds", "small", "--profile", "quick", "-q"],
    ):
        done = subprocess.run([str(binaries / "capplan"), *command], cwd=empty, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stdout, done.stderr)

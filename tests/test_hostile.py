"""The readers that `benchmarks/fuzz.py` drives by coverage, driven here by Hypothesis; and what was found that way."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.errors import CaseFaults
from capplan.store import RunStore
from capplan.store.records import RunFigures, figures_of
from quick_case import quick_case

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from hostile.draw import Draw
from hostile.form import Forms
from hostile.run_folder import alter
from hostile.tables import TableFiles
from hostile.workbook import Workbooks

FEW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@pytest.fixture(scope="module", params=[TableFiles, Workbooks, Forms], ids=["tables", "workbook", "form"])
def reader(request: Any, tmp_path_factory: Any) -> Any:
    return request.param(tmp_path_factory.mktemp("read"))


@settings(max_examples=40, **FEW)
@given(data=st.data())
def test_a_reader_answers_whatever_it_is_given(reader: Any, data: Any) -> None:
    """Bytes of any kind, and seeds with some bytes changed: a case, faults or a page, and no other exception."""
    content = bytearray(data.draw(st.binary(max_size=200) | st.sampled_from(reader.seeds())))
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=4)):
        if place < len(content):
            content[place] = value
    reader.read(bytes(content))


def test_a_reader_that_fails_is_noticed(tmp_path: Path, monkeypatch: Any) -> None:
    reader = TableFiles(tmp_path)
    monkeypatch.setattr("hostile.tables.read_case", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reader.read(bytes([1, 0, 0]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=40))
def test_an_altered_document_differs_in_one_place_at_most(data: bytes) -> None:
    document = {"a": [1, 2.5, "x"], "b": {"c": None, "d": True}}
    kept: list[Any] = []
    alter(Draw(data), document, kept)
    assert kept == [document]
    assert len(document) in (1, 2, 3)


def faults_with(folder: Path) -> list[str]:
    with pytest.raises(CaseFaults) as caught:
        read_case(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_pipe_or_a_broken_link_in_place_of_a_table_is_a_fault_and_nobody_waits_for_it(tmp_path: Path) -> None:
    folder = quick_case(tmp_path / "case")
    (folder / "sites.csv").unlink()
    os.mkfifo(folder / "sites.csv")
    (folder / "stays.csv").unlink()
    (folder / "stays.csv").symlink_to("stays.csv")
    found = faults_with(folder)
    assert any(one.startswith("sites.csv: is not an ordinary file") for one in found)
    assert any(one.startswith("stays.csv: ") for one in found)


def test_a_name_that_windows_keeps_for_itself_is_refused_as_an_id(tmp_path: Path) -> None:
    """Calendars are named after staff keys, and com1 is one."""
    folder = tmp_path / "case"
    new_case(folder, example=True)
    text = (folder / "people.csv").read_text(encoding="utf-8")
    key = text.splitlines()[1].split(",")[0]
    (folder / "people.csv").write_text(text.replace(f"\n{key},", "\ncom1,"), encoding="utf-8", newline="\n")
    assert any('"com1"' in one and "is a name that Windows keeps for itself" in one for one in faults_with(folder))


def test_a_row_of_digits_longer_than_python_reads_is_a_slip_of_the_form(tmp_path: Path) -> None:
    forms = Forms(tmp_path)
    sent = {"token": "0123456789abcdef", "seconds": "9" * 5_000}
    answer = forms.client.post("/cases/example/levers", data=sent)
    assert answer.status_code == 422
    assert "Write whole seconds" in answer.text


def test_a_plan_that_lost_an_option_is_listed_without_its_figures() -> None:
    """Found by the fuzzer: a KeyError in the list of runs."""
    plan = SimpleNamespace(options=[SimpleNamespace(option="plan")], findings=[SimpleNamespace(severity="conflict")])
    assert figures_of(plan) == RunFigures(findings=1, conflicts=1)


def test_a_damaged_line_of_progress_is_left_out(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    work = store.folders.work("a-run")
    work.mkdir()
    (work / "progress.jsonl").write_text('{"stage": "plan", "seconds": 1.0}\nnot JSON\n[1]\n', newline="\n")
    assert store.progress("a-run") == [{"stage": "plan", "seconds": 1.0}]

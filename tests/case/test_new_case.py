"""`capplan new`: an empty folder to fill in, or an example that works, whole or not at all."""

import pytest
from example_folder import faults_of

from capplan.case import write
from capplan.case.columns import columns_of
from capplan.case.fields import Row
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case


def test_the_example_has_no_fault_and_uses_every_table_but_those_of_other_travel_methods(folder):
    read_case(folder)
    missing = {name for name in TABLES if not (folder / f"{name}.csv").exists()}
    assert missing == {"travel_times", "road_nodes", "roads", "visit_travel"}


def test_an_empty_case_has_every_table_with_every_column(tmp_path):
    new_case(tmp_path / "county")
    for name, table in TABLES.items():
        headings = (tmp_path / "county" / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
        assert set(headings) == set(table.row.model_fields)
        required = [column.name for column in columns_of(table.row).values() if column.required]
        assert headings[: len(required)] == required
        assert headings[-4:] == list(Row.model_fields)


def test_an_empty_case_asks_only_for_what_is_not_filled_in(tmp_path):
    new_case(tmp_path / "county")
    problems = {fault.problem for fault in faults_of(tmp_path / "county")}
    assert problems == {"is blank", "is below 1", "has no rows"}


def test_files_are_utf8_with_line_feeds(tmp_path):
    new_case(tmp_path / "county")
    new_case(tmp_path / "example", example=True)
    for file in [*(tmp_path / "county").iterdir(), *(tmp_path / "example").iterdir()]:
        data = file.read_bytes()
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert not data.startswith(b"\xef\xbb\xbf")


def test_an_empty_folder_may_exist(tmp_path):
    (tmp_path / "county").mkdir()
    new_case(tmp_path / "county", example=True)
    assert faults_of(tmp_path / "county") == []


def test_folders_above_are_made(tmp_path):
    new_case(tmp_path / "a" / "b" / "county", example=True)
    assert faults_of(tmp_path / "a" / "b" / "county") == []


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        new_case(tmp_path / "county")
    assert [file.name for file in (tmp_path / "county").iterdir()] == ["notes.txt"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "county").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        new_case(tmp_path / "county")


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "folder_files", lambda content: {"case.toml": b"", "no/such/place.csv": b""})
    with pytest.raises(FileNotFoundError):
        new_case(tmp_path / "county")
    assert list(tmp_path.iterdir()) == []

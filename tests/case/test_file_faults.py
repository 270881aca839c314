"""Files that are missing, unreadable, too large, wrongly encoded, or not part of a case."""

import csv
from pathlib import Path

import pytest
from example_folder import faults_of, place, replace_text

from capplan.case import csvio
from capplan.case.faults import MAX_FAULTS_PER_FILE
from capplan.case.read import read_case
from capplan.case.tables import TABLES


def only(folder):
    (fault,) = faults_of(folder)
    return fault


def test_missing_folder(tmp_path):
    fault = only(tmp_path / "nowhere")
    assert "the folder cannot be read (No such file or directory)" in str(fault)
    assert "`capplan new`" in fault.repair


def test_a_file_is_not_a_folder(folder):
    assert "the folder cannot be read (Not a directory)" in str(only(folder / "case.toml"))


def test_a_folder_name_that_no_system_takes(tmp_path):
    assert "the folder cannot be read" in str(only(tmp_path / ("x" * 5000)))


@pytest.mark.parametrize("name", ["case.toml", "parameters.csv", "sites.csv"])
def test_missing_file(folder, name):
    (folder / name).unlink()
    assert str(only(folder)) == f"{name}: the file is missing. Add it; `capplan new` writes an empty one."


def test_an_optional_table_may_be_missing(folder):
    for name, table in TABLES.items():
        if not (table.required or table.for_beds) and name not in ("gates", "contracts", "transitions"):
            (folder / f"{name}.csv").unlink(missing_ok=True)
    assert faults_of(folder) == []


def test_a_table_that_is_a_folder(folder):
    (folder / "gates.csv").unlink()
    (folder / "gates.csv").mkdir()
    assert str(only(folder)) == "gates.csv: is not an ordinary file. Replace it with a file."


def test_misspelt_table(folder):
    (folder / "budget.csv").write_text("funder,year\n", encoding="utf-8")
    fault = only(folder)
    assert place(fault) == ("budget.csv", None, None)
    assert 'Rename it to "budgets.csv"' in fault.repair


def test_other_files_are_left_alone(folder):
    (folder / "PROVENANCE.md").write_text("where it comes from", encoding="utf-8")
    assert faults_of(folder) == []


def test_byte_order_mark_and_windows_line_ends_are_accepted(folder):
    for file in folder.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert faults_of(folder) == []


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-32"])
def test_wrong_encoding(folder, encoding):
    text = (folder / "localities.csv").read_text(encoding="utf-8").replace("South", "Süd")
    (folder / "localities.csv").write_bytes(text.encode(encoding))
    fault = only(folder)
    assert fault.file == "localities.csv"
    assert "Save it again as UTF-8" in fault.repair
    assert fault.row == {"cp1252": 3, "utf-16-le": 1}.get(encoding)


def test_nul_byte(folder):
    replace_text(folder / "localities.csv", "south,South", "south,So\0uth")
    assert place(only(folder)) == ("localities.csv", 3, None)
    assert "NUL byte" in only(folder).problem


def test_columns_parted_by_semicolons(folder):
    text = (folder / "localities.csv").read_text(encoding="utf-8")
    (folder / "localities.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    assert "the columns are not separated by commas" in faults_of(folder)[0].problem


def test_blank_file(folder):
    (folder / "seasons.csv").write_bytes(b"")
    assert "Write the header line: month,index,source" in only(folder).repair


def test_required_table_with_only_a_header(folder):
    (folder / "seasons.csv").write_text("month,index\n,\n", encoding="utf-8")
    assert str(only(folder)) == "seasons.csv: has no rows. Write at least one row under the header."


def test_optional_table_with_only_a_header(folder):
    (folder / "roads.csv").write_text("from_node,to_node,travel_min\n", encoding="utf-8")
    assert faults_of(folder) == []


def test_missing_required_column_is_told_once(folder):
    (folder / "seasons.csv").write_text("month\n" + "".join(f"{month}\n" for month in range(1, 13)), encoding="utf-8")
    assert [place(fault) for fault in faults_of(folder)] == [("seasons.csv", 1, "index")]


def test_duplicate_column(folder):
    text = "month,index,index\n" + "".join(f"{month},1,2\n" for month in range(1, 13))
    (folder / "seasons.csv").write_text(text, encoding="utf-8")
    assert str(only(folder)) == "seasons.csv row 1 column index: the column stands 2 times. Keep one of them."


def test_column_without_heading(folder):
    text = "month,index,\n" + "".join(f"{month},1,x\n" for month in range(1, 13))
    (folder / "seasons.csv").write_text(text, encoding="utf-8")
    assert "column 3 has no heading" in only(folder).problem


@pytest.mark.parametrize(
    "heading",
    [
        "nhs_number",
        "NHS No",
        "nhsnumber",
        "name",
        "first_name",
        "Surname",
        "FirstName",
        "dob",
        "date_of_birth",
        "home postcode",
        "address",
        "phone",
        "e-mail address",
        "email",
        "patient",
        "PatientID",
        "client_ref",
    ],
)
def test_a_column_of_identity_is_refused_with_the_reason(folder, heading):
    text = f"month,index,{heading}\n" + "".join(f"{month},1,x\n" for month in range(1, 13))
    (folder / "seasons.csv").write_text(text, encoding="utf-8")
    fault = only(folder)
    assert place(fault) == ("seasons.csv", 1, heading)
    assert fault.problem == "the column looks like a person's identity"
    assert fault.repair.startswith("Remove it. A case plans care for people it does not know")


def test_a_cell_of_10_mb_is_a_listed_fault(folder):
    replace_text(folder / "sites.csv", "Hillside ward", "x" * 10_000_000)
    limit = csv.field_size_limit()
    fault = only(folder)
    assert place(fault) == ("sites.csv", 2, "title")
    assert fault.problem == "holds 10,000,000 characters"
    assert len(fault.found) == 60
    assert csv.field_size_limit() == limit


def test_a_huge_file_is_refused_before_it_is_read(folder, monkeypatch):
    with (folder / "sites.csv").open("ab") as file:
        file.truncate(50_000_001)
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: 1 / 0 if path.name == "sites.csv" else read(path))
    assert str(only(folder)).startswith("sites.csv: is larger than 50 MB. ")


def test_a_line_of_commas_is_a_listed_fault(folder):
    (folder / "localities.csv").write_bytes(b"locality,title\n" + b"," * 5_000_000)
    assert place(only(folder)) == ("localities.csv", 2, None)
    assert "commas in a line" in only(folder).problem


def test_too_many_rows_is_a_listed_fault(folder, monkeypatch):
    monkeypatch.setattr(csvio, "MAX_ROWS", 12)
    (folder / "carer_shifts.csv").unlink()
    fault = only(folder)
    assert place(fault) == ("seasons.csv", 13, None)
    assert "more than 12 rows" in fault.problem


def test_many_faults_in_a_file_end_with_one_line_that_says_so(folder):
    rows = "".join(f"Area {number},X\n" for number in range(MAX_FAULTS_PER_FILE + 50))
    (folder / "localities.csv").write_text(f"locality,title\n{rows}", encoding="utf-8")
    faults = faults_of(folder)
    assert len(faults) == MAX_FAULTS_PER_FILE + 1
    assert "has more than 200 faults" in faults[-1].problem


def test_odd_quoting_that_is_right_is_accepted(folder):
    replace_text(folder / "localities.csv", "south,South", '"south","South ""lower"" , and """""')
    assert read_case(folder).localities[1].title == 'South "lower" , and ""'


def test_faults_in_different_files_come_together(folder):
    replace_text(folder / "case.toml", "months = 12", "months = 0")
    replace_text(folder / "parameters.csv", "400,GBP/day", "400,GBP/week")
    replace_text(folder / "localities.csv", "north,North", "North,North")
    replace_text(folder / "stays.csv", "community-hospital,21,", "community-hospital,long,")
    replace_text(folder / "stays.csv", ",home,9,0,0.8", ",home,9,2,0.8")
    replace_text(folder / "transitions.csv", "hillside,ward-24", "hill-side,ward-24")
    (folder / "gates.csv").write_bytes(b"\xff\xfe")
    (folder / "funders.csv").unlink()
    assert [place(fault) for fault in faults_of(folder)] == [
        ("case.toml", 20, "horizon.months"),
        ("parameters.csv", 2, "unit"),
        ("localities.csv", 2, "locality"),
        ("stays.csv", 2, "stay_days"),
        ("stays.csv", 6, "min_share"),
        ("gates.csv", None, None),
        ("transitions.csv", 2, "site"),
        ("funders.csv", None, None),
    ]

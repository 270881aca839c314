"""Faults of a workbook: by sheet, cell and repair, marked in a copy; hostile files end in a message too."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from example_folder import example
from openpyxl import Workbook, load_workbook
from workbooks import address, beds_of, changed, header_address, plain, put, sheet_part, with_part

from capplan.case.columns import columns_of
from capplan.case.content import content_of
from capplan.case.excel import mark, package
from capplan.case.excel.cells import CellFault
from capplan.case.excel.mark import mark_faults, marked_copy_path
from capplan.case.excel.values import cell_text
from capplan.case.faults import BadFileError
from capplan.case.header import Horizon
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case
from capplan.errors import CaseFaults


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> bytes:
    """The beds of the example as a plain workbook."""
    return plain(beds_of(content_of(example(tmp_path_factory.mktemp("written")))))


@pytest.fixture
def book(written, tmp_path) -> Path:
    path = tmp_path / "mycase.xlsx"
    path.write_bytes(written)
    return path


def faults_of(path: Path) -> list[CellFault]:
    try:
        read_case(path)
    except CaseFaults as error:
        return list(error.faults)
    return []


def places(path: Path) -> list[tuple[str | None, str | None]]:
    return [(fault.sheet, fault.cell) for fault in faults_of(path)]


def test_mistakes_of_three_kinds_are_named_by_cell_with_their_repair(book):
    put(book, {
        ("sites", address(book, "sites", "setting")): "hospitl",
        ("seasons", address(book, "seasons", "index", 3)): "a lot",
        ("case", header_address("horizon", "months")): "twelve",
    })  # fmt: skip
    messages = [str(fault) for fault in faults_of(book)]
    assert len(messages) == 3
    assert messages[0].startswith(
        f'mycase.xlsx sheet case cell {header_address("horizon", "months")} (horizon.months): "twel'
    )
    assert messages[1].startswith(
        f'mycase.xlsx sheet seasons cell {address(book, "seasons", "index", 3)} (index): "a lot" is not'
    )
    assert f"sheet sites cell {address(book, 'sites', 'setting')} (setting)" in messages[2]
    assert "is not in sheet settings" in messages[2]
    assert not any(".csv" in message or "quotes" in message for message in messages)


def test_a_missing_required_cell_a_repeated_key_and_a_blank_header(book):
    put(book, {
        ("localities", address(book, "localities", "locality", 2)): "north",
        ("areas", address(book, "areas", "lat")): None,
        ("case", header_address("case", "title")): None,
    })  # fmt: skip
    assert places(book) == [
        ("case", header_address("case", "title")),
        ("localities", address(book, "localities", "locality", 2)),
        ("areas", address(book, "areas", "lat")),
    ]


def test_the_parameters_that_are_missing_are_named(book):
    put(book, {("parameters", address(book, "parameters", "parameter")): "detour_factor"})
    assert any("acute_delayed_day_gbp" in str(fault) for fault in faults_of(book))


def test_sheets_unknown_missing_or_twice_are_told_and_notes_are_left_alone(book):
    def change(opened):
        opened["seasons"].title = "season"
        opened.create_sheet("note of mine")["A1"] = "=1/0"
        opened.create_sheet(" SITES ")["A1"] = "site"

    changed(book, change)
    words = [str(fault) for fault in faults_of(book)]
    assert any('sheet season: is not a sheet of a case. Rename it to "seasons"' in text for text in words)
    assert any("sheet seasons: the sheet is missing" in text for text in words)
    assert any("stands twice" in text for text in words)
    assert not any("note of mine" in text for text in words)


def test_headings_that_are_unknown_missing_or_personal_are_told_by_cell(book):
    def change(opened):
        opened["areas"]["D3"] = "latitude"
        opened["cohorts"].cell(3, columns_in(opened["cohorts"]) + 1).value = "surname"

    changed(book, change)
    found = {(fault.sheet, fault.cell): str(fault) for fault in faults_of(book)}
    assert "is not a column of this table" in found["areas", "D3"]
    assert any("person's identity" in text for text in found.values())
    assert any("the column is missing" in text and "lat" in text for text in found.values())


def columns_in(sheet) -> int:
    return sum(1 for entry in sheet[3] if entry.value)


def test_a_plain_sheet_with_its_headings_in_the_first_row_is_read(book):
    digest = read_case(book).digest

    def change(opened):
        opened["localities"].delete_rows(1, 2)
        opened["localities"].insert_cols(1)

    changed(book, change)
    assert read_case(book).digest == digest


def test_what_excel_turns_into_dates_and_figures_is_turned_back(book):
    digest = read_case(book).digest
    gate = address(book, "gates", "starts")
    month = load_workbook(book)["gates"][gate].value
    put(book, {
        ("case", header_address("horizon", "start")): datetime(2026, 4, 1),
        ("case", header_address("horizon", "months")): 12.0,
        ("gates", gate): datetime.strptime(month, "%Y-%m"),
    })  # fmt: skip
    assert load_workbook(book)["gates"][gate].is_date
    assert read_case(book).digest == digest


MONTH = columns_of(Horizon)["start"]
YEAR = columns_of(TABLES["growth"].row)["year"]
DAY = columns_of(TABLES["absences"].row)["from_day"]
CLOCK = columns_of(TABLES["rota_shifts"].row)["start"]


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (datetime(2026, 4, 1), MONTH, "2026-04"),
        (datetime(2026, 4, 2), MONTH, "2026-04-02"),
        (date(2026, 4, 1), DAY, "2026-04-01"),
        (datetime(2010, 11, 1), YEAR, "2010/11"),
        (datetime(2010, 12, 1), YEAR, "2010-12-01"),
        (time(7, 30), CLOCK, "07:30"),
        (timedelta(hours=25, minutes=30), CLOCK, "25:30"),
        (datetime(1900, 1, 1, 1, 30), CLOCK, "25:30"),
        (12.0, MONTH, "12"),
        (0.1, MONTH, "0.1"),
        (True, MONTH, "TRUE"),
        ("  x ", MONTH, "x"),
        ("_x000D_", MONTH, ""),
        (None, None, ""),
    ],
)
def test_a_value_of_excel_as_text(value, column, text):
    assert cell_text(value, column) == text


def with_formula(data: bytes, title: str, address: str, formula: str, value: str | None) -> bytes:
    """Put a formula into a cell, with or without a saved value, as a spreadsheet saves it."""
    part = sheet_part(data, title)
    opened = load_workbook(io.BytesIO(data))
    opened[title][address] = "MARK"
    buffer = io.BytesIO()
    opened.save(buffer)
    part = sheet_part(buffer.getvalue(), title)

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        start = content.index(f'<c r="{address}"'.encode())
        end = content.index(b"</c>", start) + len(b"</c>")
        saved = "" if value is None else f"<v>{value}</v>"
        return content[:start] + f'<c r="{address}"><f>{formula}</f>{saved}</c>'.encode() + content[end:]

    return with_part(buffer.getvalue(), change)


def test_a_formula_counts_with_its_saved_value(book, written):
    digest = read_case(book).digest
    number = load_workbook(io.BytesIO(written))["seasons"][address(book, "seasons", "index")].value
    book.write_bytes(with_formula(written, "seasons", address(book, "seasons", "index"), "1+0.1", str(number)))
    assert read_case(book).digest == digest


@pytest.mark.parametrize(
    ("formula", "value", "words"),
    [
        ("1+1", None, "is a formula without a saved value"),
        ("[1]Sheet1!A1", "1.1", "is a formula that reads another workbook"),
        ("1/0", "#DIV/0!", "is an error of the spreadsheet"),
    ],
)
def test_formulas_that_give_no_traceable_figure_are_faults(book, written, formula, value, words):
    where = address(book, "seasons", "index")
    data = with_formula(written, "seasons", where, formula, value)
    if value == "#DIV/0!":
        start = f'<c r="{where}"'.encode()
        data = with_part(data, lambda _, content: content.replace(start + b"><f>1/0", start + b' t="e"><f>1/0'))
    book.write_bytes(data)
    (fault,) = faults_of(book)
    assert (fault.sheet, fault.cell) == ("seasons", where)
    assert words in str(fault)


def test_figures_beside_the_table_are_not_lost_in_silence(book):
    def change(opened):
        sheet = opened["seasons"]
        sheet.cell(5, columns_in(sheet) + 2).value = 1.5

    changed(book, change)
    (fault,) = faults_of(book)
    assert "stands beside the table" in str(fault)


def test_the_marked_copy_has_notes_colours_and_a_list_and_the_original_is_as_it_was(tmp_path):
    book = tmp_path / "mycase.xlsx"
    new_case(book, example=True)
    where = address(book, "sites", "setting")
    put(book, {("sites", where): "hospitl", ("localities", "B4"): "@x"})
    before = book.read_bytes()
    faults = faults_of(book)
    copy = marked_copy_path(book)
    copy.write_bytes(mark_faults(book, faults))
    assert book.read_bytes() == before
    opened = load_workbook(copy)
    marked = opened["sites"][where]
    assert marked.comment.text.startswith("Fault ")
    assert "is not in sheet settings" in marked.comment.text
    assert marked.fill.fgColor.rgb.endswith("FFF0A3")
    listed = [[entry.value for entry in row] for row in opened["faults"].iter_rows(min_row=2)]
    assert len(listed) == len(faults) == 2
    assert ["sites", where, "hospitl"] in [row[1:4] for row in listed]
    assert {entry.data_type for row in opened["faults"].iter_rows() for entry in row} <= {"s", "n"}
    # The heading keeps its note and the sheet its lists.
    assert opened["sites"]["A3"].comment is not None
    assert opened["sites"].data_validations.dataValidation


def test_the_marked_copy_is_a_case_with_the_same_faults(book):
    put(book, {("localities", "B4"): "=1+1", ("seasons", address(book, "seasons", "index")): -1})
    faults = faults_of(book)
    copy = marked_copy_path(book)
    copy.write_bytes(mark_faults(book, faults))
    assert places(copy) == [(fault.sheet, fault.cell) for fault in faults]
    assert len(faults) == 2


def test_a_workbook_too_large_to_copy_is_told(book, monkeypatch):
    monkeypatch.setattr(mark, "MAX_MARKED_MB", 0)
    with pytest.raises(BadFileError, match="no marked copy"):
        mark_faults(book, [])


def only(path: Path) -> str:
    (fault,) = faults_of(path)
    return str(fault)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not an Excel workbook"),
        (b"PK\x03\x04 nonsense", "is not an Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "protected by a password"),
        (b"site,setting\n", "is not an Excel workbook"),
    ],
    ids=["empty", "cut", "password", "csv"],
)
def test_a_file_that_is_no_workbook_is_told(tmp_path, content, words):
    path = tmp_path / "mycase.xlsx"
    path.write_bytes(content)
    assert words in only(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "is not an ordinary file" in only(tmp_path / "mycase.xlsx")


def test_a_workbook_of_something_else_names_what_is_missing(tmp_path):
    path = tmp_path / "mycase.xlsx"
    Workbook().save(path)
    words = [str(fault) for fault in faults_of(path)]
    assert any("sheet case: the sheet is missing" in text for text in words)
    assert any("sheet Sheet: is not a sheet of a case" in text for text in words)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_UNPACKED_MB", 5)
    path = tmp_path / "mycase.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 6_000_000)
    assert "unpacks to more than" in only(path)


ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
FAR = '<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, ENTITY),
        (None, b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>"),
        (None, b"\xff\xfe not xml"),
        (b"</sheetData>", FAR.format(row=1_000_000, cell="A1000000").encode()),
        (b"</sheetData>", FAR.format(row=99_999_999_999, cell="A99999999999").encode()),
        (b"</sheetData>", b'<row r="9"><c r="B9" t="s"><v>99999</v></c></row></sheetData>'),
        (b"</sheetData>", b'<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row></sheetData>'),
    ],
    ids=["entities", "row number", "bytes", "million rows", "row beyond", "no such text", "column beyond"],
)
def test_hostile_sheets_end_in_a_message_or_a_case(book, written, old, new):
    part = sheet_part(written, "localities")
    book.write_bytes(with_part(written, lambda name, content: (content.replace(old, new) if old else new)
                               if name == part else content))  # fmt: skip
    for fault in faults_of(book):
        assert str(fault).startswith("mycase.xlsx")
        assert str(fault).isprintable()


def test_a_row_far_below_is_a_fault(book):
    put(book, {("localities", "A400000"): "far"})
    assert "stands below row 300,000" in only(book)


def test_an_empty_template_asks_only_for_what_is_not_filled_in(tmp_path):
    new_case(tmp_path / "mycase.xlsx")
    problems = {fault.problem for fault in faults_of(tmp_path / "mycase.xlsx")}
    assert problems == {"is blank", "has no rows"}
    required = {f"sheet {name}" for name, table in TABLES.items() if table.required and name != "parameters"}
    told = {str(fault).split(": ")[0].removeprefix("mycase.xlsx ") for fault in faults_of(tmp_path / "mycase.xlsx")}
    assert required <= told


def test_a_case_like_another_marks_every_row_assumed(tmp_path):
    folder = example(tmp_path)
    new_case(tmp_path / "Our County.xlsx", like=folder)
    case = read_case(tmp_path / "Our County.xlsx")
    assert case.identity.id == "our-county"
    assert {row.status for row in (*case.sites, *case.parameter_rows)} == {"assumed"}
    assert all(row.reason.startswith("copied from example, to be replaced") for row in case.sites)
    with pytest.raises(FileExistsError):
        new_case(tmp_path / "Our County.xlsx", example=True)

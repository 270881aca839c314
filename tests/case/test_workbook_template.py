"""The template that a planner fills: where to start, headings that stay, notes, lists, bounds, nothing to lose."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from capplan.case.columns import columns_of
from capplan.case.crosscheck.references import REFERENCES
from capplan.case.excel.guide import ORDER, steps
from capplan.case.excel.layout import ASSUMPTIONS, CASE, HEADING_ROW, LISTS, START
from capplan.case.header import Parameters
from capplan.case.tables import TABLES
from capplan.case.write import new_case


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "mycase.xlsx"
    new_case(path, example=True)
    return load_workbook(io.BytesIO(path.read_bytes()))


def rule_of(sheet, column: str):
    """Return the validation of a column's cells."""
    letter = letters(sheet)[column]
    found = [rule for rule in sheet.data_validations.dataValidation if f"{letter}{HEADING_ROW + 1}" in rule.sqref]
    return found[0] if found else None


def column_format(sheet, place: int):
    """Return the format of a whole column; columns of one format stand together."""
    return next(part for part in sheet.column_dimensions.values() if part.min <= place <= part.max)


def letters(sheet) -> dict[str, str]:
    return {cell.value: cell.column_letter for cell in sheet[HEADING_ROW] if cell.value}


def test_there_is_a_sheet_for_every_table_and_the_first_says_where_to_start(book):
    assert book.sheetnames == [START, *ORDER, ASSUMPTIONS, LISTS]
    assert set(ORDER) == {CASE, *TABLES}
    assert book.active.title == START
    texts = [str(cell.value) for row in book[START].iter_rows() for cell in row if cell.value]
    assert any("capplan check" in text for text in texts)
    assert {step.title for step in steps()} <= set(texts)
    links = {cell.hyperlink.location for row in book[START].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A{HEADING_ROW + 1}" for name in ORDER}


@pytest.mark.parametrize("name", TABLES)
def test_headings_have_their_unit_above_their_meaning_in_a_note_and_are_locked(book, name):
    sheet = book[name]
    columns = columns_of(TABLES[name].row)
    assert list(letters(sheet)) == list(columns)
    assert sheet.protection.sheet
    assert sheet.freeze_panes == f"{chr(65 + len(TABLES[name].key))}{HEADING_ROW + 1}"
    for heading in sheet[HEADING_ROW]:
        column = columns[heading.value]
        assert column.meaning in heading.comment.text
        assert heading.protection.locked
        above = sheet.cell(HEADING_ROW - 1, heading.column).value
        assert column.unit in above
        assert above.endswith(", required") == column.required
        assert not column_format(sheet, heading.column).protection.locked
    assert all(
        not cell.protection.locked for row in sheet.iter_rows(min_row=HEADING_ROW + 1) for cell in row if cell.value
    )


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda one: f"{one.table}.{one.column}")
def test_ids_of_other_sheets_come_from_a_list_of_their_filled_cells(book, reference):
    rule = rule_of(book[reference.table], reference.column)
    letter = letters(book[reference.target])[reference.key]
    assert rule.type == "list"
    assert rule.formula1.startswith(f"OFFSET({reference.target}!${letter}${HEADING_ROW + 1},0,0,")
    assert rule.errorStyle == ("warning" if reference.also else None)


def test_choices_bounds_and_ids_are_held_while_typing(book):
    assert rule_of(book["cohorts"], "when_full").formula1 == '"wait,divert,never"'
    share = rule_of(book["settings"], "fixed_share")
    assert (share.type, share.operator, float(share.formula1), float(share.formula2)) == ("decimal", None, 0, 1)
    above = rule_of(book["cohorts"], "max_travel_min")
    assert (above.operator, float(above.formula1)) == ("greaterThan", 0)
    once = rule_of(book["localities"], "locality")
    assert (once.type, once.formula1) == ("custom", f"COUNTIF($A${HEADING_ROW + 1}:$A$2003,A{HEADING_ROW + 1})=1")
    parameters = rule_of(book["parameters"], "parameter")
    assert parameters.formula1 == f"{LISTS}!$A$2:$A${len(columns_of(Parameters)) + 1}"
    assert [row[0].value for row in book[LISTS].iter_rows(min_row=2, max_col=1)] == list(columns_of(Parameters))


def test_months_and_ids_are_cells_of_text_so_that_excel_makes_no_dates_of_them(book):
    sheet = book["gates"]
    assert sheet[f"{letters(sheet)['starts']}{HEADING_ROW + 1}"].number_format == "@"
    place = next(cell.column for cell in sheet[HEADING_ROW] if cell.value == "starts")
    assert column_format(sheet, place).number_format == "@"


def test_the_assumptions_are_counted_and_listed_with_a_link(book):
    rows = list(book[ASSUMPTIONS].iter_rows(values_only=True))
    counts = {row[0]: row[1:5] for row in rows if row[0] in TABLES and str(row[1]).startswith("=")}
    assert set(counts) == set(TABLES)
    assert counts["parameters"][0] == f"=COUNTA('parameters'!$A${HEADING_ROW + 1}:$A$2007)"
    assumed = [row for row in rows if row[0] == "parameters" and not str(row[1]).startswith("=")]
    assert [row[2] for row in assumed][:2] == ["acute_delayed_day_gbp", "acute_admission_day_gbp"]
    assert assumed[0][5] == "finance team"

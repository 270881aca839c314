"""A case as a folder and as a workbook says the same, whatever stands in its cells."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from example_folder import example
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from capplan.case.columns import columns_of
from capplan.case.content import Cells, Content, content_of, folder_files
from capplan.case.excel.layout import MAX_SHEET_NAME
from capplan.case.excel.package import open_package, parts_with_formulas
from capplan.case.excel.sheets import read_sheet
from capplan.case.excel.style import OPTIONS, formats_of
from capplan.case.excel.write import workbook_bytes, write_table
from capplan.case.read import read_case
from capplan.case.sources import FILES
from capplan.case.tables import TABLES
from capplan.case.write import write_case

DATA = Path(__file__).parents[2] / "data"
CASES = sorted(path.parent for path in DATA.glob("*/case.toml"))
HEADER = {
    "case": {"id": "odd", "title": "Odd cells"},
    "horizon": {"start": "2026-04", "months": 12, "standard_from": "2026-04"},
}


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_a_case_of_the_repository_survives_the_way_there_and_back(folder, tmp_path):
    whole = read_case(folder)
    write_case(tmp_path / "case.xlsx", content_of(folder))
    there = read_case(tmp_path / "case.xlsx")
    write_case(tmp_path / "case", content_of(tmp_path / "case.xlsx"))
    back = read_case(tmp_path / "case")
    assert whole.digest == there.digest == back.digest
    assert there.sites == back.sites == whole.sites
    assert back.parameter_rows == whole.parameter_rows


def test_the_example_survives_and_its_files_have_the_same_cells(tmp_path):
    folder = example(tmp_path)
    content = content_of(folder)
    write_case(tmp_path / "case.xlsx", content)
    back = content_of(tmp_path / "case.xlsx")
    assert back.header == content.header
    assert set(back.tables) == {name for name, cells in content.tables.items() if cells.rows}
    # Cells that a column left out stand for are blank.
    for name, cells in back.tables.items():
        assert filled(cells) == filled(content.tables[name]), name


def test_the_same_content_gives_the_same_bytes(tmp_path):
    content = content_of(example(tmp_path))
    assert workbook_bytes(content) == workbook_bytes(content)


def test_a_folder_has_only_known_files_and_every_sheet_name_fits_excel():
    content = Content(HEADER, {name: Cells(tuple(columns_of(table.row)), ()) for name, table in TABLES.items()})
    assert set(folder_files(content)) == set(FILES)
    assert max(map(len, TABLES)) <= MAX_SHEET_NAME


def filled(cells: Cells) -> list[dict[str, object]]:
    """Return the cells that say something; figures as figures, so that 0.10 equals 0.1."""
    return [
        {name: as_figure(text) for name, text in zip(cells.headings, row, strict=True) if text} for row in cells.rows
    ]


def as_figure(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


FORMULA_LIKE = ["=1+1", "+44", "-5", "@sum", "\t=1", "'x", '=HYPERLINK("http://x")', "#", "nan", "-0", "10.50"]
DATE_LIKE = ["2026-04", "2010/11", "07:30", "TRUE", "1e5", "007", "1,000", "85%"]
ESCAPES = ["_x0041_", "_x005F_", "a\nb", "a\rb", "\x01", "\ufffe", "🏥", "<b>&amp;"]
ODD = st.sampled_from([*FORMULA_LIKE, *DATE_LIKE, *ESCAPES])
TEXT = (ODD | st.text(max_size=20)).map(str.strip)
FIGURE = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers(-(10**20), 10**20).map(str) | ODD
ROWS = st.lists(st.tuples(TEXT, FIGURE.map(str.strip), TEXT, TEXT), min_size=1, max_size=60)


@settings(max_examples=20, deadline=None)
@given(rows=ROWS)
@tried(rows=[("=1+1", "0.30000000000000004", "@x", "x\ty"), ("+1", "1e308", "-1", "=A1"), ("a", "007", "", "")])
def test_whatever_a_cell_says_comes_back(rows):
    """Text stays text, letter by letter; a figure stays the same figure; nothing becomes a formula."""
    headings = ("parameter", "value", "unit", "reason")
    cells = Cells(headings, tuple(row for row in rows if any(row)))
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        write_table(book.add_worksheet("parameters"), formats_of(book), TABLES["parameters"], cells)
    opened = open_package("odd.xlsx", buffer.getvalue(), formulas=False)
    sheet = read_sheet("odd.xlsx", opened["parameters"], "parameters.csv", columns_of(TABLES["parameters"].row))
    assert len(sheet.rows) == len(cells.rows)
    for row, (_, found) in zip(cells.rows, sheet.rows, strict=True):
        texts = dict(zip(sheet.headings, found, strict=True))
        for name, wanted in zip(headings, row, strict=True):
            if name == "value" and texts[name] != wanted:
                assert float(texts[name]) == float(wanted)
            else:
                assert texts[name] == wanted
    assert parts_with_formulas("odd.xlsx", buffer.getvalue()) == set()

"""A case written as a workbook to fill in: a sheet a table, with units, notes, lists, and headings that stay."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from capplan.case.columns import Column, columns_of
from capplan.case.content import Cells, Content
from capplan.case.excel.front import write_assumptions, write_lists, write_start
from capplan.case.excel.guide import ORDER
from capplan.case.excel.layout import ASSUMPTIONS, CASE, CASE_HEADINGS, EXCEL_TEXT, HEADING_ROW, LISTS, START
from capplan.case.excel.lists import validate
from capplan.case.excel.style import CREATED, OPTIONS, Formats, formats_of, landscape, protect
from capplan.case.excel.values import cell_number
from capplan.case.faults import Fault
from capplan.case.fields import Row, Table
from capplan.case.tables import TABLES
from capplan.case.toml_file import SECTIONS
from capplan.errors import CaseFaults

_NUMBER_WIDTH = 12
_TEXT_WIDTH = 16
_MAX_WIDTH = 40
_NOTE_SIZE = {"x_scale": 2.2, "y_scale": 1.4, "font_size": 9, "author": "capplan"}
_CASE_EXTRA = ("unit", "default", "meaning", "what may be written")


def workbook_bytes(content: Content) -> bytes:
    """Return a workbook that says what a case says.

    Read back, it gives the same case: text stays text, figures stay exact, and nothing becomes a formula. The same
    content gives the same bytes.

    Raises
    ------
    CaseFaults
        If a cell is longer than a cell of Excel can be.
    """
    _refuse_long(content)
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": str(content.header.get("case", {}).get("title", "")), "created": CREATED})
        formats = formats_of(book)
        sheets = {name: book.add_worksheet(name) for name in (START, *ORDER, ASSUMPTIONS, LISTS)}
        write_start(sheets[START], formats, content)
        for name in ORDER:
            if name == CASE:
                _write_case(sheets[CASE], formats, content)
            else:
                write_table(sheets[name], formats, TABLES[name], content.tables.get(name, Cells((), ())))
        write_assumptions(sheets[ASSUMPTIONS], formats, content)
        write_lists(sheets[LISTS], formats)
    return buffer.getvalue()


def _write_case(sheet: Worksheet, formats: Formats, content: Content) -> None:
    """Write the header: a row a key, so that every key has its meaning beside it."""
    for place, width in enumerate((12, 22, 44, 10, 16, 70, 60)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, "The case: its name, the months it plans, how travel is measured", formats.title)
    sheet.write_string(1, 0, "Only the column value is yours to fill.", formats.unit)
    sheet.write_row(HEADING_ROW - 1, 0, (*CASE_HEADINGS, *_CASE_EXTRA), formats.optional)
    row = HEADING_ROW
    for section, model in SECTIONS.items():
        given = content.header.get(section, {})
        for column in columns_of(model).values():
            value = given.get(column.name)
            head = formats.needed if column.required else formats.optional
            sheet.write_string(row, 0, section, head)
            sheet.write_string(row, 1, column.name, head)
            if isinstance(value, int):
                sheet.write_number(row, 2, value, formats.free_number)
            else:
                empty = formats.free_number if column.is_number else formats.free_text
                sheet.write_string(row, 2, value or "", empty)
            default = "required" if column.required else column.default_text
            for place, words in enumerate((column.unit, default, column.meaning, column.allowed), start=3):
                sheet.write_string(row, place, words, formats.text)
            if column.choices:
                sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": list(column.choices)})
            row += 1
    sheet.freeze_panes(HEADING_ROW, 0)
    protect(sheet)
    landscape(sheet, CASE)


def write_table(sheet: Worksheet, formats: Formats, table: Table, cells: Cells) -> None:
    """Write a table into its sheet: what a row is, units, headings with notes, the rows, lists and bounds below."""
    known = columns_of(table.row)
    columns: dict[str, Column | None] = {**known, **{name: None for name in cells.headings if name not in known}}
    places = {name: place for place, name in enumerate(columns)}
    _set_columns(sheet, formats, columns, cells)
    need = "Optional: it may stay blank."
    if table.required or table.for_beds:
        need = f"Required{'' if table.required else ' where beds are planned'}: at least one row."
    meaning = " ".join((table.row.__doc__ or "").split())
    sheet.write_string(0, 0, f"{table.name}: {meaning} {need}", formats.title)
    for name, column in columns.items():
        if column is not None:
            sheet.write_string(1, places[name], _unit(column), formats.unit)
    for name, column in columns.items():
        head = formats.needed if column is not None and column.required else formats.optional
        sheet.write_string(HEADING_ROW - 1, places[name], name, head)
        if column is not None:
            sheet.write_comment(HEADING_ROW - 1, places[name], note_of(column), _NOTE_SIZE)
    _write_rows(sheet, formats, columns, [places[name] for name in cells.headings], cells)
    validate(sheet, table, places, len(cells.rows))
    sheet.freeze_panes(HEADING_ROW, len(table.key))
    sheet.repeat_rows(0, HEADING_ROW - 1)
    sheet.set_tab_color("#00568F" if table.required or table.for_beds else "#C8D2DA")
    protect(sheet)
    landscape(sheet, table.name)


def note_of(column: Column) -> str:
    """Return the note of a heading: meaning, what may be written, what a blank cell means."""
    blank = "It must be filled." if column.required else f"Blank: {column.default_text or 'nothing is said'}."
    return f"{column.name}\n{column.meaning}.\nWrite {column.allowed}. {blank}"


def _unit(column: Column) -> str:
    kind = column.unit or (column.kind if column.kind != "text" else "text")
    return f"{kind}, required" if column.required else kind


def _set_columns(sheet: Worksheet, formats: Formats, columns: Mapping[str, Column | None], cells: Cells) -> None:
    longest: dict[str, int] = {
        name: max((len(row[place]) for row in cells.rows[:200]), default=0) for place, name in enumerate(cells.headings)
    }
    for place, (name, column) in enumerate(columns.items()):
        number = column is not None and column.is_number
        least = max(len(name) + 3, _NUMBER_WIDTH if number else _TEXT_WIDTH)
        width = min(_MAX_WIDTH, max(least, longest.get(name, 0) + 1))
        if name in Row.model_fields:
            width = max(width, _TEXT_WIDTH if name == "status" else 30)
        sheet.set_column(place, place, width, formats.free_number if number else formats.free_text)


def _write_rows(
    sheet: Worksheet, formats: Formats, columns: Mapping[str, Column | None], places: Sequence[int], cells: Cells
) -> None:
    numeric = [(column := columns[name]) is not None and column.is_number for name in cells.headings]
    for number, row in enumerate(cells.rows, start=HEADING_ROW):
        for place, text, is_number in zip(places, row, numeric, strict=True):
            if not text:
                continue
            figure = cell_number(text) if is_number else None
            if figure is None:
                sheet.write_string(number, place, text, formats.free_text)
            else:
                sheet.write_number(number, place, figure, formats.free_number)


def _refuse_long(content: Content) -> None:
    faults = [
        Fault(f"{name}.csv", None, heading, text, f"holds {len(text):,} characters", "Shorten it.")
        for name, cells in content.tables.items()
        for row in cells.rows
        for heading, text in zip(cells.headings, row, strict=True)
        if len(text) > EXCEL_TEXT
    ]
    if faults:
        raise CaseFaults(faults)

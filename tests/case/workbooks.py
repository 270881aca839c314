"""Workbooks for tests: the beds of the example as a plain one, and ways to change a cell as a planner would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from capplan.case.columns import columns_of
from capplan.case.content import Content
from capplan.case.excel.layout import CASE, CASE_HEADINGS, HEADING_ROW
from capplan.case.excel.values import cell_number
from capplan.case.tables import TABLES, Table
from capplan.case.toml_file import SECTIONS

BEDS = ("gates", "contracts", "transitions", "budgets", "scenarios")
"""Optional tables that a plain workbook has besides the required ones."""


def plain(content: Content) -> bytes:
    """Return a workbook without notes, lists and colours: the tables about beds, headings where capplan has them."""
    book = Workbook()
    sheet = book.active
    sheet.title = CASE
    _rows(sheet, [CASE_HEADINGS, *header_rows(content)])
    for name, table in TABLES.items():
        if name in content.tables and is_of_beds(table):
            cells = content.tables[name]
            headings = [heading for heading in columns_of(table.row) if heading in cells.headings]
            places = [cells.headings.index(heading) for heading in headings]
            rows = [[_value(row[place]) for place in places] for row in cells.rows]
            _rows(book.create_sheet(name), [headings, *rows])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def header_rows(content: Content) -> list[tuple[str, str, object]]:
    """Return section, key and value of every key, in the order of the sheet that capplan writes."""
    return [
        (section, key, content.header.get(section, {}).get(key))
        for section, model in SECTIONS.items()
        for key in columns_of(model)
    ]


def beds_of(content: Content) -> Content:
    """Return a case about beds alone: without tables of staff, their share of the cost, the borders of territories."""
    settings, parameters = content.tables["settings"], content.tables["parameters"]
    share = settings.headings.index("staff_share")
    without = type(settings)(settings.headings, tuple((*row[:share], "0", *row[share + 1 :]) for row in settings.rows))
    kept = type(parameters)(parameters.headings, tuple(row for row in parameters.rows if "territories" not in row[0]))
    tables = {**content.tables, "settings": without, "parameters": kept}
    return Content(content.header, {name: tables[name] for name, table in TABLES.items() if is_of_beds(table)})


def is_of_beds(table: Table) -> bool:
    """Return whether a table belongs to a case that plans beds alone."""
    return table.required or table.for_beds or table.name in BEDS


def address(book: Path, sheet: str, column: str, row: int = 1) -> str:
    """Return the address of a column in the nth row below the headings of a sheet."""
    headings = [entry.value for entry in load_workbook(book)[sheet][HEADING_ROW]]
    return f"{chr(65 + headings.index(column))}{HEADING_ROW + row}"


def header_address(section: str, key: str) -> str:
    """Return the address of a value on the sheet `case`."""
    keys = [(name, column) for name, model in SECTIONS.items() for column in columns_of(model)]
    return f"C{HEADING_ROW + 1 + keys.index((section, key))}"


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    """Open a workbook, change it, and save it in place."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def put(path: Path, values: dict[tuple[str, str], object]) -> Path:
    """Write values into cells, by (sheet, address)."""

    def write(book: Any) -> None:
        for (sheet, where), value in values.items():
            book[sheet][where] = value

    return changed(path, write)


def with_part(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a workbook whose parts went through a function of name and content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def sheet_part(data: bytes, title: str) -> str:
    """Return the name of the part in which a sheet of a workbook lies."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return str(book[title]._worksheet_path).lstrip("/")


def _rows(sheet: Any, rows: list[Any]) -> None:
    for number, row in enumerate(rows, start=HEADING_ROW):
        for place, value in enumerate(row, start=1):
            if value not in (None, ""):
                sheet.cell(number, place, value)


def _value(text: str) -> object:
    number = cell_number(text)
    return text if number is None else number

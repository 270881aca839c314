"""A workbook read into the same parts as a case folder: the header, and the records of every table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from capplan.case.columns import Column, columns_of
from capplan.case.excel.cells import CellFault, in_cells
from capplan.case.excel.header_sheet import HeaderSheet, header_of, toml_text
from capplan.case.excel.layout import CASE, CASE_HEADINGS, NOTE, READ, is_read
from capplan.case.excel.package import open_package, parts_with_formulas, read_package, understood
from capplan.case.excel.sheets import Sheet, formula_faults, read_sheet
from capplan.case.faults import Fault, one_of
from capplan.case.tables import TABLES
from capplan.case.toml_file import FILE as TOML_FILE

_KEY_COLUMNS = {name: Column(name, "text", "", "", True, None, (), None, False, None, None) for name in CASE_HEADINGS}


@dataclass
class WorkbookRead:
    """What a workbook says.

    Attributes
    ----------
    path
        Where it was read from.
    sheets
        By name of the table (or 'case'), its sheet.
    header
        What the sheet `case` says; None if there is none.
    faults
        Faults of the workbook itself: unknown sheets, formulas without values, errors.
    """

    path: Path
    sheets: dict[str, Sheet] = field(default_factory=dict)
    header: HeaderSheet | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def toml(self) -> bytes | None:
        """The header as the bytes of a ``case.toml``; None without one."""
        return None if self.header is None else toml_text(self.header.values).encode()

    def located(self, faults: Sequence[Fault]) -> list[CellFault]:
        """Return faults by sheet and cell, each place once: what the workbook itself says first."""
        return [self._located(fault) for fault in _each_place_once(faults)]

    def _located(self, fault: Fault) -> CellFault:
        name = CASE if fault.file == TOML_FILE else fault.file.removesuffix(".csv")
        sheet = self.sheets.get(name)
        if sheet is None:
            # The sheet is missing, or the fault is of the workbook or of a sheet without a table.
            return in_cells(fault, self.path, None if fault.file == self.path.name else name, None)
        return in_cells(fault, self.path, sheet.title, self._cell(fault, sheet))

    def _cell(self, fault: Fault, sheet: Sheet) -> str | None:
        row = fault.row
        if sheet.file == TOML_FILE and fault.column and "." in fault.column and self.header is not None:
            section, key = fault.column.split(".", 1)
            row = self.header.row_of.get((section, key))
            return f"{sheet.letters[sheet.headings.index('value')]}{row}" if row else None
        if sheet.file == TOML_FILE and fault.column not in sheet.headings:
            # A line of the TOML text that was made from the sheet means nothing to a planner.
            return f"{row}:{row}" if row and any(row == number for number, _ in sheet.rows) else None
        if row is None:
            return None
        column = (fault.column or "").split(" + ")[0]
        if column in sheet.headings:
            return f"{sheet.letters[sheet.headings.index(column)]}{row}"
        if fault.column and fault.column.endswith(str(row)):
            return fault.column
        return f"{row}:{row}"


def read_workbook(path: Path) -> WorkbookRead:
    """Read a workbook: one sheet a table, headings as `capplan new` writes them, any order of sheets and columns.

    Formulas count with the value last saved. Sheets named note... are the planner's own and are left alone.

    Raises
    ------
    BadFileError
        If the file cannot be understood as a workbook.
    """
    data = read_package(path)
    found = WorkbookRead(path)
    book = open_package(path.name, data, formulas=False)
    for title, name in _names(path.name, book, found.faults):
        columns = _KEY_COLUMNS if name == CASE else columns_of(TABLES[name].row)
        file = TOML_FILE if name == CASE else f"{name}.csv"
        found.sheets[name] = read_sheet(path.name, book[title], file, columns)
    parts = parts_with_formulas(path.name, data)
    # The part that a sheet lies in is not public; where it is not told, the sheet is searched.
    suspects = [sheet for sheet in found.sheets.values() if _part(book[sheet.title]) in (None, *parts)]
    if suspects:
        formulas = open_package(path.name, data, formulas=True)
        for sheet in suspects:
            found.faults += formula_faults(path.name, formulas[sheet.title], sheet)
    if CASE in found.sheets:
        found.header = header_of(found.sheets[CASE])
        found.faults += found.header.faults
    for sheet in found.sheets.values():
        found.faults += sheet.faults
    return found


def _names(book_name: str, book: Any, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    """Yield (name of the sheet, table) of every sheet that holds a table; list the others as faults."""
    seen: dict[str, str] = {}
    with understood(book_name):
        titles = [sheet.title for sheet in book.worksheets]
    for title in titles:
        name = title.strip().lower()
        if not is_read(title):
            continue
        if name not in READ:
            hint = f"Rename it to {one_of(READ, name)}, or let its name begin with {NOTE} if it is for yourself."
            faults.append(Fault(title, None, None, None, "is not a sheet of a case", hint))
        elif name in seen:
            hint = f"Keep one of {seen[name]} and {title}."
            faults.append(Fault(title, None, None, None, "stands twice", hint))
        else:
            seen[name] = title
            yield title, name


def _each_place_once(faults: Sequence[Fault]) -> Iterator[Fault]:
    seen = set()
    for fault in faults:
        place = (fault.file, fault.row, fault.column)
        if fault.row is None or fault.column is None or place not in seen:
            yield fault
        seen.add(place)


def _part(worksheet: Any) -> str | None:
    path = getattr(worksheet, "_worksheet_path", None)
    return None if path is None else str(path).lstrip("/")

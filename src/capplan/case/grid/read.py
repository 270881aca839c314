"""A filled grid read from its workbook; every fault is named by sheet and cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from capplan.case.excel.cells import CellFault
from capplan.case.excel.package import open_package, read_package, understood
from capplan.case.excel.values import cell_text
from capplan.case.faults import BadFileError, one_of
from capplan.case.grid.layout import HEADING_ROW, HEADINGS, IN_SERVICE, MEASURES, SERVICES, SHEETS, STARTS, Grid
from capplan.errors import CaseFaults
from capplan.units import add_months

_MAX_ROWS = 2_000
_MONTHS = 12
_TEMPLATE = "Take a grid that capplan grid wrote, and change its figures only."
_Key = tuple[str, str, str, str]


def read_grid(path: Path) -> Grid:
    """Read a grid: twelve months on every sheet, rows in any order, rows of several referral sources added up.

    Raises
    ------
    CaseFaults
        With every fault: a missing sheet, headings that are not twelve months in a row, an unknown service or measure,
        a row twice, a cell that is no figure of 0 or more, a row filled in part.
    """
    try:
        book = open_package(path.name, read_package(path), formulas=False)
    except BadFileError as error:
        raise CaseFaults([error.fault]) from error
    reader = _Reader(path)
    with understood(path.name):
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        tables = {
            name: list(sheets[name].iter_rows(max_row=_MAX_ROWS, max_col=len(HEADINGS) + _MONTHS, values_only=True))
            for name in SHEETS.values()
            if name in sheets
        }
    for (part, side), name in SHEETS.items():
        if name in tables:
            reader.sheet(part, side, name, tables[name])
        else:
            reader.fault(name, None, None, "the sheet is missing", _TEMPLATE)
    if len({tuple(months) for months in reader.months.values()}) > 1:
        reader.fault(SHEETS["discharge", "demand"], None, None, "the sheets speak of different months", _TEMPLATE)
    if reader.faults:
        raise CaseFaults(reader.faults)
    months = next(iter(reader.months.values()))
    return Grid(path.stem, tuple(months), {key: tuple(row) for key, row in reader.rows.items()})


class _Reader:
    """What was read so far, and every fault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.months: dict[str, list[str]] = {}
        self.rows: dict[_Key, list[float | None]] = {}
        self.faults: list[CellFault] = []
        self._seen: set[tuple[str, ...]] = set()

    def fault(self, sheet: str, cell: str | None, found: str | None, problem: str, repair: str) -> None:
        self.faults.append(CellFault(sheet, None, None, found, problem, repair, self.path, sheet, cell))

    def sheet(self, part: str, side: str, name: str, table: Sequence[Sequence[Any]]) -> None:
        """Read one sheet."""
        heads = [cell_text(value, None) for value in (table[HEADING_ROW - 1] if len(table) >= HEADING_ROW else ())]
        months = [_month(text) for text in heads[len(HEADINGS) :]]
        if tuple(heads[: len(HEADINGS)]) != HEADINGS or not _in_a_row(months):
            problem = f"does not hold {', '.join(HEADINGS)} and twelve months in a row"
            self.fault(name, f"{HEADING_ROW}:{HEADING_ROW}", None, problem, _TEMPLATE)
            return
        self.months[name] = months
        services = {words: service for service, words in SERVICES[part].items()}
        for number, cells in enumerate(table[HEADING_ROW:], start=HEADING_ROW + 1):
            source, words, measure, _ = (cell_text(value, None) for value in cells[: len(HEADINGS)])
            figures = cells[len(HEADINGS) :]
            if not (words or measure) and not any(value is not None for value in figures):
                continue
            if words not in services:
                self.fault(name, f"B{number}", words, "is not a service of this sheet", _write(services, words))
            elif measure not in MEASURES[side]:
                self.fault(name, f"C{number}", measure, "is not a measure", _write(MEASURES[side], measure))
            elif (name, source, words, measure) in self._seen:
                self.fault(name, f"{number}:{number}", words, "stands twice", "Keep one row a source and measure.")
            elif measure != IN_SERVICE:
                self._seen.add((name, source, words, measure))
                self._row((part, side, services[words], measure), name, number, figures)

    def _row(self, key: _Key, name: str, number: int, figures: Sequence[Any]) -> None:
        values = list(self._figures(name, number, figures))
        filled = [value is not None for value in values]
        if key[3] == STARTS and any(filled) and not all(filled):
            cell = f"{xl_col_to_name(len(HEADINGS) + filled.index(False))}{number}"
            self.fault(name, cell, None, "is blank, other months are not", "Write a number, 0 if nobody came.")
        before = self.rows.get(key)
        self.rows[key] = values if before is None else [_sum(pair) for pair in zip(before, values, strict=True)]

    def _figures(self, name: str, number: int, figures: Sequence[Any]) -> Iterator[float | None]:
        for place, value in enumerate(figures, start=len(HEADINGS)):
            cell = f"{xl_col_to_name(place)}{number}"
            if value is None or value == "":
                yield None
            elif isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                self.fault(name, cell, cell_text(value, None), "is not a number", "Write a number, 0 or more.")
                yield 0.0
            elif value < 0:
                self.fault(name, cell, f"{value:g}", "is below 0", "Write a number, 0 or more.")
                yield 0.0
            else:
                yield float(value)


def _write(allowed: Iterable[str], found: str) -> str:
    return f"Write {one_of(list(allowed), found)}."


def _sum(pair: tuple[float | None, float | None]) -> float | None:
    known = [value for value in pair if value is not None]
    return sum(known) if known else None


def _month(text: str) -> str:
    """Return a heading as a month; a date that a spreadsheet made of it counts as its month."""
    return text[:7]


def _in_a_row(months: Sequence[str]) -> bool:
    try:
        return len(months) == _MONTHS and list(months) == [add_months(months[0], place) for place in range(_MONTHS)]
    except ValueError:
        return False

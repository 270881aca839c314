"""Sums over a table's sheet as formulas, with the value worked out beside, so that every figure can be followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.book import HEADING_ROW, cells


@dataclass(frozen=True)
class Sum:
    """A formula of Excel and what it comes to."""

    formula: str
    value: float


def sum_of(table: Table, column: str, where: Mapping[str, Cell], at: Mapping[str, str] | None = None) -> Sum:
    """Return the sum of a column over the rows that say certain things.

    Text is compared as it stands: SUMIFS would take 2015-04 for a date.

    Parameters
    ----------
    column
        Column of figures.
    where
        By column, the text that a row must hold.
    at
        By column, the address of a cell that holds that text; the formula then reads it there.
    """
    places = {heading: place for place, heading in enumerate(table.headings)}
    value = sum(
        figure
        for row in table.rows
        if all(row[places[name]] == wanted for name, wanted in where.items())
        for figure in (row[places[column]],)
        if isinstance(figure, int | float)
    )
    first, last = HEADING_ROW, HEADING_ROW - 1 + max(len(table.rows), 1)
    tests = [
        f"({cells(table.name, first, places[name], last)}={(at or {}).get(name) or _quoted(str(wanted))})"
        for name, wanted in where.items()
    ]
    product = "*".join(tests) or "1"
    return Sum(f"=SUMPRODUCT({product}*{cells(table.name, first, places[column], last)})", round(value, 4) + 0.0)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

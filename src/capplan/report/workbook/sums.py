"""Sums over a table's sheet as formulas, with the value worked out beside, so that every figure can be followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.book import HEADING_ROW, cells


@dataclass(frozen=True)
class Sum:
    """A formula of Excel and what it comes to."""

    formula: str
    value: float


class Sums:
    """Sums of a column of a table by what its rows say in other columns.

    Parameters
    ----------
    table
        The table; its sheet carries its name.
    column
        Column of figures.
    names
        Columns by which rows are told apart.
    """

    def __init__(self, table: Table, column: str, names: Sequence[str]) -> None:
        self._table = table
        self._places = {heading: place for place, heading in enumerate(table.headings)}
        self._column = self._places[column]
        self._names = tuple(names)
        self._totals: dict[tuple[Cell, ...], float] = defaultdict(float)
        for row in table.rows:
            figure = row[self._column]
            if isinstance(figure, int | float):
                self._totals[tuple(row[self._places[name]] for name in self._names)] += figure

    def at(self, values: Sequence[Cell], addresses: Mapping[str, str] | None = None) -> Sum:
        """Return the sum over the rows that say these values, in the order of the names.

        Text is compared as it stands: SUMIFS would take 2015-04 for a date.

        Parameters
        ----------
        addresses
            By column, the address of a cell that holds its value; the formula then reads it there.
        """
        first, last = HEADING_ROW, HEADING_ROW - 1 + max(len(self._table.rows), 1)
        sheet = self._table.name
        tests = [
            f"({cells(sheet, first, self._places[name], last)}={(addresses or {}).get(name) or _quoted(str(value))})"
            for name, value in zip(self._names, values, strict=True)
        ]
        product = "*".join([*tests, cells(sheet, first, self._column, last)])
        return Sum(f"=SUMPRODUCT({product})", round(self._totals.get(tuple(values), 0.0), 4) + 0.0)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

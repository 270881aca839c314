"""From the records of one table to its typed rows, with every fault of every cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pydantic import ValidationError

from capplan.case.columns import Column, columns_of
from capplan.case.faults import MAX_FAULTS_PER_FILE, BadFileError, Fault
from capplan.case.fields import MAX_TEXT, Row, Table
from capplan.case.headings import heading_faults
from capplan.case.privacy import WHY_NOT, holds_nhs_number
from capplan.case.repairs import explain, not_of_kind, repair

MAX_NUMBER = 1e12
MIN_NUMBER = 1e-12
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass
class TableReader:
    """Reads the records of one table; afterwards `rows` holds (row number, row) of every row without a fault."""

    table: Table
    records: Callable[[], Iterator[tuple[int, list[str]]]]
    rows: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file name of the table."""
        return f"{self.table.name}.csv"

    def faults(self) -> list[Fault]:
        """Read the table and return its faults in the order of its rows; past the limit it reads no further."""
        return list(islice(self._read(), MAX_FAULTS_PER_FILE + 1))

    def _read(self) -> Iterator[Fault]:
        try:
            numbered = self.records()
            first = next(numbered, None)
            if first is None:
                repair_ = f"Write the header line: {','.join(columns_of(self.table.row))}."
                yield Fault(self.file, None, None, None, "is blank", repair_)
                return
            heading_row, headings = first
            yield from heading_faults(self.table, headings, heading_row)
            yield from self._rows(headings, numbered)
        except BadFileError as error:
            yield error.fault

    def _rows(self, headings: Sequence[str], numbered: Iterator[tuple[int, list[str]]]) -> Iterator[Fault]:
        row_of_key: dict[tuple[object, ...], int] = {}
        num_records = 0
        for number, cells in numbered:
            num_records += 1
            if len(cells) != len(headings):
                problem = f"has {len(cells)} cells where the header has {len(headings)}"
                hint = "Give the row one cell a column; put a cell that holds a comma between quotes."
                yield Fault(self.file, number, None, None, problem, hint)
                continue
            row, faults = self._row(number, dict(zip(headings, cells, strict=True)))
            yield from faults
            if row is None:
                continue
            key = tuple(getattr(row, name) for name in self.table.key)
            if (first := row_of_key.setdefault(key, number)) != number:
                found = " / ".join(str(part) for part in key)
                problem = f"stands in rows {first} and {number}"
                hint = "Keep one of them, or give one another key."
                yield Fault(self.file, number, " + ".join(self.table.key), found, problem, hint)
            else:
                self.rows.append((number, row))
        if num_records == 0 and self.table.required:
            yield Fault(self.file, None, None, None, "has no rows", "Write at least one row under the header.")

    def _row(self, number: int, cells: dict[str, str]) -> tuple[Row | None, list[Fault]]:
        columns = columns_of(self.table.row)
        faults = {}
        values = {name: cell for name, cell in cells.items() if cell and name in columns}
        for name, cell in values.items():
            if fault := cell_fault(self.file, number, columns[name], cell):
                faults[name] = fault
        if values.get("status") == "assumed" and not values.get("reason"):
            hint = "Write why this value is assumed."
            faults["reason"] = Fault(self.file, number, "reason", None, "is blank on an assumed row", hint)
        row = None
        try:
            row = self.table.row.model_validate(values)
        except ValidationError as error:
            for detail in error.errors():
                name = str(detail["loc"][0])
                # A column that is missing altogether was reported once, with the header.
                if name not in faults and name in cells:
                    problem, hint = explain(detail, columns[name])
                    faults[name] = Fault(self.file, number, name, values.get(name), problem, hint)
        return (None if faults else row), list(faults.values())


def cell_fault(file: str, row: int | None, column: Column, cell: str) -> Fault | None:
    """Return what is wrong with a cell whatever its model says: size, identity, odd characters, absurd numbers."""
    if len(cell) > MAX_TEXT:
        problem = f"holds {len(cell):,} characters"
        return Fault(file, row, column.name, cell, problem, f"Write at most {MAX_TEXT:,} characters.")
    if not column.is_number and holds_nhs_number(cell):
        # The number itself is not repeated: messages end up in logs and e-mails.
        hint = f"Remove it. {WHY_NOT}"
        return Fault(file, row, column.name, None, "holds a number that passes the NHS number check", hint)
    if _CONTROL.search(cell):
        hint = "Write the text again without them."
        return Fault(file, row, column.name, cell, "holds control characters", hint)
    plain = cell.isascii() and not (column.is_number and "_" in cell)
    if column.kind in ("month", "year", "day", "time", "number", "whole number") and not plain:
        return Fault(file, row, column.name, cell, not_of_kind(column), repair(column, cell))
    if column.is_number and _is_implausible(cell):
        return Fault(file, row, column.name, cell, "is beyond any figure of a plan", repair(column))
    return None


def _is_implausible(cell: str) -> bool:
    try:
        size = abs(float(cell))
    except ValueError:
        return False
    return 0 < size < MIN_NUMBER or MAX_NUMBER < size < math.inf

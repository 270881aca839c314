"""A case while it is checked: the rows that are right in themselves, with the row numbers of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from capplan.case.faults import Fault
from capplan.case.fields import Row
from capplan.case.header import CaseToml, Parameters
from capplan.case.tables import TABLES

R = TypeVar("R", bound=Row)

TABLE_OF = {table.row: name for name, table in TABLES.items()}


@dataclass(frozen=True)
class Draft:
    """What has been read so far.

    Attributes
    ----------
    toml, parameters
        The header and the parameters; None where they have faults.
    rows
        By table name, (row number, row) of every row without a fault in itself.
    """

    toml: CaseToml | None
    parameters: Parameters | None
    rows: Mapping[str, Sequence[tuple[int, Row]]]

    def numbered(self, model: type[R]) -> list[tuple[int, R]]:
        """Return (row number, row) of a table, in file order."""
        return [(number, row) for number, row in self.rows[TABLE_OF[model]] if isinstance(row, model)]

    def of(self, model: type[R]) -> tuple[R, ...]:
        """Return the rows of a table, in file order."""
        return tuple(row for _, row in self.numbered(model))

    def ids(self, table: str, column: str) -> tuple[str, ...]:
        """Return the values of an id column."""
        return tuple(getattr(row, column) for _, row in self.rows[table])

    @cached_property
    def header(self) -> CaseToml:
        """The content of case.toml, for checks that run only where it has no fault.

        Raises
        ------
        ValueError
            If it has faults.
        """
        if self.toml is None:
            raise ValueError("case.toml has faults; this check needs it")
        return self.toml

    @cached_property
    def figures(self) -> Parameters:
        """The parameters, for checks that run only where they have no fault.

        Raises
        ------
        ValueError
            If they have faults.
        """
        if self.parameters is None:
            raise ValueError("parameters.csv has faults; this check needs it")
        return self.parameters


def fault_at(model: type[Row], number: int | None, column: str, found: str | None, problem: str, repair: str) -> Fault:
    """Return a fault at a row of the table that holds rows of this model."""
    return Fault(f"{TABLE_OF[model]}.csv", number, column, found, problem, repair)

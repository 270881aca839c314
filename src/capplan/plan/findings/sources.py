"""Where a finding's figures come from: tables and rows of the case, with the sources those rows name."""

from __future__ import annotations

from collections.abc import Iterable

from capplan.case.case import Case
from capplan.case.fields import Row


def sources_of(table: str, rows: Iterable[tuple[str, Row]]) -> tuple[str, ...]:
    """Name the rows of a table that a finding rests on, each followed by its own source if it gives one.

    Parameters
    ----------
    table
        Name of the table, without `.csv`.
    rows
        Key and row of each.
    """
    named: list[str] = []
    for key, row in rows:
        named.append(f"{table}.csv: {key}")
        if row.source:
            named.append(row.source)
    return tuple(dict.fromkeys(named))


def parameter_source(case: Case, name: str) -> tuple[str, ...]:
    """Name the row of a parameter; without a row the value is the program's default."""
    rows = [(row.parameter, row) for row in case.parameter_rows if row.parameter == name]
    return sources_of("parameters", rows) or (f"parameters.csv: {name} (default)",)

"""Where a finding's figures come from: tables and rows of the case, with the sources those rows name."""

from __future__ import annotations

from collections.abc import Iterable

from capplan.case.case import Case
from capplan.case.fields import Row


def sources_of(table: str, rows: Iterable[tuple[str, Row]]) -> tuple[str, ...]:
    """Name the rows of a table that a finding rests on, each followed by the sources it gives, every name once.

    Parameters
    ----------
    table
        Name of the table, without `.csv`.
    rows
        Key and row of each; a row's sources are parted by semicolons.
    """
    named: list[str] = []
    for key, row in rows:
        named.append(f"{table}.csv: {key}")
        named += [source for part in row.source.split(";") if (source := part.strip())]
    return tuple(dict.fromkeys(named))


def parameter_source(case: Case, name: str) -> tuple[str, ...]:
    """Name the row of a parameter; without a row the value is the program's default."""
    rows = [(row.parameter, row) for row in case.parameter_rows if row.parameter == name]
    return sources_of("parameters", rows) or (f"parameters.csv: {name} (default)",)

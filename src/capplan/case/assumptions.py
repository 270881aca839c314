"""The assumptions log: every row that is assumed, why, and who could supply the real figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.fields import Row, Table
from capplan.case.tables import TABLES


@dataclass(frozen=True)
class Assumption:
    """One assumed row.

    Attributes
    ----------
    table, key
        Where it stands: table name and the row's key, its parts joined by ' / '.
    source, reason, could_supply
        What the row says about itself.
    """

    table: str
    key: str
    source: str
    reason: str
    could_supply: str


def assumptions(case: Case) -> tuple[Assumption, ...]:
    """Return every assumed row of a case, in the order of tables and files."""
    return tuple(
        Assumption(table.name, key_of(table, row), row.source, row.reason, row.could_supply)
        for table, row in _rows(case)
        if row.status == "assumed"
    )


def sourced_rows(case: Case) -> Iterator[tuple[Table, Row]]:
    """Yield every row that is stated in a source or derived from one and names it, with its table."""
    return ((table, row) for table, row in _rows(case) if row.status in ("stated", "derived") and row.source)


def status_counts(case: Case) -> dict[str, int]:
    """Return the number of rows that are stated, derived, assumed, or blank (say nothing)."""
    counts = Counter(row.status or "blank" for _, row in _rows(case))
    return {status: counts[status] for status in ("stated", "derived", "assumed", "blank")}


def row_counts(case: Case) -> dict[str, int]:
    """Return the number of rows of each table that the case keeps."""
    counts = Counter(table.name for table, _ in _rows(case))
    return {name: counts[name] for name in TABLES}


def key_of(table: Table, row: Row) -> str:
    """Return the key of a row as text, its parts joined by ' / '."""
    return " / ".join(str(getattr(row, name)) for name in table.key)


def _rows(case: Case) -> Iterator[tuple[Table, Row]]:
    for name, table in TABLES.items():
        for row in case.rows_of(name):
            yield table, row

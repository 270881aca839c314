"""How much of the case is assumed rather than stated or derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.tables import TABLES
from capplan.decisions import Finding
from capplan.plan.findings.words import counted, listed


def assumed_rows(case: Case) -> Iterator[Finding]:
    """Yield one finding that counts the rows marked assumed, by table."""
    by_table = {table: sum(row.status == "assumed" for row in rows) for table, rows in rows_by_table(case).items()}
    by_table = {table: count for table, count in by_table.items() if count}
    if not by_table:
        return
    total = sum(by_table.values())
    named = [f"{table} ({count})" for table, count in sorted(by_table.items(), key=lambda kv: (-kv[1], kv[0]))]
    yield Finding(
        id="assumed-rows",
        topic="assumptions",
        severity="warning",
        text=f"{counted(total, 'row')} of the case {'is' if total == 1 else 'are'} assumed, in "
        f"{counted(len(by_table), 'table')}: {listed(named)}. assumptions.csv lists them, with who "
        "could supply the real figure.",
        figures={"assumed_rows": total, **{f"assumed_rows_{table}": count for table, count in by_table.items()}},
        sources=tuple(f"{table}.csv" for table in by_table),
    )


def rows_by_table(case: Case) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of every table that a case keeps, by table name."""
    kept = {name: case.rows_of(name) for name in TABLES}
    return {name: rows for name, rows in kept.items() if rows}

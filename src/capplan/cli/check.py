"""``capplan check``: is the case right, and if not, what must be repaired."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.assumptions import row_counts, status_counts
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.plan.store import CASE, PROVENANCE


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
def check(case: Path) -> None:
    """Read CASE, a folder or a workbook, and list every repair it needs.

    Of a run folder, or the folder of a day, the copy of the case in it is read. Exit code 0 if there is no fault, 1 if
    there are some.
    """
    copy = case / CASE
    click.echo(_summary(read_case(copy if (case / PROVENANCE).is_file() and copy.is_dir() else case)))


def _summary(case: Case) -> str:
    months, last = case.horizon.months, case.periods[-1].months_covered[-1]
    rows = ", ".join(f"{name} {count}" for name, count in row_counts(case).items() if count)
    statuses = ", ".join(f"{count} {status}" for status, count in status_counts(case).items())
    return "\n".join(
        [
            f"{case.identity.id}: no fault. {case.identity.title}",
            f"Rows: {rows}",
            f"Periods: {len(case.periods)} over {months} months, {case.horizon.start} to {last}",
            f"Sources of the rows: {statuses}",
            f"Scenarios: {', '.join(case.scenario_ids)} (set to {case.scenario})",
        ]
    )

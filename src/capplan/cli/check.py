"""``capplan check``: is the case right, and if not, what must be repaired."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.assumptions import row_counts, status_counts
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.errors import CaseFaults


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
def check(case: Path) -> None:
    """Read the folder CASE and list every repair it needs.

    Exit code 0 if there is none, 1 if there are some.
    """
    try:
        content = read_case(case)
    except CaseFaults as faults:
        num_faults = len(faults.faults)
        click.echo(f"{num_faults} repair{'' if num_faults == 1 else 's'} needed:", err=True)
        for number, fault in enumerate(faults.faults, start=1):
            click.echo(f"{number}. {fault}", err=True)
        click.get_current_context().exit(faults.exit_code)
    click.echo(_summary(content))


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

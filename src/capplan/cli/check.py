"""``capplan check``: is the case right, and if not, what must be repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from capplan.case.assumptions import row_counts, status_counts
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.plan.store import CASE, PROVENANCE

WIDTH = 120


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
def check(case: Path) -> None:
    """Read CASE, a folder or a workbook, and list every repair it needs.

    Of a run folder, or the folder of a day, the copy of the case in it is read. Exit code 0 if there is no fault, 1 if
    there are some.
    """
    copy = case / CASE
    click.echo(_summary(read_case(copy if (case / PROVENANCE).is_file() and copy.is_dir() else case)))


def _columns(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines of a short table of counts, read down each column."""
    names, sizes = max(map(len, counts), default=0), max((len(f"{count:,}") for count in counts.values()), default=0)
    cells = [f"{name:<{names}} {count:>{sizes},}" for name, count in counts.items()]
    across = max(1, WIDTH // (names + sizes + 3))
    down = -(-len(cells) // across)
    yield from ("  " + "  ".join(cells[line::down]) for line in range(down))


def _summary(case: Case) -> str:
    months, last = case.horizon.months, case.periods[-1].months_covered[-1]
    counts = {name: count for name, count in row_counts(case).items() if count}
    statuses = ", ".join(f"{count:,} {status}" for status, count in status_counts(case).items())
    return "\n".join(
        [
            f"{case.identity.id}: no fault. {case.identity.title}",
            f"Rows: {sum(counts.values()):,} in {len(counts)} tables",
            *_columns(counts),
            f"Periods: {len(case.periods)} over {months} months, {case.horizon.start} to {last}",
            f"Sources of the rows: {statuses}",
            f"Scenarios: {', '.join(case.scenario_ids)} (set to {case.scenario})",
        ]
    )

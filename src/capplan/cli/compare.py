"""`capplan compare RUN RUN…`: what differs between runs, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from capplan.plan.board.compare import Difference, Side, differences
from capplan.plan.board.sides import side_of
from capplan.report.tables import Table, csv_text

MAX_SHOWN = 20
TITLES = {"input": "Input", "plan": "Plan", "money": "Money", "binds": "Why: what holds each plan back"}


@click.command()
@click.argument("runs", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--csv", "as_csv", is_flag=True, help="Print every difference as CSV instead.")
def compare(runs: tuple[Path, ...], as_csv: bool) -> None:
    """Set the RUNS side by side with the first of them: input, plan, money, and what holds each plan back.

    Each run is read with its own copy of the case; what is printed is what differs.
    """
    if len(runs) < 2:
        raise click.UsageError("Name two runs or more.")
    first, *others = [side_of(run) for run in runs]
    found = [(other, differences(first, other)) for other in others]
    if as_csv:
        click.echo(csv_text(_table(found)), nl=False)
    else:
        click.echo("\n".join(line for other, rows in found for line in _lines(first, other, rows)))


def side_lines(sides: Sequence[Side]) -> Iterator[str]:
    """Yield what differs between the first side and each other, as `capplan compare` prints it."""
    for other in sides[1:]:
        yield from _lines(sides[0], other, differences(sides[0], other))


def _lines(first: Side, other: Side, rows: tuple[Difference, ...]) -> Iterator[str]:
    yield f"{first.name} and {other.name}: {len(rows)} differences" if rows else f"{first.name} and {other.name}: equal"
    for part, group in groupby(rows, key=lambda row: row.part):
        listed = list(group)
        yield f"  {TITLES[part]}"
        for row in listed[:MAX_SHOWN]:
            where = ", ".join(text for text in (row.what, row.where) if text)
            yield f"    {where}: {row.first or 'nothing'} | {row.second or 'nothing'}"
        if len(listed) > MAX_SHOWN:
            yield f"    and {len(listed) - MAX_SHOWN} more (--csv lists them)"


def _table(found: list[tuple[Side, tuple[Difference, ...]]]) -> Table:
    rows = ((other.name, row.part, row.what, row.where, row.first, row.second) for other, all_ in found for row in all_)
    return Table("compare", ("run", "part", "what", "where", "first", "second"), tuple(rows))

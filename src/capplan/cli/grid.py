"""``capplan grid``: the Better Care Fund grid of capacity and demand, out of a case or a run, or into a case."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from capplan.case.content import content_of
from capplan.case.grid.demand import demand_grid
from capplan.case.grid.layout import CONFIRM, Grid
from capplan.case.grid.read import read_grid
from capplan.case.grid.take import largest_difference, with_grid
from capplan.case.grid.write import grid_bytes
from capplan.case.read import read_case
from capplan.case.sources import is_workbook
from capplan.case.write import refuse_existing, write_case, write_whole_file
from capplan.cli.shared import CASE, find_case, read_scenario
from capplan.decisions import OptionId
from capplan.plan.store import read_run
from capplan.report.grid import run_grid

WORTH_TELLING = 0.5  # people a month


@click.command()
@click.argument("source", type=CASE)
@click.argument("target", type=CASE)
@click.option("--take", type=CASE, metavar="GRID", help="Write SOURCE with the figures of this grid as a new case.")
@click.option("--year", help="Financial year of the grid, e.g. 2026/27 (default: the first of the plan).")
@click.option(
    "--option", type=click.Choice(get_args(OptionId)), default="plan", show_default=True, help="Option of a run."
)
@click.option("--scenario", help="Scenario of a case (default: the one case.toml names).")
def grid(
    source: Path, target: Path, take: Path | None, year: str | None, option: OptionId, scenario: str | None
) -> None:
    """Write the Better Care Fund grid of SOURCE as the workbook TARGET: services by month, demand and capacity.

    SOURCE is a case (demand, stays, contact hours) or a run folder (capacity too). With --take, SOURCE is a case
    and TARGET a new case: SOURCE with the admissions, seasons, stays and contact hours of the filled grid.
    """
    try:
        refuse_existing(target)
        if take is not None:
            _take(find_case(source), target, take, year)
            return
        if not is_workbook(target):
            raise click.UsageError(f"A grid is a workbook: let {target} end in .xlsx.")
        write_whole_file(target, grid_bytes(_grid(source, year, option, scenario)))
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{error.filename or target}: {error.strerror}.") from error
    click.echo(f"Written: {target}. {CONFIRM}")


def _grid(source: Path, year: str | None, option: OptionId, scenario: str | None) -> Grid:
    if not (source / "plan.json").is_file():
        return demand_grid(read_scenario(find_case(source), scenario), year)
    if scenario is not None:
        raise click.UsageError("A run has the scenario it was planned for; --scenario is for cases.")
    found = read_run(source)
    case = read_case(found.case_folder).in_scenario(found.plan.scenario)
    try:
        plan = found.plan.option(option)
    except KeyError:
        raise click.UsageError(f"The run has no option {option}.") from None
    return run_grid(case, plan, year)


def _take(source: Path, target: Path, take: Path, year: str | None) -> None:
    if year is not None:
        raise click.UsageError("The grid itself says of which year it is; leave --year out.")
    case = read_case(source)
    read = read_grid(take)
    content = with_grid(content_of(source), case, read, take)
    write_case(target, content)
    click.echo(
        f"Written: {target}, {source} with the figures of {take}, months from {read.months[0]}. Cohorts without a "
        f"line in grid_lines are as they were. Check it with: capplan check {target}"
    )
    difference = largest_difference(read_case(target), read)
    if difference is not None and difference[0] >= WORTH_TELLING:
        people, part, service, month = difference
        click.echo(
            f"One seasonal index holds for all services of a case: the largest difference from the grid is "
            f"{people:,.1f} people, {part} {service}, {month}."
        )

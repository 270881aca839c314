"""`capplan options CASE` and `capplan frontier CASE`: what a board chooses between."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import get_args

import click

from capplan.case.case import Case
from capplan.case.option_tables import STANDARD
from capplan.check.board import check_options
from capplan.check.frontier import check_frontier
from capplan.cli.shared import CASE, answer, pictures, read_profile, read_scenario, solving
from capplan.cli.shared import processes as with_processes
from capplan.decisions.board import Against, Choice, Criterion, Frontier, OptionTable
from capplan.plan.board.frontier import frontier as cheapest_within
from capplan.plan.board.options import DEFAULT_ORDER, option_table
from capplan.plan.store import model_json
from capplan.report.board.frontier import WHY, frontier_sections, frontier_table, left_out_table, plan_file
from capplan.report.board.options import CRITERIA, STATUS, option_sections
from capplan.report.board.page import board_page
from capplan.report.board.tables import option_tables
from capplan.report.pictures import picture_files
from capplan.report.tables import csv_text

OPTIONS_JSON = "options.json"
FRONTIER_JSON = "frontier.json"
_WIDTH = 34


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the table, its page and the plans.")
@click.option("--only", multiple=True, metavar="OPTION", help="Plan only this option; may be given several times.")
@click.option(
    "--rank",
    multiple=True,
    type=click.Choice(get_args(Criterion)),
    default=DEFAULT_ORDER,
    show_default=True,
    help="Criterion of the order, first the one that counts most; may be given several times.",
)
@with_processes
@solving
def options(
    case: Path,
    out: Path | None,
    only: tuple[str, ...],
    rank: tuple[Criterion, ...],
    processes: int,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan every option of CASE and put them side by side: money, beds, staff, access, risk, tests, proof.

    Options are overlays in options.csv and option_changes.csv; business as usual, do-minimum and plan are always
    there. Long cases are planned to 3 %, with the bound of each option. The order follows the criteria stated.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if unknown := [name for name in only if name not in {*STANDARD, *(row.option for row in read.options)}]:
        raise click.UsageError(f"The case has no option {unknown[0]!r}.")
    answer(
        out,
        OPTIONS_JSON,
        quiet,
        lambda stage: option_table(read, settings, wanted=only, criteria=rank, processes=processes, on_stage=stage),
        partial(check_options, read),
        partial(option_files, read),
        partial(_lines, read),
    )


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the points, their plans, chart and page.")
@click.option(
    "--against",
    type=click.Choice(get_args(Against)),
    default="travel",
    show_default=True,
    help="Measure set against cost: travel to beds, people far from a bed, days in acute beds (risk).",
)
@click.option("--points", type=click.IntRange(2, 100), default=8, show_default=True, help="Points of the frontier.")
@with_processes
@pictures
@solving
def frontier(
    case: Path,
    out: Path | None,
    against: Against,
    points: int,
    processes: int,
    png: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Find what better access or less risk costs in CASE: the cheapest plan within each of several limits.

    Limits go down to what a whole plan reaches at a cost a twentieth higher. A limit whose plan another one betters
    is left out and named. The plan of every point is kept in the folder; each is also kept as
    soon as it is found, in a folder beside it (OUT.kept): what was asked before is not planned again.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    folder = None if out is None else out.with_name(f"{out.name}.kept")
    answer(
        out,
        FRONTIER_JSON,
        quiet,
        lambda stage: cheapest_within(
            read, against, settings, num_points=points, processes=processes, folder=folder, on_stage=stage
        ),
        partial(check_frontier, read),
        partial(_frontier_files, read, png),
        partial(_frontier_lines, read),
    )


def _frontier_files(case: Case, png: bool, found: Frontier) -> dict[str, str | bytes]:
    lede = f"Scenario {found.scenario}; {len(found.points)} points, each with its plan, planned and checked one by one."
    sections = frontier_sections(case, found)
    drawn = picture_files(sections[0].charts) if png else {}
    plans = {plan_file(number): model_json(point.plan) for number, point in enumerate(found.points, start=1)}
    tables = {f"{table.name}.csv": csv_text(table) for table in (frontier_table(found), left_out_table(found))}
    return {
        FRONTIER_JSON: model_json(found),
        "frontier.html": board_page(case, "Frontier", lede, sections),
        **tables,
        **drawn,
        **plans,
    }


def _frontier_lines(case: Case, found: Frontier) -> Iterator[str]:
    yield f"{case.identity.title}: cost against {found.against} ({found.unit}), scenario {found.scenario}"
    yield "  point       limit    measured  present £m    gap"
    for number, point in enumerate(found.points, start=1):
        limit = "none" if point.limit is None else f"{point.limit:,.1f}"
        cost, gap, word = point.cost_gbp / 1e6, point.plan.proof.gap, "" if point.proven else "  not proven"
        yield f"  {number:5d} {limit:>11} {point.measured:11,.1f} {cost:11.3f} {gap:6.2%}{word}"
    for row in found.left_out:
        at = "" if row.cost_gbp is None else f" (£{row.cost_gbp / 1e6:,.3f}m)"
        yield f"  Left out: within {row.limit:,.1f}{at}: {WHY[row.why]}"
    yield "  Checked: every plan and measure recomputed by code that did not build the model"


def option_files(case: Case, table: OptionTable) -> dict[str, str | bytes]:
    """Return every file of an options folder."""
    lede = f"Scenario {table.scenario}; {len(table.choices)} options, planned and checked one by one."
    page = board_page(case, "Options", lede, option_sections(case, table))
    csv = {f"{one.name}.csv": csv_text(one) for one in option_tables(case, table)}
    return {OPTIONS_JSON: model_json(table), "options.html": page, **csv}


def _lines(case: Case, table: OptionTable) -> Iterator[str]:
    yield f"{case.identity.title}: {len(table.choices)} options, scenario {table.scenario}"
    yield f"  {'option':{_WIDTH}} present £m   against usual   beds   FTE  waited days  gap"
    for one in table.choices:
        yield f"  {one.option[:_WIDTH]:{_WIDTH}} {_figures(one)}"
        for cause in one.cause:
            yield f"    {cause}"
    criteria = ", ".join(CRITERIA[name] for name in table.criteria)
    yield f"  Order by {criteria}: {', '.join(table.order)}"
    money = next((row for row in table.rankings if row.criterion == "cost_present_gbp"), None)
    if money is not None:
        yield f"  Costs closer together than £{money.step:,.0f}, the widest proof, cannot be told apart"
    yield "  Checked: every plan and figure recomputed by code that did not build the model"


def _figures(one: Choice) -> str:
    if one.figures is None or one.plan is None:
        return STATUS[one.status]
    figures = one.figures
    against = "" if figures.against_usual_gbp is None else f"{figures.against_usual_gbp / 1e6:+13.3f}"
    fte = "" if figures.fte_at_end is None else f"{figures.fte_at_end:.1f}"
    return (
        f"{figures.cost_present_gbp / 1e6:10.3f} {against:>15} {figures.beds_at_end:6d} {fte:>5} "
        f"{figures.waiting_bed_days:12,.0f} {one.plan.proof.gap:5.2%}"
    )

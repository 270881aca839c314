"""`capplan tornado CASE`: what is assumed, how far it moves the cost, and where it tips a decision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.check.tornado import check_tornado
from capplan.cli.shared import CASE, answer, pictures, read_profile, read_scenario, solving
from capplan.cli.shared import processes as with_processes
from capplan.decisions.tornado import Tornado
from capplan.plan.board.tornado import tornado as moved
from capplan.plan.store import model_json
from capplan.report.board.page import board_page
from capplan.report.board.tornado import tornado_sections, tornado_tables
from capplan.report.pictures import picture_files
from capplan.report.tables import csv_text

TORNADO_JSON = "tornado.json"
MAX_ROWS = 12


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables, the chart and the page.")
@click.option(
    "--share",
    type=click.FloatRange(0.0, 1.0, min_open=True),
    default=0.2,
    show_default=True,
    help="Share by which assumptions are moved down and up that uncertainty.csv states no range for.",
)
@click.option("--again", type=click.IntRange(0), default=2, show_default=True, help="So many are also planned anew.")
@click.option("--tips", type=click.IntRange(0), default=2, show_default=True, help="Break-even values for so many.")
@with_processes
@pictures
@solving
def tornado(
    case: Path,
    out: Path | None,
    share: float,
    again: int,
    tips: int,
    processes: int,
    png: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Move every assumed figure of CASE down and up: what the plan then costs, held and planned anew.

    For the widest, break-even values say in words where the plan, and its largest reduction, stop paying.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    answer(
        out,
        TORNADO_JSON,
        quiet,
        lambda stage: moved(read, settings, share=share, again=again, tips=tips, processes=processes, on_stage=stage),
        partial(check_tornado, read),
        partial(_files, read, png),
        partial(_lines, read),
    )


def _files(case: Case, png: bool, found: Tornado) -> dict[str, str | bytes]:
    sections = tornado_sections(found)
    drawn = picture_files(sections[0].charts) if png else {}
    page = board_page(case, "Assumptions", f"Scenario {found.scenario}; {len(found.rows)} assumptions.", sections)
    csv = {f"{table.name}.csv": csv_text(table) for table in tornado_tables(found)}
    return {TORNADO_JSON: model_json(found), "tornado.html": page, **drawn, **csv}


def _lines(case: Case, found: Tornado) -> Iterator[str]:
    yield f"{case.identity.title}: {len(found.rows)} assumptions, scenario {found.scenario}"
    stated = sum(row.ends == "uncertainty.csv" for row in found.rows)
    yield f"  {stated} between the ends that the case states, the others by {found.share:.0%} down and up (±)"
    yield f"  {'assumption':48} {'low £k':>10} {'high £k':>10}   planned anew"
    for row in found.rows[:MAX_ROWS]:
        anew = "" if row.low_again_gbp is None and row.high_again_gbp is None else (
            f"   {_k(row.low_again_gbp):>10} {_k(row.high_again_gbp):>10}"
        )  # fmt: skip
        title = row.title if row.ends == "uncertainty.csv" else f"{row.title[:46]} ±"
        yield f"  {title[:48]:48} {_k(row.low_gbp):>10} {_k(row.high_gbp):>10}{anew}"
    for one in found.break_evens:
        yield f"  {one.text}"


def _k(value: float | None) -> str:
    return "not held" if value is None else f"{value / 1e3:+,.0f}"

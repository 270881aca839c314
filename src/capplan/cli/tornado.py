"""`capplan tornado CASE`: what is assumed, how far it moves the cost, and where it tips a decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.check.tornado import check_tornado
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving, tell_written
from capplan.decisions.tornado import Tornado
from capplan.errors import VerificationFailed
from capplan.plan.board.tornado import tornado as moved
from capplan.plan.store import check_files_replaceable, model_json, write_files
from capplan.report.board.page import board_page
from capplan.report.board.tornado import tornado_sections, tornado_tables
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
    help="Share by which each assumption is moved down and up.",
)
@click.option("--again", type=click.IntRange(0), default=2, show_default=True, help="So many are also planned anew.")
@click.option("--tips", type=click.IntRange(0), default=2, show_default=True, help="Break-even values for so many.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="Ends worked out at the same time."
)
@solving
def tornado(
    case: Path,
    out: Path | None,
    share: float,
    again: int,
    tips: int,
    processes: int,
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
    if out is not None:
        check_files_replaceable(out, TORNADO_JSON)
    with Reporter(quiet) as reporter:
        found = moved(read, settings, share=share, again=again, tips=tips, processes=processes, on_stage=reporter.stage)
        if violations := check_tornado(read, found):
            raise VerificationFailed("\n".join(["The tornado contradicts itself:", *map(str, violations)]))
    if out is not None:
        write_files(out, _files(read, found))
    click.echo("\n".join(_lines(read, found)))
    tell_written(out, "tornado.html")


def _files(case: Case, found: Tornado) -> dict[str, str | bytes]:
    sections = tornado_sections(case, found)
    (chart,) = sections[0].charts
    page = board_page(case, "Assumptions", f"Scenario {found.scenario}; {len(found.rows)} assumptions.", sections)
    csv = {f"{table.name}.csv": csv_text(table) for table in tornado_tables(found)}
    return {TORNADO_JSON: model_json(found), "tornado.html": page, "tornado.svg": chart.svg, **csv}


def _lines(case: Case, found: Tornado) -> Iterator[str]:
    yield f"{case.identity.title}: {len(found.rows)} assumptions by {found.share:.0%}, scenario {found.scenario}"
    yield f"  {'assumption':48} {'low £k':>10} {'high £k':>10}   planned anew"
    for row in found.rows[:MAX_ROWS]:
        anew = "" if row.low_again_gbp is None and row.high_again_gbp is None else (
            f"   {_k(row.low_again_gbp):>10} {_k(row.high_again_gbp):>10}"
        )  # fmt: skip
        yield f"  {row.title[:48]:48} {_k(row.low_gbp):>10} {_k(row.high_gbp):>10}{anew}"
    for one in found.break_evens:
        yield f"  {one.text}"


def _k(value: float | None) -> str:
    return "not held" if value is None else f"{value / 1e3:+,.0f}"

"""`capplan loop CASE`: staffing and rounds until both agree on what a visit takes beside contact."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.visits import check_visits
from capplan.cli.first_use import compile_rounds
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE
from capplan.decisions.visit_loop import LoopPlan, LoopRound
from capplan.decisions.visits import VisitPlan
from capplan.errors import VerificationFailed
from capplan.plan.store import check_replaceable
from capplan.plan.visits.day import NoVisits, Search
from capplan.plan.visits.loop import Asked, staffing_loop, visits_of_case
from capplan.plan.visits.loop_store import write_loop
from capplan.plan.visits.store import Made
from capplan.report.tables.written import csv_text
from capplan.report.visits.loop_table import loop_table


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write (default: runs/<case>-loop).")
@click.option("--visits", "num_visits", type=click.IntRange(min=1, max=10_000),
              help="Visits of each made-up day (default: those of the case's own average day).")  # fmt: skip
@click.option("--days", "num_days", type=click.IntRange(min=1, max=30), default=2, show_default=True,
              help="Made-up days in each round.")  # fmt: skip
@click.option("--rounds", "most_rounds", type=click.IntRange(min=1, max=20), default=4, show_default=True,
              help="The loop ends then, agreed or not.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True,
              help="Seconds of search for each day.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the first day.")
@click.option("--json", "as_json", is_flag=True, help="Print every round as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def loop(
    case: Path,
    out: Path | None,
    num_visits: int | None,
    num_days: int,
    most_rounds: int,
    time_limit: float,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure on made-up days of CASE what a visit takes beside contact, and put it back into the staffing model.

    Each day is staffed as staffing assumes; its rounds are planned and checked. Where travel and waiting of a visit
    differ at a base by more than travel_share_tolerance, they replace the assumed minutes and the loop goes on. The
    folder's case/ holds the measured minutes: `capplan run` on it plans beds and staff again.
    """
    read = read_case(case)
    folder = out or Path("runs") / f"{read.identity.id}-loop"
    check_replaceable(folder)
    asked_visits = num_visits or visits_of_case(read)
    if asked_visits == 0:
        raise NoVisits("No work of an episode or a referral travels in this case, so a day has no visits.")
    began = time.perf_counter()
    with Reporter(quiet) as reporter:
        compile_rounds(reporter)
        search = Search(time_limit_s=time_limit, gap=0.005, days=0, on_progress=reporter.progress)
        asked = Asked(asked_visits, tuple(range(seed, seed + num_days)), search, most_rounds)
        plan, measured = staffing_loop(read, asked, _judge, reporter.stage)
    made = Made(
        command=f"capplan loop {read.identity.id} --visits {asked_visits} --days {num_days} --rounds {most_rounds} "
        f"--time-limit {time_limit:g} --seed {seed}",
        options={"time_limit_s": time_limit, "visits": asked_visits, "days": num_days, "rounds": most_rounds},
        seconds={"all": time.perf_counter() - began},
    )
    table = loop_table(plan)
    write_loop(folder, measured, plan, made, {f"{table.name}.csv": csv_text(table)})
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(loop_lines(read, plan)))
    if not as_json:
        click.echo(
            f"Written to {folder}: loop.csv, and case/ with the measured minutes for `capplan run {folder}/case`."
        )


def _judge(day: Case, plan: VisitPlan) -> None:
    if violations := check_visits(day, plan):
        raise VerificationFailed("\n".join(map(str, violations)))


def loop_lines(case: Case, plan: LoopPlan) -> Iterator[str]:
    """Yield what each round assumed and measured, and whether both agree in the end."""
    yield f"{case.identity.title}: made-up days of {plan.visits_per_day} visits, {len(plan.seeds)} a round"
    for row in plan.rounds:
        yield from _round_lines(case, row)
    first, last = plan.rounds[0], plan.rounds[-1]
    more = sum(base.need_hours for base in last.bases) - sum(base.need_hours for base in first.bases)
    words = "Staffing and rounds agree" if plan.agreed else "Staffing and rounds do not agree yet"
    yield f"  {words} after {len(plan.rounds)} rounds; work at the bases takes {more:+,.0f} hours a week against before"


def _round_lines(case: Case, row: LoopRound) -> Iterator[str]:
    left = row.visits - row.made
    missed = (
        f"; not made {left} ({row.unserved_critical} time-critical, {row.unserved_high} high, {row.unserved_normal} "
        f"normal; {row.unserved_rapid} rapid calls among them)"
    )
    yield (
        f"  Round {row.number}: {row.made} of {row.visits} visits, {row.carers} carers, {row.utilisation:.0%} of their "
        f"hours used; contact {row.contact_share:.0%}, travel {row.travel_share:.0%}, waiting {row.waiting_share:.0%}"
        f"{missed if left else ''}"
    )
    for base in row.bases:
        verdict = "agrees" if base.agrees else "differs"
        yield (
            f"    {case.base[base.base].title}: {base.assumed_min:.1f} minutes a visit assumed, "
            f"{base.travel_min:.1f} on the way and {base.waiting_min:.1f} waiting measured ({verdict}); "
            f"{base.need_hours:,.0f} hours a week needed as assumed"
        )

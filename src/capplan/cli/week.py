"""`capplan week CASE`: plan the rounds of seven days, with continuity over the week and a rota in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.visit_week import check_week
from capplan.cli.first_use import compile_rounds
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE
from capplan.decisions.visit_week import WeekPlan
from capplan.errors import VerificationFailed
from capplan.plan.rota import read_published
from capplan.plan.store import check_replaceable
from capplan.plan.visits.day import Search
from capplan.plan.visits.store import Made
from capplan.plan.visits.week import PlannedDay, plan_week
from capplan.plan.visits.week_rota import with_rota
from capplan.plan.visits.week_store import write_week
from capplan.report.tables.written import csv_text
from capplan.report.visits import day_files
from capplan.report.visits.week_tables import week_tables


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the week (default: runs/<case>-week).")
@click.option("--date", "monday", type=click.DateTime(["%Y-%m-%d"]), help="Its Monday (default: the next one).")
@click.option(
    "--rota",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who is on duty: rota.csv of `capplan rota`, with the carers' keys (default: carer_shifts.csv).",
)
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True,
              help="Seconds of search for each day.")  # fmt: skip
@click.option("--gap", type=click.FloatRange(min=0, max=1), default=0.005, show_default=True,
              help="Stop a day when it is proven to be so close to the best.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of chance.")
@click.option("--days", type=click.IntRange(min=0, max=100_000), default=0, show_default=True,
              help="Days simulated for the on-time shares of each day; 0: none.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def week(
    case: Path,
    out: Path | None,
    monday: datetime | None,
    rota: Path | None,
    time_limit: float,
    gap: float,
    seed: int,
    days: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Plan who visits whom on the seven days of CASE: a folder for each day, and the week in tables.

    visit_weekdays.csv says which visits are not made every day, carer_shifts.csv (or --rota) who is on duty when. Who
    has been with a client on a day before is known there from then on, at the worth continuity_gbp; where it costs
    nothing, rounds are exchanged until hours lie nearer to contracts.
    """
    first_day = monday.date() if monday else _next_monday(date.today())
    if first_day.weekday() != 0:
        raise click.UsageError(f"{first_day} is no Monday; {first_day - timedelta(days=first_day.weekday())} is.")
    read = read_case(case)
    folder = out or Path("runs") / f"{read.identity.id}-week"
    check_replaceable(folder)
    if rota is not None and not read.plans_rota:
        raise click.UsageError(
            "The case has no rota (rotas.csv, rota_shifts.csv), so nothing says when its shifts are."
        )
    if rota is not None:
        read = with_rota(read, read_published(rota, read).duties, first_day)
    began = time.perf_counter()
    with Reporter(quiet) as reporter:
        compile_rounds(reporter)
        search = Search(time_limit_s=time_limit, gap=gap, seed=seed, days=days, on_progress=reporter.progress)
        plan, planned = plan_week(read, first_day, search, reporter.stage)
        if violations := check_week(read, plan, {one.weekday: (one.case, one.plan) for one in planned}):
            raise VerificationFailed("\n".join(map(str, violations)))
        reporter.stage("run sheets, maps and calendars")
        made = Made(
            command=f"capplan week {read.identity.id} --date {first_day} --time-limit {time_limit:g} --gap {gap:g} "
            f"--seed {seed}",
            options={"time_limit_s": time_limit, "gap": gap, "days": days},
            seconds={"all": time.perf_counter() - began},
        )
        tables = {f"{table.name}.csv": csv_text(table) for table in week_tables(plan)}
        write_week(folder, read, plan, planned, made, tables, _day_files)
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(week_lines(read, plan)))
    if not as_json:
        click.echo(f"Written to {folder}: a folder for each day, week_clients.csv and week_carers.csv.")


def _day_files(day: PlannedDay) -> dict[str, str | bytes]:
    return day_files(day.case, day.plan, day.date)


def _next_monday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)


def week_lines(case: Case, plan: WeekPlan) -> Iterator[str]:
    """Yield what a week comes to."""
    totals = plan.figures.totals
    yield (
        f"{case.identity.title}: {totals.made} of {totals.visits} visits in the week of {plan.first_day}, "
        f"{totals.work_hours:,.0f} hours, £{totals.objective_gbp:,.0f} with all weights"
    )
    for row in plan.figures.days:
        gap = (row.objective_gbp - row.bound_gbp) / abs(row.objective_gbp) if row.objective_gbp else 0.0
        yield (
            f"  {row.weekday} {row.date}: {row.made} of {row.visits} visits, {row.carers_out} carers, "
            f"{row.work_hours:,.1f} hours, £{row.objective_gbp:,.0f}, gap {gap:.2%}"
        )
    if totals.mean_carers is not None:
        yield f"  Different carers a client: {totals.mean_carers:.1f} on average, {totals.most_carers} at most"
    over = sum(row.over_hours > 0 for row in plan.figures.carers)
    if totals.least_share is not None and totals.largest_share is not None:
        yield (
            f"  Work over contract hours: {totals.least_share:.0%} to {totals.largest_share:.0%} of a carer; "
            f"{over} above contract"
        )
    if totals.unserved_critical:
        yield f"  Time-critical visits not made: {totals.unserved_critical}"

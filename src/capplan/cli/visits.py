"""`capplan visits CASE`: plan the rounds of a day, or the rest of it again, and write run sheets and all else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click

from capplan.case.added_visits import Added, read_added
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.visit_replan import check_replanned
from capplan.check.visits import check_visits
from capplan.cli.first_use import compile_rounds
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, pictures
from capplan.decisions.visits import VisitPlan
from capplan.errors import VerificationFailed
from capplan.plan.store import check_replaceable
from capplan.plan.visits.buffers import BufferRow, reliable_plan
from capplan.plan.visits.day import Search, plan_visits, with_buffer
from capplan.plan.visits.replan import replan
from capplan.plan.visits.replan_state import News, as_told
from capplan.plan.visits.store import Made, day_case, read_day, write_day
from capplan.report.tables.written import csv_text
from capplan.report.visits import day_files
from capplan.report.visits.tables import buffers
from capplan.units import clock_to_seconds, seconds_to_clock

MAX_SHOWN = 20


class _Clock(click.ParamType):  # type: ignore[type-arg]
    """A time of day, HH:MM, as seconds since midnight."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value)
        parts = text.split(":")
        if len(parts) != 2 or not all(part.isdecimal() and len(part) == 2 for part in parts) or int(parts[1]) > 59:
            self.fail(f"{text!r} is not a time of day; write HH:MM, for example 10:40.", param, ctx)
        return clock_to_seconds(text)


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the day (default: runs/<case>-visits).")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date of the visits (default: today).")
@click.option("--now", type=_Clock(), help="Plan the rest of the day again from this time, HH:MM.")
@click.option("--absent", multiple=True, metavar="CARER", help="Carer who is not there from now on; may be repeated.")
@click.option(
    "--add",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Visits to add: a table like visits.csv; lat and lon may stand in it for a new place.",
)
@click.option("--buffer", type=click.FloatRange(min=0, max=60), help="Minutes kept free on each way to a client.")
@click.option("--on-time", type=click.FloatRange(min=0, max=1), metavar="SHARE",
              help="Keep so many minutes free on each way that this mean share of visits is on time.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True,
              help="Seconds of search.")  # fmt: skip
@click.option("--gap", type=click.FloatRange(min=0, max=1), default=0.005, show_default=True,
              help="Stop when the plan is proven to be so close to the best.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of chance.")
@click.option("--days", type=click.IntRange(min=0, max=100_000), default=500, show_default=True,
              help="Days simulated for the on-time shares; 0: none.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@pictures
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def visits(
    case: Path,
    out: Path | None,
    day: datetime | None,
    now: int | None,
    absent: tuple[str, ...],
    add: Path | None,
    buffer: float | None,
    on_time: float | None,
    time_limit: float,
    gap: float,
    seed: int,
    days: int,
    as_json: bool,
    png: bool,
    quiet: bool,
) -> None:
    """Plan who visits whom on the day of CASE: rounds from every base, with run sheets, maps and calendars.

    With --now the day in the folder is planned again from that time: what is done, begun or on the way to stays, but
    for what an absent carer has not begun, and what changes is priced and counted. A day that was planned again already
    goes on as it stands in the folder: who is gone stays gone. Ctrl-C ends the search and keeps the best plan so far,
    with its gap.
    """
    if now is None and (absent or add):
        raise click.UsageError("--absent and --add need --now: from when on is the day planned again?")
    if on_time is not None and (now is not None or buffer is not None or days == 0):
        raise click.UsageError("--on-time plans the whole day and simulates it: not with --now, --buffer or --days 0.")
    read = read_case(case)
    folder = out or Path("runs") / f"{read.identity.id}-visits"
    check_replaceable(folder)
    began = time.perf_counter()
    with Reporter(quiet) as reporter:
        search = Search(time_limit_s=time_limit, gap=gap, seed=seed, days=days, on_progress=reporter.progress)
        compile_rounds(reporter)
        tried: tuple[BufferRow, ...] = ()
        if on_time is not None:
            found = reliable_plan(read, search, on_time, tell=reporter.stage)
            today, plan, tried = found.case, found.plan, found.tried
            violations = check_visits(today, plan)
        elif now is None:
            reporter.stage("rounds")
            today = with_buffer(read, buffer)
            plan = plan_visits(today, search)
            violations = check_visits(today, plan)
        else:
            told, told_case = read_day(folder), day_case(folder)
            # Once planned again, the day goes on from what is known since: who is gone, what was added.
            read = read if told.replanned is None else told_case
            added = read_added(add, read) if add else Added()
            reporter.stage(f"the rest of the day from {seconds_to_clock(now)}")
            now_case = with_buffer(read, buffer)
            news = News(now, absent, added.visits, added.places, added.travel)
            today, plan = replan(now_case, told, news, search, told_case)
            morning = as_told(now_case, told_case)
            violations = (*check_visits(today, plan), *check_replanned(morning, today, told, plan))
        if violations:
            raise VerificationFailed("\n".join(map(str, violations)))
        reporter.stage("run sheets, maps and calendars")
        when = day.date() if day else _today()
        made = Made(
            command=_command(read, now, absent, add, search),
            options={"time_limit_s": time_limit, "gap": gap, "days": days, "buffer_min": today.parameters.buffer_min},
            seconds={"all": time.perf_counter() - began},
        )
        files = day_files(today, plan, when, pictures=png)
        if tried:
            files["buffers.csv"] = csv_text(buffers(tried))
        write_day(folder, today, plan, made, files)
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(day_lines(today, plan)))
    if not as_json:
        if now is not None and added.travel:
            new = ", ".join(place.place for place in added.places)
            click.echo(f"  Ways to and from {new} are estimated from the straight line: visit_travel.csv has none.")
        for row in tried:
            click.echo(
                f"  {row.buffer_min:g} minutes kept free: on time {row.on_time_mean:.1%}, worst visit "
                f"{row.on_time_worst:.1%}; {row.made} made, {row.work_hours:,.1f} hours, £{row.objective_gbp:,.0f}"
            )
        if on_time is not None and tried[-1].on_time_mean < on_time:
            click.echo(f"  None of these reaches {on_time:.1%}; the plan is the one nearest to it.")
        click.echo(f"Written to {folder}: open visits.html, or hand out run_sheets.csv and the calendars.")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _command(case: Case, now: int | None, absent: tuple[str, ...], add: Path | None, search: Search) -> str:
    """Return the command line that repeats a plan, without places of this machine."""
    parts = ["capplan visits", case.identity.id]
    if now is not None:
        parts.append(f"--now {seconds_to_clock(now)}")
    parts += [f"--absent {carer}" for carer in absent]
    if add is not None:
        parts.append(f"--add {add.name}")
    return " ".join([*parts, f"--time-limit {search.time_limit_s:g} --gap {search.gap:g} --seed {search.seed}"])


def day_lines(case: Case, plan: VisitPlan) -> Iterator[str]:
    """Yield what a day's plan says and what it is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    yield f"{case.identity.title}: {totals.made} of {totals.visits} visits by {totals.carers_out} carers"
    left = totals.visits - totals.made
    if left:
        yield (
            f"  Not made: {totals.unserved_critical} time-critical, {totals.unserved_high} high, "
            f"{totals.unserved_normal} normal; every plan leaves out at least {proof.unserved_bound}"
        )
    yield (
        f"  Hours worked {totals.work_hours:,.1f}: with clients {_share(totals.contact_share)}, on the way "
        f"{_share(totals.travel_share)}, waiting {_share(totals.waiting_share)}; {_share(totals.utilisation)} of the "
        "hours on duty"
    )
    yield (
        f"  Travel {_minutes(totals.travel_min_per_visit)} a visit, {totals.distance_km:,.0f} km; near the preferred "
        f"start {_share(totals.on_preferred_share)}, by a known carer {_share(totals.known_share)}"
    )
    yield (
        f"  Pay £{totals.pay_gbp:,.0f}, overtime £{totals.overtime_gbp:,.0f}, mileage £{totals.mileage_gbp:,.0f}; "
        f"with all weights £{proof.objective:,.0f}"
    )
    net = "" if proof.net_gap is None else f", {proof.net_gap:.2%} without pay for contact"
    if plan.balance_gbp:
        yield f"  Sharing work more evenly costs £{plan.balance_gbp:,.2f} of it"
    yield f"  Proof: gap {proof.gap:.2%} of £{proof.objective:,.0f}{net}; ended by: {proof.stopped_by}"
    if plan.on_time is not None:
        yield (
            f"  On time on {plan.on_time.days} simulated days: mean {plan.on_time.mean_share:.1%}, worst visit "
            f"{plan.on_time.worst_share:.1%}"
        )
    if plan.replanned is not None:
        again = plan.replanned
        yield (
            f"  Planned again from {seconds_to_clock(again.now_s)}: {len(again.frozen)} visits under way or done, "
            f"{len(again.changes)} not as told, {again.moved_share:.1%} moved"
        )
    for base in plan.travel:
        if base.differs:
            yield (
                f"  Staffing assumes {_minutes(base.assumed_min)} of travel and waiting a visit from "
                f"{case.base[base.base].title}; the rounds take {_minutes(base.measured_min)}: plan staff again "
                "(travel_min_per_visit in bases.csv)"
            )
    for row in plan.unserved[:MAX_SHOWN]:
        yield f"  {row.visit} is not made. {row.words}"
    if len(plan.unserved) > MAX_SHOWN:
        yield f"  and {len(plan.unserved) - MAX_SHOWN} more: unserved.csv"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.1%}"


def _minutes(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f} minutes"

"""`capplan rota CASE`: put people on shifts, or put right a published rota, with a proof."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.check.rota import check_rota
from capplan.cli.first_use import compile_rotas
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, pictures, read_profile, read_scenario, solving, tell_written
from capplan.decisions.rota import RotaPlan, ShortCover
from capplan.errors import VerificationFailed
from capplan.plan.findings.words import counted
from capplan.plan.rota import Absent, Published, make_rota, read_published, with_absences
from capplan.plan.store import check_files_replaceable, write_files
from capplan.report.calendar import calendars
from capplan.report.figures.rota import rota_grid
from capplan.report.html.rota import rota_page, source_line
from capplan.report.pictures import picture_files
from capplan.report.tables.rota import rota_files

SHOWN = 5


def _absent(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[Absent, ...]:
    try:
        return tuple(Absent.parse(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for rota.csv, the grid, the page and calendars.")
@click.option(
    "--published",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A rota.csv that people know: change as little of it as possible.",
)
@click.option(
    "--absent", multiple=True, callback=_absent, metavar="KEY:DAY:9d", help="Who is away, from when, how long."
)
@click.option("--protect", multiple=True, metavar="DAY", help="A day (YYYY-MM-DD) on which nobody's duty may change.")
@click.option(
    "--change-gbp",
    type=click.FloatRange(min=0),
    default=25.0,
    show_default=True,
    help="Price of each day of a person that changes from the published rota.",
)
@click.option("--explain/--no-explain", default=True, help="Say who could fill each gap and what would close it.")
@click.option(
    "--work",
    "work_s",
    type=click.FloatRange(min=0, min_open=True),
    default=math.inf,
    metavar="SECONDS",
    help="End the search after counted work of about so many seconds of one core: the same rota on every run.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@pictures
@solving
def rota(
    case: Path,
    out: Path | None,
    published: Path | None,
    absent: tuple[Absent, ...],
    protect: tuple[str, ...],
    change_gbp: float,
    explain: bool,
    work_s: float,
    as_json: bool,
    png: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Name who works which shift on which day in CASE, and prove how good the rota is.

    With --published a rota is put right: people who are --absent are replaced, and as few days as possible change.
    A rota whose gap is proved, or that --work ends, is the same on every run. The time limit holds for the whole rota;
    where it ends the search, another run may find another rota.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if not read.plans_rota:
        raise click.UsageError("The case has no rota: rotas.csv has no row.")
    known = None if published is None else read_published(published, read)
    read = with_absences(read, absent)
    near = None if known is None else Published(known, frozenset(protect), change_gbp)
    if out is not None:
        check_files_replaceable(out, "rota.json")
    with Reporter(quiet) as reporter:
        compile_rotas(reporter)
        reporter.stage("rota" if near is None else "rota near the published one")
        plan = make_rota(read, settings, published=near, explain=explain, work_s=work_s, on_progress=reporter.progress)
    if violations := check_rota(read, plan, known):
        raise VerificationFailed("\n".join(map(str, violations)))
    lines = list(rota_lines(read, plan))
    if out is not None:
        files: dict[str, str | bytes] = {**rota_files(read, plan), **calendars(read, plan)}
        files["rota.html"] = rota_page(read, plan)
        files |= picture_files([rota_grid(read, plan, source_line(read))]) if png else {}
        files["rota.json"] = plan.model_dump_json(indent=1) + "\n"
        write_files(out, files)
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(lines))
    tell_written(out, "rota.html, or hand out the calendars, one .ics file a person", as_json)


def rota_lines(case: Case, plan: RotaPlan) -> Iterator[str]:
    """Yield what a rota comes to and what it is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    covered = totals.need - totals.gap
    yield f"{case.identity.title}: {case.rotas[0].title}, {len(case.people)} people, {plan.weeks} weeks"
    yield f"  Cover: {covered:,} of {totals.need:,} shifts by the team, {totals.gap:,} short (£{totals.gap_gbp:,.0f})"
    yield (
        f"  Proof: {proof.status}, £{proof.objective:,.0f}, bound £{proof.bound:,.0f}, gap {proof.gap:.3%} (asked "
        f"{proof.asked_gap:.3%}); ended by {plan.stopped_by}"
    )
    yield (
        f"  Unsocial hours £{totals.unsocial_gbp:,.0f}, hours off contract £{totals.hours_gbp:,.0f}, fairness "
        f"£{totals.fairness_gbp:,.0f}, wishes £{totals.requests_gbp:,.0f}"
    )
    made, met = (sum(getattr(row, name) for row in plan.figures.people) for name in ("requests", "requests_met"))
    yield f"  Wishes met: {met} of {made}"
    if plan.change_gbp:
        changed = sum(row.cost_gbp > 0 for row in plan.changes)
        yield f"  Changed from the published rota: {changed} days of people (£{totals.changes_gbp:,.0f})"
        yield from (f"    {row.person} {row.day}: {row.was} -> {row.now} ({row.reason})" for row in plan.changes)
    if plan.short:
        yield from _gaps(case, "Short of people", plan.short)
    if plan.calls:
        yield from _gaps(case, _opened(plan), plan.calls)
    for way in plan.relaxations[:SHOWN]:
        yield f"  Would help: {way.title}: saves £{way.saves_gbp:,.0f}, {way.gap_after} short ({way.proof})"


def _opened(plan: RotaPlan) -> str:
    """Return what absence takes out of the published rota, and how much of it this rota fills."""
    left = {(row.cover, row.day): row.gap for row in plan.figures.cover}
    opened = sum(one.gap for one in plan.calls)
    filled = sum(max(0, one.gap - left[one.cover, one.day]) for one in plan.calls)
    return f"Absence opens {counted(opened, 'shift')} of the published rota; this rota fills {filled}. Who could have"


def _gaps(case: Case, words: str, gaps: tuple[ShortCover, ...]) -> Iterator[str]:
    titles = {row.cover: row.title for row in case.rota_cover}
    yield f"  {words}:"
    for gap in gaps[:SHOWN]:
        blocked = f"; kept off by {', '.join(gap.rules)}" if gap.rules else ""
        yield f"    {titles[gap.cover]} on {gap.day}: {counted(gap.gap, 'person', 'people')}{blocked}"
        free = [one for one in gap.candidates if not one.blocked_by][:3]
        yield from (f"      ask {one.person}: £{one.cost_gbp or 0:,.0f}, {one.reason}" for one in free)
    if len(gaps) > SHOWN:
        yield f"    and {counted(len(gaps) - SHOWN, 'gap')} more, in rota_gaps.csv"

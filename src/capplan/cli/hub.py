"""`capplan hub CASE`: plan the single point of referral and print it, without writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from capplan.case.case import Case
from capplan.case.hub_week import WEEKS_PER_YEAR, clock
from capplan.check.hub import check_hub
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving
from capplan.decisions.hub import HubMonth, HubPlan, HubSimulated, HubWorkSimulated
from capplan.errors import VerificationFailed
from capplan.plan.hub import SIMULATED_WEEKS, plan_hub

_MAX_SHORT = 5


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--aim",
    type=click.Choice(["weeks", "mean"]),
    default="weeks",
    help="Plan for the week that hub_weeks_share of the weeks do not exceed (weeks), or for the mean week (mean).",
)
@click.option(
    "--simulate",
    "weeks",
    type=click.IntRange(min=0),
    default=SIMULATED_WEEKS,
    help="Weeks to simulate; 0 for none.",
)
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@solving
def hub(
    case: Path,
    aim: Literal["weeks", "mean"],
    weeks: int,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan the single point of referral of CASE: people needed by half hour, shifts, posts, night cover.

    Nothing is written. Ctrl-C ends the search and prints the best answer so far, with its gap.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if not read.plans_hub:
        raise click.UsageError("This case has no hub: hub_contacts.csv has no rows.")
    with Reporter(quiet) as reporter:
        reporter.stage("hub")
        plan = plan_hub(read, settings, aim, simulated_weeks=weeks, on_progress=reporter.progress)
        reporter.stage("independent check")
        violations = check_hub(read, plan)
    if violations:
        raise VerificationFailed("\n".join(map(str, violations)))
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(hub_lines(read, plan)))


def hub_lines(case: Case, plan: HubPlan) -> Iterator[str]:
    """Yield what a hub plan decides and what it is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    peak = max(plan.figures.cover, key=lambda row: row.required)
    size = f"{totals.factor:.2f} times the mean week" if plan.aim == "weeks" else "the mean week"
    yield f"{case.identity.title}: single point of referral, a typical week in half hours"
    yield f"  Planned for {size}; every promise is kept in {totals.weeks_met_share:.1%} of the weeks of the year"
    yield f"  Most people needed for calls at once: {peak.required}, {clock(peak.half_hour)}"
    for row in plan.figures.roles:
        used = row.busy_hours / row.on_duty_hours if row.on_duty_hours else 0.0
        yield (
            f"  {case.role[row.role].title}: {row.fte:.2f} FTE (headroom of {case.role[row.role].headroom}), "
            f"{row.on_duty_hours:,.1f} hours on duty a week, busy {used:.0%} of them"
        )
    yield f"  All roles: {totals.fte:.2f} FTE, with leave, sickness and training"
    year = {name: getattr(totals, name) * WEEKS_PER_YEAR for name in ("pay_gbp", "premium_gbp", "shared_gbp")}
    yield (
        f"  A year: pay £{year['pay_gbp']:,.0f}, unsocial hours £{year['premium_gbp']:,.0f}, health team "
        f"£{year['shared_gbp']:,.0f} ({totals.shared_hours:,.1f} hours a week)"
    )
    if totals.short_hours or totals.undone_hours:
        yield (
            f"  Missing: {totals.short_hours:,.1f} hours of people on calls, {totals.undone_hours:,.2f} hours of work "
            f"a week (weight £{totals.short_gbp:,.0f} a week)"
        )
        named = [f"{row.contact} {clock(row.half_hour)}" for row in plan.decisions.short]
        more = f" and {len(named) - _MAX_SHORT} more" if len(named) > _MAX_SHORT else ""
        if named:
            yield f"    {', '.join(named[:_MAX_SHORT])}{more}"
    for simulated in plan.simulated:
        yield f"  {_simulated(case, simulated)}"
    for work in plan.simulated_work:
        yield f"  {_simulated_work(case, work)}"
    for month in plan.figures.months:
        yield f"  {_month(case, month)}"
    asked = f"(asked {proof.asked_gap:.3%})"
    yield f"  Proof: {proof.status}, gap {proof.gap:.3%} of £{proof.objective:,.2f} a week {asked}"


def _month(case: Case, row: HubMonth) -> str:
    title = next(one.title for one in case.hub_contacts if one.contact == row.contact)
    reported = "" if row.reported_share is None else f"; reported {row.reported_share:.1%}"
    return (
        f"{row.month}, {title}: {row.contacts:,.0f} counted, {row.per_day:.1f} a day; the people planned answer "
        f"{row.in_time_share:.1%} in time{reported}; {row.needed_hours:,.1f} hours a week are needed, "
        f"{row.planned_hours:,.1f} planned"
    )


def _simulated(case: Case, row: HubSimulated) -> str:
    title = next(one.title for one in case.hub_contacts if one.contact == row.contact)
    return (
        f"Simulated, {title}, {row.who}: {row.in_time_share:.1%} in time ({row.low:.1%} to {row.high:.1%}; formula "
        f"{row.steady_share:.1%}; promised {row.promised_share:.0%}), {row.abandoned_share:.1%} given up"
    )


def _simulated_work(case: Case, row: HubWorkSimulated) -> str:
    title = next(one.title for one in case.hub_contacts if one.contact == row.contact)
    return (
        f"Simulated, {title}: {row.in_time_share:.1%} within {row.deadline_hours:g} hours ({row.low:.1%} to "
        f"{row.high:.1%}; planned {row.planned_share:.1%}), {row.mean_hours:.1f} hours on average"
    )

"""`capplan bases CASE`: choose bases and territories and print them, without writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.check.bases import check_bases
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving
from capplan.decisions.bases import BasePlan, BaseRow, BaseTotals, FixedBases
from capplan.errors import VerificationFailed
from capplan.plan.bases import plan_bases, territories


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--choose",
    type=click.IntRange(min=1),
    metavar="P",
    help="Find the best P bases, whatever is marked must, and say what the marked ones cost more.",
)
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@solving
def bases(
    case: Path,
    choose: int | None,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Give each area of CASE to a base, and print bases and territories.

    The bases marked must are open; with --choose the best P are found. Nothing is written. Ctrl-C ends the search
    and prints the best answer so far, with its gap.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    with Reporter(quiet) as reporter:
        reporter.stage("bases" if choose is None else f"best {choose} bases")
        plan = plan_bases(read, settings, choose, on_progress=reporter.progress)
    if violations := check_bases(read, plan):
        raise VerificationFailed("\n".join(map(str, violations)))
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(base_lines(read, plan)))


def base_lines(case: Case, plan: BasePlan) -> Iterator[str]:
    """Yield what a choice of bases decides and what it is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    which = "with those marked must" if plan.fixed else f"best {plan.num_bases}"
    yield f"{case.identity.title}: bases, {which}, scenario {plan.scenario}"
    localities = _localities(case, plan)
    for row in plan.figures.bases:
        yield f"  {case.base[row.base].title}: {_row(case, row)}"
        yield f"    serves {localities[row.base]}"
    yield f"  County: {_county(totals)}"
    yield f"  Travel £{totals.travel_gbp:,.0f} a year, bases £{totals.base_gbp:,.0f}, together £{proof.objective:,.0f}"
    yield f"  Proof: {proof.status}, gap {proof.gap:.3%} of £{proof.objective:,.0f} (asked {proof.asked_gap:.3%})"
    if plan.instead_of is not None:
        yield from _compared(case, plan.instead_of)
    if plan.why_not_fixed:
        yield "  The bases marked must meet no plan:"
        yield from (f"    {cause}" for cause in plan.why_not_fixed)


def _minutes(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f} min"


def _row(case: Case, row: BaseRow) -> str:
    noun = "area" if row.areas == 1 else "areas"
    furthest = _minutes(row.furthest_min)
    rapid = ""
    if row.furthest_rapid_area is not None:
        title = next(area.title for area in case.areas if area.area == row.furthest_rapid_area)
        rapid = f", furthest rapid call from {title}"
    return (
        f"{row.areas} {noun}, {row.visits:,.0f} visits a year ({row.share_of_visits:.1%}), mean "
        f"{_minutes(row.mean_min)}, furthest {furthest}{rapid}, travel {_minutes(row.travel_min_per_visit)} a visit"
    )


def _county(totals: BaseTotals) -> str:
    return (
        f"{totals.visits:,.0f} visits and {totals.rapid_calls:,.0f} rapid calls a year, mean "
        f"{_minutes(totals.mean_min)}, furthest {_minutes(totals.furthest_min)}, travel "
        f"{_minutes(totals.travel_min_per_visit)} a visit; furthest from the mean size {totals.imbalance:.1%}"
    )


def _localities(case: Case, plan: BasePlan) -> dict[str, str]:
    """Return each base's localities in words, with the share of the locality's older people where not all."""
    title = {row.locality: row.title for row in case.localities}
    words: dict[str, list[str]] = {base: [] for base in plan.decisions.open}
    for (locality, base), share in territories(case, plan).items():
        words[base].append(title[locality] + ("" if share > 1 - 1e-9 else f" ({share:.0%})"))
    return {base: ", ".join(parts) or "nobody aged 65 or over" for base, parts in words.items()}


def _compared(case: Case, fixed: FixedBases) -> Iterator[str]:
    titles = ", ".join(case.base[base].title for base in fixed.decisions.open)
    word = "more" if fixed.more_gbp >= 0 else "less"
    yield f"  Instead of those with the bases marked must: {titles}"
    per_visit = fixed.more_min_per_visit
    minutes = "" if per_visit is None else f" and {per_visit:+.1f} minutes of travel a visit"
    yield f"    they cost £{abs(fixed.more_gbp):,.0f} a year {word}{minutes} (£{fixed.totals.objective_gbp:,.0f})"
    yield f"    proof: {fixed.proof.status}, gap {fixed.proof.gap:.3%}"

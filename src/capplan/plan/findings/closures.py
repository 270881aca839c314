"""What each reduction means: when, how early it could be, whom it releases, what a year's delay costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capplan.case.case import Case
from capplan.decisions import BedPlan, ClosureRow, Finding, Regret
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import counted, gbp, listed, month_name, number
from capplan.units import months_between

TOPIC = "closures"


def closures(case: Case, plan: BedPlan, regrets: Sequence[Regret] = ()) -> Iterator[Finding]:
    """Yield one finding for each reduction of the plan."""
    regret_of = {(row.site, row.closed): row for row in regrets}
    for row in plan.figures.closures:
        regret = regret_of.get((row.site, row.closed))
        waited = months_between(row.earliest, row.closed)
        figures: dict[str, float | str] = {
            "closed": row.closed,
            "earliest": row.earliest,
            "months_after_earliest": waited,
            "beds_removed": row.beds_removed,
            "fte_released": sum(post.fte for post in row.staff_released),
            "saving_gbp_per_year": row.saving_gbp_per_year,
        }
        if regret is not None and regret.cost_gbp is not None:
            figures["cost_of_a_year_later_gbp"] = regret.cost_gbp
        yield Finding(
            id=f"closure-{row.site}-{row.to_configuration}",
            topic=TOPIC,
            severity="note" if row.test_passed else "conflict",
            text=" ".join(_sentences(case, row, waited, regret)),
            figures=figures,
            sources=_sources(case, row),
        )


def _sentences(case: Case, row: ClosureRow, waited: int, regret: Regret | None) -> Iterator[str]:
    allowed = (
        f"{counted(waited, 'month')} after the earliest month the rules allow, {month_name(row.earliest)}"
        if waited > 0
        else "the earliest month the rules allow"
    )
    yield (
        f"{case.site[row.site].title} loses {counted(row.beds_removed, 'bed')} from {month_name(row.closed)}, "
        f"{allowed}; notice is served in {month_name(row.notice_served)} and admissions stop in "
        f"{month_name(row.admissions_stop)}."
    )
    if row.staff_released:
        posts = listed(f"{number(post.fte, 1)} FTE {case.role_title(post.role)}" for post in row.staff_released)
        yield f"It releases {posts}."
    yield f"It saves {gbp(row.saving_gbp_per_year)} of fixed cost a year."
    if not row.test_passed:
        yield "The closure test fails: people of its catchment wait longer while it leaves."
    if regret is not None and regret.cost_gbp is not None:
        when = f"in {month_name(regret.closed_later)}" if regret.closed_later else "outside the plan"
        change = f"costs {gbp(regret.cost_gbp)} more" if regret.cost_gbp >= 0 else f"costs {gbp(-regret.cost_gbp)} less"
        yield f"A year later ({when}) it {change} at present value."
    elif regret is not None:
        yield f"It cannot come a year later: {regret.reason}".rstrip(". ") + "."


def _sources(case: Case, row: ClosureRow) -> tuple[str, ...]:
    site = case.site[row.site]
    named = sources_of("sites", [(site.site, site)])
    if site.contract:
        named += sources_of("contracts", [(site.contract, case.contract[site.contract])])
    if row.gate:
        named += sources_of("gates", [(row.gate, case.gate[row.gate])])
    return named

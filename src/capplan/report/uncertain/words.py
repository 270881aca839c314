"""A plan for many futures in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions.uncertain import Chance, PlanName, Range, UncertainPlan
from capplan.report.figures import words

TITLES: dict[PlanName, str] = {
    "business-as-usual": "Today's estate with the best staff for it",
    "expected": "Plan for the mean future",
    "robust": "Plan for all futures",
}


def answer_lines(case: Case, plan: UncertainPlan) -> Iterator[str]:
    """Yield what is decided, what it costs over the futures, how sure that is, and what more knowledge is worth."""
    yield f"{case.identity.title}: one plan for {words.count(len(plan.futures), 'future')}"
    yield from (f"  {line}" for line in changes(case, plan))
    yield f"  {money(plan)}"
    yield f"  {proof(plan)}"
    yield f"  {worth('Planning for all futures instead of the mean one', plan.value_of_stochastic_solution)}"
    yield f"  {worth('Knowing which future comes', plan.value_of_perfect_information)}"
    for row in plan.plans:
        interval = f"{words.gbp_m(row.low_gbp)} to {words.gbp_m(row.high_gbp)}"
        yield (
            f"  {TITLES[row.plan]}, on {words.count(len(row.outcomes), 'future')} drawn apart: mean "
            f"{words.gbp_m(row.mean_gbp)} ({interval}), dearest tenth {words.gbp_m(row.dearest_tenth_gbp)}"
        )
        yield from (f"    {chance(one)}" for one in plan.chances if one.plan == row.plan)


def changes(case: Case, plan: UncertainPlan) -> Iterator[str]:
    """Yield every change of a site, in the order of periods."""
    runs = {(row.site, row.period): row.configuration for row in plan.decisions.configurations}
    beds = {(row.site, row.configuration): row.beds_staffed for row in case.configurations}
    found = []
    for site in case.sites:
        before = site.today
        for period in case.periods:
            now = runs[site.site, period.id]
            if now != before:
                old, new = beds[site.site, before], beds[site.site, now]
                found.append((period.id, f"{words.month(period.id)}: {site.title}, {old} to {new} {_unit(case, site)}"))
            before = now
    yield from (line for _, line in sorted(found)) if found else ("No site changes.",)


def _unit(case: Case, site: object) -> str:
    return f"{case.setting[site.setting].unit}s"  # type: ignore[attr-defined]


def money(plan: UncertainPlan) -> str:
    """Return mean and dear end in a sentence."""
    dearest = words.share(1.0 - plan.cvar_level, 0)
    weighed = f"; the latter weighs {words.share(plan.cvar_weight, 0)}" if plan.cvar_weight > 0 else ""
    return (
        f"Present cost with stated weights: mean {words.gbp_m(plan.mean_gbp)}, mean of the dearest {dearest} "
        f"{words.gbp_m(plan.cvar_gbp)}{weighed}."
    )


def proof(plan: UncertainPlan) -> str:
    """Return the proof in a sentence."""
    one = plan.proof
    return (
        f"Proof: {one.status}; no plan for these futures costs less than {words.gbp_m(one.bound)}, a gap of "
        f"{words.share(one.gap, 2)} (asked {words.share(one.asked_gap, 2)})."
    )


def worth(what: str, row: Range) -> str:
    """Return a value between its bounds in a sentence."""
    low, high = words.gbp_m(row.low_gbp), words.gbp_m(row.high_gbp)
    if low == high:
        return f"{what} is worth {low}."
    return f"{what} is worth {low} to {high}; the proofs leave open how much."


def chance(row: Chance) -> str:
    """Return a chance in a sentence."""
    return (
        f"keeps {'its' if row.kept == 'budget' else 'the'} {row.kept} in {row.kept_in} of {row.futures}: "
        f"{words.share(row.share, 0)} ({words.share(row.low, 0)} to {words.share(row.high, 0)})"
    )

"""What it costs if one reduction alone comes a year later and nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from capplan.case.case import Case
from capplan.decisions import ClosureRow, Regret
from capplan.plan.held import run_held
from capplan.plan.option import Solved
from capplan.solve import Profile
from capplan.units import MONTHS_PER_YEAR, add_months


def regrets(case: Case, solved: Solved, profile: Profile) -> Iterator[Regret]:
    """Yield, for each reduction of the plan, the extra present objective of doing it twelve months later.

    Every other site keeps its configurations; people are placed anew (a linear programme).
    """
    model = solved.model
    plan = solved.configurations()
    baseline = run_held(model, plan, profile).objective
    for closure in solved.plan.figures.closures:
        yield _regret(case, model, plan, baseline, closure, profile)


def _regret(
    case: Case, model: Any, plan: dict[Any, int], baseline: float | None, closure: ClosureRow, profile: Profile
) -> Regret:
    later = add_months(closure.closed, MONTHS_PER_YEAR)
    inside = later <= case.periods[-1].id
    path = dict(plan)
    for site, name, period in plan:
        if site == closure.site and closure.closed <= period < later:
            path[site, name, period] = int(name == closure.from_configuration)
    cost = run_held(model, path, profile).objective if baseline is not None else None
    return Regret(
        site=closure.site,
        closed=closure.closed,
        closed_later=later if inside else None,
        cost_gbp=None if cost is None or baseline is None else cost - baseline,
        reason="" if cost is not None else "with every other site as planned, a year later breaks a requirement",
    )

"""Questions the other way round: beds for a service level, the stay that today's beds allow, the demand they sustain.

Beds come from the exact queue; stay and demand by bisection on a linear programme in which every site stays as it is
today and keeps its standard, with a bound on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyomo.environ as pyo

from capplan.case.case import Case
from capplan.case.demand import arrivals
from capplan.formulations import beds
from capplan.formulations.beds.linear import Term, linear
from capplan.plan.held import held
from capplan.plan.search import build
from capplan.plan.sizes import Standard, beds_for_standards
from capplan.queueing import ServiceRule, safe_load
from capplan.solve import Profile, run

LEVELS: Mapping[ServiceRule, tuple[float, ...]] = {
    "wait": (0.01, 0.05, 0.10, 0.20),
    "refusal": (0.01, 0.05, 0.10, 0.20),
    "occupancy": (0.85, 0.90, 0.95),
}
# Factors on stays or demand that are looked at, and how near the two bounds come (share).
LOWEST, HIGHEST = 0.05, 20.0
NARROW = 0.005
# More people than this left over at the end of the plan, or sent to acute beds, is more than the system sustains.
LEFT_OVER = 1e-4


@dataclass(frozen=True)
class BedsNeeded:
    """Beds of one unit for one cohort in one setting at one service level.

    Attributes
    ----------
    level : float
        The largest share waiting too long or refused, or the occupancy; `own` where it is the cohort's own.
    load : float
        Beds occupied on average in the busiest period if the largest share allowed goes there.
    beds : int
        Fewest beds that keep the level.
    one_less : float
        Largest load that one bed less could carry at this level: below `load`.
    """

    cohort: str
    setting: str
    rule: ServiceRule
    level: float
    own: bool
    load: float
    beds: int
    one_less: float


@dataclass(frozen=True)
class Largest:
    """The largest factor that today's beds carry, between a factor that they do and one that they do not.

    Attributes
    ----------
    carried, not_carried : float or None
        None where every factor looked at is not carried, or is.
    now : bool
        Whether they carry things as they are.
    """

    carried: float | None
    not_carried: float | None
    now: bool


def beds_for_service(case: Case, levels: Sequence[float] = ()) -> Iterator[BedsNeeded]:
    """Yield the beds that each cohort needs in each setting, pooled in one unit, at several service levels.

    Parameters
    ----------
    levels : sequence of float
        Levels instead of the usual ones of the cohort's rule.
    """
    people = arrivals(case)
    for cohort in case.cohorts:
        demand_days = max(
            sum(people[cohort.cohort, place.locality, period.id] for place in case.localities) / period.days
            for period in case.periods
        )
        for stay in case.stays:
            if stay.cohort != cohort.cohort:
                continue
            stay_days = stay.stay_days * case.factor(cohort.cohort)[1]
            load = stay.max_share * demand_days * stay_days
            for level in sorted({*(levels or LEVELS[cohort.rule]), cohort.rule_target}):
                standard: Standard = (cohort.rule, level, stay_days, cohort.wait_days)
                needed = beds_for_standards(load, [standard])
                below = safe_load(needed - 1, *standard) if needed > 0 else 0.0
                yield BedsNeeded(
                    cohort.cohort, stay.setting, cohort.rule, level, level == cohort.rule_target, load, needed, below
                )


def largest_stay(case: Case, profile: Profile) -> Largest:
    """Return the largest factor on all stays that today's beds carry at the standard, demand as it is."""
    return _largest(lambda factor: carries(_stays(case, factor), profile))


def largest_demand(case: Case, profile: Profile) -> Largest:
    """Return the largest factor on all demand that today's beds carry at the standard, stays as they are."""
    return _largest(lambda factor: carries(_demand(case, factor), profile))


def carries(case: Case, profile: Profile) -> bool:
    """Say whether every site as it is today, held to its safe load from the start, leaves nobody over.

    Nobody is diverted, and at the end of the plan no more people wait than at its start. Beds alone: who staffs them
    is not asked here.
    """
    case = replace(case.without_staff(), horizon=case.horizon.model_copy(update={"standard_from": case.horizon.start}))
    inputs = beds.inputs_of(case, "do-minimum")
    model = build(inputs)
    last = case.periods[-1].id
    left: list[Term] = [(1.0, variable) for variable in model.diverted.values()]
    left += [(1.0, variable) for index, variable in model.waiting.items() if index[2] == last]
    model.objective.deactivate()
    model.left_over = pyo.Objective(expr=linear(left), sense=pyo.minimize)
    today = {key: int(key[1] == case.site[key[0]].today) for key in model.configuration}
    with held(model, today):
        found = run(model, profile)
    opening = sum(inputs.opening_waiting.values())
    return found.has_solution and found.require_solution() <= opening + LEFT_OVER


def _largest(carried: Callable[[float], bool]) -> Largest:
    now = carried(1.0)
    low, high = (1.0, 2.0) if now else (0.5, 1.0)
    while now and high <= HIGHEST and carried(high):
        low, high = high, 2.0 * high
    while not now and low >= LOWEST and not carried(low):
        low, high = 0.5 * low, low
    if high > HIGHEST:
        return Largest(low, None, now)
    if low < LOWEST:
        return Largest(None, high, now)
    while high - low > NARROW * low:
        middle = 0.5 * (low + high)
        if carried(middle):
            low = middle
        else:
            high = middle
    return Largest(low, high, now)


def _stays(case: Case, factor: float) -> Case:
    return replace(
        case, stays=tuple(row.model_copy(update={"stay_days": factor * row.stay_days}) for row in case.stays)
    )


def _demand(case: Case, factor: float) -> Case:
    def more(row: Any) -> Any:
        return row.model_copy(update={"admissions_per_year": factor * row.admissions_per_year})

    return replace(case, cohorts=tuple(more(row) for row in case.cohorts))

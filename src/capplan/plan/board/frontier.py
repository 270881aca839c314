"""Cost against access or risk: the cheapest plan within each of several limits; dominated ones are marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pyomo.environ as pyo

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.board import Against, Frontier, FrontierPoint
from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble
from capplan.formulations.beds.linear import linear
from capplan.plan.board.measures import UNITS, Limit, measured, terms_of
from capplan.plan.board.options import bases_of
from capplan.plan.board.quick import inputs_of, quick_plan
from capplan.plan.held import estate
from capplan.plan.linked import prepared
from capplan.plan.search import COARSE_MONTHS, build, is_long
from capplan.solve import Profile, lp_relaxation

# The tightest limit leaves so much of the range above what is possible where nothing has to be whole.
SPARE = 0.05
# A limit is kept to this share of it.
KEPT = 1e-6


@dataclass(frozen=True)
class PointJob:
    """One point to plan: all that it needs, so that it may be done in a process of its own."""

    case: Case
    profile: Profile
    territory: Mapping[str, str] | None
    limit: Limit


def frontier(
    case: Case,
    against: Against,
    profile: Profile,
    *,
    num_points: int = 8,
    processes: int = 2,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Frontier:
    """Return the cheapest plan without a limit and within ever tighter ones, each with the bound of its limit.

    Limits lie evenly between the measure of the cheapest plan and the best that is possible where nothing has to
    be whole. A limit that no plan was found for has no point.

    Parameters
    ----------
    num_points : int
        Points asked for, the cheapest plan of all included; at least 2.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        If there is no plan even without a limit.
    """
    case, bases, territory = bases_of(case, profile)
    on_stage("the cheapest plan")
    cheapest = quick_plan(case, "plan", profile, territory)
    most, least = measured(case, cheapest.decisions, against), least_possible(case, against, profile, territory)
    room = max(0.0, most - least)
    shares = [number / (num_points - 1) * (1.0 - SPARE) for number in range(1, num_points)] if room > 0 else []
    limits = [Limit(against, most - share * room) for share in shares]
    jobs = [PointJob(case, profile, territory, limit) for limit in limits]
    plans = _plans(jobs, processes, on_stage)
    points = [_point(case, against, None, cheapest)]
    points += [_point(case, against, limit.most, plan) for limit, plan in zip(limits, plans, strict=True) if plan]
    return Frontier(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        against=against,
        unit=UNITS[against],
        bases=bases,
        points=marked(points),
    )


def least_possible(case: Case, against: Against, profile: Profile, territory: Mapping[str, str] | None) -> float:
    """Return a lower bound on the measure: the least where nothing has to be whole."""
    inputs = inputs_of(case, "plan", territory)
    model = build(inputs.coarse(COARSE_MONTHS) if is_long(inputs) else inputs)
    prepared(case, "plan")(model)
    terms, constant = terms_of(model, case, against)
    model.objective.deactivate()
    estate(model).least = pyo.Objective(expr=linear(terms, constant), sense=pyo.minimize)
    found = lp_relaxation(model, profile)
    return 0.0 if found.objective is None else max(0.0, found.objective)


def point_of(job: PointJob) -> BedPlan | None:
    """Return the plan of one limit; None where none is found."""
    try:
        return quick_plan(job.case, "plan", job.profile, job.territory, limit=job.limit)
    except (Infeasible, NoPlanInTime, SolverTrouble):
        return None


def marked(points: Sequence[FrontierPoint]) -> tuple[FrontierPoint, ...]:
    """Return points by their measure, those marked that another one betters in cost or measure and loses in neither."""
    rows = sorted(points, key=lambda one: (one.measured, one.cost_gbp))
    return tuple(one.model_copy(update={"dominated": any(_better(other, one) for other in rows)}) for one in rows)


def _better(other: FrontierPoint, one: FrontierPoint) -> bool:
    gains = (one.measured - other.measured, one.cost_gbp - other.cost_gbp)
    return min(gains) >= 0.0 and max(gains) > 0.0


def _plans(jobs: Sequence[PointJob], processes: int, on_stage: Callable[[str], None]) -> list[BedPlan | None]:
    plans: list[BedPlan | None] = []
    if processes == 1:
        for number, job in enumerate(jobs, start=1):
            on_stage(f"limit {number} of {len(jobs)}")
            plans.append(point_of(job))
        return plans
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for number, plan in enumerate(pool.map(point_of, jobs), start=1):
            on_stage(f"limit {number} of {len(jobs)}: {'a plan' if plan else 'no plan'}")
            plans.append(plan)
    return plans


def _point(case: Case, against: Against, limit: float | None, plan: BedPlan) -> FrontierPoint:
    return FrontierPoint(
        limit=limit,
        measured=measured(case, plan.decisions, against),
        cost_gbp=plan.figures.totals.cost_present_gbp,
        objective_gbp=plan.proof.objective,
        bound_gbp=plan.proof.bound,
        dominated=False,
        plan=plan,
    )

"""A plan for many futures: search, what it is worth, and how it and two others do on futures drawn apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np

from capplan.case.case import Case
from capplan.check.uncertain_future import Checked, check_future
from capplan.decisions import Proof
from capplan.decisions.uncertain import Future, PlanName, PlanOutcome, Range, Recourse, UncertainPlan
from capplan.formulations.uncertain import first_stage
from capplan.plan.uncertain import starts
from capplan.plan.uncertain.decomposition import Search
from capplan.plan.uncertain.master import Master, dear_end
from capplan.plan.uncertain.pool import Pool
from capplan.plan.uncertain.recourse import with_fine_steps
from capplan.plan.uncertain.sample import drawn_futures
from capplan.plan.uncertain.solve_for_all import Job
from capplan.plan.uncertain.staff import for_estate
from capplan.plan.uncertain.tried import chances, outcome, plan_outcome
from capplan.plan.uncertain.worth import perfect_information, stochastic_solution
from capplan.solve import Profile, Progress
from capplan.solve.arrays import Floats

ROUNDING = 1e-9
TRY_SEED = 1_000_003  # added to the seed of the futures planned for


@dataclass(frozen=True)
class Made:
    """A plan for many futures with everything that it does in each, and what the checker says of each.

    Attributes
    ----------
    case
        As planned: periods, bases, size of steps. The checker takes this one.
    """

    case: Case
    plan: UncertainPlan
    recourses: tuple[Recourse, ...]
    checked: tuple[Checked, ...]


def make_uncertain(
    case: Case,
    territory: Mapping[str, str],
    futures: tuple[Future, ...],
    profile: Profile,
    *,
    try_on: int = 0,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    stage: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> Made:
    """Plan for many futures.

    Parameters
    ----------
    case : Case
        With its bases chosen, in the periods to plan (:func:`capplan.case.futures.in_quarters`).
    territory : mapping of area to base
    futures : tuple of Future
        The first is tested; probabilities sum to 1.
    profile : Profile
        Gap, time limit of the search over all futures, seed and HiGHS options.
    try_on
        Futures to draw apart, on which this plan, the plan for the mean future and today's estate are tried.
    seed
        Of those futures.
    stage
        Told the name of each stage as it begins.

    Raises
    ------
    Infeasible
        If no estate suits every future.
    NoPlanInTime
        If the time was over before a plan was known.
    """
    odds = [one.probability for one in futures]
    job = Job(case, territory, profile, on_progress)
    with stage("the futures"):
        master = job.master(futures)
    with job.pool(futures, master) as pool:
        with stage("the plan for the mean future"):
            expected = starts.expected(job, futures, master)
        known = [] if expected is None else [expected]
        if expected is not None:
            with stage("plans for the dearest futures"):
                known += starts.dear(job, futures, _costs(master, pool, expected), master)
        with stage("the plan for all futures"):
            search = job.search(master, pool, known)
        plans = _plans(search, expected)
        with stage("what it is worth to know more"):
            worth = _worth(search, plans, odds)
        with stage("everything in each future, checked"):
            fine = case if search.whole else with_fine_steps(case)
            found = pool.recourses(_known(search.best), fine.parameters.fte_step, check_future)
    tried_on = drawn_futures(case, try_on, seed + TRY_SEED, even=False, name="try") if try_on else ()
    tried: tuple[PlanOutcome, ...] = ()
    if tried_on:
        with stage(f"tried on {try_on} other futures"), job.pool(tried_on, master) as others:
            tried = tuple(_tried(case, master, others, name, first) for name, first in plans.items())
    recourses = tuple(one.made for one in found)
    outcomes = tuple(outcome(case, float(master.first_cost @ _known(search.best)), one.answer) for one in found)
    costs = [one.objective_gbp for one in outcomes]
    level, weight = case.parameters.cvar_level, case.parameters.cvar_weight
    plan = UncertainPlan(
        case=case.identity.id,
        case_digest=case.digest,
        months_per_period=case.horizon.months_per_period,
        fte_step=fine.parameters.fte_step,
        cvar_level=level,
        cvar_weight=weight,
        futures=futures,
        proof=_proof(search),
        mean_gbp=float(np.dot(odds, costs)),
        cvar_gbp=dear_end(costs, odds, level),
        decisions=first_stage(recourses[0]),
        outcomes=outcomes,
        value_of_stochastic_solution=worth[0],
        value_of_perfect_information=worth[1],
        tried_on=tried_on,
        plans=tried,
        chances=tuple(one for row in tried for one in chances(row)),
    )
    return Made(fine, plan, recourses, tuple(one.checked for one in found))


def _known(first: Floats | None) -> Floats:
    if first is None:
        raise ValueError("no first stage is known")
    return first


def _costs(master: Master, pool: Pool, first: Floats) -> list[float]:
    """Return what every future costs under a first stage; infinite where it has no answer."""
    now = float(master.first_cost @ first)
    return [np.inf if one.value is None else now + one.value for one in pool.solve(first)]


def _plans(search: Search, expected: Floats | None) -> dict[PlanName, Floats]:
    """Return the first stages to compare, by name; those that do not suit every future are left out."""
    plans: dict[PlanName, Floats] = {}
    as_today = for_estate(search, search.master.today())
    if as_today is not None:
        plans["business-as-usual"] = as_today
    if expected is not None and np.isfinite(search.cost_of(expected)):
        plans["expected"] = expected
    plans["robust"] = _known(search.best)
    return plans


def _worth(search: Search, plans: Mapping[PlanName, Floats], odds: list[float]) -> tuple[Range, Range]:
    """Return the value of the stochastic solution and that of perfect information."""
    best = _known(search.best)
    mean = float(np.dot(odds, [search.master.first_cost @ best + (one.value or 0.0) for one in search.answers]))
    # Where the dear end is weighed, the bound is not one of the mean.
    least = search.bound if search.master.weight == 0 else 0.0
    expected = search.cost_of(plans["expected"]) if "expected" in plans else search.objective
    return stochastic_solution(search, expected), perfect_information(search, mean, least)


def _tried(case: Case, master: Master, pool: Pool, name: PlanName, first: Floats) -> PlanOutcome:
    cost = float(master.first_cost @ first)
    return plan_outcome(name, [outcome(case, cost, answer) for answer in pool.solve(first)])


def _proof(search: Search) -> Proof:
    asked = search.context.profile.mip_rel_gap
    bound = min(search.bound, search.objective)
    gap = (search.objective - bound) / abs(search.objective) if search.objective else 0.0
    return Proof(
        status="optimal" if gap <= asked + ROUNDING else "feasible",
        objective=search.objective,
        bound=bound,
        gap=gap,
        asked_gap=asked,
    )

"""Cost against access or risk: the cheapest plan within each of several limits; dominated ones are marked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from pathlib import Path

import pyomo.environ as pyo

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.board import Against, Frontier, FrontierPoint
from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble, VerificationFailed
from capplan.formulations.beds.linear import linear
from capplan.plan.board.estates import Estate, inputs_of, path_of
from capplan.plan.board.measures import UNITS, Limit, measured, terms_of
from capplan.plan.board.options import bases_of
from capplan.plan.board.quick import quick_plan
from capplan.plan.held import estate
from capplan.plan.kept import PROGRAM, Kept, keep, kept
from capplan.plan.linked import prepared
from capplan.plan.search import COARSE_MONTHS, build, is_long
from capplan.processes import process_pool
from capplan.solve import Profile, lp_relaxation

# The tightest limit leaves so much of the range above what is possible where nothing has to be whole.
SPARE = 0.05
KeptPlan = Kept[BedPlan | None]


@dataclass(frozen=True)
class PointJob:
    """One point to plan: all that it needs, so that it may be done in a process of its own.

    Attributes
    ----------
    limit : Limit or None
        None: the cheapest plan of all.
    near : mapping of (site, period) to configuration, optional
        The estate of the cheapest plan, one of those to start from.
    folder : Path, optional
        Where plans are kept as they are found.
    """

    case: Case
    profile: Profile
    territory: Mapping[str, str] | None
    limit: Limit | None
    near: Estate | None = None
    folder: Path | None = None

    @property
    def asked(self) -> str:
        """Everything that the plan depends on, in words."""
        limit = "none" if self.limit is None else f"{self.limit.against} {self.limit.most!r}"
        near = "" if self.near is None else hashlib.sha256(repr(sorted(self.near.items())).encode()).hexdigest()
        return (
            f"{PROGRAM}; case {self.case.digest}; scenario {self.case.scenario}; limit {limit}; "
            f"{self.profile!r}; near {near}"
        )


def frontier(
    case: Case,
    against: Against,
    profile: Profile,
    *,
    num_points: int = 8,
    processes: int = 2,
    folder: Path | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Frontier:
    """Return the cheapest plan without a limit and within ever tighter ones, each with the bound of its limit.

    Limits lie evenly between the measure of the cheapest plan and the best that is possible where nothing has to
    be whole. A limit that no plan was found for has no point.

    Parameters
    ----------
    num_points : int
        Points asked for, the cheapest plan of all included; at least 2.
    folder : Path, optional
        Each plan is kept here as soon as it is found, and taken from here where the same was asked before.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        If there is no plan even without a limit.
    VerificationFailed
        If a plan that was kept is damaged.
    """
    case, bases, territory = bases_of(case, profile)
    on_stage("the cheapest plan")
    free = PointJob(case, profile, territory, None, None, folder)
    cheapest = _planned(free)
    if cheapest is None:
        raise VerificationFailed(f"{folder} says that there is no plan; delete it.")
    most, least = measured(case, cheapest.decisions, against), least_possible(case, against, profile, territory)
    room = max(0.0, most - least)
    shares = [number / (num_points - 1) * (1.0 - SPARE) for number in range(1, num_points)] if room > 0 else []
    near = path_of(cheapest)
    jobs = [replace(free, limit=Limit(against, most - share * room), near=near) for share in shares]
    plans = _plans(jobs, processes, on_stage)
    points = [_point(case, against, None, cheapest)]
    points += [_point(case, against, job.limit, plan) for job, plan in zip(jobs, plans, strict=True) if plan]
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
        return _planned(job)
    except (NoPlanInTime, SolverTrouble):
        return None


def _planned(job: PointJob) -> BedPlan | None:
    """Return the plan of a job, kept or made; None where it is proven that a limit leaves none."""
    before = kept(job.folder, job.asked, KeptPlan)
    if before is not None:
        return before.answer
    try:
        plan = quick_plan(job.case, "plan", job.profile, job.territory, near=job.near, limit=job.limit)
    except Infeasible:
        if job.limit is None:
            raise
        plan = None
    keep(job.folder, job.asked, plan, KeptPlan)
    return plan


def marked(points: Sequence[FrontierPoint]) -> tuple[FrontierPoint, ...]:
    """Return points by their measure, those marked that another one betters in cost or measure and loses in neither."""
    rows = sorted(points, key=lambda one: (one.measured, one.cost_gbp))
    return tuple(one.model_copy(update={"dominated": any(_better(other, one) for other in rows)}) for one in rows)


def _better(other: FrontierPoint, one: FrontierPoint) -> bool:
    gains = (one.measured - other.measured, one.cost_gbp - other.cost_gbp)
    return min(gains) >= 0.0 and max(gains) > 0.0


def _plans(jobs: Sequence[PointJob], processes: int, on_stage: Callable[[str], None]) -> list[BedPlan | None]:
    """Do every job, and say what comes of each as it comes."""

    def say(done: int, plan: BedPlan | None) -> None:
        words = "no plan" if plan is None else f"£{plan.proof.objective:,.0f}, gap {plan.proof.gap:.2%}"
        on_stage(f"limit {done} of {len(jobs)} done: {words}")

    plans: dict[int, BedPlan | None] = {}
    if processes == 1:
        for number, job in enumerate(jobs):
            plans[number] = point_of(job)
            say(len(plans), plans[number])
    else:
        with process_pool(processes) as pool:
            numbers = {pool.submit(point_of, job): number for number, job in enumerate(jobs)}
            for one in as_completed(numbers):
                plans[numbers[one]] = one.result()
                say(len(plans), one.result())
    return [plans[number] for number in range(len(jobs))]


def _point(case: Case, against: Against, limit: Limit | None, plan: BedPlan) -> FrontierPoint:
    return FrontierPoint(
        limit=None if limit is None else limit.most,
        measured=measured(case, plan.decisions, against),
        cost_gbp=plan.figures.totals.cost_present_gbp,
        objective_gbp=plan.proof.objective,
        bound_gbp=plan.proof.bound,
        dominated=False,
        plan=plan,
    )

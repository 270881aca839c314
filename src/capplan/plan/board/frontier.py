"""Cost against access or risk: the cheapest plan within each of several limits, none that another one betters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.board import Against, Frontier, FrontierPoint
from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble, VerificationFailed
from capplan.plan.board.estates import path_of
from capplan.plan.board.limits import Limits, Start, between
from capplan.plan.board.measures import UNITS, Limit, measured
from capplan.plan.board.options import bases_of
from capplan.plan.board.quick import quick_plan
from capplan.plan.board.sifted import sifted
from capplan.plan.kept import Kept, keep, kept, program
from capplan.plan.option import solve_option
from capplan.processes import process_pool
from capplan.solve import Profile

# Limits are spaced down to what can be reached at an objective this much above that of the cheapest plan.
COST_SHARE = 0.05
# Where points are left out, limits between the others are asked for in so many rounds.
MORE_ROUNDS = 2
KeptPlan = Kept[BedPlan | None]


@dataclass(frozen=True)
class PointJob:
    """One point to plan: all that it needs, so that it may be done in a process of its own.

    Attributes
    ----------
    limit : Limit or None
        None: the cheapest plan of all.
    start : Start, optional
        Estates to start from and the bound of the limit.
    folder : Path, optional
        Where plans are kept as they are found.
    """

    case: Case
    profile: Profile
    territory: Mapping[str, str] | None
    limit: Limit | None
    start: Start | None = None
    folder: Path | None = None

    @property
    def asked(self) -> str:
        """Everything that the plan depends on, in words."""
        limit = "none" if self.limit is None else f"{self.limit.against} {self.limit.most!r}"
        return (
            f"{program()}; case {self.case.digest}; scenario {self.case.scenario}; limit {limit}; "
            f"{self.profile!r}; start {self._start}"
        )

    @property
    def _start(self) -> str:
        if self.start is None:
            return ""
        words = repr(([sorted(path.items()) for path in self.start.paths], self.start.bound))
        return hashlib.sha256(words.encode()).hexdigest()


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

    The cheapest plan is searched and proven as `capplan run` does. Limits lie evenly between what it can do at no more
    cost and the least that a whole estate reaches at an objective a twentieth above it. What has no plan or is
    bettered by another point is left out, and other limits are asked for between the points that are left.

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
    on_stage("limits, and estates for them")
    cap = (1.0 + COST_SHARE) * cheapest.proof.objective
    limits = Limits(case, against, profile, territory, path_of(cheapest), cap, cheapest.proof.bound)
    first = _point(case, against, None, cheapest)
    asked = limits.asked(first.measured, num_points - 1)
    found: dict[float, FrontierPoint | None] = {}
    for _ in range(1 + MORE_ROUNDS):
        starts = limits.starts([one for one in asked if one not in found])
        jobs = [PointJob(case, profile, territory, Limit(against, one.most), one, folder) for one in starts]
        for job, plan in zip(jobs, _plans(jobs, processes, on_stage), strict=True):
            if job.limit is not None:
                found[job.limit.most] = None if plan is None else _point(case, against, job.limit.most, plan)
        points, left_out = sifted(first, found)
        if len(points) >= num_points or not jobs:
            break
        asked = between([one.measured for one in points], num_points - len(points))
    return Frontier(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        against=against,
        unit=UNITS[against],
        bases=bases,
        cap_gbp=cap,
        points=points,
        left_out=left_out,
    )


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
    plan: BedPlan | None
    if job.limit is None:
        plan = solve_option(job.case, "plan", job.profile, territory=job.territory).plan
    else:
        try:
            plan = quick_plan(job.case, "plan", job.profile, job.territory, limit=job.limit, start=job.start)
        except Infeasible:
            plan = None
    keep(job.folder, job.asked, plan, KeptPlan)
    return plan


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


def _point(case: Case, against: Against, limit: float | None, plan: BedPlan) -> FrontierPoint:
    return FrontierPoint(
        limit=limit,
        measured=measured(case, plan.decisions, against),
        cost_gbp=plan.figures.totals.cost_present_gbp,
        objective_gbp=plan.proof.objective,
        bound_gbp=plan.proof.bound,
        plan=plan,
    )

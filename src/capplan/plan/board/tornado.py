"""What each assumption does to the cost of the plan as it stands, planned anew, and where it tips a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.tornado import BreakEven, Tornado, TornadoRow
from capplan.errors import CapplanError
from capplan.plan.board.break_even import break_evens
from capplan.plan.board.drivers import Driver, drivers
from capplan.plan.board.estates import inputs_of, path_of
from capplan.plan.board.hold import Held
from capplan.plan.board.options import bases_of
from capplan.plan.board.quick import quick_plan
from capplan.plan.search import is_long
from capplan.processes import process_pool
from capplan.solve import Profile


def tornado(
    case: Case,
    profile: Profile,
    *,
    share: float = 0.2,
    again: int = 2,
    tips: int = 2,
    processes: int = 2,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Tornado:
    """Move every assumption down and up and see what the plan then costs.

    Parameters
    ----------
    share : float
        By how much each assumption is moved, within the bounds of its column, unless uncertainty.csv states its ends.
    again : int
        For so many of the widest, everything is also planned anew at both ends.
    tips : int
        For so many of the widest, break-even values are sought.
    processes : int
        Ends worked out at the same time.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        If there is no plan as things are.
    """
    case, bases, territory = bases_of(case, profile)
    on_stage("the plan")
    plan = quick_plan(case, "plan", profile, territory)
    coarse = is_long(inputs_of(case, "plan", territory))
    held = Held("plan", path_of(plan), territory, profile, coarse)
    now = held.cost(case)
    if now is None:
        now = plan.proof.objective
    on_stage("assumptions, plan held")
    found = _rows(case, held, now, share, processes)
    on_stage("the widest, planned anew")
    found = [
        (driver, _again(case, held, driver, row, plan) if number < again else row)
        for number, (driver, row) in enumerate(found)
    ]
    on_stage("break-even values")
    tipping: list[BreakEven] = list(break_evens(case, held, plan, [driver for driver, _ in found[:tips]]))
    return Tornado(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        share=share,
        coarse=coarse,
        bases=bases,
        plan_proof=plan.proof,
        decisions=plan.decisions,
        objective_gbp=now,
        rows=tuple(row for _, row in found),
        break_evens=tuple(tipping),
    )


def _rows(case: Case, held: Held, now: float, share: float, processes: int) -> list[tuple[Driver, TornadoRow]]:
    """Return every driver with its row, the widest swing first."""
    known = drivers(case)
    ends = [(driver, driver.bounds(case, share)) for driver in known]
    jobs = [(held, driver.moved(case, factor)) for driver, factors in ends for factor in factors]
    costs = _costs(jobs, processes)
    rows = []
    for number, (driver, (low, high)) in enumerate(ends):
        at_low, at_high = costs[2 * number : 2 * number + 2]
        row = TornadoRow(
            driver=driver.id,
            title=driver.title,
            unit=driver.unit,
            rows=len(driver.keys),
            now=driver.now(case),
            ends=driver.ends,
            low_factor=low,
            high_factor=high,
            low_gbp=None if at_low is None else at_low - now,
            high_gbp=None if at_high is None else at_high - now,
        )
        rows.append((driver, row))
    return sorted(rows, key=lambda one: -swing(one[1]))


def swing(row: TornadoRow) -> float:
    """Return the widest distance from the plan's cost; an end that cannot be held is the widest of all."""
    ends = (row.low_gbp, row.high_gbp)
    return float("inf") if None in ends else max(abs(value) for value in ends if value is not None)


def _costs(jobs: Sequence[tuple[Held, Case]], processes: int) -> list[float | None]:
    if processes == 1:
        return [_cost(job) for job in jobs]
    with process_pool(processes) as pool:
        return list(pool.map(_cost, jobs))


def _cost(job: tuple[Held, Case]) -> float | None:
    held, case = job
    return held.cost(case)


def _again(case: Case, held: Held, driver: Driver, row: TornadoRow, plan: BedPlan) -> TornadoRow:
    """Plan everything anew at both ends of a driver, from the plan as it is."""

    def planned(factor: float) -> float | None:
        try:
            anew = quick_plan(driver.moved(case, factor), "plan", held.profile, held.territory, near=held.path)
        except CapplanError:
            return None
        return anew.proof.objective - plan.proof.objective

    low, high = planned(row.low_factor), planned(row.high_factor)
    # The plan held is one of those that planning anew may choose.
    return row.model_copy(update={"low_again_gbp": low, "high_again_gbp": high})

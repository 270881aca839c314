"""Minutes for reliability: the same day with more and more time kept free on each way, until visits start on time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.day import Search, plan_visits, with_buffer

BUFFERS_MIN = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0)


@dataclass(frozen=True)
class BufferRow:
    """One day planned with a buffer.

    Attributes
    ----------
    buffer_min
        Minutes kept free on each way to a client.
    on_time_mean, on_time_worst
        Shares of simulated days on which a visit starts on time: mean of the visits, and the worst visit.
    made, work_hours, objective_gbp, gap
        Visits made, hours of all carers, cost with all weights, and how good that plan is proven to be.
    """

    buffer_min: float
    on_time_mean: float
    on_time_worst: float
    made: int
    work_hours: float
    objective_gbp: float
    gap: float


@dataclass(frozen=True)
class Reliable:
    """What was tried, in order, and the day that was chosen: its case, its plan, and whether it reaches the aim."""

    tried: tuple[BufferRow, ...]
    case: Case
    plan: VisitPlan
    reached: bool


def reliable_plan(
    case: Case,
    search: Search,
    least_share: float,
    buffers_min: Sequence[float] = BUFFERS_MIN,
    tell: Callable[[str], None] = lambda _: None,
) -> Reliable:
    """Plan a day with the least buffer with which visits are on time often enough.

    Parameters
    ----------
    search
        For each buffer; `days` must be above 0.
    least_share
        The mean on-time share asked for, 0 to 1.
    buffers_min
        Tried in this order until one reaches the share; else the day with the highest share is returned.

    Raises
    ------
    ValueError
        If no day is simulated, or nobody is visited: there is no on-time share then.
    """
    tried: list[BufferRow] = []
    best: tuple[float, Case, VisitPlan] | None = None
    for buffer_min in buffers_min:
        tell(f"rounds with {buffer_min:g} minutes kept free on each way")
        today = with_buffer(case, buffer_min)
        plan = plan_visits(today, search)
        row = _row(buffer_min, plan)
        tried.append(row)
        if best is None or row.on_time_mean > best[0]:
            best = (row.on_time_mean, today, plan)
        if row.on_time_mean >= least_share:
            return Reliable(tuple(tried), today, plan, reached=True)
    if best is None:
        raise ValueError("No buffer was given.")
    return Reliable(tuple(tried), best[1], best[2], reached=False)


def _row(buffer_min: float, plan: VisitPlan) -> BufferRow:
    if plan.on_time is None:
        raise ValueError("On-time shares need simulated days and a visit that is made.")
    totals = plan.figures.totals
    return BufferRow(
        buffer_min=buffer_min,
        on_time_mean=plan.on_time.mean_share,
        on_time_worst=plan.on_time.worst_share,
        made=totals.made,
        work_hours=totals.work_hours,
        objective_gbp=totals.objective_gbp,
        gap=plan.proof.gap,
    )

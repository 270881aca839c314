"""The points of a frontier that say something: none bettered by another, each with a proof worth the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from capplan.decisions.board import FrontierPoint, LeftOut, LeftOutWhy
from capplan.plan.proof import proof_at

# A point whose proof leaves more open than this is not shown: its cost says little of its limit.
MOST_GAP = 0.1


def sifted(
    free: FrontierPoint, found: Mapping[float, FrontierPoint | None]
) -> tuple[tuple[FrontierPoint, ...], tuple[LeftOut, ...]]:
    """Return the points to show, from the least measure to the most, and the limits that have none.

    Parameters
    ----------
    free : FrontierPoint
        The cheapest plan of all; it takes over the plan of a limit that is no worse in cost and measure.
    found : mapping of limit to FrontierPoint
        None where no plan was found.
    """
    plans = [one for one in found.values() if one is not None]
    for one in plans:
        if no_worse(one, free):
            free = _taken_over(free, one)
    proven = [free, *(one for one in plans if one.plan.proof.gap <= MOST_GAP)]
    points: list[FrontierPoint] = []
    # The cheapest first; of two alike that with the looser limit.
    for one in sorted(proven, key=lambda one: (one.cost_gbp, one.measured, -(one.limit or inf))):
        if not any(no_worse(other, one) for other in points):
            points.append(one)
    shown = {one.limit for one in points}
    left = tuple(
        _left_out(limit, one, points) for limit, one in sorted(found.items(), reverse=True) if limit not in shown
    )
    return tuple(sorted(points, key=lambda one: one.measured)), left


def no_worse(other: FrontierPoint, one: FrontierPoint) -> bool:
    """Say whether a point costs and measures no more than another."""
    return other.measured <= one.measured and other.cost_gbp <= one.cost_gbp


def _taken_over(free: FrontierPoint, other: FrontierPoint) -> FrontierPoint:
    proof = proof_at(other.objective_gbp, min(free.bound_gbp, other.objective_gbp), other.plan.proof.asked_gap)
    return other.model_copy(
        update={"limit": None, "bound_gbp": proof.bound, "plan": other.plan.model_copy(update={"proof": proof})}
    )


def _left_out(limit: float, one: FrontierPoint | None, points: Sequence[FrontierPoint]) -> LeftOut:
    if one is None:
        return LeftOut(limit=limit, measured=None, cost_gbp=None, gap=None, why="no-plan")
    why: LeftOutWhy = "dominated" if any(no_worse(other, one) for other in points) else "not-proven"
    return LeftOut(limit=limit, measured=one.measured, cost_gbp=one.cost_gbp, gap=one.plan.proof.gap, why=why)

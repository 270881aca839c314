"""The points of a frontier that say something: none bettered by another."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from capplan.decisions.board import FrontierPoint, LeftOut
from capplan.plan.proof import proof_at


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
    points: list[FrontierPoint] = []
    # The cheapest first; of two alike that with the looser limit.
    for one in sorted([free, *plans], key=lambda one: (one.cost_gbp, one.measured, -(one.limit or inf))):
        if not any(no_worse(other, one) for other in points):
            points.append(one)
    shown = {one.limit for one in points}
    left = tuple(_left_out(limit, one) for limit, one in sorted(found.items(), reverse=True) if limit not in shown)
    return tuple(sorted(points, key=lambda one: one.measured)), left


def no_worse(other: FrontierPoint, one: FrontierPoint) -> bool:
    """Say whether a point costs and measures no more than another."""
    return other.measured <= one.measured and other.cost_gbp <= one.cost_gbp


def _taken_over(free: FrontierPoint, other: FrontierPoint) -> FrontierPoint:
    proof = proof_at(other.objective_gbp, min(free.bound_gbp, other.objective_gbp), other.plan.proof.asked_gap)
    return other.model_copy(
        update={"limit": None, "bound_gbp": proof.bound, "plan": other.plan.model_copy(update={"proof": proof})}
    )


def _left_out(limit: float, one: FrontierPoint | None) -> LeftOut:
    if one is None:
        return LeftOut(limit=limit, measured=None, cost_gbp=None, why="no-plan")
    return LeftOut(limit=limit, measured=one.measured, cost_gbp=one.cost_gbp, why="dominated")

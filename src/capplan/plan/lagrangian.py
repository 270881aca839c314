"""A lower bound on the cost of a choice of bases, and the bases that no cheaper choice can open or close.

The requirement that each area belongs to a base is priced instead of kept. What is left falls apart by base and is
solved by looking; the prices are moved towards the best bound (subgradient steps). The best such bound equals that of
the relaxed model, and each price vector gives a valid bound, so that rounding of the prices cannot spoil it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.plan.interchange import Floats, Whole, best_by_exchange, cost_of

MAX_STEPS = 3_000
PATIENCE = 40  # steps without a better bound after which the steps are halved
SMALLEST_SCALE = 1e-4
LEAST_RISE = 1e-9  # of the best known cost; a smaller rise counts as none
# A base is given up only if its bound passes the best known cost by this share (of 1 GBP at least): room for rounding.
MARGIN = 1e-7


@dataclass(frozen=True)
class Narrowed:
    """What is left to search.

    Attributes
    ----------
    chosen : array
        Best known open bases.
    cost : float
        What they cost.
    bound : float
        No choice costs less.
    closed, opened : array of bool
        Bases that are closed, or open, in every choice that costs no more than the best known.
    """

    chosen: Whole
    cost: float
    bound: float
    closed: NDArray[np.bool_]
    opened: NDArray[np.bool_]


def narrow(cost: Floats, base_cost: Floats, num_open: int, must: Whole) -> Narrowed | None:
    """Bound the best choice from both sides and settle the bases that follow; None where no choice is known.

    Parameters
    ----------
    cost : array, areas x bases
        Cost of an area at a base; infinite where the base may not serve it.
    base_cost : array
        Cost of an open base.
    num_open : int
        Bases to open, at least one.
    must : array
        Bases that are open in any case.
    """
    chosen = best_by_exchange(cost, base_cost, num_open, must)
    best = cost_of(cost, base_cost, chosen)
    if not np.isfinite(best):
        return None
    bases = cost.shape[1]
    closed, opened = np.zeros(bases, dtype=np.bool_), np.zeros(bases, dtype=np.bool_)
    opened[must] = True
    prices = np.where(np.isfinite(cost), cost, -np.inf).max(axis=1)
    prices = np.minimum(prices, _second_nearest(cost, chosen))
    bound, kept, scale, waited = -np.inf, prices, 1.5, 0
    for step in range(MAX_STEPS):
        value = base_cost + np.minimum(0.0, cost - prices[:, None]).sum(axis=0)
        order = np.argsort(np.where(opened, -np.inf, np.where(closed, np.inf, value)), kind="stable")
        inside = order[:num_open]
        here = float(prices.sum() + value[inside].sum())
        _settle(value, order, num_open, here, best + MARGIN * max(best, 1.0), closed, opened)
        if here > bound + LEAST_RISE * best:
            bound, kept, waited = here, prices, 0
            if step % 5 == 0 or cost_of(cost, base_cost, inside) < best:
                found = best_by_exchange(cost, base_cost, num_open, must, inside) if step % 25 == 0 else inside
                if (cheaper := cost_of(cost, base_cost, found)) < best:
                    chosen, best = np.sort(found), cheaper
        else:
            waited += 1
        if bound >= best - 1e-12 * abs(best) or int((~closed).sum()) == num_open or int(opened.sum()) == num_open:
            break
        if waited >= PATIENCE:
            scale, prices, waited = scale / 2.0, kept, 0
            if scale < SMALLEST_SCALE:
                break
            continue
        slope = 1.0 - (cost[:, inside] < prices[:, None]).sum(axis=1)
        length = float(slope @ slope)
        if length == 0.0:
            break
        prices = prices + scale * max(best - here, 1e-9 * abs(best)) / length * slope
    return Narrowed(chosen, best, min(bound, best), closed, opened)


def _second_nearest(cost: Floats, chosen: Whole) -> Floats:
    """Return prices to start from: what an area costs at its second nearest open base, or its only one."""
    at_open = np.sort(cost[:, chosen], axis=1)
    second = at_open[:, min(1, at_open.shape[1] - 1)]
    return np.asarray(np.where(np.isfinite(second), second, at_open[:, 0]))


def _settle(
    value: Floats,
    order: Whole,
    num_open: int,
    here: float,
    limit: float,
    closed: NDArray[np.bool_],
    opened: NDArray[np.bool_],
) -> None:
    """Mark the bases whose opening, or closing, lifts the bound above the best known cost."""
    last_in = order[num_open - 1]
    if not opened[last_in]:
        outside = order[num_open:]
        outside = outside[~closed[outside]]
        closed[outside[here + value[outside] - value[last_in] > limit]] = True
    if num_open < len(order):
        first_out = order[num_open]
        inside = order[:num_open]
        inside = inside[~opened[inside]]
        rise = value[first_out] if not closed[first_out] else np.inf
        opened[inside[here - value[inside] + rise > limit]] = True

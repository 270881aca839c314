"""A good set of open bases by exchange: greedy, then one open base for a closed one while that is cheaper.

Teitz and Bart's vertex substitution, every exchange valued at once (Resende and Werneck). It gives an upper bound and
the solver a start; it proves nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# An exchange must save this share of the cost, so that rounding cannot make it go round in circles.
LEAST_SAVING = 1e-12


def cost_of(cost: Floats, base_cost: Floats, chosen: Whole) -> float:
    """Return what a set of open bases costs if each area belongs to the cheapest of them; infinite out of reach."""
    return float(cost[:, chosen].min(axis=1).sum() + base_cost[chosen].sum())


def best_by_exchange(cost: Floats, base_cost: Floats, num_open: int, must: Whole, start: Whole | None = None) -> Whole:
    """Return open bases that no exchange of one for another makes cheaper, in ascending order.

    Parameters
    ----------
    cost : array, areas x bases
        Cost of an area at a base; infinite where the base may not serve it.
    base_cost : array
        Cost of an open base.
    num_open : int
        Bases to open, at least one.
    must : array
        Bases that stay open.
    start : array, optional
        Where to begin; by default the greedy choice.
    """
    finite = np.isfinite(cost)
    out_of_reach = 10.0 * (cost[finite].max(initial=0.0) * len(cost) + np.abs(base_cost).sum() + 1.0)
    filled = np.where(finite, cost, out_of_reach)
    is_open = np.zeros(cost.shape[1], dtype=np.bool_)
    is_open[_greedy(filled, base_cost, num_open, must) if start is None else start] = True
    while _exchange(filled, base_cost, is_open, must):
        pass
    return np.flatnonzero(is_open)


def _greedy(cost: Floats, base_cost: Floats, num_open: int, must: Whole) -> Whole:
    chosen = [int(base) for base in must]
    nearest = cost[:, chosen].min(axis=1) if chosen else np.full(len(cost), cost.max())
    while len(chosen) < num_open:
        total = np.minimum(nearest[:, None], cost).sum(axis=0) + base_cost
        total[chosen] = np.inf
        chosen.append(int(np.argmin(total)))
        nearest = np.minimum(nearest, cost[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def _exchange(cost: Floats, base_cost: Floats, is_open: NDArray[np.bool_], must: Whole) -> bool:
    """Make the exchange that saves most; say whether there was one."""
    inside, outside = np.flatnonzero(is_open), np.flatnonzero(~is_open)
    if not outside.size:
        return False
    areas = np.arange(len(cost))
    at_open = cost[:, inside]
    place = at_open.argmin(axis=1)
    first = at_open[areas, place]
    second = np.full(len(cost), cost.max())
    if inside.size > 1:
        second = np.partition(at_open, 1, axis=1)[:, 1]
    entering = cost[:, outside]
    gain = np.maximum(0.0, first[:, None] - entering).sum(axis=0) - base_cost[outside]
    served = np.zeros((inside.size, len(cost)))
    served[place, areas] = 1.0
    loss = served @ (second - first) - base_cost[inside]
    saved = served @ np.maximum(0.0, second[:, None] - np.maximum(first[:, None], entering))
    saving = gain[None, :] - loss[:, None] + saved
    saving[np.isin(inside, must)] = -np.inf
    leaves, enters = np.unravel_index(int(saving.argmax()), saving.shape)
    if not saving[leaves, enters] > LEAST_SAVING * float(first.sum() + 1.0):
        return False
    is_open[inside[leaves]], is_open[outside[enters]] = False, True
    return True

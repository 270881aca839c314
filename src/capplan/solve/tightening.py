"""Exact bound tightening from reduced costs: what a better answer cannot contain."""

import numpy as np

from capplan.solve.arrays import Compiled, Floats

# Part of the objective's size kept as a margin for the LP's tolerances.
MARGIN = 1e-6


def reduced_cost_bounds(
    compiled: Compiled, x: Floats, reduced_cost: Floats, lp_bound: float, cutoff: float
) -> tuple[Floats, Floats]:
    """Return column bounds that keep every answer better than `cutoff`.

    A column at its lower bound in the LP optimum costs at least its reduced cost for each unit it rises:
    it can rise by at most (cutoff - lp_bound) / reduced cost in an answer better than the cutoff. For an
    integer column the whole part of that counts, so it is often fixed; a continuous column keeps a smaller
    range and can never be fixed this way.

    Parameters
    ----------
    compiled
        The model, minimised.
    x, reduced_cost
        Optimum of an LP relaxation and the reduced costs of its columns.
    lp_bound
        Minimised objective of that LP.
    cutoff
        Minimised objective of an answer already known.

    Returns
    -------
    lower, upper : numpy.ndarray
    """
    room = max(0.0, cutoff - lp_bound) + MARGIN * max(1.0, abs(cutoff))
    lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
    with np.errstate(divide="ignore"):
        reach = np.where(reduced_cost == 0.0, np.inf, room / np.abs(reduced_cost))
    reach[compiled.integer] = np.floor(reach[compiled.integer] + 1e-9)
    at_lower = (reduced_cost > 0) & np.isfinite(lower) & (x <= lower + 1e-9)
    at_upper = (reduced_cost < 0) & np.isfinite(upper) & (x >= upper - 1e-9)
    upper[at_lower] = np.minimum(upper[at_lower], lower[at_lower] + reach[at_lower])
    lower[at_upper] = np.maximum(lower[at_upper], upper[at_upper] - reach[at_upper])
    return lower, upper

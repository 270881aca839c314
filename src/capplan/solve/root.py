"""Before the integer search of a model with lazy rows: root LP, a good start, exact reductions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from capplan.solve.arrays import Compiled, Floats, with_rows
from capplan.solve.lazy_rows import LazyRows
from capplan.solve.polish import polish
from capplan.solve.result import Separation, relative_gap
from capplan.solve.separation import Root, separate
from capplan.solve.session import Context, ModelStatus, Session
from capplan.solve.tightening import reduced_cost_bounds

WHOLE = 1e-6  # an LP value this near a whole number is one
START_NODES = 200  # the search for a start ends after this many nodes, never after a time


@dataclass(frozen=True)
class PreparedRoot:
    """What the integer search starts from.

    Parameters
    ----------
    reduced
        The model with the implied rows in use and tighter bounds.
    x
        Best answer known, if any.
    bound
        Bound proved so far, minimised.
    finished
        HiGHS' status if nothing is left to search, else None.
    record
        What was done, for the result.
    """

    reduced: Compiled
    x: Floats | None
    bound: float
    finished: Any
    record: Separation


def prepare_root(compiled: Compiled, lazy_rows: LazyRows, context: Context, start: Floats | None) -> PreparedRoot:
    """Separate implied rows, find a start near the LP optimum, and tighten bounds with it.

    Parameters
    ----------
    compiled
        A model with integer columns.
    lazy_rows
        The rows that integrality implies.
    context
        The run.
    start
        A feasible answer, if one is known.
    """
    began = context.seconds()
    matrix, lower, upper = lazy_rows.over_columns(compiled)
    root = separate(compiled, matrix, lower, upper, context)
    rows = root.rows
    if root.x is not None:
        activity = matrix[rows] @ root.x
        slack = np.minimum(activity - lower[rows], upper[rows] - activity)
        rows = np.sort(rows[slack <= WHOLE])
    tightened = with_rows(compiled, matrix[rows], lower[rows], upper[rows])
    best, reduced, fixed = start, tightened, 0
    if root.x is not None:
        candidate = _start_near(tightened, root, context)
        if candidate is not None:
            candidate = polish(compiled, candidate, context)
            if best is None or compiled.objective_at(candidate) < compiled.objective_at(best):
                best = candidate
        if best is not None and root.reduced_cost is not None:
            cutoff = compiled.objective_at(best)
            context.tell(compiled, cutoff, root.bound)
            low, high = reduced_cost_bounds(compiled, root.x, root.reduced_cost, root.bound, cutoff)
            fixed = int(((low == high) & (compiled.col_lower < compiled.col_upper))[compiled.integer].sum())
            reduced = replace(tightened, col_lower=low, col_upper=high)
            context.note(f"start {compiled.in_model_sense(cutoff):g}, {fixed} integer columns fixed")
    record = Separation(
        rounds=root.rounds,
        rows_added=root.rows_added,
        rows_kept=int(rows.size),
        root_bound=compiled.in_model_sense(root.bound),
        seconds=context.seconds() - began,
    )
    return PreparedRoot(reduced, best, root.bound, _finished(compiled, root, best, context), record)


def _finished(compiled: Compiled, root: Root, best: Floats | None, context: Context) -> Any:
    if root.status == ModelStatus.kInfeasible:
        return ModelStatus.kInfeasible
    if context.stop.is_set():
        return ModelStatus.kInterrupt
    if best is not None:
        objective = compiled.objective_at(best)
        if relative_gap(objective, root.bound) <= context.profile.mip_rel_gap or objective <= root.bound:
            return ModelStatus.kOptimal
    return None


def _start_near(tightened: Compiled, root: Root, context: Context) -> Floats | None:
    """Fix the integers that are whole in the LP optimum and search over the others."""
    x = root.x
    if x is None:
        return None
    whole = np.round(x)
    settled = tightened.integer & (np.abs(x - whole) <= WHOLE)
    lower, upper = tightened.col_lower.copy(), tightened.col_upper.copy()
    lower[settled] = upper[settled] = whole[settled]
    nearby = replace(tightened, col_lower=lower, col_upper=upper)
    gap = 0.1 * context.profile.mip_rel_gap
    session = Session(context, {"mip_max_nodes": START_NODES, "mip_rel_gap": gap})
    session.load(nearby)
    session.solve(limit_s=0.5 * context.seconds_left())
    return session.values() if session.has_point() else None

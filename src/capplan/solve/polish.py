"""Make an answer exact: whole numbers whole, and everything else the best that goes with them."""

from dataclasses import replace

import numpy as np

from capplan.solve.arrays import Compiled, Floats
from capplan.solve.interrupt import Stop
from capplan.solve.session import Context, ModelStatus, Session

# Feasibility tolerance of HiGHS, relative to the size of a row's bound.
ROW_TOLERANCE = 1e-6


def polish(compiled: Compiled, x: Floats, context: Context) -> Floats:
    """Fix the integer columns at whole numbers and solve for the rest.

    An integer search stops at answers whose continuous part may be far from the best, and whose integers
    are whole only within a tolerance that large coefficients amplify.

    Parameters
    ----------
    compiled
        The model.
    x
        An answer within HiGHS' tolerances.
    context
        The run; after its time limit or a stop a short allowance remains for this one LP.

    Returns
    -------
    numpy.ndarray
        The answer, not worse, with exactly whole integers.
    """
    rounded = clean(compiled, x)
    if compiled.integer.all() or not compiled.integer.any():
        return rounded
    lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
    lower[compiled.integer] = upper[compiled.integer] = rounded[compiled.integer]
    fixed = replace(compiled, col_lower=lower, col_upper=upper)
    # The flag of a stop already asked for must not stop this LP too.
    session = Session(replace(context, stop=Stop()))
    session.load(fixed, relaxed=True)
    allowance_s = max(context.seconds_left(), 0.05 * context.profile.time_limit_s, 1.0)
    if session.solve(limit_s=allowance_s) != ModelStatus.kOptimal:
        return rounded
    polished = clean(fixed, session.values())
    slack = 1e-9 * max(1.0, abs(compiled.objective_at(rounded)))
    not_worse = compiled.objective_at(polished) <= compiled.objective_at(rounded) + slack
    return polished if not_worse or not is_feasible(compiled, rounded) else rounded


def clean(compiled: Compiled, x: Floats) -> Floats:
    """Return an answer with whole integers and inside the column bounds."""
    rounded = np.where(compiled.integer, np.round(x), x)
    return np.clip(rounded, compiled.col_lower, compiled.col_upper) + 0.0


def is_feasible(compiled: Compiled, x: Floats) -> bool:
    """Whether an answer meets bounds, rows and integrality within HiGHS' tolerance."""
    return infeasible_row(compiled, x) is None and bool(
        (x >= compiled.col_lower - ROW_TOLERANCE).all()
        and (x <= compiled.col_upper + ROW_TOLERANCE).all()
        and (np.abs(x - np.round(x))[compiled.integer] <= ROW_TOLERANCE).all()
    )


def infeasible_row(compiled: Compiled, x: Floats) -> int | None:
    """Return the row an answer misses most, None if it meets them all within HiGHS' tolerance."""
    if compiled.num_rows == 0:
        return None
    finite = np.where(np.isfinite(compiled.row_lower), compiled.row_lower, compiled.row_upper)
    miss = compiled.row_violation(x) / np.maximum(1.0, np.abs(finite))
    worst = int(np.argmax(miss))
    return worst if miss[worst] > ROW_TOLERANCE else None

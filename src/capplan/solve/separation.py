"""Solve the LP relaxation, adding only those implied rows that its optimum breaks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.solve.arrays import Compiled, Floats
from capplan.solve.session import Context, ModelStatus, Session

MIN_VIOLATION = 1e-6  # relative to the Euclidean length of the row
MAX_ROWS_PER_ROUND = 5_000
TAIL_ROUNDS = 8
# Rounds stop when TAIL_ROUNDS of them together gain less than this share of the gap that is asked for.
TAIL_SHARE = 0.05
# The integer search keeps at least the rest of the time limit.
MAX_TIME_SHARE = 0.5


@dataclass(frozen=True)
class Root:
    """The LP relaxation with the implied rows that matter.

    Parameters
    ----------
    status
        HiGHS' model status of the last LP.
    bound
        Minimised objective of the last LP solved to optimality; minus infinity if there is none.
    x, reduced_cost
        Its optimum and the reduced costs of its columns; None if there is none.
    rows
        Numbers of the lazy rows added and still in use.
    rounds, rows_added
        LP solves that found violated rows; rows found in all.
    """

    status: object
    bound: float
    x: Floats | None
    reduced_cost: Floats | None
    rows: NDArray[np.int64]
    rounds: int
    rows_added: int


def separate(compiled: Compiled, matrix: sparse.csr_array, lower: Floats, upper: Floats, context: Context) -> Root:
    """Solve the LP relaxation with violated rows added until none is left or more would gain little.

    Parameters
    ----------
    compiled
        The model; its integrality is ignored.
    matrix, lower, upper
        The implied rows over the model's columns.
    context
        The run; at most half of its time limit is used here.
    """
    # Presolve would throw away the basis from which the next LP is a few steps away.
    session = Session(context, {"presolve": "off", "solver": "simplex"})
    session.load(compiled, relaxed=True)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).reshape(-1)
    length[length == 0] = 1.0
    inside = np.zeros(matrix.shape[0], dtype=np.bool_)
    order: list[NDArray[np.int64]] = []
    bounds: list[float] = []
    x: Floats | None = None
    reduced_cost: Floats | None = None
    while True:
        limit_s = context.seconds_left() - (1 - MAX_TIME_SHARE) * context.profile.time_limit_s
        status = session.solve(limit_s=max(0.0, limit_s))
        if status != ModelStatus.kOptimal:
            break
        solution = session.highs.getSolution()
        x = np.asarray(solution.col_value, dtype=float)
        reduced_cost = np.asarray(solution.col_dual, dtype=float)
        bounds.append(session.objective())
        context.tell(compiled, np.inf, bounds[-1])
        activity = matrix @ x
        violation = np.maximum(lower - activity, activity - upper) / length
        violation[inside] = 0.0
        found = np.flatnonzero(violation > MIN_VIOLATION)
        if found.size > MAX_ROWS_PER_ROUND:
            worst_first = np.argsort(-violation[found], kind="stable")
            found = np.sort(found[worst_first[:MAX_ROWS_PER_ROUND]])
        if not found.size or _tail(bounds, context.profile.mip_rel_gap):
            break
        inside[found] = True
        order.append(found)
        session.add_rows(lower[found], upper[found], matrix[found])
    rows = np.concatenate(order) if order else np.zeros(0, dtype=np.int64)
    bound = bounds[-1] if bounds else -np.inf
    context.note(f"root: {len(order)} rounds, {rows.size} implied rows, bound {compiled.in_model_sense(bound):g}")
    return Root(status, bound, x, reduced_cost, rows, len(order), int(rows.size))


def _tail(bounds: list[float], gap: float) -> bool:
    if len(bounds) <= TAIL_ROUNDS:
        return False
    return bounds[-1] - bounds[-1 - TAIL_ROUNDS] < TAIL_SHARE * gap * abs(bounds[-1])

"""Improve an answer part by part: re-solve some of the variables while all others keep their values."""

import time
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.errors import SolverTrouble
from capplan.solve.arrays import Compiled, Floats
from capplan.solve.handover import compile_model, load_solution
from capplan.solve.interrupt import stop_on_ctrl_c
from capplan.solve.polish import clean, infeasible_row, is_feasible
from capplan.solve.profile import Profile
from capplan.solve.session import Context, Session


def improve(
    model: Any, parts: Iterable[Collection[Any]], profile: Profile, *, log_path: Path | str | None = None
) -> float:
    """Re-solve each part of a model in turn, the rest held, and keep what is better.

    Parameters
    ----------
    model
        A linear Pyomo model whose variables hold an answer; the better one is written into them.
    parts
        Collections of its variables; each is solved once, to the profile's gap of the whole objective.
        Variables that are fixed, or in no row, are passed over.
    profile
        Gap, seed and options; its time limit is that of all parts together.
    log_path
        File for the log of all parts.

    Returns
    -------
    float
        The objective afterwards, in the model's own sense; never worse than before.

    Raises
    ------
    SolverTrouble
        If the model's variables do not hold an answer, or HiGHS fails.
    """
    compiled = compile_model(model)
    number_of = compiled.column_index
    x = clean(compiled, np.array([variable.value for variable in compiled.columns], dtype=float))
    if (row := infeasible_row(compiled, x)) is not None:
        raise SolverTrouble(f"There is no answer to improve: it breaks {compiled.row_label(row)}.")
    by_row = sparse.csr_array(compiled.matrix)
    with ExitStack() as stack:
        log = None if log_path is None else stack.enter_context(Path(log_path).open("w", encoding="utf-8"))
        context = Context(profile, log, None, stack.enter_context(stop_on_ctrl_c()))
        for part in parts:
            numbers = sorted(number_of[id(one)] for one in part if id(one) in number_of)
            if numbers and not context.stop.ends(found=True) and context.seconds_left() > 0:
                x = _better(compiled, by_row, x, np.array(numbers), context)
    load_solution(compiled, x)
    return compiled.in_model_sense(compiled.objective_at(x))


def _better(
    compiled: Compiled, by_row: sparse.csr_array, x: Floats, part: NDArray[np.intp], context: Context
) -> Floats:
    """Return the answer with one part solved anew, or the same answer where that is no better."""
    began = time.perf_counter()
    small = _part_of(compiled, by_row, x, part)
    session = Session(context)
    session.load(small)
    session.set_start(x[part])
    session.solve()
    if not session.has_point():
        return x
    found = x.copy()
    found[part] = clean(small, session.values())
    gain = compiled.objective_at(x) - compiled.objective_at(found)
    context.note(f"{len(part)} variables: {gain:,.2f} better in {time.perf_counter() - began:.1f} s")
    return found if gain > 0 and is_feasible(compiled, found) else x


def _part_of(compiled: Compiled, by_row: sparse.csr_array, x: Floats, part: NDArray[np.intp]) -> Compiled:
    """Return the model over one part's columns alone, what the others take of each row subtracted."""
    matrix = sparse.csr_array(compiled.matrix[:, part])
    rows = np.flatnonzero(np.diff(matrix.indptr))
    rest = x.copy()
    rest[part] = 0.0
    taken = by_row[rows, :] @ rest
    return replace(
        compiled,
        matrix=sparse.csc_array(matrix[rows, :]),
        cost=compiled.cost[part],
        offset=compiled.objective_at(rest),
        row_lower=compiled.row_lower[rows] - taken,
        row_upper=compiled.row_upper[rows] - taken,
        col_lower=compiled.col_lower[part],
        col_upper=compiled.col_upper[part],
        integer=compiled.integer[part],
        columns=[compiled.columns[number] for number in part.tolist()],
        constraints=[compiled.constraints[number] for number in rows.tolist()],
    )

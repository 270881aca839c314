"""Pyomo model to HiGHS arrays and back, without an intermediate file or a copy of the model.

The stock interfaces rebuild the model row by row; here the rows become one sparse matrix, which HiGHS takes
in a single call.
"""

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from pyomo.environ import Var, maximize, value
from scipy import sparse

from capplan.errors import SolverTrouble
from capplan.solve.arrays import Compiled, Contradiction, Floats, label_of, require_numbers
from capplan.solve.reading import Entries, read_objective, read_rows

# A row without variables may miss its bound by this much, relative to the bound's size, before it counts:
# sums of data are not exact in binary.
CONSTANT_ROW_TOLERANCE = 1e-9


@contextmanager
def paused_gc() -> Iterator[None]:
    """Pause the cyclic garbage collector while many objects that stay alive are made.

    Building a large Pyomo model takes about half the time inside this context.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def compile_model(model: Any) -> Compiled:
    """Read a linear Pyomo model into arrays.

    Parameters
    ----------
    model
        A `ConcreteModel` with at most one active objective; linear, with continuous or integer variables.

    Returns
    -------
    Compiled
        Rows that hold no variable and can never be met are reported in `contradictions`, not raised.

    Raises
    ------
    ValueError
        If the model has several active objectives or is not linear.
    SolverTrouble
        If a coefficient or bound is not a number.
    """
    with paused_gc():
        rows = read_rows(model)
        target, objective = read_objective(model)
    variables = list(model.component_data_objects(Var))
    number_of = {id(variable): number for number, variable in enumerate(variables)}
    full = _matrix(rows, number_of)
    full_cost = _matrix(target, number_of).toarray().reshape(-1)
    lower, upper = np.array(rows.lower, dtype=float), np.array(rows.upper, dtype=float)
    offset = target.lower[0]
    used = np.bincount(full.indices, minlength=len(variables)) > 0
    used |= full_cost != 0
    held, fixed = _held_values(variables, used)
    if fixed.any():
        shift = full @ held
        lower, upper = lower - shift, upper - shift
        offset += float(full_cost @ held)
        used &= ~fixed
    columns = [variable for variable, is_used in zip(variables, used.tolist(), strict=True) if is_used]
    if len(columns) != len(variables):
        full = sparse.csr_array(full[:, np.flatnonzero(used)])
    empty = np.diff(full.indptr) == 0
    found = (_constant_row(rows.sources[row], lower[row], upper[row]) for row in np.flatnonzero(empty).tolist())
    contradictions = [one for one in found if one is not None]
    kept = ~empty & ~((lower == -np.inf) & (upper == np.inf))
    constraints = rows.sources
    if not kept.all():
        full, lower, upper = sparse.csr_array(full[np.flatnonzero(kept)]), lower[kept], upper[kept]
        constraints = [source for source, is_kept in zip(constraints, kept.tolist(), strict=True) if is_kept]
    col_lower, col_upper, integer = _column_kinds(columns)
    maximise = objective is not None and objective.sense == maximize
    sign = -1.0 if maximise else 1.0
    compiled = Compiled(
        matrix=sparse.csc_array(full),
        cost=sign * full_cost[used],
        offset=sign * offset,
        row_lower=lower,
        row_upper=upper,
        col_lower=col_lower,
        col_upper=col_upper,
        integer=integer,
        maximise=maximise,
        columns=columns,
        constraints=constraints,
        model=model,
        contradictions=(*contradictions, *_crossed_bounds(columns, col_lower, col_upper)),
    )
    require_numbers(compiled)
    return compiled


def load(compiled: Compiled, highs: highspy.Highs, *, relaxed: bool = False) -> None:
    """Hand a compiled model to a HiGHS object in one call.

    Raises
    ------
    SolverTrouble
        If HiGHS refuses the model.
    """
    matrix = compiled.matrix
    kinds = np.zeros(compiled.num_columns, np.int32) if relaxed else compiled.integer.astype(np.int32)
    status = highs.passModel(
        compiled.num_columns,
        compiled.num_rows,
        matrix.nnz,
        1,
        1,
        compiled.offset,
        compiled.cost,
        compiled.col_lower,
        compiled.col_upper,
        compiled.row_lower,
        compiled.row_upper,
        matrix.indptr,
        matrix.indices,
        matrix.data,
        kinds,
    )
    if status == highspy.HighsStatus.kError:
        raise SolverTrouble("HiGHS refused the model; its log says why.")


def load_solution(compiled: Compiled, x: Floats) -> None:
    """Write an answer into the model's variables.

    Integer columns are rounded to whole numbers. A variable that no row and no objective mentions takes
    the value nearest to zero that its bounds allow, so that it can be read like any other.
    """
    values = np.where(compiled.integer, np.round(x), x).tolist()
    for variable, number in zip(compiled.columns, values, strict=True):
        variable.set_value(number, skip_validation=True)
    variables = list(compiled.model.component_data_objects(Var))
    if len(variables) != len(compiled.columns):
        used = compiled.column_index
        for variable in variables:
            if id(variable) not in used and not variable.fixed:
                low, high = variable.bounds
                low = -math.inf if low is None else low
                high = math.inf if high is None else high
                number = min(max(0.0, low), high)
                variable.set_value(number if variable.is_continuous() else round(number), skip_validation=True)


def _matrix(entries: Entries, number_of: dict[int, int]) -> sparse.csr_array:
    """Return entries as a sparse matrix over all variables of the model."""
    count = len(entries.variables)
    try:
        index = np.fromiter(map(number_of.__getitem__, map(id, entries.variables)), np.int32, count)
    except KeyError:
        stray = next(one for one in entries.variables if id(one) not in number_of)
        raise ValueError(f"{label_of(stray)} is used in the model but is not part of it.") from None
    matrix = sparse.csr_array(
        (np.fromiter(entries.coefficients, float, count), index, np.array(entries.starts, dtype=np.int32)),
        shape=(len(entries.starts) - 1, len(number_of)),
    )
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def _held_values(variables: list[Any], used: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the values of fixed variables (zero for others) and which of those used are fixed."""
    fixed = np.fromiter((variable.fixed for variable in variables), np.bool_, len(variables)) & used
    held = np.zeros(len(variables))
    for number in np.flatnonzero(fixed).tolist():
        if variables[number].value is None:
            raise ValueError(f"{label_of(variables[number])} is fixed but has no value.")
        held[number] = variables[number].value
    return held, fixed


def _constant_row(source: Any, lower: float, upper: float) -> Contradiction | None:
    """Return the miss of a row without variables: zero must lie within its bounds."""
    label = label_of(source)
    # Variables that cancel out may have no value yet; their share is zero.
    at = float(value(source.body, exception=False) or 0.0)
    tolerance = CONSTANT_ROW_TOLERANCE * max(1.0, abs(at))
    if lower > tolerance:
        sentence = f"{label} needs at least {at + lower:g}, but nothing can change its value of {at:g}."
        return Contradiction(label, float(lower), "short", sentence)
    if -upper > tolerance:
        sentence = f"{label} allows at most {at + upper:g}, but nothing can change its value of {at:g}."
        return Contradiction(label, float(-upper), "over", sentence)
    return None


def _column_kinds(columns: list[Any]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    count = len(columns)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    integer = np.zeros(count, dtype=np.bool_)
    for number, variable in enumerate(columns):
        low, high = variable.bounds
        if low is not None:
            lower[number] = low
        if high is not None:
            upper[number] = high
        if not variable.is_continuous():
            integer[number] = True
    # A fractional bound of a whole number means the next whole number inside it.
    lower[integer] = np.ceil(lower[integer] - 1e-9)
    upper[integer] = np.floor(upper[integer] + 1e-9)
    return lower, upper, integer


def _crossed_bounds(columns: list[Any], lower: Floats, upper: Floats) -> list[Contradiction]:
    found = []
    for number in np.flatnonzero(lower > upper):
        label = label_of(columns[number])
        low, high = columns[number].bounds
        sentence = f"{label} must be at least {low:g} and at most {high:g}, which no value can be."
        found.append(Contradiction(label, float(lower[number] - upper[number]), "short", sentence))
    return found

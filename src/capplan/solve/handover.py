"""Pyomo model to HiGHS arrays and back, without an intermediate file or a copy of the model.

The stock interfaces rebuild the model row by row; here Pyomo's standard-form compiler yields one sparse
matrix, which HiGHS takes in a single call.
"""

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.environ import Constraint, Objective, Var, maximize, value
from pyomo.repn import generate_standard_repn
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from capplan.errors import SolverTrouble
from capplan.solve.arrays import Compiled, Contradiction, Floats, label_of, require_numbers

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
        If the model has several active objectives.
    SolverTrouble
        If a coefficient or bound is not a number.
    """
    objectives = list(model.component_data_objects(Objective, active=True))
    if len(objectives) > 1:
        raise ValueError(f"One objective is needed, the model has {len(objectives)} active ones.")
    info, contradictions = _standard_form(model)
    kinds = np.fromiter((row.bound_type for row in info.rows), np.int8, len(info.rows))
    rhs = np.asarray(info.rhs, dtype=float).reshape(len(info.rows))
    lower = np.where(kinds <= 0, rhs, -np.inf)
    upper = np.where(kinds >= 0, rhs, np.inf)
    constraints = [row.constraint for row in info.rows]
    matrix = info.A
    second = _second_halves(constraints, kinds)
    if second.size:
        lower[second - 1] = lower[second]
        keep = np.setdiff1d(np.arange(len(constraints)), second)
        lower, upper = lower[keep], upper[keep]
        matrix = sparse.csc_array(sparse.csr_array(matrix)[keep])
        constraints = [constraints[row] for row in keep]
    col_lower, col_upper, integer = _column_kinds(info.columns)
    cost = np.zeros(len(info.columns))
    offset = 0.0
    if objectives:
        cost = np.asarray(info.c.toarray(), dtype=float).reshape(-1)
        offset = float(info.c_offset[0])
    compiled = Compiled(
        matrix=matrix,
        cost=cost,
        offset=offset,
        row_lower=lower,
        row_upper=upper,
        col_lower=col_lower,
        col_upper=col_upper,
        integer=integer,
        maximise=bool(objectives) and objectives[0].sense == maximize,
        columns=info.columns,
        constraints=constraints,
        model=model,
        contradictions=(*contradictions, *_crossed_bounds(info.columns, col_lower, col_upper)),
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


def _standard_form(model: Any) -> tuple[Any, list[Contradiction]]:
    """Compile, setting aside rows without variables that miss their bounds."""
    compiler = LinearStandardFormCompiler()
    try:
        return compiler.write(model, mixed_form=True), []
    except InfeasibleConstraintException:
        constant = [
            (one, found)
            for one in model.component_data_objects(Constraint, active=True)
            if (found := _constant_row(one)) is not None
        ]
        for one, _ in constant:
            one.deactivate()
        try:
            info = compiler.write(model, mixed_form=True)
        finally:
            for one, _ in constant:
                one.activate()
        return info, [found for _, found in constant if found.amount > 0]


def _constant_row(row: Any) -> Contradiction | None:
    """Return the miss of a row without variables (amount 0 if met within tolerance), None for others."""
    lower, body, upper = row.to_bounded_expression()
    terms = generate_standard_repn(body, compute_values=True)
    if any(terms.linear_coefs) or not terms.is_linear():
        return None
    at = float(terms.constant)
    low = -math.inf if lower is None else float(value(lower))
    high = math.inf if upper is None else float(value(upper))
    label = label_of(row)
    short, over = low - at, at - high
    if max(short, over) <= 0 or max(short, over) <= CONSTANT_ROW_TOLERANCE * max(1.0, abs(at)):
        return Contradiction(label, 0.0, "short", "")
    if short >= over:
        sentence = f"{label} needs at least {low:g}, but nothing can change its value of {at:g}."
        return Contradiction(label, short, "short", sentence)
    sentence = f"{label} allows at most {high:g}, but nothing can change its value of {at:g}."
    return Contradiction(label, over, "over", sentence)


def _second_halves(constraints: list[Any], kinds: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return the rows that repeat the row before them: the lower side of a two-sided requirement."""
    candidates = np.flatnonzero((kinds[1:] == -1) & (kinds[:-1] == 1)) + 1
    return np.array([row for row in candidates if constraints[row] is constraints[row - 1]], dtype=np.int64)


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

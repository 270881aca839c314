"""Rows that integrality already implies, stated apart so that only the useful ones reach the solver."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from capplan.solve.arrays import Compiled, Floats, label_of


@dataclass(frozen=True)
class LazyRows:
    """Rows lower <= matrix @ variables <= upper that hold for every answer with whole integers.

    The model must be correct without them: leaving any of them out may weaken the LP, never the answer.

    Parameters
    ----------
    variables
        Pyomo variables, one per matrix column; repeats are allowed.
    matrix
        Sparse, one row per lazy row.
    lower, upper
        Bounds of the rows, infinite where there is none.
    """

    variables: Sequence[Any] = field(repr=False)
    matrix: sparse.csr_array = field(repr=False)
    lower: Floats = field(repr=False)
    upper: Floats = field(repr=False)

    def __post_init__(self) -> None:
        rows, columns = self.matrix.shape
        if columns != len(self.variables) or len(self.lower) != rows or len(self.upper) != rows:
            raise ValueError("Lazy rows need one variable per matrix column and two bounds per row.")

    def over_columns(self, compiled: Compiled) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return the rows over the columns of a compiled model, fixed variables moved to the bounds."""
        index = compiled.column_index
        numbers = np.fromiter((index.get(id(one), -1) for one in self.variables), np.int64, len(self.variables))
        absent = np.flatnonzero(numbers < 0).tolist()
        constant = np.zeros(len(self.variables))
        for place in absent:
            variable = self.variables[place]
            if not variable.fixed:
                raise ValueError(f"{label_of(variable)} is in a lazy row but nowhere else in the model.")
            constant[place] = variable.value
        shift = self.matrix @ constant
        present = np.flatnonzero(numbers >= 0)
        kept = sparse.coo_array(self.matrix[:, present] if absent else self.matrix)
        row, column = kept.coords
        placed = sparse.csr_array(
            (kept.data, (row, numbers[present][column])), shape=(self.matrix.shape[0], compiled.num_columns)
        )
        return placed, self.lower - shift, self.upper - shift


def strong_links(x_vars: Sequence[Any], y_vars: Sequence[Any], coefficients: ArrayLike) -> LazyRows:
    """Return the rows x - coefficient * (sum of y) <= 0, one per triple.

    Parameters
    ----------
    x_vars
        What can only be used where one of the matching y is chosen.
    y_vars
        The choices of each row: a variable, or a list of variables of which at most one is chosen.
    coefficients
        The most that x can be when a y is 1; one figure, or one per row.
    """
    count = len(x_vars)
    if len(y_vars) != count:
        raise ValueError(f"{count} x variables need as many y variables, not {len(y_vars)}.")
    variables: list[Any] = []
    data: list[float] = []
    ends = [0]
    limits = np.broadcast_to(np.asarray(coefficients, dtype=float), (count,)).tolist()
    for x, y, limit in zip(x_vars, y_vars, limits, strict=True):
        choices = y if isinstance(y, list) else [y]
        variables += [x, *choices]
        data += [1.0, *([-limit] * len(choices))]
        ends.append(len(variables))
    matrix = sparse.csr_array(
        (np.array(data), np.arange(len(variables)), np.array(ends)), shape=(count, len(variables))
    )
    return LazyRows(variables, matrix, np.full(count, -np.inf), np.zeros(count))

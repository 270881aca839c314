"""A linear model as arrays, with the names that lead back to where it was stated."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.errors import SolverTrouble

Floats: TypeAlias = NDArray[np.float64]


class Label(NamedTuple):
    """Name of a row or column: Pyomo component and index (None if the component is scalar)."""

    component: str
    index: Any

    def __str__(self) -> str:
        if self.index is None:
            return self.component
        parts = self.index if isinstance(self.index, tuple) else (self.index,)
        return f"{self.component}[{','.join(map(str, parts))}]"


@dataclass(frozen=True)
class Contradiction:
    """A requirement that cannot hold whatever is decided, found while reading the model.

    Parameters
    ----------
    label
        The row, or the variable whose bounds cross.
    amount
        By how much it is missed, in the row's unit.
    direction
        "short" if a least value is missed, "over" if a greatest value is exceeded.
    sentence
        The fault in words.
    """

    label: Label
    amount: float
    direction: str
    sentence: str


@dataclass(frozen=True)
class Compiled:
    """A linear model as arrays: minimise cost @ x + offset, row_lower <= matrix @ x <= row_upper.

    A model that maximises is stored negated; `in_model_sense` turns values back.
    """

    matrix: sparse.csc_array
    cost: Floats
    offset: float
    row_lower: Floats
    row_upper: Floats
    col_lower: Floats
    col_upper: Floats
    integer: NDArray[np.bool_]
    maximise: bool
    columns: list[Any] = field(repr=False)
    constraints: list[Any] = field(repr=False)
    model: Any = field(repr=False)
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def num_columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return int(self.matrix.shape[0])

    @cached_property
    def column_index(self) -> Mapping[int, int]:
        """Column number by `id` of the Pyomo variable."""
        return {id(variable): number for number, variable in enumerate(self.columns)}

    @property
    def least_objective(self) -> float:
        """Minimised objective with every column at its cheaper bound: a weak bound that needs no search."""
        cheaper = np.where(self.cost > 0, self.col_lower, self.col_upper)
        costs = self.cost != 0
        return float(self.cost[costs] @ cheaper[costs]) + self.offset

    def row_label(self, row: int) -> Label:
        """Return the component and index of a row; rows added by `with_rows` have only a number."""
        stated = len(self.constraints)
        return label_of(self.constraints[row]) if row < stated else Label("implied_row", row - stated)

    def column_label(self, column: int) -> Label:
        """Return the component and index of a column; columns added to the arrays have only a number."""
        stated = len(self.columns)
        return label_of(self.columns[column]) if column < stated else Label("added_column", column - stated)

    def in_model_sense(self, minimised: float) -> float:
        """Turn an objective, bound or dual of the stored minimisation into the model's own sense."""
        return (-minimised if self.maximise else minimised) + 0.0

    def objective_at(self, x: Floats) -> float:
        """Return the minimised objective of an answer."""
        return float(self.cost @ x + self.offset)

    def row_violation(self, x: Floats) -> Floats:
        """Return by how much each row's bounds are missed."""
        activity = self.matrix @ x
        miss: Floats = np.maximum(np.maximum(self.row_lower - activity, activity - self.row_upper), 0.0)
        return miss


def with_rows(compiled: Compiled, matrix: sparse.csr_array, lower: Floats, upper: Floats) -> Compiled:
    """Return the model with further rows, given over its own columns."""
    return replace(
        compiled,
        matrix=sparse.csc_array(sparse.vstack([compiled.matrix, matrix], format="csc")),
        row_lower=np.concatenate([compiled.row_lower, lower]),
        row_upper=np.concatenate([compiled.row_upper, upper]),
    )


def label_of(component_data: Any) -> Label:
    """Return the label of a Pyomo variable or constraint."""
    return Label(component_data.parent_component().name, component_data.index())


def require_numbers(compiled: Compiled) -> None:
    """Raise SolverTrouble, naming row or column, if a figure is not a number."""
    bad_columns = ~np.isfinite(compiled.cost) | np.isnan(compiled.col_lower) | np.isnan(compiled.col_upper)
    bad_rows = np.isnan(compiled.row_lower) | np.isnan(compiled.row_upper)
    if not np.isfinite(compiled.matrix.data).all():
        bad_rows[compiled.matrix.indices[~np.isfinite(compiled.matrix.data)]] = True
    for bad, label in ((bad_columns, compiled.column_label), (bad_rows, compiled.row_label)):
        if bad.any():
            raise SolverTrouble(f"{label(int(np.flatnonzero(bad)[0]))} has a figure that is not a finite number.")
    if not math.isfinite(compiled.offset):
        raise SolverTrouble("The objective has a figure that is not a finite number.")

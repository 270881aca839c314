"""The coarse model without whole numbers under a limit that moves: bounds, whole estates near it, and their costs.

One HiGHS object holds it, so that each question is answered from the basis of the last one: a tighter limit or a site
held takes a fraction of the first answer's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.case.case import Case
from capplan.decisions.board import Against
from capplan.plan.board.estates import Estate, Path
from capplan.plan.board.measures import terms_of
from capplan.plan.dive import CONFIGURATION, Dived, Paths, dive
from capplan.plan.search import Inputs, build
from capplan.solve import Profile, compile_model
from capplan.solve.arrays import Floats, with_rows
from capplan.solve.session import Context, ModelStatus, Session

# What a dive leaves open is searched to this gap, for so many nodes.
LATE_GAP = 0.01
LATE_NODES = 40


class Within:
    """Least cost within a limit on a measure, or least measure within a limit on cost; nothing has to be whole.

    Parameters
    ----------
    case : Case
    inputs : Inputs
        Of the model, coarse for a long plan.
    against : Against
        The measure.
    prepare : callable
        Adds rows of its own to the model.
    profile : Profile
        Time limit of each answer, seed and HiGHS options.
    """

    def __init__(
        self, case: Case, inputs: Inputs, against: Against, prepare: Callable[[Any], None], profile: Profile
    ) -> None:
        model = build(inputs)
        prepare(model)
        self._profile = profile
        compiled = compile_model(model)
        terms, self._constant = terms_of(model, case, against)
        weight = np.zeros(compiled.num_columns)
        for value, variable in terms:
            # A column that no row speaks of is free, and nobody moves it.
            if id(variable) in compiled.column_index:
                weight[compiled.column_index[id(variable)]] += value
        self._measure, self._cost, self._offset = weight, compiled.cost, compiled.offset
        rows = sparse.csr_array(np.vstack([weight, compiled.cost]))
        self._compiled = with_rows(compiled, rows, np.full(2, -inf), np.full(2, inf))
        self._labels = [(number, compiled.column_label(number)) for number in range(compiled.num_columns)]
        self._paths = Paths(self._labels, {site: row.today for site, row in inputs.sites.items()})
        self._column = {
            label.index: number
            for number, label in self._labels
            if label.component.rpartition(".")[2] == CONFIGURATION
        }
        self._aimed = compiled.cost
        self._limits = np.full(2, inf)
        self._session = Session(Context(profile))
        self._session.load(self._compiled, relaxed=True)

    def solve(self) -> Any:
        """Solve from the last basis; once more from none where HiGHS cannot say how it ended."""
        status = self._session.solve(self._profile.time_limit_s)
        if status == ModelStatus.kUnknown:
            self._session.highs.clearSolver()
            status = self._session.solve(self._profile.time_limit_s)
        return status

    def objective(self) -> float:
        """Return the objective of the last answer."""
        return self._session.objective()

    def values(self) -> Floats:
        """Return the last answer."""
        return self._session.values()

    def hold(self, columns: NDArray[np.int_], values: Floats) -> None:
        """Hold some columns at values."""
        self._session.set_bounds(columns.astype(np.int32), values, values)

    def free(self, columns: NDArray[np.int_]) -> None:
        """Give some columns back the bounds of the model."""
        own = self._compiled
        self._session.set_bounds(columns.astype(np.int32), own.col_lower[columns], own.col_upper[columns])

    def least_cost(self, most: float = inf) -> float | None:
        """Return the least objective within a limit (in the measure's unit); None where there is none."""
        with self._limited(most=most):
            return self.objective() if self.solve() == ModelStatus.kOptimal else None

    def cost(self, path: Estate, most: float = inf) -> float | None:
        """Return the least objective of an estate within a limit; None where it cannot be staffed or kept."""
        with self._limited(most=most), self._held(path) as fits:
            return self.objective() if fits and self.solve() == ModelStatus.kOptimal else None

    def least_measure(self, cost: float, path: Estate | None = None) -> float | None:
        """Return the least measure within an objective (GBP), of an estate if one is given; None where there is none."""
        with self._limited(cost=cost), self._measured(), self._held(path or {}) as fits:
            return self.objective() + self._constant if fits and self.solve() == ModelStatus.kOptimal else None

    def cheap_estate(self, most: float = inf, above: float = inf) -> Path | None:
        """Return a whole estate near the cheapest answer within a limit; None where a dive costs more than `above`."""
        with self._limited(most=most):
            return self._dived(above)

    def near_estate(self, cost: float) -> Path | None:
        """Return a whole estate near the answer of least measure within an objective (GBP)."""
        with self._limited(cost=cost), self._measured():
            return self._dived(inf)

    def _dived(self, above: float) -> Path | None:
        if self.solve() != ModelStatus.kOptimal:
            return None
        found = dive(self, self._paths, self.values(), above)
        if found is None:
            return None
        x = np.zeros(self._compiled.num_columns)
        for columns, values in found.held.values():
            x[columns] = values
        if found.late and (searched := self._searched(found)) is None:
            return None
        elif found.late:
            x = searched
        return {(site, period): name for (site, name, period), number in self._column.items() if x[number] > 0.5}

    def _searched(self, found: Dived) -> Floats | None:
        """Return an answer in which sites that a dive left open run whole configurations too."""
        lower, upper = self._compiled.col_lower.copy(), self._compiled.col_upper.copy()
        for columns, values in found.held.values():
            lower[columns] = upper[columns] = values
        integer = np.zeros(self._compiled.num_columns, dtype=np.bool_)
        integer[list(self._column.values())] = True
        row_lower, row_upper = self._compiled.row_lower.copy(), self._compiled.row_upper.copy()
        row_upper[-2:] = self._limits
        model = replace(
            self._compiled,
            cost=self._aimed,
            offset=0.0,
            col_lower=lower,
            col_upper=upper,
            integer=integer,
            row_lower=row_lower,
            row_upper=row_upper,
        )
        search = Session(Context(self._profile), {"mip_rel_gap": LATE_GAP, "mip_max_nodes": LATE_NODES})
        search.load(model)
        search.solve(self._profile.time_limit_s)
        return search.values() if search.has_point() else None

    @contextmanager
    def _limited(self, most: float = inf, cost: float = inf) -> Iterator[None]:
        rows = np.arange(self._compiled.num_rows - 2, self._compiled.num_rows, dtype=np.int32)
        free = np.full(2, -inf)
        self._limits = np.array([most - self._constant, cost - self._offset])
        self._session.set_row_bounds(rows, free, self._limits)
        try:
            yield
        finally:
            self._session.set_row_bounds(rows, free, np.full(2, inf))

    @contextmanager
    def _measured(self) -> Iterator[None]:
        """Make the measure the objective for a while."""
        self._aim(self._measure, 0.0)
        try:
            yield
        finally:
            self._aim(self._cost, self._offset)

    def _aim(self, cost: Floats, offset: float) -> None:
        self._aimed = cost
        self._session.set_costs(np.arange(len(cost), dtype=np.int32), cost)
        self._session.highs.changeObjectiveOffset(offset)

    @contextmanager
    def _held(self, path: Mapping[tuple[str, str], str]) -> Iterator[bool]:
        """Hold an estate for a while; say whether it fits the model's freedom."""
        if not path:
            yield True
            return
        columns = np.array(list(self._column.values()))
        values = np.array([float(path.get((site, period)) == name) for site, name, period in self._column])
        runs = len({(site, period) for site, _, period in self._column})
        self.hold(columns, values)
        try:
            yield int(values.sum()) == runs
        finally:
            self.free(columns)

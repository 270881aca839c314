"""The coarse model without whole numbers under a limit that moves: bounds, costs of whole estates, and better ones.

One HiGHS object holds it, so that each question is answered from the basis of the last one: a tighter limit or a site
held takes a fraction of the first answer's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.case.case import Case
from capplan.decisions.board import Against
from capplan.plan.board.estates import Estate, Path
from capplan.plan.board.measures import terms_of
from capplan.plan.dive import Paths
from capplan.plan.search import Inputs, build
from capplan.plan.site_by_site import holding, improved, solved
from capplan.solve import Profile, compile_model
from capplan.solve.arrays import Floats, with_rows
from capplan.solve.session import Context, Session

# The least limit that an estate can keep is found to this share of the range.
NARROW = 0.02


class Within:
    """Least cost within a limit on a measure, with every site free or an estate held; steps are fractions.

    Parameters
    ----------
    case : Case
    inputs : Inputs
        Of the model, coarse for a long plan.
    against : Against or None
        The measure; none: there is no limit of its own.
    prepare : callable
        Adds rows of its own to the model.
    profile : Profile
        Time limit of each answer, seed and HiGHS options.
    """

    def __init__(
        self, case: Case, inputs: Inputs, against: Against | None, prepare: Callable[[Any], None], profile: Profile
    ) -> None:
        model = build(inputs)
        prepare(model)
        compiled = compile_model(model)
        terms, self._constant = ([], 0.0) if against is None else terms_of(model, case, against)
        weight = np.zeros((1, compiled.num_columns))
        for value, variable in terms:
            # A variable that no row speaks of has no column: nobody moves it.
            if id(variable) in compiled.column_index:
                weight[0, compiled.column_index[id(variable)]] += value
        self._model = with_rows(compiled, sparse.csr_array(weight), np.array([-inf]), np.array([inf]))
        labels = [(number, compiled.column_label(number)) for number in range(compiled.num_columns)]
        self._paths = Paths(labels, {site: row.today for site, row in inputs.sites.items()})
        self._profile = profile
        self._session = Session(Context(profile))
        self._session.load(self._model, relaxed=True)

    def least_cost(self, most: float) -> float | None:
        """Return the least objective within a limit, nothing whole; None where no people can be placed so."""
        with self._limited(most):
            return solved(self)

    def cost(self, path: Estate, most: float) -> float | None:
        """Return the least objective of an estate within a limit; None where it fits neither model nor limit."""
        with self._limited(most), self._held(path) as fits:
            return solved(self) if fits else None

    def reached(self, path: Estate, cap_gbp: float, most: float) -> float | None:
        """Return the least limit at which an estate costs no more than the cap; None where `most` is too tight."""
        with self._held(path) as fits:
            if not fits or not self._keeps(most, cap_gbp):
                return None
            low, high = 0.0, most
            while high - low > NARROW * most:
                middle = 0.5 * (low + high)
                low, high = (low, middle) if self._keeps(middle, cap_gbp) else (middle, high)
        return high

    def improved(self, path: Path, most: float) -> Path:
        """Return an estate at least as cheap within a limit, changed site by site."""
        known = self._paths.at(path)
        if known is None:
            return path
        with self._limited(most):
            return self._paths.runs(improved(self, self._paths, known))

    def solve(self) -> Any:
        """Solve from the last basis."""
        return self._session.solve(self._profile.time_limit_s)

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
        """Give some columns back their own bounds."""
        model = self._model
        self._session.set_bounds(columns.astype(np.int32), model.col_lower[columns], model.col_upper[columns])

    def _keeps(self, most: float, cap_gbp: float) -> bool:
        with self._limited(most):
            cost = solved(self)
        return cost is not None and cost <= cap_gbp

    @contextmanager
    def _limited(self, most: float) -> Iterator[None]:
        row, free = np.array([self._model.num_rows - 1], dtype=np.int32), np.array([-inf])
        self._session.set_row_bounds(row, free, np.array([most - self._constant]))
        try:
            yield
        finally:
            self._session.set_row_bounds(row, free, np.array([inf]))

    @contextmanager
    def _held(self, path: Estate) -> Iterator[bool]:
        """Hold an estate for a while; say whether it fits the model's freedom."""
        known = self._paths.at(path)
        with holding(self, known or {}):
            yield known is not None

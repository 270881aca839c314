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
from capplan.plan.dive import CONFIGURATION, Paths
from capplan.plan.search import Inputs, build
from capplan.solve import Profile, compile_model
from capplan.solve.arrays import Floats, with_rows
from capplan.solve.session import Context, ModelStatus, Session

# A site whose freedom would save less than this share of the cost is left as it is.
WORTH = 2e-4
MOST_PASSES = 2
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
        self._keys = [label.index for _, label in labels if label.component.rpartition(".")[2] == CONFIGURATION]
        self._columns = np.array(
            [number for number, label in labels if label.component.rpartition(".")[2] == CONFIGURATION], dtype=np.int32
        )
        self._of = {site: np.array([key[0] == site for key in self._keys]) for site in self._paths.sites}
        self._profile = profile
        self._session = Session(Context(profile))
        self._session.load(self._model, relaxed=True)

    def least_cost(self, most: float) -> float | None:
        """Return the least objective within a limit, nothing whole; None where no people can be placed so."""
        with self._limited(most):
            return self._solved()

    def cost(self, path: Estate, most: float) -> float | None:
        """Return the least objective of an estate within a limit; None where it fits neither model nor limit."""
        with self._limited(most), self._held(path) as fits:
            return self._solved() if fits else None

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

    def improved(self, path: Estate, most: float) -> Path:
        """Return an estate at least as cheap within a limit: site after site takes a better path, the others held.

        Each site is let free in turn; those that would save most take the path nearest to what they then run.
        """
        best = dict(path)
        with self._limited(most), self._held(best) as fits:
            cost = self._solved() if fits else None
            if cost is None:
                return best
            for _ in range(MOST_PASSES):
                before = cost
                for site, (columns, values) in self._wishes(best, cost):
                    self._session.set_bounds(columns.astype(np.int32), values, values)
                    tried = self._solved()
                    if tried is None or tried >= cost:
                        self._hold(best, site)
                        continue
                    cost = tried
                    on = set(columns[values == 1.0].tolist())
                    own = np.flatnonzero(self._of[site])
                    best |= {(site, self._keys[one][2]): self._keys[one][1] for one in own if self._columns[one] in on}
                if cost == before:
                    break
        return best

    def _wishes(self, path: Path, cost: float) -> list[tuple[str, tuple[NDArray[np.int_], Floats]]]:
        """Return the sites that would save by another path, that which would save most first, with the path."""
        wishes = []
        for site in self._paths.sites:
            columns = self._columns[self._of[site]]
            self._session.set_bounds(columns, self._model.col_lower[columns], self._model.col_upper[columns])
            free = self._solved()
            if free is not None and cost - free > WORTH * abs(cost):
                wishes.append((cost - free, site, self._paths.nearest(site, self._session.values())[1]))
            self._hold(path, site)
        return [(site, nearest) for _, site, nearest in sorted(wishes, key=lambda one: -one[0])]

    def _keeps(self, most: float, cap_gbp: float) -> bool:
        with self._limited(most):
            cost = self._solved()
        return cost is not None and cost <= cap_gbp

    def _solved(self) -> float | None:
        """Solve from the last basis, or from none where HiGHS cannot say how it ended; return the objective."""
        status = self._session.solve(self._profile.time_limit_s)
        if status == ModelStatus.kUnknown:
            self._session.highs.clearSolver()
            status = self._session.solve(self._profile.time_limit_s)
        return self._session.objective() if status == ModelStatus.kOptimal else None

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
        on = sum(path.get((site, period)) == name for site, name, period in self._keys)
        for site in self._paths.sites:
            self._hold(path, site)
        try:
            yield on == len({(site, period) for site, _, period in self._keys})
        finally:
            columns = self._columns
            self._session.set_bounds(columns, self._model.col_lower[columns], self._model.col_upper[columns])

    def _hold(self, path: Estate, site: str) -> None:
        own = np.flatnonzero(self._of[site])
        values = np.array([float(path.get((site, self._keys[one][2])) == self._keys[one][1]) for one in own])
        self._session.set_bounds(self._columns[own], values, values)

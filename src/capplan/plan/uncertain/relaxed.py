"""The master without whole numbers in one HiGHS object, solved from its last basis, with the cuts that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import SolverTrouble
from capplan.plan.uncertain.master import Cut, Master
from capplan.solve.arrays import Floats
from capplan.solve.session import Context, ModelStatus, Session

NO_PRICE = 1e-6
# A cut that has had no price for so many answers is taken out, where there are more than so many.
IDLE_ANSWERS = 6
MANY_CUTS = 150


class Relaxed:
    """The master's relaxation.

    Every cut has an entry for most posts in every period, and the simplex method pays for each: those that have had no
    price for a while are taken out here. The master keeps them all.

    Parameters
    ----------
    master
        Cuts are added to it as well.
    context
        Whose clock is kept.
    """

    def __init__(self, master: Master, context: Context) -> None:
        self.master, self.context = master, context
        self._session = Session(replace(context, on_progress=None))
        self._session.load(master.compiled, relaxed=True)
        self._stated = master.compiled.num_rows
        # Row of the master, and answers since it last had a price, of each cut that stands here.
        self._rows: NDArray[np.int_] = np.zeros(0, dtype=int)
        self._idle: NDArray[np.int_] = np.zeros(0, dtype=int)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts, to the master as well."""
        first = self.master.compiled.num_rows
        self.master.add(cuts, self._session)
        self._rows = np.append(self._rows, np.arange(first, first + len(cuts)))
        self._idle = np.append(self._idle, np.zeros(len(cuts), dtype=int))

    def solve(self, limit_s: float | None = None) -> Any:
        """Solve from the last basis; `kSolveError` where HiGHS fails from none as well."""
        try:
            status = self._session.solve(limit_s)
        except SolverTrouble:
            return ModelStatus.kSolveError
        if status == ModelStatus.kOptimal:
            self._drop_idle()
        return status

    def said(self, status: ModelStatus) -> str:
        """Return HiGHS' word for a status."""
        return str(self._session.highs.modelStatusToString(status))

    def objective(self) -> float:
        """Return the objective of the last answer."""
        return self._objective

    def values(self) -> Floats:
        """Return the last answer, over the columns of the master."""
        return self._values

    def priced_rows(self) -> NDArray[np.bool_]:
        """Return which rows of the master had a price in the last answer."""
        priced = np.zeros(self.master.compiled.num_rows, dtype=np.bool_)
        priced[: self._stated] = True
        priced[self._rows[self._idle == 0]] = True
        return priced

    @contextmanager
    def held(self, columns: NDArray[np.int_], values: Floats) -> Iterator[None]:
        """Hold some columns at values for a while."""
        self.hold(columns, values)
        try:
            yield
        finally:
            self.free(columns)

    def hold(self, columns: NDArray[np.int_], values: Floats) -> None:
        """Hold some columns at values."""
        self._session.set_bounds(columns.astype(np.int32), values, values)

    def free(self, columns: NDArray[np.int_]) -> None:
        """Give some columns back the bounds that they have in the master."""
        stated = self.master.compiled
        self._session.set_bounds(columns.astype(np.int32), stated.col_lower[columns], stated.col_upper[columns])

    @contextmanager
    def costs(self, cost: Floats) -> Iterator[None]:
        """Replace the costs of all columns for a while."""
        columns = np.arange(len(cost), dtype=np.int32)
        self._session.set_costs(columns, cost)
        try:
            yield
        finally:
            self._session.set_costs(columns, self.master.compiled.cost)

    def _drop_idle(self) -> None:
        self._objective, self._values = self._session.objective(), self._session.values()
        priced = np.abs(self._session.row_duals()[self._stated :]) > NO_PRICE
        self._idle = np.where(priced, 0, self._idle + 1)
        idle = self._idle >= IDLE_ANSWERS
        if len(self._rows) > MANY_CUTS and idle.any():
            self._session.delete_rows(self._stated + np.flatnonzero(idle))
            self._rows, self._idle = self._rows[~idle], self._idle[~idle]

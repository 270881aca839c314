"""One future as a linear programme of its own, given the first stage: solved from its last basis, with its cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from capplan.decisions.uncertain import Future
from capplan.errors import SolverTrouble
from capplan.formulations import system
from capplan.solve import Compiled, Label, Profile, compile_model, paused_gc
from capplan.solve.arrays import Floats
from capplan.solve.session import Context, ModelStatus, Session

FIRST_STAGE = frozenset(
    {
        *(f"beds.{name}" for name in ("configuration", "transition", "reduced", "turned", "grows_first")),
        *(f"workforce.{name}" for name in ("in_post", "recruited", "redeployed", "redundant", "released")),
    }
)
PROMISES = {
    "beds.closure_test": "closure",
    "workforce_test": "staff",
    "staff_in_post": "staff",
    "revenue_budget": "budget",
}
"""Rules that hold in tested futures only, by what they promise."""
KEPT_TOLERANCE = 1e-6
"""A promise counts as kept if its row is missed by no more, relative to the size of its limit."""
RAY_NOISE = 1e-9


@dataclass(frozen=True)
class Answer:
    """What a future makes of a first stage.

    Attributes
    ----------
    value : float or None
        Cost of the second stage; None where the first stage leaves it none.
    at : float
        Value of the cut at the first stage asked about: `value`, or by how much the first stage falls short.
    slope : array over the first stage
        The cut: ``value(x) >= at + slope @ (x - asked)`` for every x; where `value` is None, ``0 >=`` the same.
    kept : mapping of promise to bool
    amounts : mapping of figure to amount
        Waiting bed-days, people diverted, hours undone, of agency and worked by people in post.
    """

    future: str
    value: float | None
    at: float
    slope: Floats
    kept: Mapping[str, bool]
    amounts: Mapping[str, float]


def is_first(label: Label) -> bool:
    """Whether a column is decided before the future is known."""
    return label.component in FIRST_STAGE


def labels_of(compiled: Compiled) -> list[Label]:
    """Return the label of every column."""
    return [compiled.column_label(number) for number in range(compiled.num_columns)]


class SecondStage:
    """A future's linear programme, kept with its basis.

    Parameters
    ----------
    inputs
        Of `system` in the future, promises included.
    future
        Promises are rows of the programme where it is tested, and only looked at where it is not.
    first
        The columns of the first stage, in order.
    """

    def __init__(self, inputs: system.Inputs, future: Future, first: Sequence[Label], profile: Profile) -> None:
        with paused_gc():
            compiled = compile_model(system.build(inputs, tight=False))
        if compiled.contradictions:
            raise SolverTrouble(f"{future.future}: {compiled.contradictions[0].sentence}")
        self.future, self.inputs = future, inputs
        self.x = np.zeros(0)
        labels = labels_of(compiled)
        own = np.array([not is_first(one) for one in labels])
        rows = sparse.csr_array(compiled.matrix)
        names = [compiled.row_label(row).component for row in range(compiled.num_rows)]
        second = np.diff(sparse.csr_array(rows[:, np.flatnonzero(own)]).indptr) > 0
        promised = np.array([name in PROMISES for name in names])
        kept_apart = promised & (not future.tested)
        self.labels = [one for one, is_own in zip(labels, own, strict=True) if is_own]
        self._first = _onto(rows, labels, first)
        self._second = sparse.csr_array(rows[:, np.flatnonzero(own)])
        self._lower, self._upper = compiled.row_lower, compiled.row_upper
        self._in_programme = np.flatnonzero(second & ~kept_apart)
        self._promises = {
            promise: np.flatnonzero([PROMISES.get(name) == promise for name in names])
            for promise in dict.fromkeys(PROMISES.values())
        }
        self.offset = compiled.offset
        self._weights = _weights(self.labels, inputs)
        programme = replace(
            compiled,
            matrix=sparse.csc_array(self._second[self._in_programme]),
            cost=compiled.cost[own],
            row_lower=self._lower[self._in_programme],
            row_upper=self._upper[self._in_programme],
            col_lower=compiled.col_lower[own],
            col_upper=compiled.col_upper[own],
            integer=np.zeros(int(own.sum()), dtype=np.bool_),
            columns=[],
            constraints=[],
            model=None,
            offset=0.0,
        )
        # From basis to basis only bounds of rows change: presolve would throw the basis away.
        self._session = Session(Context(replace(profile, threads=1)), {"presolve": "off", "simplex_strategy": 1})
        self._session.load(programme)
        self._programme = programme.matrix
        self._col_lower, self._col_upper = programme.col_lower, programme.col_upper
        self._indices = np.arange(len(self._in_programme), dtype=np.int32)
        self._couples = sparse.csr_array(self._first[self._in_programme])

    def solve(self, first: Floats) -> Answer:
        """Solve the future for a first stage.

        Raises
        ------
        SolverTrouble
            If HiGHS finds neither an answer nor a reason why there is none.
        """
        taken = self._couples @ first
        lower, upper = self._lower[self._in_programme] - taken, self._upper[self._in_programme] - taken
        highs = self._session.highs
        highs.changeRowsBounds(len(self._indices), self._indices, lower, upper)
        status = self._session.solve(limit_s=1e6)
        if status == ModelStatus.kInfeasible:
            return self._short(lower, upper)
        if status != ModelStatus.kOptimal:
            raise SolverTrouble(f"{self.future.future}: HiGHS ended with {highs.modelStatusToString(status)}.")
        value = self._session.objective() + self.offset
        slope = -(self._couples.T @ self._session.row_duals())
        x = self._session.values()
        self.x = x
        return Answer(self.future.future, value, value, np.asarray(slope), self._kept(first, x), self._amounts(x))

    def _short(self, lower: Floats, upper: Floats) -> Answer:
        """Return the cut that a first stage without an answer breaks, scaled so that its largest slope is 1.

        With rows ``lower <= W z <= upper`` and a ray y, ``y @ (lower where y > 0, else upper)`` is at most the
        largest ``(y @ W) z`` over the bounds of z, if there is an answer. HiGHS gives y up to its sign.
        """
        _, found, ray = self._session.highs.getDualRay()
        for sign in (1.0, -1.0) if found else ():
            y = sign * np.asarray(ray, dtype=float)
            y[np.abs(y) < RAY_NOISE * np.abs(y).max()] = 0.0
            reach = self._programme.T @ y
            reach[np.abs(reach) < RAY_NOISE * np.abs(y).max()] = 0.0
            ends, pulls = y != 0, reach != 0
            needed = np.where(y > 0, lower, upper)[ends] @ y[ends]
            most = np.where(reach > 0, self._col_upper, self._col_lower)[pulls] @ reach[pulls]
            if needed > most:
                slope = np.asarray(-(self._couples.T @ y))
                size = max(1e-9, float(np.abs(slope).max()))
                return Answer(self.future.future, None, float(needed - most) / size, slope / size, {}, {})
        raise SolverTrouble(f"{self.future.future}: HiGHS says that it has no answer, and cannot prove it.")

    def _kept(self, first: Floats, x: Floats) -> dict[str, bool]:
        activity = self._first @ first + self._second @ x
        miss = np.maximum(self._lower - activity, activity - self._upper)
        size = np.maximum(1.0, np.abs(np.where(np.isfinite(self._upper), self._upper, self._lower)))
        return {name: bool(np.all(miss[rows] <= KEPT_TOLERANCE * size[rows])) for name, rows in self._promises.items()}

    def _amounts(self, x: Floats) -> dict[str, float]:
        return {name: float(x @ weight) + constant for name, (weight, constant) in self._weights.items()}


def _onto(rows: sparse.csr_array, labels: Sequence[Label], first: Sequence[Label]) -> sparse.csr_array:
    """Return the part of the rows in the first stage, over its columns in the order asked for."""
    place = {label: number for number, label in enumerate(first)}
    own = [number for number, label in enumerate(labels) if is_first(label)]
    missing = next((labels[number] for number in own if labels[number] not in place), None)
    if missing is not None:
        raise SolverTrouble(f"{missing} is decided first in one future and unknown in another.")
    onto = sparse.csr_array(
        (np.ones(len(own)), (np.arange(len(own)), [place[labels[number]] for number in own])),
        shape=(len(own), len(first)),
    )
    return sparse.csr_array(rows[:, own] @ onto)


def _weights(labels: Sequence[Label], inputs: system.Inputs) -> dict[str, tuple[Floats, float]]:
    """Return what each figure counts of every column, and what it starts at."""
    spans = list(inputs.beds.spans)
    number = {span.id: place for place, span in enumerate(spans)}
    weights = {name: np.zeros(len(labels)) for name in ("waiting", "diverted", "shortfall", "agency", "worked")}
    for column, (component, index) in enumerate(labels):
        name = component.rpartition(".")[2]
        if name == "waiting":
            place = number[index[2]]
            half = 0.5 * spans[place].days
            weights[name][column] = half + (0.5 * spans[place + 1].days if place + 1 < len(spans) else 0.0)
        elif name in weights:
            weights[name][column] = 1.0
    start = 0.5 * spans[0].days * sum(inputs.beds.opening_waiting.values())
    return {name: (weight, start if name == "waiting" else 0.0) for name, weight in weights.items()}

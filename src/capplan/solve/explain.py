"""Why no answer exists: which requirements clash, by how much, and the cheapest way out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from capplan.errors import Infeasible, NoPlanInTime
from capplan.solve.arrays import Compiled, Label
from capplan.solve.handover import compile_model
from capplan.solve.interrupt import stop_on_ctrl_c
from capplan.solve.polish import polish
from capplan.solve.profile import Profile
from capplan.solve.session import Context, ModelStatus, Session, check

Penalty = float | Callable[[Any], float]

LEAST_AMOUNT = 1e-6  # a miss below this, relative to the row's bound, is the solver's tolerance
IIS_FROM_LP = 2
IIS_IRREDUCIBLE = 4


@dataclass(frozen=True)
class Clash:
    """A requirement that has to give way, in the cheapest set that makes the rest possible.

    Parameters
    ----------
    component, index
        Pyomo constraint and index (None if scalar).
    amount
        By how much it is missed, in the row's own unit.
    direction
        "short" if its least value is missed, "over" if its greatest value is exceeded.
    penalty
        Amount times the penalty per unit.
    """

    component: str
    index: Any
    amount: float
    direction: str
    penalty: float

    @property
    def key(self) -> tuple[Any, ...]:
        """The index as a tuple, whatever its dimension."""
        return self.index if isinstance(self.index, tuple) else (self.index,)

    def __str__(self) -> str:
        word = "short by" if self.direction == "short" else "exceeded by"
        return f"{Label(self.component, self.index)} {word} {self.amount:g}"


def explain(model: Any, relaxable: Mapping[str, Penalty], profile: Profile | None = None) -> list[Clash]:
    """Find the cheapest set of misses that makes an infeasible model feasible.

    Parameters
    ----------
    model
        A linear Pyomo model; its objective is ignored and its variables are not touched.
    relaxable
        Penalty per unit missed, or a function of the index that gives it, by constraint component name.
        Constraints not named stay as they are.
    profile
        Gap, time limit and options; the planning profile if None.

    Returns
    -------
    list of Clash
        Dearest first; empty if the model is feasible after all.

    Raises
    ------
    ValueError
        If a name is not a constraint of the model, or a penalty is not positive.
    Infeasible
        If the requirements that may not give way clash by themselves; the cause names them.
    NoPlanInTime
        If the time limit comes first.
    """
    for name in relaxable:
        if model.find_component(name) is None:
            raise ValueError(f"The model has no constraint `{name}`.")
    compiled = compile_model(model)
    firm = [one.sentence for one in compiled.contradictions if one.label.component not in relaxable]
    if firm:
        raise Infeasible(firm)
    clashes = []
    for found in compiled.contradictions:
        unit = _penalty(relaxable, found.label)
        clashes.append(Clash(*found.label, found.amount, found.direction, found.amount * unit))
    elastic, slack_rows, directions = _with_slacks(compiled, relaxable)
    context = Context(profile or Profile())
    with stop_on_ctrl_c() as stop:
        context = replace(context, stop=stop)
        session = Session(context)
        session.load(elastic)
        status = session.solve()
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            raise Infeasible(_firm_clash(elastic, context))
        if not session.has_point():
            raise NoPlanInTime("The limit was reached before the clash was found. Allow more time.")
        x = polish(elastic, session.values(), context)
    for row, direction, amount in zip(slack_rows, directions, x[compiled.num_columns :], strict=True):
        bound = compiled.row_lower[row] if direction == "short" else compiled.row_upper[row]
        if amount > LEAST_AMOUNT * max(1.0, abs(bound)):
            label = compiled.row_label(row)
            clashes.append(Clash(*label, float(amount), direction, float(amount) * _penalty(relaxable, label)))
    return sorted(clashes, key=lambda clash: -clash.penalty)


def _penalty(relaxable: Mapping[str, Penalty], label: Label) -> float:
    given = relaxable[label.component]
    penalty = float(given(label.index) if callable(given) else given)
    if not 0 < penalty < np.inf:
        raise ValueError(f"The penalty of {label} must be a positive figure, not {penalty:g}.")
    return penalty


def _with_slacks(compiled: Compiled, relaxable: Mapping[str, Penalty]) -> tuple[Compiled, list[int], list[str]]:
    """Add a priced slack to each side of each relaxable row; price nothing else."""
    rows, signs, prices = [], [], []
    for row in range(compiled.num_rows):
        label = compiled.row_label(row)
        if label.component in relaxable:
            price = _penalty(relaxable, label)
            for side, sign in ((compiled.row_lower[row], 1.0), (compiled.row_upper[row], -1.0)):
                if np.isfinite(side):
                    rows.append(row)
                    signs.append(sign)
                    prices.append(price)
    count = len(rows)
    slacks = sparse.csc_array((signs, (rows, np.arange(count))), shape=(compiled.num_rows, count))
    elastic = replace(
        compiled,
        matrix=sparse.csc_array(sparse.hstack([compiled.matrix, slacks], format="csc")),
        cost=np.concatenate([np.zeros(compiled.num_columns), prices]),
        offset=0.0,
        col_lower=np.concatenate([compiled.col_lower, np.zeros(count)]),
        col_upper=np.concatenate([compiled.col_upper, np.full(count, np.inf)]),
        integer=np.concatenate([compiled.integer, np.zeros(count, dtype=np.bool_)]),
    )
    return elastic, rows, ["short" if sign > 0 else "over" for sign in signs]


def _firm_clash(elastic: Compiled, context: Context) -> list[str]:
    rows, columns = _iis(elastic, context)
    stated = [column for column in columns if column < len(elastic.columns)]
    labels = [*map(elastic.row_label, rows), *map(elastic.column_label, stated)]
    if not labels:
        return ["The requirements that may not give way clash because some decisions are whole numbers."]
    return [f"These requirements clash and none of them may give way: {', '.join(map(str, labels))}."]


def _iis(compiled: Compiled, context: Context) -> tuple[list[int], list[int]]:
    """Return rows and columns of an irreducible infeasible subsystem of the LP relaxation."""
    session = Session(context, {"iis_strategy": IIS_FROM_LP + IIS_IRREDUCIBLE})
    session.load(compiled, relaxed=True)
    if session.solve() == ModelStatus.kOptimal:
        return [], []
    status, iis = session.highs.getIis()
    check(status, "looking for clashing requirements")
    free = highspy.IisBoundStatus.kIisBoundStatusFree
    columns = [int(one) for one, side in zip(list(iis.col_index_), list(iis.col_bound_), strict=True) if side != free]
    return [int(row) for row in list(iis.row_index_)], columns

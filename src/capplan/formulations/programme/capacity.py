"""Constraints on how much change is carried at once."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme.inputs import Inputs
from capplan.formulations.programme.stated import state


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add constraints M6 to M8."""
    team_capacity(model, inputs)
    locality_capacity(model, inputs)
    start_limit(model, inputs)


def team_capacity(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M6: the team brings in no more than it can: `Σ fte[u] x[u,s] <= limit[t]` over what is being brought in."""
    rows: dict[Any, Any] = {}
    for month, limit in inputs.team_limit.items():
        terms = [(inputs.team_fte[unit], one) for unit, one in _brought_in(model, inputs, month)]
        if any(fte for fte, _ in terms):
            rows[month] = linear(terms) <= limit
    state(model, "team_capacity", rows)


def locality_capacity(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M7: a locality takes in no more than so many changes at once: `Σ x[u,s] <= limit[t]` over its own."""
    rows: dict[Any, Any] = {}
    for month, limit in inputs.locality_limit.items():
        terms: dict[str, list[Term]] = {}
        for unit, one in _brought_in(model, inputs, month):
            if unit in inputs.place:
                terms.setdefault(inputs.place[unit], []).append((1.0, one))
        for locality, found in terms.items():
            rows[locality, month] = linear(found) <= limit
    state(model, "locality_capacity", rows)


def start_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M8: no more starts in a month than can be managed without a dip in services: `Σ x[u,t] <= limit[t]`."""
    rows: dict[Any, Any] = {}
    for month, limit in inputs.start_limit.items():
        terms = [(1.0, one) for (_, start), one in model.starts.items() if start == month]
        if terms:
            rows[month] = linear(terms) <= limit
    state(model, "start_limit", rows)


def _brought_in(model: pyo.ConcreteModel, inputs: Inputs, month: str) -> list[tuple[str, pyo.Var]]:
    """Return (unit, start variable) of all that is being brought in during a month."""
    at = inputs.months.index(month)
    return [
        (unit, one)
        for (unit, start), one in model.starts.items()
        if 0 <= at - inputs.months.index(start) < inputs.brought_in[unit]
    ]

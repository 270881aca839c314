"""Constraints on the money of each pot."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme.inputs import Inputs, Limit
from capplan.formulations.programme.stated import state


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add constraints M9 to M12."""
    spent = _spent(model, inputs)
    counted_once(model, inputs)
    budget(model, inputs, spent)
    carry_over(model, inputs, spent)
    protected(model, inputs)


def counted_once(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M9: a benefit counts once where two initiatives reach the same people: `z >= x[u,s] + run[v,t] - 1`."""
    rows: dict[Any, Any] = {}
    for (overlap, start, month), (unit, other) in inputs.twice.items():
        run = [(-1.0, model.starts[other, one]) for one in inputs.runs[other, month]]
        terms = [(1.0, model.twice[overlap, start, month]), (-1.0, model.starts[unit, start]), *run]
        rows[overlap, start, month] = linear(terms) >= -1.0
    state(model, "counted_once", rows)


def budget(model: pyo.ConcreteModel, inputs: Inputs, spent: dict[Limit, list[Term]]) -> None:
    """M10: no pot spends more in a year than it has, with what was carried over: `net <= limit + carried`."""
    rows: dict[Any, Any] = {}
    for key, limit in inputs.budget_gbp.items():
        terms = [*spent[key], *_carried_in(model, inputs, key, -1.0)]
        if terms:
            rows[key] = linear(terms) <= limit
    state(model, "budget", rows)


def carry_over(model: pyo.ConcreteModel, inputs: Inputs, spent: dict[Limit, list[Term]]) -> None:
    """M11: only money that is left is carried over, and of it a share: `carried <= share (limit + before - net)`."""
    rows: dict[Any, Any] = {}
    for key, share in inputs.carry_over.items():
        left = [(share * gbp, one) for gbp, one in [*spent[key], *_carried_in(model, inputs, key, -1.0)]]
        rows[key] = linear([(1.0, model.carried[key]), *left]) <= share * inputs.budget_gbp[key]
    state(model, "carry_over", rows)


def protected(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M12: what is protected is spent: `gross >= protected`."""
    rows: dict[Any, Any] = {}
    for (pot, year), least in inputs.protected_gbp.items():
        terms = [
            (gbp, model.starts[unit, start])
            for (unit, start, in_pot, in_year), gbp in inputs.gross_gbp.items()
            if (in_pot, in_year) == (pot, year)
        ]
        rows[pot, year] = linear(terms) >= least
    state(model, "protected", rows)


def _carried_in(model: pyo.ConcreteModel, inputs: Inputs, key: Limit, sign: float) -> list[Term]:
    pot, year, money = key
    at = inputs.years.index(year)
    before = (pot, inputs.years[at - 1], money)
    return [(sign, model.carried[before])] if at and before in inputs.carry_over else []


def _spent(model: pyo.ConcreteModel, inputs: Inputs) -> dict[Limit, list[Term]]:
    """Return net spending of each pot, year and kind of money, benefits counted once."""
    spent: dict[Limit, list[Term]] = defaultdict(list)
    for (unit, start, pot, year, money), gbp in inputs.net_gbp.items():
        spent[pot, year, money].append((gbp, model.starts[unit, start]))
    for key, where in inputs.twice_in.items():
        spent[where].append((inputs.twice_gbp[key], model.twice[key]))
    return spent

"""Constraints on what starts, and after what."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme.inputs import Inputs
from capplan.formulations.programme.stated import state
from capplan.formulations.programme.waits import Waits


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add constraints M1 to M5."""
    starts_once(model, inputs)
    may_start(model, inputs)
    precedence(model, inputs)
    benefit_shown(model, inputs)
    roll_out_order(model, inputs)


def starts_once(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M1: what must start does so once: `Σ_s x[u,s] = 1`."""
    rows: dict[Any, Any] = {}
    for unit in inputs.starts_in:
        if unit in inputs.must:
            rows[unit] = linear(_starts(model, inputs, unit)) == 1.0
    state(model, "starts_once", rows)


def may_start(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M2: what may start does so at most once: `Σ_s x[u,s] <= 1`."""
    rows: dict[Any, Any] = {}
    for unit, months in inputs.starts_in.items():
        if unit not in inputs.must and months:
            rows[unit] = linear(_starts(model, inputs, unit)) <= 1.0
    state(model, "may_start", rows)


def precedence(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M3: nothing starts before what it waits for: `Σ_{s<=t} x[u,s] <= Σ_{s<=t-lag} x[v,s]`."""
    state(model, "precedence", _after(model, inputs, inputs.precedence_lag))


def benefit_shown(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M4: money is put in only after the earlier benefit has shown: the same rows, with the months until it has."""
    state(model, "benefit_shown", _after(model, inputs, inputs.benefit_lag))


def roll_out_order(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M5: a locality does not start before the one it follows: the same rows, within one roll-out."""
    state(model, "roll_out_order", _after(model, inputs, inputs.roll_out_lag))


def _after(model: pyo.ConcreteModel, inputs: Inputs, lags: Waits) -> dict[Any, Any]:
    rows: dict[Any, Any] = {}
    for (unit, other), lag in lags.items():
        for month in inputs.starts_in[unit]:
            latest = inputs.months.index(month) - lag
            begun = [(1.0, model.starts[unit, one]) for one in inputs.starts_in[unit] if one <= month]
            before = [
                (-1.0, model.starts[other, one])
                for one in inputs.starts_in[other]
                if inputs.months.index(one) <= latest
            ]
            rows[unit, other, month] = linear([*begun, *before]) <= 0.0
    return rows


def _starts(model: pyo.ConcreteModel, inputs: Inputs, unit: str) -> list[Term]:
    return [(1.0, model.starts[unit, month]) for month in inputs.starts_in[unit]]

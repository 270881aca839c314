"""Constraints on what starts, and after what."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme.inputs import Inputs
from capplan.formulations.programme.waits import Waits


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add constraints M1 to M5."""
    model.starts_once = pyo.Constraint(pyo.Any)
    model.may_start = pyo.Constraint(pyo.Any)
    model.precedence = pyo.Constraint(pyo.Any)
    model.benefit_shown = pyo.Constraint(pyo.Any)
    model.roll_out_order = pyo.Constraint(pyo.Any)
    starts_once(model, inputs)
    may_start(model, inputs)
    precedence(model, inputs)
    benefit_shown(model, inputs)
    roll_out_order(model, inputs)


def starts_once(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M1: what must start does so once: `Σ_s x[u,s] = 1`."""
    for unit in inputs.starts_in:
        if unit in inputs.must:
            model.starts_once[unit] = linear(_starts(model, inputs, unit)) == 1.0


def may_start(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M2: what may start does so at most once: `Σ_s x[u,s] <= 1`."""
    for unit, months in inputs.starts_in.items():
        if unit not in inputs.must and months:
            model.may_start[unit] = linear(_starts(model, inputs, unit)) <= 1.0


def precedence(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M3: nothing starts before what it waits for: `Σ_{s<=t} x[u,s] <= Σ_{s<=t-lag} x[v,s]`."""
    _after(model, inputs, inputs.precedence_lag, model.precedence)


def benefit_shown(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M4: money is put in only after the earlier benefit has shown: the same rows, with the months until it has."""
    _after(model, inputs, inputs.benefit_lag, model.benefit_shown)


def roll_out_order(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M5: a locality does not start before the one it follows: the same rows, within one roll-out."""
    _after(model, inputs, inputs.roll_out_lag, model.roll_out_order)


def _after(model: pyo.ConcreteModel, inputs: Inputs, lags: Waits, rows: pyo.Constraint) -> None:
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


def _starts(model: pyo.ConcreteModel, inputs: Inputs, unit: str) -> list[Term]:
    return [(1.0, model.starts[unit, month]) for month in inputs.starts_in[unit]]

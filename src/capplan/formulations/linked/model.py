"""The `linked` model: a block of beds, a block of the programme, and the rows that put both on one calendar."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations import beds, programme
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.linked.inputs import Inputs


def build(inputs: Inputs, *, tight: bool = True) -> pyo.ConcreteModel:
    """Build the model of beds and programme: see ``formulations/linked/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the option with its programme.
    tight : bool
        As in :func:`capplan.formulations.beds.build`.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, present value of beds). Blocks `beds` and `programme`.
    """
    model = pyo.ConcreteModel(name="linked")
    model.inputs = inputs
    model.beds = beds.build(inputs.beds, tight=tight)
    model.objective = pyo.Objective(expr=model.beds.objective.expr, sense=pyo.minimize)
    model.beds.objective.deactivate()
    add(model, model.beds, inputs)
    return model


def add(model: pyo.ConcreteModel, estate: Any, inputs: Inputs) -> None:
    """Add the programme, as a block without an objective, and L1 and L2 to a model that plans beds.

    Parameters
    ----------
    model : pyomo.environ.ConcreteModel
        A model of beds, or of beds and staff.
    estate
        The part of it that decides about beds.
    inputs : Inputs
        Numbers of the programme and of what it is tied to.
    """
    model.programme = programme.build(inputs.programme)
    model.programme.objective.deactivate()
    not_before(model, estate, inputs)
    with_change(model, estate, inputs)


def not_before(model: pyo.ConcreteModel, estate: Any, inputs: Inputs) -> None:
    """L1: no site has changed before its unit has started: `Σ_{c ∈ C'} y[s,c,t] <= Σ_{m <= start(t)} x[u,m]`."""
    running: dict[tuple[str, str], list[str]] = defaultdict(list)
    for site, name, period in inputs.beds.running:
        running[site, period].append(name)

    def rule(block: pyo.ConcreteModel, unit: str, site: str, period: str) -> Any:
        changed: list[Term] = [
            (1.0, estate.configuration[site, name, period])
            for name in running[site, period]
            if name in inputs.changed[unit, site]
        ]
        begun: list[Term] = [
            (-1.0, block.programme.starts[unit, month]) for month in inputs.programme.starts_in[unit] if month <= period
        ]
        return (None, linear([*changed, *begun]), 0.0) if changed else pyo.Constraint.Skip

    periods = [period.id for period in inputs.beds.periods]
    model.not_before = pyo.Constraint([(*tied, period) for tied in inputs.changed for period in periods], rule=rule)


def with_change(model: pyo.ConcreteModel, estate: Any, inputs: Inputs) -> None:
    """L2: a unit starts only in a month in which its site changes: `x[u,m] <= Σ_{c ∉ C', c' ∈ C'} w[s,c,c',m]`."""
    entering: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for arc in inputs.beds.arcs:
        entering[arc.site, arc.period].append(arc)

    def rule(block: pyo.ConcreteModel, unit: str, site: str, month: str) -> Any:
        changed = inputs.changed[unit, site]
        arcs: list[Term] = [
            (-1.0, estate.transition[arc.site, arc.source, arc.target, arc.period])
            for arc in entering[site, month]
            if arc.source not in changed and arc.target in changed
        ]
        return (None, linear([(1.0, block.programme.starts[unit, month]), *arcs]), 0.0)

    index = [(*tied, month) for tied in inputs.changed for month in inputs.programme.starts_in[tied[0]]]
    model.with_change = pyo.Constraint(index, rule=rule)

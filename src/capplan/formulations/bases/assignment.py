"""Constraints on open bases and their territories: who serves whom, how many, how much (P1-P7, P13)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.bases.inputs import Inputs
from capplan.formulations.beds.linear import Term, linear


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on the choice and the size of territories to the model."""
    one_base(model, inputs)
    only_open(model)
    num_open(model, inputs)
    must_open(model, inputs)
    max_visits(model, inputs)
    balance(model, inputs)
    rapid_reach(model, inputs)


def one_base(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P1: each area belongs to one territory."""
    model.one_base = pyo.Constraint(
        list(inputs.areas) if model.is_assigned else [],
        rule=lambda block, area: (
            1.0,
            linear((1.0, block.serves[area, base]) for base in block.bases_of[area]),
            1.0,
        ),
    )


def only_open(model: pyo.ConcreteModel) -> None:
    """P2: only open bases serve."""
    model.only_open = pyo.Constraint(
        list(model.serves),
        rule=lambda block, area, base: (
            None,
            linear([(1.0, block.serves[area, base]), (-1.0, block.open[base])]),
            0.0,
        ),
    )


def num_open(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P3: exactly so many bases are open."""
    every = linear((1.0, model.open[base]) for base in inputs.bases)
    model.num_open = pyo.Constraint(rule=lambda _: (inputs.num_bases, every, inputs.num_bases))


def must_open(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P4: a base that must be used is open; one that must not be used is no candidate."""
    model.must_open = pyo.Constraint(
        list(inputs.fixed_bases), rule=lambda block, base: (1.0, linear([(1.0, block.open[base])]), 1.0)
    )


def visits(model: pyo.ConcreteModel, inputs: Inputs, base: str) -> list[Term]:
    """Return the visits of a base's territory as terms."""
    return [(inputs.visits[area], model.serves[area, base]) for area in model.areas_of[base]]


def max_visits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P5: a base sends out no more visits than it can."""
    model.max_visits = pyo.Constraint(
        list(inputs.visits_limit) if model.is_assigned else [],
        rule=lambda block, base: (None, linear(visits(block, inputs, base)), inputs.visits_limit[base]),
    )


def balance(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P6: the visits of an open base stay near the mean of all open bases."""
    low, high = inputs.visits_band or (0.0, 0.0)
    index = list(inputs.bases) if model.is_assigned and inputs.visits_band else []
    model.balance_low = pyo.Constraint(
        index if low > 0 else [],
        rule=lambda block, base: (
            0.0,
            linear([*visits(block, inputs, base), (-low, block.open[base])]),
            None,
        ),
    )
    model.balance_high = pyo.Constraint(
        index, rule=lambda block, base: (None, linear(visits(block, inputs, base)), high)
    )


def rapid_reach(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P7: an area belongs to a base from which a rapid call is reached in time."""
    near: dict[str, list[str]] = {area: [] for area in inputs.areas}
    far: dict[str, list[str]] = {area: [] for area in inputs.areas}
    for area, base in inputs.pairs:
        (near if (area, base) in inputs.in_reach else far)[area].append(base)
    model.rapid_reach = pyo.Constraint(
        [area for area in inputs.areas if far[area]] if model.is_assigned else [],
        rule=lambda block, area: (None, linear((1.0, block.serves[area, base]) for base in far[area]), 0.0),
    )
    everywhere = len(inputs.bases)
    model.rapid_cover = pyo.Constraint(
        [] if model.is_assigned else [area for area in inputs.areas if len(near[area]) < everywhere],
        rule=lambda block, area: (1.0, linear((1.0, block.open[base]) for base in near[area]), None),
    )


def open_room(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P13 (implied): only an open base sends out visits, and no more than its limits allow."""
    high = inputs.visits_band[1] if inputs.visits_band else None
    limits = {
        base: min(limit for limit in (high, inputs.visits_limit.get(base)) if limit is not None)
        for base in inputs.bases
        if high is not None or base in inputs.visits_limit
    }

    def rule(block: pyo.ConcreteModel, base: str) -> Any:
        return (None, linear([*visits(block, inputs, base), (-limits[base], block.open[base])]), 0.0)

    model.open_room = pyo.Constraint(list(limits) if model.is_assigned else [], rule=rule)

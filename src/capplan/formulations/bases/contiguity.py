"""Constraints that make every territory hang together around its base's nearest area (P8-P10, P12).

A single commodity flows out of the base's root area over neighbouring areas of its territory, one unit to each:
where it arrives, a path inside the territory leads back. It is stated in full rather than cut in rounds: with some
fifty areas it is small, it is in the written model, and P12 gives the bound that the flow alone would lack.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.bases.inputs import Inputs
from capplan.formulations.beds.linear import linear

Arc = tuple[str, str, str]


def arcs(model: pyo.ConcreteModel, inputs: Inputs) -> list[Arc]:
    """Return (base, area left, area entered) along which a base's flow may run; never back into its root."""
    if not model.is_assigned:
        return []
    reached = set(inputs.pairs)
    return [
        (base, left, entered)
        for base, root in inputs.root.items()
        for left in inputs.areas
        for entered in inputs.neighbours[left]
        if entered != root and {(left, base), (entered, base)} <= reached
    ]


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on contiguity to the model."""
    model.flow_in = {key: [] for key in model.serves}
    model.flow_out = {key: [] for key in model.serves}
    for base, left, entered in model.flow:
        model.flow_out[left, base].append(model.flow[base, left, entered])
        model.flow_in[entered, base].append(model.flow[base, left, entered])
    own_area(model, inputs)
    flow_kept(model, inputs)
    flow_inside(model, inputs)


def own_area(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P8: the area nearest to an open base belongs to it."""

    def rule(block: pyo.ConcreteModel, base: str) -> Any:
        return (0.0, linear([(1.0, block.serves[inputs.root[base], base]), (-1.0, block.open[base])]), 0.0)

    index = [base for base, root in inputs.root.items() if (root, base) in model.serves]
    model.own_area = pyo.Constraint(index, rule=rule)


def _away(model: pyo.ConcreteModel, inputs: Inputs) -> list[tuple[str, str]]:
    """Return the pairs whose area is not the base's root."""
    return [(area, base) for area, base in model.serves if inputs.root and inputs.root[base] != area]


def flow_kept(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P9: an area of a territory keeps one unit of the flow that enters it."""

    def rule(block: pyo.ConcreteModel, area: str, base: str) -> Any:
        entering = [(1.0, flow) for flow in block.flow_in[area, base]]
        leaving = [(-1.0, flow) for flow in block.flow_out[area, base]]
        return (0.0, linear([*entering, *leaving, (-1.0, block.serves[area, base])]), 0.0)

    model.flow_kept = pyo.Constraint(_away(model, inputs), rule=rule)


def flow_inside(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P10: the flow of a base enters no area outside its territory."""
    # The roots of the other open bases are not in the territory, and its own root is not entered.
    most = float(max(1, len(inputs.areas) - inputs.num_bases))

    def rule(block: pyo.ConcreteModel, area: str, base: str) -> Any:
        entering = [(1.0, flow) for flow in block.flow_in[area, base]]
        return (None, linear([*entering, (-most, block.serves[area, base])]), 0.0)

    model.flow_inside = pyo.Constraint(_away(model, inputs), rule=rule)


def neighbour(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P12 (implied): an area of a territory has a neighbour in it."""

    def rule(block: pyo.ConcreteModel, area: str, base: str) -> Any:
        beside = [
            (1.0, block.serves[other, base]) for other in inputs.neighbours[area] if (other, base) in block.serves
        ]
        return (None, linear([(1.0, block.serves[area, base]), *((-c, v) for c, v in beside)]), 0.0)

    model.neighbour = pyo.Constraint(_away(model, inputs), rule=rule)

"""From a solved model to frozen decisions."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.decisions.bases import BaseDecisions, TerritoryRow
from capplan.formulations.bases.inputs import Inputs


def extract(model: pyo.ConcreteModel) -> BaseDecisions:
    """Read the decisions of a solved model.

    In the statement by distance every area belongs to its nearest open base, the first by id among equals.
    """
    inputs: Inputs = model.inputs
    chosen = tuple(base for base in inputs.bases if round(model.open[base].value) == 1)
    if model.is_assigned:
        base_of = {area: base for (area, base), one in model.serves.items() if round(one.value) == 1}
    else:
        base_of = nearest_open(inputs, chosen)
    return BaseDecisions(
        open=chosen, territory=tuple(TerritoryRow(area=area, base=base_of[area]) for area in inputs.areas)
    )


def nearest_open(inputs: Inputs, chosen: tuple[str, ...]) -> dict[str, str]:
    """Return the nearest open base of every area, the first by id of those as near."""
    is_open = set(chosen)
    found: dict[str, tuple[float, str]] = {}
    for area, base in inputs.pairs:
        if base in is_open:
            one = (inputs.travel_min[area, base], base)
            found[area] = min(found.get(area, one), one)
    return {area: base for area, (_, base) in found.items()}

"""From a solved model to rounds."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.units import SECONDS_PER_MINUTE


def extract(model: pyo.ConcreteModel) -> dict[str, list[tuple[str, int]]]:
    """Read the rounds of a solved model: by carer, visits and when they start (seconds), in order of time."""
    rounds: dict[str, list[tuple[str, int]]] = {carer.id: [] for carer in model.inputs.carers}
    for (visit, duty), sent in model.sent.items():
        if round(sent.value) == 1:
            rounds[model.duties.carer[duty].id].append((visit, round(model.start[visit].value * SECONDS_PER_MINUTE)))
    return {carer: sorted(stops, key=lambda stop: stop[1]) for carer, stops in rounds.items()}

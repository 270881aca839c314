"""From a solved model to frozen decisions."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.decisions.programme import ProgrammeDecisions, ProgrammeStart
from capplan.formulations.programme.inputs import Inputs


def extract(model: pyo.ConcreteModel) -> ProgrammeDecisions:
    """Read the starts of a solved model, in the order of the case."""
    inputs: Inputs = model.inputs
    return ProgrammeDecisions(
        starts=tuple(
            ProgrammeStart(initiative=unit.split("_")[0], locality=inputs.place.get(unit, ""), month=month)
            for (unit, month), one in model.starts.items()
            if round(one.value)
        )
    )

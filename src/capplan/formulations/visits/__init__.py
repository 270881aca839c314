"""Who visits whom today, in what order, from which base: `formulations/visits/formulation.md`."""

from __future__ import annotations

from capplan.formulations.visits.from_case import inputs_of
from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Pair, Visit, Window

__all__ = ["Carer", "Inputs", "MealBreak", "Pair", "Visit", "Window", "inputs_of"]

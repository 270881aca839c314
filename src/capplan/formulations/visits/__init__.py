"""`visits`: who visits whom on a day, in what order, from which base.

The mathematics, with every constraint's number and reason, is in ``formulations/visits/formulation.md``.
"""

from __future__ import annotations

from capplan.formulations.visits.extract import extract
from capplan.formulations.visits.from_case import inputs_of
from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Pair, Visit
from capplan.formulations.visits.model import build

__all__ = ["Carer", "Inputs", "MealBreak", "Pair", "Visit", "build", "extract", "inputs_of"]

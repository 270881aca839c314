"""`workforce`: posts by role, base and month; who is recruited, redeployed and used for what.

The mathematics, with every constraint's number and reason, is in ``formulations/workforce/formulation.md``.
"""

from capplan.formulations.workforce.beds_given import BedsGiven, beds_of_plan, beds_of_today
from capplan.formulations.workforce.extract import extract
from capplan.formulations.workforce.inputs import Inputs, inputs_of
from capplan.formulations.workforce.model import build
from capplan.formulations.workforce.money import nominal_objective

__all__ = [
    "BedsGiven",
    "Inputs",
    "beds_of_plan",
    "beds_of_today",
    "build",
    "extract",
    "inputs_of",
    "nominal_objective",
]

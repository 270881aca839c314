"""`uncertain`: one estate and one establishment for many futures; people, hours and agency follow in each.

The mathematics, with every constraint's number and reason, is in ``formulations/uncertain/formulation.md``.
"""

from capplan.formulations.uncertain.extract import extract, first_stage
from capplan.formulations.uncertain.inputs import Inputs, inputs_of, own_futures, system_inputs, without_promises
from capplan.formulations.uncertain.model import block_name, block_of, build

__all__ = [
    "Inputs",
    "block_name",
    "block_of",
    "build",
    "extract",
    "first_stage",
    "inputs_of",
    "own_futures",
    "system_inputs",
    "without_promises",
]

"""`system`: beds and staff in one model.

The mathematics, with every constraint's number and reason, is in ``formulations/system/formulation.md``.
"""

from capplan.formulations.system.extract import extract
from capplan.formulations.system.inputs import Inputs, beds_alone, inputs_of
from capplan.formulations.system.model import build

__all__ = ["Inputs", "beds_alone", "build", "extract", "inputs_of"]

"""`beds`: beds by setting, site and period; what opens, shrinks and closes, and when.

The mathematics, with every constraint's number and reason, is in ``formulations/beds/formulation.md``.
"""

from capplan.formulations.beds.extract import extract
from capplan.formulations.beds.implied import strong_links
from capplan.formulations.beds.inputs import Inputs, inputs_of
from capplan.formulations.beds.model import build

__all__ = ["Inputs", "build", "extract", "inputs_of", "strong_links"]

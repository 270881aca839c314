"""`bases`: which places staff set out from, and which base each area belongs to.

The mathematics, with every constraint's number and reason, is in ``formulations/bases/formulation.md``.
"""

from capplan.formulations.bases.extract import extract
from capplan.formulations.bases.inputs import Inputs, inputs_of
from capplan.formulations.bases.model import build

__all__ = ["Inputs", "build", "extract", "inputs_of"]

"""`programme`: which initiatives, contract endings and localities start in which month, within whose money.

The mathematics, with every constraint's number and reason, is in ``formulations/programme/formulation.md``.
"""

from capplan.formulations.programme.extract import extract
from capplan.formulations.programme.inputs import Inputs, inputs_of
from capplan.formulations.programme.model import build

__all__ = ["Inputs", "build", "extract", "inputs_of"]

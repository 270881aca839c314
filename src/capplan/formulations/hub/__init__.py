"""`hub`: who is on duty in the single point of referral, half hour by half hour, and who answers what.

The mathematics, with every constraint's number and reason, is in ``formulations/hub/formulation.md``.
"""

from capplan.formulations.hub.extract import extract
from capplan.formulations.hub.inputs import Inputs, inputs_of
from capplan.formulations.hub.model import build

__all__ = ["Inputs", "build", "extract", "inputs_of"]

"""`linked`: beds and programme on one calendar, for initiatives that are changes of sites.

The mathematics, with every constraint's number and reason, is in ``formulations/linked/formulation.md``.
"""

from capplan.formulations.linked.inputs import Inputs, changed_configurations, inputs_of, unit_of
from capplan.formulations.linked.model import add, build

__all__ = ["Inputs", "add", "build", "changed_configurations", "inputs_of", "unit_of"]

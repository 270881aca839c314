"""The `system` model: a block of beds, a block of staff, and the links between them."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.formulations import beds, workforce
from capplan.formulations.system import links, money, workforce_test
from capplan.formulations.system.inputs import Inputs


def build(inputs: Inputs, *, tight: bool = True) -> pyo.ConcreteModel:
    """Build the model of one option: see ``formulations/system/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the option on the scenario.
    tight : bool
        As in :func:`capplan.formulations.beds.build`.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, present value). Blocks `beds` and `workforce`; every component's name is a row
        of ``formulations/system/symbols.csv`` or of the block's own.
    """
    model = pyo.ConcreteModel(name="system")
    model.inputs = inputs
    model.beds = beds.build(inputs.beds, tight=tight)
    model.workforce = workforce.build(inputs.workforce, given=False)
    spans = [span.id for span in inputs.beds.spans]
    loads = [(site, span) for site in inputs.staffed for span in spans if (site, span) in model.beds.beds_occupied]
    model.unstaffed = pyo.Var(loads, domain=pyo.NonNegativeReals)
    links.add(model, inputs)
    workforce_test.add(model, inputs)
    money.add(model, inputs)
    return model

"""Sets, variables and objective of the `programme` model; constraints stand in the modules beside it."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme import aims, budgets, capacity, order
from capplan.formulations.programme.inputs import Inputs


def build(inputs: Inputs) -> pyo.ConcreteModel:
    """Build the model: see ``formulations/programme/formulation.md``.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, or months by people, as the case aims). Every component's name is a row of
        ``formulations/programme/symbols.csv``.
    """
    model = pyo.ConcreteModel(name="programme")
    model.inputs = inputs
    starts = [(unit, month) for unit, months in inputs.starts_in.items() for month in months]
    model.starts = pyo.Var(_set(starts, 2), domain=pyo.Binary)
    model.twice = pyo.Var(_set(inputs.twice, 3), bounds=(0.0, 1.0))
    model.carried = pyo.Var(_set(inputs.carry_over, 3), domain=pyo.NonNegativeReals)
    order.add(model, inputs)
    capacity.add(model, inputs)
    budgets.add(model, inputs)
    aims.add(model, inputs)
    model.objective = pyo.Objective(
        expr=linear([*_aim(model, inputs), *_waiting(model, inputs)], _idle(inputs)), sense=pyo.minimize
    )
    return model


def _aim(model: pyo.ConcreteModel, inputs: Inputs) -> list[Term]:
    if inputs.objective == "coverage":
        return aims.wait_terms(model, inputs)
    return aims.gap_terms(model, inputs) if inputs.objective == "gap" else aims.present_terms(model, inputs)


def _waiting(model: pyo.ConcreteModel, inputs: Inputs) -> list[Term]:
    """Weigh each month of waiting; what never starts waits for the whole plan (the rest of it stands in `_idle`)."""
    lasts = len(inputs.months)
    return [(inputs.delay_weight * (inputs.waits[key] - lasts), one) for key, one in model.starts.items()]


def _idle(inputs: Inputs) -> float:
    idle = inputs.delay_weight * len(inputs.months) * len(inputs.starts_in)
    return idle + (aims.wait_if_never(inputs) if inputs.objective == "coverage" else 0.0)


def _set(members: Any, dimen: int) -> pyo.Set:
    return pyo.Set(initialize=list(members), dimen=dimen, ordered=True)

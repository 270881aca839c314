"""Read a built `beds` model: coefficients of a row or of the objective, by the variable's name."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from capplan.case.case import Case
from capplan.formulations import beds


def model_of(case: Case, option: Any = "plan") -> pyo.ConcreteModel:
    return beds.build(beds.inputs_of(case, option))


def coefficients(expression: Any) -> dict[str, float]:
    """Return coefficient by variable name, zeros left out; the constant under ''."""
    terms = generate_standard_repn(expression)
    found = {one.name: factor for factor, one in zip(terms.linear_coefs, terms.linear_vars, strict=True)}
    return {name: factor for name, factor in {**found, "": terms.constant}.items() if factor}


def row(model: pyo.ConcreteModel, component: str, *index: str) -> dict[str, float]:
    """Return the coefficients of one row of a constraint."""
    return coefficients(model.component(component)[index if len(index) > 1 else index[0]].body)

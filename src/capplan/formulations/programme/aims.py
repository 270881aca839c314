"""What is made least, and the same sums as limits."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.programme.inputs import Inputs
from capplan.formulations.programme.stated import state


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add constraints M13 to M15."""
    max_present(model, inputs)
    max_gap(model, inputs)
    max_wait(model, inputs)


def max_present(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M13: the programme costs no more than its limit at present value: `present <= limit`."""
    rows: dict[Any, Any] = {}
    if inputs.max_present_gbp is not None:
        rows["all"] = linear(present_terms(model, inputs)) <= inputs.max_present_gbp
    state(model, "max_present", rows)


def max_gap(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M14: in the year of the gap it costs no more, or saves no less, than asked: `net[gap year] <= limit`."""
    rows: dict[Any, Any] = {}
    if inputs.max_gap_year_gbp is not None:
        rows["all"] = linear(gap_terms(model, inputs)) <= inputs.max_gap_year_gbp
    state(model, "max_gap", rows)


def max_wait(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """M15: localities wait no longer on average than asked: `Σ people x wait <= limit x Σ people`."""
    rows: dict[Any, Any] = {}
    if inputs.max_mean_wait_months is not None and inputs.people:
        most = inputs.max_mean_wait_months * sum(inputs.people.values()) - wait_if_never(inputs)
        rows["all"] = linear(wait_terms(model, inputs)) <= most
    state(model, "max_wait", rows)


def present_terms(model: pyo.ConcreteModel, inputs: Inputs) -> list[Term]:
    """Return net present cost, GBP."""
    terms = [(gbp, model.starts[key]) for key, gbp in inputs.present_gbp.items()]
    return terms + [
        (gbp * inputs.discount[inputs.twice_in[key][1]], model.twice[key]) for key, gbp in inputs.twice_gbp.items()
    ]


def gap_terms(model: pyo.ConcreteModel, inputs: Inputs) -> list[Term]:
    """Return net cost in the year of the gap, GBP."""
    terms = [(gbp, model.starts[key]) for key, gbp in inputs.gap_gbp.items()]
    return terms + [
        (gbp, model.twice[key]) for key, gbp in inputs.twice_gbp.items() if inputs.twice_in[key][1] == inputs.gap_year
    ]


def wait_terms(model: pyo.ConcreteModel, inputs: Inputs) -> list[Term]:
    """Return people times months from the plan's first month to the start, less `wait_if_never`."""
    lasts = len(inputs.months)
    return [
        (inputs.people[unit] * (inputs.months.index(start) - lasts), one)
        for (unit, start), one in model.starts.items()
        if unit in inputs.people
    ]


def wait_if_never(inputs: Inputs) -> float:
    """Return people times months if nothing ever started."""
    return len(inputs.months) * sum(inputs.people.values())

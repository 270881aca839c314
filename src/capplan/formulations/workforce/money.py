"""Spending on staff as linear terms, and the objective."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.workforce.inputs import Inputs
from capplan.units import MONTHS_PER_YEAR

BASES = ""
"""Payer of the bases: no role."""


class StaffSpend(NamedTuple):
    """`amount x variable` GBP (or `amount` where the variable is None) in a period, for a role (or for the bases)."""

    role: str
    period: str
    amount: float
    variable: Any


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the objective: cost and weights."""
    discount = {period.id: period.discount for period in inputs.periods}
    spends = list(staff_spends(model, inputs))
    terms = [(discount[one.period] * one.amount, one.variable) for one in spends if one.variable is not None]
    constant = sum(discount[one.period] * one.amount for one in spends if one.variable is None)
    terms += _weights(model, inputs, discount)
    model.objective = pyo.Objective(expr=linear(terms, constant), sense=pyo.minimize)


def staff_spends(model: pyo.ConcreteModel, inputs: Inputs) -> Iterator[StaffSpend]:
    """Yield every amount of money that staff cause, nominal."""
    months = {period.id: period.months for period in inputs.periods}
    for role, place, period in model.in_post:
        pay = inputs.roles[role].pay_gbp_per_year * months[period] / MONTHS_PER_YEAR
        yield StaffSpend(role, period, pay, model.in_post[role, place, period])
    for role, place, skill, span in model.agency:
        price = inputs.roles[role].agency_gbp_per_hour or 0.0
        yield StaffSpend(role, span, price, model.agency[role, place, skill, span])
    for role, place, period in model.recruited:
        price = inputs.roles[role].recruit_gbp_per_fte * inputs.fte_step
        yield StaffSpend(role, period, price, model.recruited[role, place, period])
    for role, place, period in model.redundant:
        price = inputs.roles[role].redundancy_gbp_per_fte or 0.0
        yield StaffSpend(role, period, price, model.redundant[role, place, period])
    for key in model.redeployed:
        terms = inputs.move_terms[key[0], key[2]]
        for period in inputs.within(key[4], terms.protected_months) if terms.protection_gbp_per_month > 0 else ():
            protection = terms.protection_gbp_per_month * period.months * inputs.fte_step
            yield StaffSpend(key[2], period.id, protection, model.redeployed[key])
    for period in inputs.periods:
        yield StaffSpend(BASES, period.id, inputs.base_gbp * period.months / MONTHS_PER_YEAR, None)


def nominal_objective(model: pyo.ConcreteModel) -> float:
    """Return the objective of a solved model without discounting, in GBP over the plan."""
    inputs: Inputs = model.inputs
    spent = sum(
        one.amount * (1.0 if one.variable is None else one.variable.value) for one in staff_spends(model, inputs)
    )
    flat = {period.id: 1.0 for period in inputs.periods}
    return float(spent + sum(weight * variable.value for weight, variable in _weights(model, inputs, flat)))


def _weights(model: pyo.ConcreteModel, inputs: Inputs, discount: dict[str, float]) -> list[Term]:
    undone = [
        (discount[span] * inputs.shortfall_gbp[place, skill, response], model.shortfall[place, skill, response, span])
        for place, skill, response, span in model.shortfall
    ]
    overskilled = [
        (discount[span] * inputs.overskill_gbp, model.worked[role, place, skill, span])
        for role, place, skill, span in model.worked
        if inputs.overskill_gbp > 0 and (role, skill) in inputs.overskilled
    ]
    return undone + overskilled

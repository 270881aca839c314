"""The one objective of beds and staff, and the one budget (S9)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.money import all_spends
from capplan.formulations.system.inputs import Inputs
from capplan.formulations.workforce.money import BASES, staff_spends
from capplan.units import MONTHS_PER_YEAR


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the objective and the budgets of revenue; the blocks' own objectives are put to rest."""
    both = (model.beds.objective, model.workforce.objective)
    model.objective = pyo.Objective(expr=both[0].expr + both[1].expr, sense=pyo.minimize)
    for one in both:
        one.deactivate()
    revenue_budget(model, inputs)


def revenue_budget(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S9: nominal revenue of a funder (or the pool) in a year, for beds and staff, within its limit."""
    limit = {(budget.funder, budget.year): budget for budget in inputs.budgets}
    year = {period.id: period.year for period in inputs.periods}
    paid: dict[tuple[str, str], list[tuple[float, Any]]] = defaultdict(list)
    beds = [one for one in all_spends(model.beds, inputs.beds) if not one.capital] if limit else []
    staff = [one for one in staff_spends(model.workforce, inputs.workforce) if one.role != BASES] if limit else []
    for key, budget in limit.items():
        paid[key] += [
            (budget.shares.get(one.payer, 0.0) * one.amount, one.variable) for one in beds if year[one.period] == key[1]
        ]
        paid[key] += [
            (inputs.role_shares.get((key[0], one.role), 0.0) * one.amount, one.variable)
            for one in staff
            if year[one.period] == key[1]
        ]
        months = sum(period.months for period in inputs.periods if period.year == key[1])
        for setting, cost in inputs.base_gbp.items():
            paid[key].append((budget.shares.get(setting, 0.0) * cost * months / MONTHS_PER_YEAR, None))

    def rule(_: pyo.ConcreteModel, *key: str) -> Any:
        fixed = sum(amount for amount, variable in paid[key[0], key[1]] if variable is None)
        terms: list[Term] = [(amount, one) for amount, one in paid[key[0], key[1]] if one is not None]
        return (None, linear(terms), limit[key[0], key[1]].limit_gbp - fixed)

    model.revenue_budget = pyo.Constraint(list(limit), rule=rule)

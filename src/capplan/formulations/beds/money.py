"""Spending as linear terms, the objective, and the budgets (B17, B18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyomo.environ as pyo

from capplan.formulations.beds.estate import arc_var
from capplan.formulations.beds.inputs import Budget, Inputs
from capplan.formulations.beds.linear import Term, linear
from capplan.units import MONTHS_PER_YEAR, months_between

ACUTE = "acute"


class Spend(NamedTuple):
    """`amount x variable` GBP (or `amount` where the variable is None) in a period, paid by a setting's funders."""

    payer: str
    period: str
    capital: bool
    amount: float
    variable: Any


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the objective, its tie-break and the budgets."""
    spends = all_spends(model, inputs)
    discount = {period.id: period.discount for period in inputs.periods}
    terms: list[Term] = [
        (discount[spend.period] * spend.amount, spend.variable) for spend in spends if spend.variable is not None
    ]
    constant = sum(discount[spend.period] * spend.amount for spend in spends if spend.variable is None)
    terms += _weights(model, inputs, discount)
    model.objective = pyo.Objective(expr=linear(terms, constant), sense=pyo.minimize)
    changed = [(abs(arc.beds_change), arc_var(model, arc)) for arcs in model.changes.values() for arc in arcs]
    model.tie_break = pyo.Objective(expr=linear(changed), sense=pyo.minimize)
    model.tie_break.deactivate()
    _budgets(model, inputs, spends)


def all_spends(model: pyo.ConcreteModel, inputs: Inputs) -> list[Spend]:
    """Return every amount of money that beds and people in them cause, nominal."""
    return [*_estate_spends(model, inputs), *_people_spends(model, inputs)]


def _estate_spends(model: pyo.ConcreteModel, inputs: Inputs) -> Iterator[Spend]:
    for site, name, t in inputs.running:
        fixed = inputs.fixed_gbp[site, name] * model.period_of[t].months / MONTHS_PER_YEAR
        yield Spend(inputs.sites[site].setting, t, False, fixed, model.configuration[site, name, t])
    for arcs in model.changes.values():
        for arc in arcs:
            site_row, var = inputs.sites[arc.site], arc_var(model, arc)
            yield Spend(site_row.setting, arc.period, True, arc.capital_gbp, var)
            yield Spend(site_row.setting, arc.period, False, arc.revenue_gbp, var)
            freed = inputs.fixed_gbp[arc.site, arc.source] - inputs.fixed_gbp[arc.site, arc.target]
            if arc.beds_change < 0:
                for period in inputs.periods:
                    if 0 <= months_between(arc.period, period.id) < site_row.stranded_months:
                        stranded = site_row.stranded_share * freed * period.months / MONTHS_PER_YEAR
                        yield Spend(site_row.setting, period.id, False, stranded, var)


def _people_spends(model: pyo.ConcreteModel, inputs: Inputs) -> Iterator[Spend]:
    for place in inputs.placements:
        setting = inputs.sites[place.site].setting
        start_gbp = inputs.variable_gbp[place.site] * inputs.stay_days[place.cohort, place.site]
        for span in inputs.spans:
            yield Spend(setting, span.id, False, start_gbp, model.starts[(*place, span.id)])
    for cohort, locality, span_id in model.waiting:
        span = model.span_of[span_id]
        half = 0.5 * inputs.acute_day_gbp
        ends = half * span.last.days
        begins = half * span.periods[0].days
        yield Spend(ACUTE, span.last.id, False, ends, model.waiting[cohort, locality, span_id])
        if span_id in model.span_before:
            earlier = model.waiting[cohort, locality, model.span_before[span_id]]
            yield Spend(ACUTE, span_id, False, begins, earlier)
        else:
            yield Spend(ACUTE, span_id, False, begins * inputs.opening_waiting[cohort, locality], None)
    for key in model.diverted:
        person_gbp = inputs.acute_admission_day_gbp * inputs.cohorts[key[0]].acute_stay_days
        yield Spend(ACUTE, key[2], False, person_gbp, model.diverted[key])


def _weights(model: pyo.ConcreteModel, inputs: Inputs, discount: dict[str, float]) -> list[Term]:
    travel = [
        (discount[span.id] * inputs.starts_gbp[place], model.starts[(*place, span.id)])
        for place in inputs.placements
        for span in inputs.spans
    ]
    change = [
        (discount[arc.period] * inputs.change_gbp_per_bed * abs(arc.beds_change), arc_var(model, arc))
        for arcs in model.changes.values()
        for arc in arcs
    ]
    return travel + change


def _budgets(model: pyo.ConcreteModel, inputs: Inputs, spends: list[Spend]) -> None:
    """B17, B18: nominal spending of a funder (or the pool) in a year within its limit."""
    year = {period.id: period.year for period in inputs.periods}
    by_kind: dict[tuple[bool, str], list[Spend]] = defaultdict(list)
    for spend in spends if inputs.revenue_budgets or inputs.capital_budgets else ():
        by_kind[spend.capital, year[spend.period]].append(spend)

    def rows(budgets: tuple[Budget, ...], capital: bool) -> pyo.Constraint:
        limit = {(budget.funder, budget.year): budget for budget in budgets}

        def rule(_: pyo.ConcreteModel, funder: str, in_year: str) -> Any:
            budget = limit[funder, in_year]
            paid = [
                (budget.shares.get(spend.payer, 0.0) * spend.amount, spend.variable)
                for spend in by_kind[capital, in_year]
            ]
            fixed = sum(amount for amount, variable in paid if variable is None)
            terms = [(amount, variable) for amount, variable in paid if variable is not None]
            return (None, linear(terms), budget.limit_gbp - fixed)

        return pyo.Constraint(list(limit), rule=rule)

    model.revenue_budget = rows(inputs.revenue_budgets, capital=False)
    model.capital_budget = rows(inputs.capital_budgets, capital=True)

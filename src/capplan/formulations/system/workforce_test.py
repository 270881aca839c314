"""A closure waits for the staff of its replacement (S7, S8)."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.estate import arc_var
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.people import last_ahead
from capplan.formulations.system.inputs import Inputs
from capplan.units import add_months


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the workforce test to the model."""
    workforce_test(model, inputs)
    staff_in_post(model, inputs)


def _tested(inputs: Inputs, variable: pyo.Var, place_at: int, skill_at: int) -> dict[tuple[str, str], list[Any]]:
    """Return the members of a variable that the test speaks of, by (workplace, span)."""
    found: dict[tuple[str, str], list[Any]] = {}
    for key in variable:
        if key[skill_at] in inputs.test_skills:
            found.setdefault((key[place_at], key[-1]), []).append(variable[key])
    return found


def workforce_test(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S7: once beds are about to leave, nothing is left undone where their people go."""
    undone = _tested(inputs, model.workforce.shortfall, 0, 1)
    first = {
        site: next(t for t in model.beds.period_of if any(arc.beds_change < 0 for arc in model.beds.changes[site, t]))
        for site in model.beds.shrinking_sites
    }

    @cache
    def held(site: str, span_id: str) -> list[tuple[str, str]]:
        """Return (period, `t+`) of the periods of a span in which the site may be about to leave."""
        ahead = [
            (period.id, last_ahead(model.beds, inputs.beds, site, period.id))
            for period in model.beds.span_of[span_id].periods
        ]
        return [(period, last) for period, last in ahead if last >= first[site]]

    def rule(block: pyo.ConcreteModel, site: str, place: str, span_id: str) -> Any:
        terms: list[Term] = [(1.0, one) for one in undone[place, span_id]]
        span = block.beds.span_of[span_id]
        most = sum(inputs.most_hours.get((place, period.id), 0.0) for period in span.periods)
        for period, last in held(site, span_id):
            terms.append((inputs.most_hours.get((place, period), 0.0), block.beds.reduced[site, last]))
        return (None, linear(terms), most)

    index = [
        (site, place, span)
        for site, place in inputs.replaces
        for span in model.beds.span_of
        if (place, span) in undone and held(site, span)
    ]
    model.workforce_test = pyo.Constraint(index, rule=rule)


def staff_in_post(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S8: while beds leave, their people are cared for by people in post, not by agency."""
    bought = _tested(inputs, model.workforce.agency, 1, 2)

    @cache
    def leaving(site: str, period: str) -> list[Any]:
        last = add_months(period, inputs.sites[site].double_running_months)
        return [
            arc_var(model.beds, arc)
            for month in model.beds.period_of
            if period <= month <= last
            for arc in model.beds.changes[site, month]
            if arc.beds_change < 0
        ]

    def rule(block: pyo.ConcreteModel, site: str, place: str, span_id: str) -> Any:
        terms: list[Term] = [(1.0, one) for one in bought[place, span_id]]
        most = 0.0
        for period in block.beds.span_of[span_id].periods:
            limit = inputs.most_agency.get((place, period.id), 0.0)
            most += limit
            terms += [(limit, one) for one in leaving(site, period.id)]
        return (None, linear(terms), most)

    index = [
        (site, place, span.id)
        for site, place in inputs.replaces
        for span in inputs.beds.spans
        if (place, span.id) in bought and any(leaving(site, period.id) for period in span.periods)
    ]
    model.staff_in_post = pyo.Constraint(index, rule=rule)

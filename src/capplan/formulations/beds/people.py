"""Constraints on people: load, demand, shares and the closure test (B3-B6, B9, B21)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.estate import arc_var
from capplan.formulations.beds.inputs import Inputs
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.spans import Span
from capplan.units import add_months, months_between


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on people to the model."""
    occupied(model, inputs)
    load_limit(model, inputs)
    demand(model, inputs)
    share_limits(model, inputs)
    closure_test(model, inputs)


def occupied(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B21: beds occupied on average are the days that people stay, over the days of the period."""

    def rule(block: pyo.ConcreteModel, site: str, span: str) -> Any:
        days = block.span_of[span].days
        load = [
            (inputs.stay_days[place.cohort, site] / days, block.starts[(*place, span)])
            for place in block.places_of[site]
        ]
        return (0.0, linear([*load, (-1.0, block.beds_occupied[site, span])]), 0.0)

    model.occupied = pyo.Constraint(list(model.beds_occupied), rule=rule)


def load_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B3: load within what runs, less beds about to leave (double running) and not yet usable (ramp-up)."""
    capacity: dict[tuple[str, str], list[Term]] = {}
    for site, name, period in inputs.running:
        terms = capacity.setdefault((site, period), [])
        terms.append((-inputs.cap[site, name, period], model.configuration[site, name, period]))
    for key, arcs in model.changes.items():
        for arc in arcs:
            for period, lost in _unusable(model, inputs, arc):
                capacity[key[0], period].append((lost, arc_var(model, arc)))

    def rule(block: pyo.ConcreteModel, site: str, span_id: str) -> Any:
        span = block.span_of[span_id]
        room = [
            (coefficient * period.days / span.days, var)
            for period in span.periods
            for coefficient, var in capacity.get((site, period.id), [])
        ]
        return (None, linear([(1.0, block.beds_occupied[site, span_id]), *room]), 0.0)

    model.load_limit = pyo.Constraint(list(model.beds_occupied), rule=rule)


def _unusable(model: pyo.ConcreteModel, inputs: Inputs, arc: Any) -> list[tuple[str, float]]:
    """Return (period, load limit lost) that a change causes before it (reduction) or after it (increase)."""
    site = inputs.sites[arc.site]
    if arc.beds_change < 0:
        first = add_months(arc.period, -site.double_running_months)
        periods = [(t, 1.0) for t in model.period_of if first <= t < arc.period]
        large, small = arc.source, arc.target
    elif arc.beds_change == 0:
        return []
    else:
        last = add_months(arc.period, site.ramp_months)
        periods = [
            (t, 1.0 - (months_between(arc.period, t) + 1) / (site.ramp_months + 1))
            for t in model.period_of
            if arc.period <= t < last
        ]
        large, small = arc.target, arc.source
    return [(t, share * (inputs.cap[arc.site, large, t] - inputs.cap[arc.site, small, t])) for t, share in periods]


def demand(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B4: everybody who arrives starts, waits or is diverted."""

    def rule(block: pyo.ConcreteModel, cohort: str, pool: str, span: str) -> Any:
        terms = [(1.0, block.starts[(*place, span)]) for place in block.sites_of[cohort, pool]]
        arriving = 0.0
        for locality in inputs.pools[pool]:
            arriving += inputs.arriving(cohort, locality, block.span_of[span])
            if inputs.cohorts[cohort].when_full == "wait":
                growth, at_start = waiting_growth(block, inputs, cohort, locality, span)
                terms += growth
                arriving += at_start
            elif inputs.cohorts[cohort].when_full == "divert":
                terms.append((1.0, block.diverted[cohort, locality, span]))
        return (arriving, linear(terms), arriving)

    index = [(g, pool, b) for g in inputs.cohorts for pool in inputs.pools for b in model.span_of]
    model.demand = pyo.Constraint(index, rule=rule)


def waiting_growth(
    model: pyo.ConcreteModel, inputs: Inputs, cohort: str, locality: str, span: str
) -> tuple[list[Term], float]:
    """Return the growth of waiting over a span as terms, less a constant (people waiting as the plan starts)."""
    terms: list[Term] = [(1.0, model.waiting[cohort, locality, span])]
    if span in model.span_before:
        return [*terms, (-1.0, model.waiting[cohort, locality, model.span_before[span]])], 0.0
    return terms, inputs.opening_waiting[cohort, locality]


def share_limits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B5, B6: largest and smallest share of a cohort's starts in a setting."""
    limit = {(cohort, setting): (low, high) for cohort, setting, low, high in inputs.shares}

    def terms(block: pyo.ConcreteModel, cohort: str, setting: str, span: str, share: float) -> list[Term]:
        return [
            (
                (1.0 if inputs.sites[place.site].setting == setting else 0.0) - share,
                block.starts[(*place, span)],
            )
            for place in inputs.placements
            if place.cohort == cohort
        ]

    def at_most(block: pyo.ConcreteModel, cohort: str, setting: str, span: str) -> Any:
        return (None, linear(terms(block, cohort, setting, span, limit[cohort, setting][1])), 0.0)

    def at_least(block: pyo.ConcreteModel, cohort: str, setting: str, span: str) -> Any:
        return (0.0, linear(terms(block, cohort, setting, span, limit[cohort, setting][0])), None)

    placed = {place.cohort for place in inputs.placements}
    index = [(g, k, b) for g, k in limit if g in placed for b in model.span_of]
    model.max_share = pyo.Constraint([key for key in index if limit[key[:2]][1] < 1.0], rule=at_most)
    model.min_share = pyo.Constraint([key for key in index if limit[key[:2]][0] > 0.0], rule=at_least)


def closure_test(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B9: once a site is about to be reduced, nobody it could serve waits longer or is diverted."""
    index: list[tuple[str, str, str, str]] = []
    first = {
        site: next(t for t in model.period_of if any(arc.beds_change < 0 for arc in model.changes[site, t]))
        for site in model.shrinking_sites
    }
    for site, reduction in first.items():
        for span in inputs.spans:
            if last_ahead(model, inputs, site, span.last.id) >= reduction:
                index += [(*place, span.id) for place in inputs.catchments if place.site == site]

    def rule(block: pyo.ConcreteModel, cohort: str, locality: str, site: str, span_id: str) -> Any:
        span: Span = block.span_of[span_id]
        terms: list[Term] = []
        for period in span.periods:
            ahead = last_ahead(block, inputs, site, period.id)
            if ahead >= first[site]:
                terms.append((inputs.arrivals[cohort, locality, period.id], block.reduced[site, ahead]))
        arriving = inputs.arriving(cohort, locality, span)
        if inputs.cohorts[cohort].when_full == "divert":
            return (None, linear([*terms, (1.0, block.diverted[cohort, locality, span_id])]), arriving)
        growth, at_start = waiting_growth(block, inputs, cohort, locality, span_id)
        return (None, linear([*terms, *growth]), arriving + at_start)

    model.closure_test = pyo.Constraint(
        [key for key in index if inputs.cohorts[key[0]].when_full != "never"], rule=rule
    )


def last_ahead(model: pyo.ConcreteModel, inputs: Inputs, site: str, period: str) -> str:
    """Return `t+`: the last period that starts within the double-running months after a period's start."""
    ahead = add_months(period, inputs.sites[site].double_running_months)
    starts: list[str] = [t for t in model.period_of if t <= ahead]
    return starts[-1]

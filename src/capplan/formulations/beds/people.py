"""Constraints on people: load, demand, shares, the closure test (B3-B6, B9) and the implied rows (B19, B20)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.estate import arc_var
from capplan.formulations.beds.inputs import Inputs, Placement
from capplan.formulations.beds.linear import Term, linear
from capplan.units import add_months, months_between


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on people to the model."""
    load_limit(model, inputs)
    demand(model, inputs)
    share_limits(model, inputs)
    closure_test(model, inputs)
    cover(model, inputs)


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

    def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
        days = block.period_of[period].days
        load = [
            (inputs.stay_days[place.cohort, site] / days, block.starts[(*place, period)])
            for place in block.places_of[site]
        ]
        return (None, linear([*load, *capacity[site, period]]), 0.0)

    model.load_limit = pyo.Constraint([key for key in capacity if model.places_of[key[0]]], rule=rule)


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

    def rule(block: pyo.ConcreteModel, cohort: str, locality: str, period: str) -> Any:
        key = (cohort, locality, period)
        terms = [(1.0, block.starts[(*place, period)]) for place in block.sites_of[cohort, locality]]
        arriving = inputs.arrivals[key]
        when_full = inputs.cohorts[cohort].when_full
        if when_full == "wait":
            terms.append((1.0, block.waiting[key]))
            if period in block.before:
                terms.append((-1.0, block.waiting[cohort, locality, block.before[period]]))
            else:
                arriving += inputs.opening_waiting[cohort, locality]
        elif when_full == "divert":
            terms.append((1.0, block.diverted[key]))
        return (arriving, linear(terms), arriving)

    index = [(g, j, t) for g in inputs.cohorts for j in inputs.localities for t in model.period_of]
    model.demand = pyo.Constraint(index, rule=rule)


def share_limits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B5, B6: largest and smallest share of a cohort's starts in a setting."""
    limit = {(cohort, setting): (low, high) for cohort, setting, low, high in inputs.shares}

    def terms(block: pyo.ConcreteModel, cohort: str, setting: str, period: str, share: float) -> list[Term]:
        return [
            (
                (1.0 if inputs.sites[place.site].setting == setting else 0.0) - share,
                block.starts[(*place, period)],
            )
            for place in inputs.placements
            if place.cohort == cohort
        ]

    def at_most(block: pyo.ConcreteModel, cohort: str, setting: str, period: str) -> Any:
        return (None, linear(terms(block, cohort, setting, period, limit[cohort, setting][1])), 0.0)

    def at_least(block: pyo.ConcreteModel, cohort: str, setting: str, period: str) -> Any:
        return (0.0, linear(terms(block, cohort, setting, period, limit[cohort, setting][0])), None)

    placed = {place.cohort for place in inputs.placements}
    index = [(g, k, t) for g, k in limit if g in placed for t in model.period_of]
    model.max_share = pyo.Constraint([key for key in index if limit[key[:2]][1] < 1.0], rule=at_most)
    model.min_share = pyo.Constraint([key for key in index if limit[key[:2]][0] > 0.0], rule=at_least)


def closure_test(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B9: once a site is about to be reduced, nobody it could serve waits longer or is diverted."""
    index: list[tuple[str, str, str, str]] = []
    flag: dict[tuple[str, str], Any] = {}
    for site in model.shrinking_sites:
        first = next(t for t in model.period_of if any(arc.beds_change < 0 for arc in model.changes[site, t]))
        for period in model.period_of:
            ahead = add_months(period, inputs.sites[site].double_running_months)
            last = max(t for t in model.period_of if t <= ahead)
            if last >= first:
                flag[site, period] = model.reduced[site, last]
                index += [(*place, period) for place in model.places_of[site]]

    def rule(block: pyo.ConcreteModel, cohort: str, locality: str, site: str, period: str) -> Any:
        key = (cohort, locality, period)
        arriving = inputs.arrivals[key]
        grown = arriving
        terms: list[Term] = [(arriving, flag[site, period])]
        if inputs.cohorts[cohort].when_full == "divert":
            terms.append((1.0, block.diverted[key]))
        else:
            terms.append((1.0, block.waiting[key]))
            if period in block.before:
                terms.append((-1.0, block.waiting[cohort, locality, block.before[period]]))
            else:
                grown += inputs.opening_waiting[cohort, locality]
        return (None, linear(terms), grown)

    model.closure_test = pyo.Constraint(
        [key for key in index if inputs.cohorts[key[0]].when_full != "never"], rule=rule
    )


def cover(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B20 (implied): what runs can carry all who must be placed; stated only where every cohort must be met."""
    stays = {
        (g, j): min((inputs.stay_days[g, place.site] for place in model.sites_of[g, j]), default=0.0)
        for g in inputs.cohorts
        for j in inputs.localities
    }

    def rule(block: pyo.ConcreteModel, period: str) -> Any:
        load = sum(
            stay * inputs.arrivals[g, j, period] / block.period_of[period].days for (g, j), stay in stays.items()
        )
        capacity = [(inputs.cap[key], block.configuration[key]) for key in inputs.running if key[2] == period]
        return (load, linear(capacity), None)

    model.cover = pyo.Constraint(list(model.period_of) if inputs.all_must_be_met else [], rule=rule)


def strong_links(model: pyo.ConcreteModel, inputs: Inputs) -> list[tuple[Any, float, list[Any]]]:
    """B19 (implied): rows `starts <= most x (running with beds)`, to be separated at the root.

    Returns
    -------
    list of (variable of starts, most people, variables of the configurations that have room)
    """
    open_at: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for key in inputs.running:
        if inputs.cap[key] > 0:
            open_at.setdefault((key[0], key[2]), []).append((inputs.cap[key], model.configuration[key]))
    rows = []
    for place in inputs.placements:
        for period in inputs.periods:
            room = open_at.get((place.site, period.id), [])
            stay = inputs.stay_days[place.cohort, place.site]
            fits = max((cap for cap, _ in room), default=0.0) * period.days / stay
            most = min(_arriving(inputs, place, period.id), fits)
            rows.append((model.starts[(*place, period.id)], most, [var for _, var in room]))
    return rows


def _arriving(inputs: Inputs, place: Placement, period: str) -> float:
    return inputs.arrivals[place.cohort, place.locality, period]

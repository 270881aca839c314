"""Rows that hold anyway and only speed the proof: strong links, cover, setting totals (B19, B20, B22-B24)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.inputs import Inputs
from capplan.formulations.beds.linear import Term, linear


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the implied rows that the formulation's rule asks for."""
    cover(model, inputs)
    one_configuration(model, inputs)
    setting_totals(model, inputs)


def one_configuration(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B22: exactly one configuration per site and period; stated because cuts can use it."""
    choices: dict[tuple[str, str], list[Term]] = {}
    for site, name, period in inputs.running:
        choices.setdefault((site, period), []).append((1.0, model.configuration[site, name, period]))
    model.one_configuration = pyo.Constraint(
        [] if inputs.all_must_be_met else [key for key, terms in choices.items() if len(terms) > 1],
        rule=lambda _, *key: (1.0, linear(choices[key]), 1.0),
    )


def setting_totals(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B23, B24: most and least load that shares allow a group of settings, whatever the sites do."""
    most: dict[tuple[str, str], tuple[list[Term], float]] = {}
    least: dict[tuple[str, str], tuple[list[Term], float]] = {}
    for group in () if inputs.all_must_be_met else tuple(_groups(inputs)):
        for span in model.span_of:
            key = ("+".join(group), span)
            most[key] = _most(model, inputs, group, span)
            if (row := _least(model, inputs, group, span))[1] > 0:
                least[key] = row
    model.most_occupied = pyo.Constraint(list(most), rule=lambda _, *key: (None, linear(most[key][0]), most[key][1]))
    model.least_occupied = pyo.Constraint(
        list(least), rule=lambda _, *key: (least[key][1], linear(least[key][0]), None)
    )


def _groups(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    """Yield every setting on its own, and every group of bed settings."""
    used = {place.site for place in inputs.placements}
    settings = list(dict.fromkeys(site.setting for name, site in inputs.sites.items() if name in used))
    beds = [
        setting
        for setting in settings
        if any(site.setting == setting and inputs.unit_of[name] == "bed" for name, site in inputs.sites.items())
    ]
    yield from ((setting,) for setting in settings)
    for size in range(2, len(beds) + 1):
        yield from combinations(beds, size)


def _loads(model: pyo.ConcreteModel, inputs: Inputs, group: tuple[str, ...], span: str) -> list[Term]:
    return [
        (1.0, model.beds_occupied[name, span])
        for name, site in inputs.sites.items()
        if site.setting in group and model.places_of[name]
    ]


def _most(model: pyo.ConcreteModel, inputs: Inputs, group: tuple[str, ...], span: str) -> tuple[list[Term], float]:
    """Return terms <= limit: all who could start (arrivals and waiting) at their longest permitted stays."""
    terms, limit = _loads(model, inputs, group, span), 0.0
    for cohort in inputs.cohorts:
        stays = _stays(inputs, cohort)
        open_share = 1.0 - sum(low for setting, (_, low, _) in stays.items() if setting not in group)
        days = 0.0
        for stay, _, high in sorted((row for setting, row in stays.items() if setting in group), reverse=True):
            days += stay * min(open_share, high)
            open_share -= min(open_share, high)
        weight = days / model.span_of[span].days
        for locality in inputs.localities:
            limit += weight * inputs.arriving(cohort, locality, model.span_of[span])
            if weight > 0 and inputs.cohorts[cohort].when_full == "wait":
                if span in model.span_before:
                    terms.append((-weight, model.waiting[cohort, locality, model.span_before[span]]))
                else:
                    limit += weight * inputs.opening_waiting[cohort, locality]
    return terms, limit


def _least(model: pyo.ConcreteModel, inputs: Inputs, group: tuple[str, ...], span: str) -> tuple[list[Term], float]:
    """Return terms >= limit: those whom the other settings may not take, at their shortest stay."""
    terms, limit = _loads(model, inputs, group, span), 0.0
    for cohort, row in inputs.cohorts.items():
        stays = _stays(inputs, cohort)
        inside = [stays[setting] for setting in group if setting in stays]
        outside = sum(high for setting, (_, _, high) in stays.items() if setting not in group)
        share = max(0.0, 1.0 - outside, sum(low for _, low, _ in inside))
        weight = share * min((stay for stay, _, _ in inside), default=0.0) / model.span_of[span].days
        for locality in inputs.localities if weight > 0 else ():
            limit += weight * inputs.arriving(cohort, locality, model.span_of[span])
            if row.when_full == "wait":
                terms.append((weight, model.waiting[cohort, locality, span]))
            elif row.when_full == "divert":
                terms.append((weight, model.diverted[cohort, locality, span]))
    return terms, limit


def _stays(inputs: Inputs, cohort: str) -> dict[str, tuple[float, float, float]]:
    """Return (stay in days, smallest share, largest share) by setting in which some site admits the cohort."""
    limits = {setting: (low, high) for name, setting, low, high in inputs.shares if name == cohort}
    return {
        site.setting: (inputs.stay_days[cohort, name], *limits[site.setting])
        for name, site in inputs.sites.items()
        if (cohort, name) in inputs.stay_days
    }


def cover(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B20: what runs can carry all who must be placed; stated only where every cohort must be met."""
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


def strong_links(model: pyo.ConcreteModel, inputs: Inputs) -> tuple[list[Any], list[list[Any]], list[float]]:
    """B19: rows `starts <= most x (running with beds)`, to be separated at the root.

    Returns
    -------
    variables of starts, variables of the configurations that have room, most people: one of each a row
    """
    open_at: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for key in inputs.running:
        if inputs.cap[key] > 0:
            open_at.setdefault((key[0], key[2]), []).append((inputs.cap[key], model.configuration[key]))
    starts, running, most = [], [], []
    for place in inputs.placements:
        for period in inputs.periods:
            room = open_at.get((place.site, period.id), [])
            stay = inputs.stay_days[place.cohort, place.site]
            fits = max((cap for cap, _ in room), default=0.0) * period.days / stay
            starts.append(model.starts[(*place, period.id)])
            running.append([var for _, var in room])
            most.append(min(inputs.arrivals[place.cohort, place.locality, period.id], fits))
    return starts, running, most

"""Links of beds and staff: volumes of work, beds released, beds that nobody staffs (S1-S6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.estate import arc_var
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.spans import Span
from capplan.formulations.system.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every link to the model."""
    home_starts(model, inputs)
    occupied_days(model, inputs)
    staffed_days(model, inputs)
    released_beds(model, inputs)
    staffed_load(model, inputs)
    unstaffed_beds(model, inputs)


def driven_by(model: pyo.ConcreteModel, inputs: Inputs, driver: str) -> list[tuple[str, str, str]]:
    """Return (work, workplace, span) of the volumes with a driver."""
    return [key for key in model.workforce.volume if inputs.drivers[key[0]] == driver]


def kept(inputs: Inputs, work: str, span: Span) -> float:
    """Return what less-work levers leave of a work type in a span: in a coarse model, in its least month."""
    return min(inputs.kept[work, period.id] for period in span.periods)


def home_starts(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S1: people who start at home are work for the base that serves them."""

    def rule(block: pyo.ConcreteModel, work: str, base: str, span_id: str) -> Any:
        site = inputs.home_site[base]
        share = kept(inputs, work, block.beds.span_of[span_id])
        starts: list[Term] = [
            (-share * inputs.start_weights[work, place.cohort, site], block.beds.starts[(*place, span_id)])
            for place in block.beds.places_of[site]
            if (work, place.cohort, site) in inputs.start_weights
        ]
        return (0.0, linear([(1.0, block.workforce.volume[work, base, span_id]), *starts]), 0.0)

    model.home_starts = pyo.Constraint(driven_by(model, inputs, "home-starts"), rule=rule)


def occupied_days(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S2: occupied bed-days are work for the site."""

    def rule(block: pyo.ConcreteModel, work: str, site: str, span_id: str) -> Any:
        span = block.beds.span_of[span_id]
        terms: list[Term] = [(1.0, block.workforce.volume[work, site, span_id])]
        if (site, span_id) in block.beds.beds_occupied:
            terms.append((-kept(inputs, work, span) * span.days, block.beds.beds_occupied[site, span_id]))
        return (0.0, linear(terms), 0.0)

    model.occupied_days = pyo.Constraint(driven_by(model, inputs, "occupied-days"), rule=rule)


def staffed_days(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S3: staffed bed-days are work for the site, whether or not anybody is in the bed."""
    standing: dict[tuple[str, str], list[Term]] = {}
    for site, name, period in inputs.beds.running:
        size = float(inputs.beds.beds[site, name])
        standing.setdefault((site, period), []).append((size, model.beds.configuration[site, name, period]))

    def rule(block: pyo.ConcreteModel, work: str, site: str, span_id: str) -> Any:
        span = block.beds.span_of[span_id]
        share = kept(inputs, work, span)
        terms: list[Term] = [(1.0, block.workforce.volume[work, site, span_id])]
        for period in span.periods:
            terms += [(-share * period.days * beds, one) for beds, one in standing.get((site, period.id), [])]
        return (0.0, linear(terms), 0.0)

    model.staffed_days = pyo.Constraint(driven_by(model, inputs, "staffed-days"), rule=rule)


def released_beds(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S4: the share of today's beds that reductions have removed so far."""

    def gone(site: str, period: str) -> Iterator[Term]:
        today = inputs.beds.beds[site, inputs.sites[site].today]
        for month in model.beds.period_of:
            for arc in model.beds.changes[site, month] if month <= period and today > 0 else ():
                if arc.beds_change < 0:
                    yield arc.beds_change / today, arc_var(model.beds, arc)

    def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
        return (0.0, linear([(1.0, block.workforce.released[site, period]), *gone(site, period)]), 0.0)

    model.released_beds = pyo.Constraint(list(model.workforce.released), rule=rule)


def staffed_load(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S5: a bed without staff carries nobody."""
    room: dict[tuple[str, str], list[Term]] = {}
    for site, name, period in inputs.beds.running:
        cap = inputs.beds.cap[site, name, period]
        room.setdefault((site, period), []).append((-cap, model.beds.configuration[site, name, period]))

    def rule(block: pyo.ConcreteModel, site: str, span_id: str) -> Any:
        span = block.beds.span_of[span_id]
        terms: list[Term] = [(1.0, block.beds.beds_occupied[site, span_id]), (1.0, block.unstaffed[site, span_id])]
        for period in span.periods:
            terms += [(cap * period.days / span.days, one) for cap, one in room.get((site, period.id), [])]
        return (None, linear(terms), 0.0)

    model.staffed_load = pyo.Constraint(list(model.unstaffed), rule=rule)


def unstaffed_beds(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """S6: hours of bed care left undone are beds that nobody staffs."""
    staff = model.workforce

    def rule(block: pyo.ConcreteModel, site: str, skill: str, span_id: str) -> Any:
        span = block.beds.span_of[span_id]
        most = max(inputs.bed_hours[site, skill, period.id] for period in span.periods) * span.days
        undone: list[Term] = [
            (1.0, staff.shortfall[site, skill, response, span_id]) for response in staff.response_classes[site, skill]
        ]
        return (None, linear([*undone, (-most, block.unstaffed[site, span_id])]), 0.0)

    skills = dict.fromkeys(key[:2] for key in inputs.bed_hours)
    index = [(*key, span) for key in skills for span in model.beds.span_of if (key[0], span) in model.unstaffed]
    model.unstaffed_beds = pyo.Constraint(index, rule=rule)

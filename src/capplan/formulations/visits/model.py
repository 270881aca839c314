"""Sets, variables and objective of the `visits` model; constraints stand in `sending`, `times` and `pauses`."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.visits import pauses, sending, times
from capplan.formulations.visits.duties import Duties, duties_of
from capplan.formulations.visits.inputs import Inputs
from capplan.units import minutes_to_hours, seconds_to_minutes


def build(inputs: Inputs) -> pyo.ConcreteModel:
    """Build the model: see ``formulations/visits/formulation.md``.

    It states the whole day at once and is meant for small ones: the search of large days is held to it.

    Parameters
    ----------
    inputs : Inputs
        The day.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP); times in minutes. Every component's name is a row of
        ``formulations/visits/symbols.csv``.
    """
    model = pyo.ConcreteModel(name="visits")
    model.inputs = inputs
    model.duties = duties_of(inputs)
    _variables(model, inputs)
    sending.add(model, inputs)
    times.add(model, inputs)
    pauses.add(model, inputs)
    _objective(model, inputs)
    return model


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    duties: Duties = model.duties
    visits = [(visit.id,) for visit in inputs.visits]
    wished = [(visit.id,) for visit in inputs.visits if visit.preferred_s is not None]
    every = [(duty,) for duty in duties.all]
    with_break = [(duty,) for duty in duties.all if duties.pause[duty] is not None]
    windows = [(visit.id, number) for visit in inputs.visits for number in range(len(visit.windows))]
    model.made = pyo.Var(index_set(visits), domain=pyo.Binary)
    model.sent = pyo.Var(index_set(duties.sendable), bounds=(0.0, 1.0))
    model.goes = pyo.Var(index_set(duties.ways), domain=pyo.Binary)
    model.in_window = pyo.Var(index_set(windows), domain=pyo.Binary)
    model.start = pyo.Var(index_set(visits), domain=pyo.NonNegativeReals)
    model.early = pyo.Var(index_set(wished), domain=pyo.NonNegativeReals)
    model.late = pyo.Var(index_set(wished), domain=pyo.NonNegativeReals)
    model.leaves = pyo.Var(index_set(every), domain=pyo.NonNegativeReals)
    model.back = pyo.Var(index_set(every), domain=pyo.NonNegativeReals)
    model.pauses = pyo.Var(
        index_set([way for way in duties.ways if duties.pause[way[0]] is not None]), domain=pyo.Binary
    )
    model.pause_start = pyo.Var(index_set(with_break), domain=pyo.NonNegativeReals)
    model.overtime = pyo.Var(index_set([(carer.id,) for carer in inputs.carers]), domain=pyo.NonNegativeReals)


def _objective(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    duties: Duties = model.duties
    terms: list[Term] = []
    for carer in inputs.carers:
        rate = minutes_to_hours(carer.waiting_gbp_per_h)
        for duty in duties.of_carer[carer.id]:
            terms += [(rate * minutes, variable) for minutes, variable in times.work(model, duty)]
        terms.append((minutes_to_hours(carer.overtime_gbp_per_h), model.overtime[carer.id]))
    # Work is paid as waiting; travel and contact add what they cost more.
    for duty, one, other in duties.ways:
        carer = duties.carer[duty]
        more = minutes_to_hours(carer.travel_gbp_per_h - carer.waiting_gbp_per_h)
        way = more * duties.way_min(duty, one, other) + carer.mileage_gbp_per_km * duties.way_km(duty, one, other)
        terms.append((way, model.goes[duty, one, other]))
    for visit_id, duty in duties.sendable:
        visit, carer = duties.visit[visit_id], duties.carer[duty]
        more = minutes_to_hours(carer.service_gbp_per_h - carer.waiting_gbp_per_h)
        across = carer.help_across_gbp if visit.base != carer.base else 0.0
        each = more * seconds_to_minutes(visit.duration_s) + across + visit.preferred.get(carer.id, 0.0)
        terms.append((each, model.sent[visit_id, duty]))
    for visit in inputs.visits:
        terms.append((-visit.unserved_gbp, model.made[visit.id]))
        if visit.preferred_s is not None:
            terms += [(visit.deviation_gbp_per_min, model.early[visit.id]), (visit.price_of_late, model.late[visit.id])]
    all_left: Any = sum(visit.unserved_gbp for visit in inputs.visits)
    model.objective = pyo.Objective(expr=linear(terms, all_left), sense=pyo.minimize)

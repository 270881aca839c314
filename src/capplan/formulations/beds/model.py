"""Sets, variables and objective of the `beds` model; the constraints stand in `estate`, `people` and `money`."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from capplan.formulations.beds import estate, implied, money, people
from capplan.formulations.beds.inputs import Inputs
from capplan.formulations.beds.sets import index_set


def build(inputs: Inputs, *, tight: bool = True) -> pyo.ConcreteModel:
    """Build the model of one option: see ``formulations/beds/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the option on the scenario.
    tight : bool
        Add the rows that hold anyway and speed the proof (B20, B22-B24).

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, present value). `tie_break` (beds changed) is there, deactivated.
        Every component's name is a row of ``formulations/beds/symbols.csv``.
    """
    model = pyo.ConcreteModel(name="beds")
    model.inputs = inputs
    _index(model, inputs)
    _variables(model, inputs)
    estate.add(model, inputs)
    people.add(model, inputs)
    if tight:
        implied.add(model, inputs)
    money.add(model, inputs)
    return model


def _index(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Keep the look-ups that the constraint modules share on the model, outside Pyomo's components."""
    ids = [period.id for period in inputs.periods]
    model.period_of = {period.id: period for period in inputs.periods}
    model.before = dict(zip(ids[1:], ids[:-1], strict=True))
    model.span_of = {span.id: span for span in inputs.spans}
    model.span_before = dict(zip(list(model.span_of)[1:], model.span_of, strict=False))
    model.changes = defaultdict(list)
    for arc in inputs.arcs:
        if arc.source != arc.target:
            model.changes[arc.site, arc.period].append(arc)
    model.shrinking_sites = _sites_with(inputs, -1)
    model.turning_sites = [site for site in _sites_with(inputs, +1) if site in set(model.shrinking_sites)]
    model.places_of = defaultdict(list)
    model.sites_of = defaultdict(list)
    for place in inputs.placements:
        model.places_of[place.site].append(place)
        model.sites_of[place.cohort, place.locality].append(place)


def _sites_with(inputs: Inputs, direction: int) -> list[str]:
    wanted = {arc.site for arc in inputs.arcs if arc.beds_change * direction > 0}
    return [site for site in inputs.sites if site in wanted]


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    ids = [period.id for period in inputs.periods]
    arcs = [(arc.site, arc.source, arc.target, arc.period) for arc in inputs.arcs]
    starts = [(*place, span.id) for place in inputs.placements for span in inputs.spans]
    loads = [(site, span.id) for site in inputs.sites if model.places_of[site] for span in inputs.spans]
    waits = _people_index(inputs, "wait")
    diverts = _people_index(inputs, "divert")
    model.configuration = pyo.Var(index_set(inputs.running), domain=pyo.Binary)
    model.transition = pyo.Var(index_set(arcs), bounds=(0.0, 1.0))
    model.starts = pyo.Var(index_set(starts), domain=pyo.NonNegativeReals)
    model.beds_occupied = pyo.Var(index_set(loads), domain=pyo.NonNegativeReals)
    model.waiting = pyo.Var(index_set(waits), domain=pyo.NonNegativeReals)
    model.diverted = pyo.Var(index_set(diverts), domain=pyo.NonNegativeReals)
    model.reduced = pyo.Var(
        index_set([(site, period) for site in model.shrinking_sites for period in ids]), bounds=(0.0, 1.0)
    )
    model.turned = pyo.Var(
        index_set([(site, period) for site in model.turning_sites for period in ids]), bounds=(0.0, 1.0)
    )
    model.grows_first = pyo.Var(index_set([(site,) for site in model.turning_sites]), domain=pyo.Binary)


def _people_index(inputs: Inputs, when_full: str) -> list[tuple[str, str, str]]:
    return [
        (name, locality, span.id)
        for name, cohort in inputs.cohorts.items()
        if cohort.when_full == when_full
        for locality in inputs.localities
        for span in inputs.spans
    ]

"""Constraints on runs of days worked and days off, and on weekends (R4-R9)."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.rota.inputs import Inputs
from capplan.formulations.rota.links import days_still_at_work, days_still_off
from capplan.formulations.rota.terms import at

Row = tuple[list[Term], float]


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on runs and weekends."""
    begin(model, inputs)
    min_run(model, inputs)
    max_run(model, inputs)
    min_off_run(model, inputs)
    weekend_worked(model, inputs)
    max_weekends(model, inputs)


def begin(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R4: work on a day that was not there the day before begins a run; work that is no longer there ended one."""
    worked = {person.id: float(person.history.run_days > 0) for person in inputs.people}

    def rule(block: pyo.ConcreteModel, person: str, day: int) -> object:
        before = at(block, person, day - 1) if day > 0 else []
        change = [(1.0, block.begins[person, day]), (-1.0, block.ends[person, day - 1])]
        known = 0.0 if day > 0 else -worked[person]
        return known, linear([*change, *at(block, person, day, -1.0), *before]), known

    model.begin = pyo.Constraint(index_set(list(model.begins)), rule=rule)


def min_run(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R5: who began to work lately is still at work, and so is who carries a short run over."""
    rows: dict[tuple[str, int], Row] = {}
    carried: dict[tuple[str, int], Row] = {}
    for person in inputs.people:
        still = days_still_at_work(person)
        for day in range(inputs.days):
            lately = [key for then in _window(day, person.min_run) if (key := (person.id, then)) in model.begins]
            if person.min_run > 1 and lately:
                now = at(model, person.id, day, -1.0)
                rows[person.id, day] = ([*((1.0, model.begins[key]) for key in lately), *now], 0.0)
            if 0 < day < still and (first := at(model, person.id, 0)):
                carried[person.id, day] = ([*first, *at(model, person.id, day, -1.0)], 0.0)
    _upper(model, "min_run", rows)
    _upper(model, "carried_run", carried)


def max_run(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R6: nobody works more days in a row than allowed, days before the rota counted."""
    rows: dict[tuple[str, int], Row] = {}
    for person in inputs.people:
        most = person.max_run
        if most is None:
            continue
        worked = min(most, max(0, person.history.run_days))
        for first in range(-worked, inputs.days - most):
            days = range(max(0, first), first + most + 1)
            if days and all(model.open_to[person.id, day] for day in days):
                terms = [term for day in days for term in at(model, person.id, day)]
                rows[person.id, first] = (terms, float(len(days) - 1))
    _upper(model, "max_run", rows)


def min_off_run(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R7: who stopped work lately is still off, days before the rota counted."""
    rows: dict[tuple[str, int], Row] = {}
    for person in inputs.people:
        for day in range(inputs.days):
            now = at(model, person.id, day)
            lately = [key for then in _window(day - 1, person.min_off_run) if (key := (person.id, then)) in model.ends]
            if now and day < days_still_off(person):
                rows[person.id, day] = (now, 0.0)
            elif now and person.min_off_run > 1 and lately:
                rows[person.id, day] = ([*((1.0, model.ends[key]) for key in lately), *now], 1.0)
    _upper(model, "min_off_run", rows)


def weekend_worked(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R8: a weekend with any work is worked."""
    rows: dict[tuple[str, int, int], Row] = {}
    for person, number in model.weekend:
        for day in inputs.weekends[number]:
            if now := at(model, person, day):
                rows[person, number, day] = ([*now, (-1.0, model.weekend[person, number])], 0.0)
    _upper(model, "weekend_worked", rows)


def max_weekends(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R9: nobody works more weekends than allowed."""
    rows: dict[tuple[str], Row] = {}
    for person in inputs.people:
        worked = [(1.0, model.weekend[key]) for key in model.weekend if key[0] == person.id]
        if worked and person.max_weekends is not None:
            rows[(person.id,)] = (worked, float(person.max_weekends))
    _upper(model, "max_weekends", rows)


def _window(last: int, length: int) -> range:
    return range(last - length + 1, last + 1)


def _upper(
    model: pyo.ConcreteModel,
    name: str,
    rows: dict[tuple[str, int], Row] | dict[tuple[str, int, int], Row] | dict[tuple[str], Row],
) -> None:
    table: dict[object, Row] = {(key if len(key) > 1 else key[0]): row for key, row in rows.items()}

    def rule(_: object, *key: object) -> object:
        terms, upper = table[key if len(key) > 1 else key[0]]
        return None, linear(terms), upper

    model.add_component(name, pyo.Constraint(index_set(list(rows)), rule=rule))

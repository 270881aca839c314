"""Constraints on one person's neighbouring days: one shift a day, rest between shifts (R1-R3)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.rota.inputs import Inputs
from capplan.formulations.rota.links import Clique, cliques
from capplan.formulations.rota.terms import at


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on one shift a day and on rest."""
    one_shift(model, inputs)
    rest(model, inputs)
    rest_over_day_off(model, inputs)


def one_shift(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R1: a person works at most one shift a day, and exactly one where it is settled."""
    must = {(person.id, day) for person in inputs.people for day in range(inputs.days) if person.must_work(day)}
    index = [key for key, shifts in model.open_to.items() if shifts or key in must]
    model.one_shift = pyo.Constraint(
        index_set([key for key in index if key not in must]),
        rule=lambda block, person, day: (None, linear(at(block, person, day)), 1.0),
    )
    model.settled_shift = pyo.Constraint(
        index_set([key for key in index if key in must]),
        rule=lambda block, person, day: (1.0, linear(at(block, person, day)), 1.0),
    )


def rest(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R2: two shifts with too little daily rest between them do not follow each other."""
    _exclude(model, "rest", inputs, cliques(inputs.forbidden), 1)


def rest_over_day_off(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R3: two shifts with too little rest over exactly one day off do not stand on its two sides."""
    _exclude(model, "rest_over_day_off", inputs, cliques(inputs.forbidden_over_day_off), 2)


def _exclude(model: pyo.ConcreteModel, name: str, inputs: Inputs, blocks: list[Clique], apart: int) -> None:
    """Add rows: no shift of a block's first set with one of its second set so many days later, days off between."""
    rows: dict[tuple[str, int, int], tuple[list[Term], float]] = {}
    for person in inputs.people:
        history = person.history
        for number, (first, later) in enumerate(blocks):
            for day in range(-1, inputs.days - apart):
                known = float(history.run_days > 0 and history.last_shift in first) if day < 0 else 0.0
                before = _chosen(model, person.id, day, first) if day >= 0 else []
                after = _chosen(model, person.id, day + apart, later)
                if (before or known) and after:
                    between = at(model, person.id, day + 1, -1.0) if apart == 2 else []
                    rows[person.id, day, number] = ([*before, *after, *between], 1.0 - known)
    # Of neighbouring days before day 0 the shifts that may be worked already take account.
    rows = {key: row for key, row in rows.items() if key[1] >= 0 or apart == 2}
    model.add_component(
        name,
        pyo.Constraint(index_set(list(rows)), rule=lambda _, *key: (None, linear(rows[key][0]), rows[key][1])),
    )


def _chosen(model: pyo.ConcreteModel, person: str, day: int, shifts: frozenset[str]) -> list[Any]:
    return [(1.0, model.works[person, day, shift]) for shift in model.open_to[person, day] if shift in shifts]

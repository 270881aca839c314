"""Who is sent on which visit, and rounds as flows from start to end (V1-V6, V26)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.visits.duties import START, Duties, roles_of
from capplan.formulations.visits.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on who is sent to the model."""
    carers_sent(model, inputs)
    arrives(model)
    moves_on(model)
    one_round(model)
    different_carers(model, inputs)
    role_held(model, inputs)
    room(model, inputs)


def carers_sent(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V1: a visit that is made has one carer, or both of its two."""

    def rule(block: pyo.ConcreteModel, visit: str) -> Any:
        need = block.duties.visit[visit].carers
        return (0.0, linear([*_sent(block, visit), (-need, block.made[visit])]), 0.0)

    model.carers_sent = pyo.Constraint([visit.id for visit in inputs.visits], rule=rule)


def arrives(model: pyo.ConcreteModel) -> None:
    """V2: whoever is sent comes from the start place or one other visit."""
    model.into = defaultdict(list)
    for duty, one, other in model.duties.ways:
        model.into[other, duty].append(model.goes[duty, one, other])
    model.arrives = pyo.Constraint(list(model.duties.sendable), rule=lambda block, *key: _flow(block, block.into, key))


def moves_on(model: pyo.ConcreteModel) -> None:
    """V3: whoever is sent goes on to one other visit or the end place."""
    model.out_of = defaultdict(list)
    for duty, one, other in model.duties.ways:
        model.out_of[one, duty].append(model.goes[duty, one, other])
    model.moves_on = pyo.Constraint(
        list(model.duties.sendable), rule=lambda block, *key: _flow(block, block.out_of, key)
    )


def one_round(model: pyo.ConcreteModel) -> None:
    """V4: one round in a shift at most."""
    duties = [duty for duty in model.duties.all if model.out_of[START, duty]]
    model.one_round = pyo.Constraint(duties, rule=lambda block, duty: (None, linear(out(block, duty)), 1.0))


def different_carers(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V5: the two on a visit are different people, also where somebody has several shifts."""
    index = [
        (visit.id, carer.id)
        for visit in inputs.visits
        for carer in inputs.carers
        if visit.carers == 2 and len(_sent(model, visit.id, carer.id)) > 1
    ]
    model.different_carers = pyo.Constraint(
        index, rule=lambda block, visit, carer: (None, linear(_sent(block, visit, carer)), 1.0)
    )


def role_held(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V6: of the two on a visit one holds the first skills, one the second."""
    index = [
        (visit.id, role) for visit in inputs.visits if visit.carers == 2 and visit.second_skills for role in (0, 1)
    ]

    def rule(block: pyo.ConcreteModel, visit: str, role: int) -> Any:
        duties: Duties = block.duties
        holding = [
            (1.0, one)
            for (name, duty), one in block.sent.items()
            if name == visit and roles_of(duties.visit[visit], duties.carer[duty])[role]
        ]
        return (0.0, linear([*holding, (-1.0, block.made[visit])]), None)

    model.role_held = pyo.Constraint(index, rule=rule)


def room(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V26: what the visits of a round take has room."""
    load = {visit.id: visit.load for visit in inputs.visits}
    taken: dict[Any, list[Term]] = defaultdict(list)
    for visit, duty in model.duties.sendable:
        if load[visit]:
            taken[duty].append((load[visit], model.sent[visit, duty]))
    most = {duty: model.duties.carer[duty].most_load for duty in taken}
    model.room = pyo.Constraint(
        [duty for duty in taken if most[duty] is not None],
        rule=lambda _, duty: (None, linear(taken[duty]), most[duty]),
    )


def out(model: pyo.ConcreteModel, duty: str) -> list[Term]:
    """Return what is 1 if the carer goes out in the shift, as terms."""
    return [(1.0, one) for one in model.out_of[START, duty]]


def _sent(model: pyo.ConcreteModel, visit: str, carer: str | None = None) -> list[Term]:
    duties = model.duties.all if carer is None else model.duties.of_carer[carer]
    return [(1.0, model.sent[visit, duty]) for duty in duties if (visit, duty) in model.sent]


def _flow(model: pyo.ConcreteModel, ways: dict[tuple[str, str], list[Any]], key: tuple[str, ...]) -> Any:
    visit, duty = key
    return (0.0, linear([*((1.0, one) for one in ways[visit, duty]), (-1.0, model.sent[visit, duty])]), 0.0)

"""Sets, variables and objective of the `hub` model; constraints stand in `answering`, `duty` and `deferring`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.hub import answering, deferring, duty
from capplan.formulations.hub.inputs import Inputs


def build(inputs: Inputs) -> pyo.ConcreteModel:
    """Build the model: see ``formulations/hub/formulation.md``.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP a week). Every component's name is a row of ``formulations/hub/symbols.csv``.
    """
    model = pyo.ConcreteModel(name="hub")
    model.inputs = inputs
    _variables(model, inputs)
    _index(model, inputs)
    answering.add(model, inputs)
    duty.add(model, inputs)
    deferring.add(model, inputs)
    _objective(model, inputs)
    return model


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    staffed: dict[str, set[int]] = defaultdict(set)
    for (shift, _), during in inputs.on_duty.items():
        staffed[inputs.shift_role[shift]].update(during)
    model.staffed = staffed
    breaks = [(shift, start, at) for (shift, start), places in inputs.breaks.items() for at in places]
    answers = [
        (role, call, at)
        for call, at in inputs.required
        for role in inputs.roles
        if (role, call) in inputs.may_answer and at in staffed[role]
    ]
    works = [
        (role, task, at)
        for task, at in inputs.arrives
        for role in inputs.roles
        if (role, task) in inputs.may_answer and at in staffed[role]
    ]
    shared = [(call, at) for call, at in inputs.required if at in inputs.max_shared]
    model.starts = pyo.Var(index_set(inputs.on_duty), domain=pyo.NonNegativeIntegers)
    model.breaks = pyo.Var(index_set(breaks), domain=pyo.NonNegativeIntegers)
    model.answers = pyo.Var(index_set(answers), domain=pyo.NonNegativeIntegers)
    model.shared = pyo.Var(index_set(shared), domain=pyo.NonNegativeIntegers)
    model.short = pyo.Var(index_set(inputs.required), domain=pyo.NonNegativeReals)
    model.works = pyo.Var(index_set(works), domain=pyo.NonNegativeReals)
    model.backlog = pyo.Var(index_set(inputs.arrives), domain=pyo.NonNegativeReals)
    model.undone = pyo.Var(index_set(inputs.arrives), domain=pyo.NonNegativeReals)
    contracts = list(inputs.contract_role)
    model.people = pyo.Var([one for one in contracts if one in inputs.whole], domain=pyo.NonNegativeIntegers)
    model.posts = pyo.Var([one for one in contracts if one not in inputs.whole], domain=pyo.NonNegativeReals)


def _index(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Keep the look-ups that the constraint modules share on the model, outside Pyomo's components."""
    present: dict[tuple[str, int], list[Term]] = defaultdict(list)
    for (shift, start), during in inputs.on_duty.items():
        for at in during:
            present[inputs.shift_role[shift], at].append((1.0, model.starts[shift, start]))
    for shift, start, at in model.breaks:
        for step in range(inputs.break_length[shift]):
            present[inputs.shift_role[shift], (at + step) % duty.HALF_HOURS_PER_WEEK].append(
                (-1.0, model.breaks[shift, start, at])
            )
    model.present = present
    seats: dict[tuple[str, int], list[tuple[str, Any]]] = defaultdict(list)
    for role, call, at in model.answers:
        seats[role, at].append((call, model.answers[role, call, at]))
    model.seats = seats
    deferred: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for role, task, at in model.works:
        deferred[role, at].append(model.works[role, task, at])
    model.deferred = deferred


def _objective(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    terms: list[Term] = [(inputs.post_gbp[one], duty.number_of(model, inputs, one)) for one in inputs.contract_role]
    terms += [(inputs.premium_gbp[key], variable) for key, variable in model.starts.items()]
    terms += [(inputs.shared_gbp[at], variable) for (_, at), variable in model.shared.items()]
    terms += [(inputs.short_gbp[call], variable) for (call, _), variable in model.short.items()]
    terms += [(inputs.short_gbp[task], variable) for (task, _), variable in model.undone.items()]
    model.objective = pyo.Objective(expr=linear(terms), sense=pyo.minimize)

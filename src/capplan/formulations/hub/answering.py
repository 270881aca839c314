"""Constraints on calls: each has its people, nobody is in two queues or works more than there is time (H1-H4)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.case.hub_week import HALF_HOURS_PER_DAY
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.hub.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on answering to the model."""
    cover(model, inputs)
    one_queue(model, inputs)
    busy(model, inputs)
    away(model, inputs)


def cover(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H1: the people a call needs are the hub's, the health team's, or stated as missing."""
    who: dict[tuple[str, int], list[Term]] = defaultdict(list)
    for (_, call, at), variable in model.answers.items():
        who[call, at].append((1.0, variable))
    for key, variable in model.shared.items():
        who[key].append((1.0, variable))

    def rule(block: pyo.ConcreteModel, call: str, at: int) -> Any:
        needed = inputs.required[call, at]
        return (needed, linear([*who[call, at], (1.0, block.short[call, at])]), needed)

    model.cover = pyo.Constraint(list(inputs.required), rule=rule)


def one_queue(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H2: a person on duty answers in one queue at a time."""

    def rule(block: pyo.ConcreteModel, role: str, at: int) -> Any:
        seats = [(1.0, variable) for _, variable in block.seats[role, at]]
        return (None, linear([*seats, *_absent(block, role, at, 1.0)]), 0.0)

    model.one_queue = pyo.Constraint(list(model.seats), rule=rule)


def busy(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H3: calls and other work take no more than the time of the people on duty."""
    both = [key for key in model.seats if key in model.deferred]
    alone = [key for key in model.deferred if key not in model.seats]

    def rule(block: pyo.ConcreteModel, role: str, at: int) -> Any:
        return (None, linear([*_time(block, inputs, role, at), *_absent(block, role, at, 1.0)]), 0.0)

    model.busy = pyo.Constraint([*both, *alone], rule=rule)


def away(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H4: over a day, people have their time for briefings and wrap-up."""
    days: dict[tuple[str, int], list[int]] = defaultdict(list)
    for role, places in model.staffed.items():
        for at in sorted(places):
            days[role, at // HALF_HOURS_PER_DAY].append(at)

    def rule(block: pyo.ConcreteModel, role: str, day: int) -> Any:
        terms: list[Term] = []
        for at in days[role, day]:
            terms += _time(block, inputs, role, at)
            terms += _absent(block, role, at, 1.0 - inputs.away_share)
        return (None, linear(_merged(terms)), 0.0)

    model.away = pyo.Constraint(list(days), rule=rule)


def _time(model: pyo.ConcreteModel, inputs: Inputs, role: str, at: int) -> list[Term]:
    talking = [(inputs.seat_busy[call, at], variable) for call, variable in model.seats.get((role, at), ())]
    return [*talking, *((1.0, variable) for variable in model.deferred.get((role, at), ()))]


def _absent(model: pyo.ConcreteModel, role: str, at: int, share: float) -> list[Term]:
    """Return the people on duty as terms, taken away."""
    return [(-share * sign, variable) for sign, variable in model.present[role, at]]


def _merged(terms: list[Term]) -> list[Term]:
    total: dict[int, float] = defaultdict(float)
    named: dict[int, Any] = {}
    for coefficient, variable in terms:
        total[id(variable)] += coefficient
        named[id(variable)] = variable
    return [(coefficient, named[key]) for key, coefficient in total.items()]

"""Constraints on shifts, posts and the health team (H5, H6, H9-H11)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.case.hub_week import HALF_HOURS_PER_WEEK
from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.hub.inputs import Inputs

__all__ = ["HALF_HOURS_PER_WEEK", "add", "number_of"]


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on shifts, posts and the health team to the model."""
    breaks_taken(model, inputs)
    least_on_duty(model, inputs)
    posted(model, inputs)
    posts_limits(model, inputs)
    max_shared(model, inputs)


def number_of(model: pyo.ConcreteModel, inputs: Inputs, contract: str) -> Any:
    """Return the variable that counts the posts of a contract."""
    return model.people[contract] if contract in inputs.whole else model.posts[contract]


def breaks_taken(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H5: everybody on a shift with a break takes it inside its window."""

    def rule(block: pyo.ConcreteModel, shift: str, start: int) -> Any:
        taken = [(1.0, block.breaks[shift, start, at]) for at in inputs.breaks[shift, start]]
        return (0.0, linear([*taken, (-1.0, block.starts[shift, start])]), 0.0)

    model.breaks_taken = pyo.Constraint([key for key, places in inputs.breaks.items() if places], rule=rule)


def least_on_duty(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H6: so many of the hub's people are on duty at any time, breaks not counted."""

    def rule(block: pyo.ConcreteModel, at: int) -> Any:
        everybody = [term for role in inputs.roles for term in block.present.get((role, at), ())]
        return (inputs.least[at], linear(everybody), None)

    model.least_on_duty = pyo.Constraint(list(inputs.least), rule=rule)


def posted(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H9: the paid hours of a role's shifts are within the hours that its posts are at work."""

    def rule(block: pyo.ConcreteModel, role: str) -> Any:
        hours: list[Term] = [
            (inputs.paid_hours[shift], block.starts[shift, start])
            for shift, start in block.starts
            if inputs.shift_role[shift] == role
        ]
        hours += [
            (-inputs.worked_hours[one], number_of(block, inputs, one))
            for one, whose in inputs.contract_role.items()
            if whose == role
        ]
        return (None, linear(hours), 0.0)

    model.posted = pyo.Constraint(list(inputs.roles), rule=rule)


def posts_limits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H10: the hub has as many posts of a contract as it must, and no more than it may."""
    model.min_posts = pyo.Constraint(
        list(inputs.min_posts),
        rule=lambda block, one: (inputs.min_posts[one], linear([(1.0, number_of(block, inputs, one))]), None),
    )
    model.max_posts = pyo.Constraint(
        list(inputs.max_posts),
        rule=lambda block, one: (None, linear([(1.0, number_of(block, inputs, one))]), inputs.max_posts[one]),
    )


def max_shared(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H11: no more people of the health team answer at once than it can spare."""
    at_once: dict[int, list[Term]] = {}
    for (_, at), variable in model.shared.items():
        at_once.setdefault(at, []).append((1.0, variable))
    model.max_shared = pyo.Constraint(
        list(at_once), rule=lambda _, at: (None, linear(at_once[at]), inputs.max_shared[at])
    )

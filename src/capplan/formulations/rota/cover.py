"""Constraints on cover: people at work against people needed (R14, R16)."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.rota.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on cover."""
    cover(model, inputs)
    cover_limits(model, inputs)


def cover(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R14: people at work and people short make up the need; a surplus is counted where it matters."""
    at_work: dict[tuple[int, str], list[Term]] = defaultdict(list)
    for (_, day, shift), variable in model.works.items():
        at_work[day, shift].append((1.0, variable))
    cover_of = {one.id: one for one in inputs.cover}

    def rule(block: pyo.ConcreteModel, identity: str) -> object:
        one = cover_of[identity]
        people = [term for shift in sorted(one.shifts) for term in at_work[one.day, shift]]
        people.append((1.0, block.under[identity]))
        if identity in block.over:
            return one.need, linear([*people, (-1.0, block.over[identity])]), one.need
        return one.need, linear(people), None

    exact = [(one.id,) for one in inputs.cover if one.id in model.over]
    least = [(one.id,) for one in inputs.cover if one.id not in model.over]
    model.cover_exact = pyo.Constraint(index_set(exact), rule=rule)
    model.cover_least = pyo.Constraint(index_set(least), rule=rule)


def cover_limits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R16: no more people are short, and no more too many, than allowed."""
    short = {one.id: one.max_under for one in inputs.cover if one.max_under is not None}
    many = {one.id: one.max_over for one in inputs.cover if one.max_over is not None}
    model.max_under = pyo.Constraint(
        index_set([(key,) for key in short]),
        rule=lambda block, one: (None, linear([(1.0, block.under[one])]), short[one]),
    )
    model.max_over = pyo.Constraint(
        index_set([(key,) for key in many]), rule=lambda block, one: (None, linear([(1.0, block.over[one])]), many[one])
    )

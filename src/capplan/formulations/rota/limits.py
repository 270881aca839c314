"""Limits on what a person works over the rota: minutes, kinds of shift, windows, fair shares (R10-R13, R15)."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.formulations.beds.linear import linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.rota.inputs import Inputs
from capplan.formulations.rota.terms import counted, paid


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on minutes, kinds of shift, windows and fair shares."""
    paid_minutes(model, inputs)
    target_minutes(model, inputs)
    max_of(model, inputs)
    rolling(model, inputs)
    fair_share(model, inputs)


def paid_minutes(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R10: paid minutes over the rota stay within a person's hard limits."""
    days = range(inputs.days)

    def at_least(block: pyo.ConcreteModel, person: str) -> object:
        return block.person_of[person].min_paid_min, linear(paid(block, person, days)), None

    def at_most(block: pyo.ConcreteModel, person: str) -> object:
        return None, linear(paid(block, person, days)), block.person_of[person].max_paid_min

    low = [(one.id,) for one in inputs.people if one.min_paid_min]
    model.min_minutes = pyo.Constraint(index_set(low), rule=at_least)
    high = [(one.id,) for one in inputs.people if one.max_paid_min is not None]
    model.max_minutes = pyo.Constraint(index_set(high), rule=at_most)


def target_minutes(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R11: minutes short of the contract and beyond it are counted."""

    def rule(block: pyo.ConcreteModel, person: str) -> object:
        slack = [(1.0, block.minutes_under[person]), (-1.0, block.minutes_over[person])]
        target = block.person_of[person].target_paid_min
        return target, linear([*paid(block, person, range(inputs.days)), *slack]), target

    model.target_minutes = pyo.Constraint(index_set([(one,) for one in model.minutes_under]), rule=rule)


def max_of(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R12: a person works no more shifts of a kind than allowed."""
    limit = {(person.id, tag): most for person in inputs.people for tag, most in sorted(person.max_of.items())}
    terms = {key: counted(model, key[0], range(inputs.days), key[1]) for key in limit}
    model.max_of = pyo.Constraint(
        index_set([key for key, found in terms.items() if len(found) > limit[key]]),
        rule=lambda _, *key: (None, linear(terms[key]), limit[key]),
    )


def rolling(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R13: in any window of days a person works no more shifts, and no more minutes, than allowed."""
    shifts, minutes = {}, {}
    for person in inputs.people:
        for number, one in enumerate(person.rolling):
            for window in one.windows(inputs.days):
                key = (person.id, number, window.start)
                if one.max_shifts is not None:
                    shifts[key] = (counted(model, person.id, window, one.tag), one.max_shifts)
                if one.max_paid_min is not None:
                    minutes[key] = (paid(model, person.id, window, one.tag), one.max_paid_min)
    for name, rows in (("rolling_shifts", shifts), ("rolling_minutes", minutes)):
        table = {key: row for key, row in rows.items() if sum(factor for factor, _ in row[0]) > row[1]}

        def rule(_: object, *key: object, table: dict[tuple[str, int, int], tuple[list, int]] = table) -> object:  # type: ignore[type-arg]
            return None, linear(table[key][0]), table[key][1]  # type: ignore[index]

        model.add_component(name, pyo.Constraint(index_set(list(table)), rule=rule))


def fair_share(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """R15: shifts beyond a person's fair share are counted."""
    fair_of = {fair.id: fair for fair in inputs.fairness}

    def rule(block: pyo.ConcreteModel, fair: str, person: str) -> object:
        one = fair_of[fair]
        days = range(inputs.days) if one.days is None else sorted(one.days)
        return (
            None,
            linear([*counted(block, person, days, one.tag), (-1.0, block.excess[fair, person])]),
            one.share[person],
        )

    model.fair_share = pyo.Constraint(index_set(list(model.excess)), rule=rule)

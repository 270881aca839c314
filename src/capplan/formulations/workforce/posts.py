"""Constraints on posts: who is in post, recruited, moved, supervised (W3, W8-W12)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.workforce.inputs import Inputs, Post
from capplan.units import add_months


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on posts to the model."""
    balance(model, inputs)
    team_minimum(model, inputs)
    supervised(model, inputs)
    recruit_limit(model, inputs)
    move_after_release(model, inputs)
    room(model, inputs)


def balance(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W3: in post are those who stayed, joined or moved in, less those who moved out or were made redundant."""
    step = inputs.fte_step
    arriving: dict[tuple[str, str, str], list[Term]] = {}
    for key in model.redeployed:
        role, site, to_role, base, period = key
        arriving.setdefault((to_role, base, period), []).append((-step, model.redeployed[key]))
        arriving.setdefault((role, site, period), []).append((step, model.redeployed[key]))
    redundant = set(model.redundant)

    def rule(block: pyo.ConcreteModel, role: str, place: str, period: str) -> Any:
        terms: list[Term] = [(1.0, block.in_post[role, place, period]), *arriving.get((role, place, period), [])]
        if (role, place, period) in block.recruit_keys:
            terms.append((-step, block.recruited[role, place, period]))
        if (role, place, period) in redundant:
            terms.append((1.0, block.redundant[role, place, period]))
        if period not in block.before:
            today = inputs.actual_fte[Post(role, place)]
            return (today, linear(terms), today)
        before = block.before[period]
        terms.append((-inputs.stays[role, before], block.in_post[role, place, before]))
        return (0.0, linear(terms), 0.0)

    model.balance = pyo.Constraint(list(model.in_post), rule=rule)


def team_minimum(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W8: the team minimum holds once it can have been recruited."""
    start = inputs.periods[0].id
    index = [
        (*post, period.id)
        for post in inputs.min_fte
        for period in inputs.periods
        if period.id >= add_months(start, inputs.roles[post.role].recruit_lead_months)
    ]
    model.team_minimum = pyo.Constraint(
        index,
        rule=lambda block, *key: (inputs.min_fte[Post(*key[:2])], linear([(1.0, block.in_post[key])]), None),
    )


def supervised(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W9: no more people than their supervisors at the workplace can supervise."""
    limit = {(row.supervisor, row.role, row.workplace): row for row in inputs.supervised}

    def rule(block: pyo.ConcreteModel, supervisor: str, role: str, place: str, period: str) -> Any:
        most = limit[supervisor, role, place].max_fte
        terms = [(1.0, block.in_post[role, place, period]), (-most, block.in_post[supervisor, place, period])]
        return (None, linear(terms), 0.0)

    index = [(*key, t.id) for key, row in limit.items() for t in inputs.periods if t.id >= row.from_month]
    model.supervised = pyo.Constraint(index, rule=rule)


def recruit_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W10: no more people join in a month than can be recruited."""
    joining: dict[tuple[str, str], list[Term]] = {}
    for role, place, period in inputs.recruits:
        if inputs.roles[role].max_recruits_fte_per_month is not None:
            joining.setdefault((role, period), []).append((inputs.fte_step, model.recruited[role, place, period]))
    months = {period.id: period.months for period in inputs.periods}

    def rule(_: pyo.ConcreteModel, role: str, period: str) -> Any:
        limit = inputs.roles[role].max_recruits_fte_per_month
        return (None, linear(joining[role, period]), (limit or 0.0) * months[period])

    model.recruit_limit = pyo.Constraint(list(joining), rule=rule)


def move_after_release(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W11: people move when their beds have gone, not before."""
    index = [(role, site, period.id) for role, site in model.moves_out for period in inputs.periods]

    def rule(block: pyo.ConcreteModel, role: str, site: str, period: str) -> Any:
        left = [(inputs.fte_step, block.redeployed[key]) for key in block.moves_out[role, site] if key[4] <= period]
        today = inputs.actual_fte[Post(role, site)]
        return (None, linear([*left, (-today, block.released[site, period])]), 0.0)

    model.move_after_release = pyo.Constraint(index, rule=rule)


def room(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W12: no more people at a workplace than it can hold."""
    model.room = pyo.Constraint(
        [(*post, period.id) for post in inputs.max_fte for period in inputs.periods],
        rule=lambda block, *key: (None, linear([(1.0, block.in_post[key])]), inputs.max_fte[Post(*key[:2])]),
    )

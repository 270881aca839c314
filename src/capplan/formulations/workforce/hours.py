"""Constraints on hours: what people can give, what work needs, what is left undone (W1, W2, W4-W7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.spans import Span
from capplan.formulations.workforce.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs, *, given: bool) -> None:
    """Add every constraint on hours to the model."""
    volume_given(model, inputs, given=given)
    released_given(model, inputs, given=given)
    hours_limit(model, inputs)
    work_done(model, inputs)
    shortfall_limit(model, inputs)
    agency_limit(model, inputs)


def over(values: Mapping[Any, float], key: tuple[Any, ...], span: Span) -> float:
    """Return the sum of a figure over the periods of a span."""
    return sum(values.get((*key, period.id), 0.0) for period in span.periods)


def need(model: pyo.ConcreteModel, place: str, skill: str, response: str, span_id: str) -> tuple[list[Term], float]:
    """Return the hours that work of one class needs over a span: terms in volumes, and a constant."""
    inputs: Inputs = model.inputs
    span = model.span_of[span_id]
    terms = [
        (
            min(inputs.unit_hours[name, place, skill, period.id] for period in span.periods),
            model.volume[name, place, span_id],
        )
        for name in model.works_at[place, skill]
        if inputs.responses[name] == response
    ]
    return terms, over(inputs.fixed_need, (place, skill, response), span)


def volume_given(model: pyo.ConcreteModel, inputs: Inputs, *, given: bool) -> None:
    """W1: bed-driven work comes in the volumes of the bed plan."""
    model.volume_given = pyo.Constraint(
        list(model.volume) if given else [],
        rule=lambda block, name, place, span: (
            over(inputs.given, (name, place), block.span_of[span]),
            linear([(1.0, block.volume[name, place, span])]),
            over(inputs.given, (name, place), block.span_of[span]),
        ),
    )


def released_given(model: pyo.ConcreteModel, inputs: Inputs, *, given: bool) -> None:
    """W2: beds go when they go in the bed plan."""
    model.released_given = pyo.Constraint(
        list(model.released) if given else [],
        rule=lambda block, *key: (inputs.released[key], linear([(1.0, block.released[key])]), inputs.released[key]),
    )


def hours_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W4: nobody works more hours than a post gives; people who retrain give none."""
    done: dict[tuple[str, str, str], list[Term]] = {}
    for role, place, skill, span in model.worked:
        done.setdefault((role, place, span), []).append((1.0, model.worked[role, place, skill, span]))
    retraining: dict[tuple[str, str, str], list[Any]] = {}
    for key in model.redeployed:
        from_role, _, to_role, base, start = key
        for period in inputs.within(start, inputs.move_terms[from_role, to_role].retrain_months):
            retraining.setdefault((to_role, base, period.id), []).append(model.redeployed[key])

    def rule(block: pyo.ConcreteModel, role: str, place: str, span_id: str) -> Any:
        terms = list(done[role, place, span_id])
        for period in block.span_of[span_id].periods:
            hours = inputs.hours_per_fte[role, period.id]
            terms.append((-hours, block.in_post[role, place, period.id]))
            terms += [(hours * inputs.fte_step, one) for one in retraining.get((role, place, period.id), [])]
        return (None, linear(terms), 0.0)

    model.hours_limit = pyo.Constraint(list(done), rule=rule)


def work_done(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W5: the hours needed are worked by people in post, by agency, or declared undone."""
    done: dict[tuple[str, str, str], list[Term]] = {}
    for part in (model.worked, model.agency):
        for role, place, skill, span in part:
            factor = model.workers[role, place, skill, span]
            done.setdefault((place, skill, span), []).append((factor, part[role, place, skill, span]))

    def rule(block: pyo.ConcreteModel, place: str, skill: str, span: str) -> Any:
        terms, constant = list(done.get((place, skill, span), [])), 0.0
        for response in block.response_classes[place, skill]:
            terms.append((1.0, block.shortfall[place, skill, response, span]))
            volumes, fixed = need(block, place, skill, response, span)
            terms += [(-hours, volume) for hours, volume in volumes]
            constant += fixed
        return (constant, linear(terms), constant)

    index = [(*key, span) for key in model.response_classes for span in model.span_of]
    model.work_done = pyo.Constraint(index, rule=rule)


def shortfall_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W6: no more is left undone in a class than it needs."""

    def rule(block: pyo.ConcreteModel, place: str, skill: str, response: str, span: str) -> Any:
        volumes, fixed = need(block, place, skill, response, span)
        terms = [(1.0, block.shortfall[place, skill, response, span]), *((-hours, one) for hours, one in volumes)]
        return (None, linear(terms), fixed)

    model.shortfall_limit = pyo.Constraint(list(model.shortfall), rule=rule)


def agency_limit(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """W7: agency hours within the cap on the budgeted establishment."""
    bought: dict[tuple[str, str, str], list[Term]] = {}
    for role, place, skill, span in model.agency:
        bought.setdefault((role, place, span), []).append((1.0, model.agency[role, place, skill, span]))

    def rule(block: pyo.ConcreteModel, role: str, place: str, span: str) -> Any:
        return (None, linear(bought[role, place, span]), over(inputs.agency_hours, (role, place), block.span_of[span]))

    model.agency_limit = pyo.Constraint(list(bought), rule=rule)

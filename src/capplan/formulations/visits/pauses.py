"""The meal break of a shift: one, in its hours, and nothing else at the same time (V20-V25)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import linear
from capplan.formulations.visits.duties import END, START, Duties, Way, high_min
from capplan.formulations.visits.inputs import Inputs, MealBreak
from capplan.formulations.visits.sending import out
from capplan.units import seconds_to_minutes


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on breaks to the model."""
    del inputs
    one_break(model)
    break_on_way(model)
    break_from(model)
    break_by(model)
    break_after(model)
    break_before(model)


def one_break(model: pyo.ConcreteModel) -> None:
    """V20: whoever goes out in a shift with a break has it on one of the ways."""

    def rule(block: pyo.ConcreteModel, duty: str) -> Any:
        taken = [(1.0, one) for (name, _, _), one in block.pauses.items() if name == duty]
        return (0.0, linear([*taken, *((-one, variable) for one, variable in out(block, duty))]), 0.0)

    model.one_break = pyo.Constraint([duty for duty in model.pause_start if _ways(model, duty)], rule=rule)


def break_on_way(model: pyo.ConcreteModel) -> None:
    """V21: a break lies on a way that is taken; on the way out it is before leaving, on the way back after return."""
    model.break_on_way = pyo.Constraint(
        list(model.pauses),
        rule=lambda block, *way: (None, linear([(1.0, block.pauses[way]), (-1.0, block.goes[way])]), 0.0),
    )


def break_from(model: pyo.ConcreteModel) -> None:
    """V22: the break begins in its hours and in the shift, not before."""
    model.break_from = pyo.Constraint(
        list(model.pause_start),
        rule=lambda block, duty: (_earliest(block, duty), linear([(1.0, block.pause_start[duty])]), None),
    )


def break_by(model: pyo.ConcreteModel) -> None:
    """V23: the break begins in its hours and ends in the shift, not after; it binds whoever goes out."""

    def rule(block: pyo.ConcreteModel, duty: str) -> Any:
        latest = _latest(block, duty)
        # Who does not go out may have it in its hours all the same; only where there are none is there room to make.
        spare = max(0.0, _earliest(block, duty) - latest)
        going = [(spare * one, variable) for one, variable in out(block, duty)]
        return (None, linear([(1.0, block.pause_start[duty]), *going]), latest + spare)

    model.break_by = pyo.Constraint(list(model.pause_start), rule=rule)


def break_after(model: pyo.ConcreteModel) -> None:
    """V24: a break begins after the visit before it, or after being back."""

    def rule(block: pyo.ConcreteModel, duty: str, one: str, other: str) -> Any:
        duties: Duties = block.duties
        if other == END:
            spare = seconds_to_minutes(duties.shift[duty][1])
            terms = [(1.0, block.pause_start[duty]), (-1.0, block.back[duty])]
            return (-spare, linear([*terms, (-spare, block.pauses[duty, one, other])]), None)
        length, spare = seconds_to_minutes(duties.visit[one].duration_s), high_min(duties.visit[one])
        terms = [(1.0, block.pause_start[duty]), (-1.0, block.start[one])]
        return (-spare, linear([*terms, (-length - spare, block.pauses[duty, one, other])]), None)

    model.break_after = pyo.Constraint([way for way in model.pauses if way[1] != START], rule=rule)


def break_before(model: pyo.ConcreteModel) -> None:
    """V25: a break ends before the carer leaves, or in time for the way to the next visit."""

    def rule(block: pyo.ConcreteModel, duty: str, one: str, other: str) -> Any:
        duties: Duties = block.duties
        length = seconds_to_minutes(_pause(block, duty).length_s)
        spare = max(_earliest(block, duty), _latest(block, duty))
        if one == START:
            ends = [(1.0, block.pause_start[duty]), (-1.0, block.leaves[duty])]
            return (None, linear([*ends, (spare + length, block.pauses[duty, one, other])]), spare)
        ends = [(1.0, block.pause_start[duty]), (-1.0, block.start[other])]
        needs = length + duties.way_min(duty, one, other)
        return (None, linear([*ends, (spare + needs, block.pauses[duty, one, other])]), spare)

    model.break_before = pyo.Constraint([way for way in model.pauses if way[2] != END], rule=rule)


def _pause(model: pyo.ConcreteModel, duty: str) -> MealBreak:
    found: MealBreak = model.duties.pause[duty]
    return found


def _earliest(model: pyo.ConcreteModel, duty: str) -> float:
    """Return when the break may begin, in minutes: in its hours and in the shift."""
    return seconds_to_minutes(max(_pause(model, duty).earliest_s, model.duties.shift[duty][0]))


def _latest(model: pyo.ConcreteModel, duty: str) -> float:
    """Return when the break must have begun, in minutes: in its hours, and so that it ends in the shift."""
    pause = _pause(model, duty)
    return seconds_to_minutes(min(pause.latest_s, model.duties.shift[duty][1] - pause.length_s))


def _ways(model: pyo.ConcreteModel, duty: str) -> list[Way]:
    return [way for way in model.pauses if way[0] == duty]

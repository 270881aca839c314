"""When visits start, rounds by the clock, work and pairs (V7-V19)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.visits.duties import END, START, Duties, high_min
from capplan.formulations.visits.inputs import Inputs
from capplan.formulations.visits.sending import out
from capplan.units import seconds_to_minutes


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every constraint on times to the model."""
    one_window(model, inputs)
    window_opens(model, inputs)
    window_closes(model, inputs)
    deviation(model, inputs)
    follows(model)
    leaves_by(model)
    back_after(model)
    shift_begins(model)
    leaves_in_shift(model)
    shift_ends(model)
    paid_work(model, inputs)
    most_work(model, inputs)
    gap(model, inputs)


def one_window(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V7: a visit that is made starts in one of its windows."""
    model.one_window = pyo.Constraint(
        [visit.id for visit in inputs.visits],
        rule=lambda block, visit: (
            0.0,
            linear([*((1.0, one) for one in _windows(block, visit)), (-1.0, block.made[visit])]),
            0.0,
        ),
    )


def window_opens(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V8: not before the window opens."""
    model.window_opens = pyo.Constraint(
        [visit.id for visit in inputs.visits], rule=lambda block, visit: (0.0, _from_window(block, visit, 0), None)
    )


def window_closes(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V9: not after the window closes; a visit that is not made starts at 0."""
    model.window_closes = pyo.Constraint(
        [visit.id for visit in inputs.visits], rule=lambda block, visit: (None, _from_window(block, visit, 1), 0.0)
    )


def deviation(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V10: minutes before and after the preferred start."""

    def rule(block: pyo.ConcreteModel, visit: str) -> Any:
        wish = seconds_to_minutes(block.duties.visit[visit].preferred_s)
        terms = [(1.0, block.start[visit]), (-wish, block.made[visit])]
        return (0.0, linear([*terms, (1.0, block.early[visit]), (-1.0, block.late[visit])]), 0.0)

    model.deviation = pyo.Constraint([visit.id for visit in inputs.visits if visit.preferred_s is not None], rule=rule)


def follows(model: pyo.ConcreteModel) -> None:
    """V11: the next visit starts after the one before, the way, and the break if it lies between them."""

    def rule(block: pyo.ConcreteModel, duty: str, one: str, other: str) -> Any:
        duties: Duties = block.duties
        takes = seconds_to_minutes(duties.visit[one].duration_s) + duties.way_min(duty, one, other)
        pause = duties.pause_min(duty)
        spare = high_min(duties.visit[one])
        terms = [(1.0, block.start[other]), (-1.0, block.start[one]), (-takes - spare, block.goes[duty, one, other])]
        if pause:
            terms.append((-pause, block.pauses[duty, one, other]))
        return (-spare, linear(terms), None)

    between = [way for way in model.duties.ways if START not in way and END not in way]
    model.follows = pyo.Constraint(between, rule=rule)


def leaves_by(model: pyo.ConcreteModel) -> None:
    """V12: the carer leaves in time for the first visit."""

    def rule(block: pyo.ConcreteModel, duty: str, one: str, other: str) -> Any:
        spare = seconds_to_minutes(block.duties.shift[duty][1])
        takes = block.duties.way_min(duty, one, other)
        terms = [(1.0, block.leaves[duty]), (-1.0, block.start[other]), (takes + spare, block.goes[duty, one, other])]
        return (None, linear(terms), spare)

    model.leaves_by = pyo.Constraint([way for way in model.duties.ways if way[1] == START], rule=rule)


def back_after(model: pyo.ConcreteModel) -> None:
    """V13: the carer is back after the last visit and the way from it."""

    def rule(block: pyo.ConcreteModel, duty: str, one: str, other: str) -> Any:
        duties: Duties = block.duties
        takes = seconds_to_minutes(duties.visit[one].duration_s) + duties.way_min(duty, one, other)
        spare = high_min(duties.visit[one])
        terms = [(1.0, block.back[duty]), (-1.0, block.start[one]), (-takes - spare, block.goes[duty, one, other])]
        return (-spare, linear(terms), None)

    model.back_after = pyo.Constraint([way for way in model.duties.ways if way[2] == END], rule=rule)


def shift_begins(model: pyo.ConcreteModel) -> None:
    """V14: nobody leaves before the shift begins."""
    model.shift_begins = pyo.Constraint(
        list(model.duties.all),
        rule=lambda block, duty: (0.0, linear([(1.0, block.leaves[duty]), *_shift(block, duty, 0)]), None),
    )


def leaves_in_shift(model: pyo.ConcreteModel) -> None:
    """V15: who does not go out leaves at 0, and so has no work."""
    model.leaves_in_shift = pyo.Constraint(
        list(model.duties.all),
        rule=lambda block, duty: (None, linear([(1.0, block.leaves[duty]), *_shift(block, duty, 1)]), 0.0),
    )


def shift_ends(model: pyo.ConcreteModel) -> None:
    """V16: everybody is back before the shift ends; who does not go out is back at 0."""
    model.shift_ends = pyo.Constraint(
        list(model.duties.all),
        rule=lambda block, duty: (None, linear([(1.0, block.back[duty]), *_shift(block, duty, 1)]), 0.0),
    )


def paid_work(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V17: work beyond the contract of the day is overtime."""
    model.paid_work = pyo.Constraint(
        [carer.id for carer in inputs.carers],
        rule=lambda block, carer: (
            None,
            linear([*_day(block, carer), (-1.0, block.overtime[carer])]),
            seconds_to_minutes(_carer(inputs, carer).paid_s),
        ),
    )


def most_work(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V18: nobody works more than the most allowed on the day."""
    most = {carer.id: carer.max_work_s for carer in inputs.carers}
    model.most_work = pyo.Constraint(
        [carer for carer, limit in most.items() if limit is not None],
        rule=lambda block, carer: (None, linear(_day(block, carer)), seconds_to_minutes(most[carer] or 0)),
    )


def gap(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """V19: where both visits of a pair are made, the time between them is neither too short nor too long."""

    def between(block: pyo.ConcreteModel, pair: int, spare: float) -> Any:
        first, second = inputs.pairs[pair].first, inputs.pairs[pair].second
        both = [(-spare, block.made[first]), (-spare, block.made[second])]
        return linear([(1.0, block.start[second]), (-1.0, block.start[first]), *both])

    def length(pair: int) -> float:
        return seconds_to_minutes(model.duties.visit[inputs.pairs[pair].first].duration_s)

    def least(block: pyo.ConcreteModel, pair: int) -> Any:
        needs = length(pair) + seconds_to_minutes(inputs.pairs[pair].min_gap_s)
        spare = high_min(block.duties.visit[inputs.pairs[pair].first]) + max(needs, 0.0)
        return (needs - 2.0 * spare, between(block, pair, spare), None)

    def most(block: pyo.ConcreteModel, pair: int) -> Any:
        allowed = length(pair) + seconds_to_minutes(inputs.pairs[pair].max_gap_s or 0)
        spare = max(0.0, high_min(block.duties.visit[inputs.pairs[pair].second]) - allowed)
        return (None, between(block, pair, -spare), allowed + 2.0 * spare)

    numbers = range(len(inputs.pairs))
    model.gap_least = pyo.Constraint(list(numbers), rule=least)
    model.gap_most = pyo.Constraint([pair for pair in numbers if inputs.pairs[pair].max_gap_s is not None], rule=most)


def work(model: pyo.ConcreteModel, duty: str) -> list[Term]:
    """Return the work of a shift in minutes, as terms: from leaving to being back, less a break between visits."""
    pause = model.duties.pause_min(duty)
    inside = [
        (-pause, one)
        for (name, first, second), one in model.pauses.items()
        if name == duty and first != START and second != END
    ]
    return [(1.0, model.back[duty]), (-1.0, model.leaves[duty]), *inside]


def _day(model: pyo.ConcreteModel, carer: str) -> list[Term]:
    return [term for duty in model.duties.of_carer[carer] for term in work(model, duty)]


def _carer(inputs: Inputs, name: str) -> Any:
    return next(carer for carer in inputs.carers if carer.id == name)


def _windows(model: pyo.ConcreteModel, visit: str) -> list[Any]:
    return [model.in_window[visit, number] for number in range(len(model.duties.visit[visit].windows))]


def _from_window(model: pyo.ConcreteModel, visit: str, end: int) -> Any:
    edges = [seconds_to_minutes(window[end]) for window in model.duties.visit[visit].windows]
    chosen = [(-edge, one) for edge, one in zip(edges, _windows(model, visit), strict=True)]
    return linear([(1.0, model.start[visit]), *chosen])


def _shift(model: pyo.ConcreteModel, duty: str, end: int) -> list[Term]:
    edge = seconds_to_minutes(model.duties.shift[duty][end])
    return [(-edge * one, variable) for one, variable in out(model, duty)]

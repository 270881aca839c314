"""Constraints on electronic work: it is kept until it is done, and done before its deadline (H7, H8)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.hub.inputs import Inputs


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the constraints on electronic work to the model."""
    backlog_kept(model, inputs)
    in_time(model, inputs)


def backlog_kept(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H7: what is left is what was left before and what came, less what was done or left undone; weeks follow weeks."""
    before: dict[tuple[str, int], int] = {}
    for task in inputs.tasks:
        places = [at for one, at in inputs.arrives if one == task]
        before.update({(task, at): places[place - 1] for place, at in enumerate(places)})
    done: dict[tuple[str, int], list[Term]] = defaultdict(list)
    for (_, task, at), variable in model.works.items():
        done[task, at].append((1.0, variable))

    def rule(block: pyo.ConcreteModel, task: str, at: int) -> Any:
        kept = [(1.0, block.backlog[task, at]), (-1.0, block.backlog[task, before[task, at]])]
        # With a single half hour in the week both are the same variable.
        kept = kept if before[task, at] != at else []
        came = inputs.arrives[task, at]
        return (came, linear([*kept, *done[task, at], (1.0, block.undone[task, at])]), came)

    model.backlog_kept = pyo.Constraint(list(inputs.arrives), rule=rule)


def in_time(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """H8: nothing waits beyond its deadline; in order of arrival, what waits came not long ago."""
    model.in_time = pyo.Constraint(
        list(inputs.arrives),
        rule=lambda block, task, at: (None, linear([(1.0, block.backlog[task, at])]), inputs.may_wait[task, at]),
    )

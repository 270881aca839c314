"""From a solved model to frozen decisions."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.decisions.hub import (
    HubAnswer,
    HubBreak,
    HubDecisions,
    HubPosts,
    HubShared,
    HubShort,
    HubStart,
    HubWork,
)
from capplan.formulations.hub.inputs import Inputs

# Less than this part of a person or a post is the solver's tolerance.
NOTHING = 1e-7


def extract(model: pyo.ConcreteModel) -> HubDecisions:
    """Read the decisions of a solved model; zeros are left out."""
    inputs: Inputs = model.inputs
    counts = {one: float(round(variable.value)) for one, variable in model.people.items()}
    counts.update({one: variable.value for one, variable in model.posts.items()})
    return HubDecisions(
        starts=tuple(HubStart(shift=s, start=at, people=n) for (s, at), n in _whole(model.starts)),
        breaks=tuple(HubBreak(shift=s, start=b, half_hour=at, people=n) for (s, b, at), n in _whole(model.breaks)),
        answers=tuple(HubAnswer(role=r, contact=k, half_hour=at, people=n) for (r, k, at), n in _whole(model.answers)),
        works=tuple(HubWork(role=r, contact=k, half_hour=at, people=x) for (r, k, at), x in _real(model.works)),
        shared=tuple(HubShared(contact=k, half_hour=at, people=n) for (k, at), n in _whole(model.shared)),
        short=tuple(HubShort(contact=k, half_hour=at, people=x) for (k, at), x in _real(model.short)),
        undone=tuple(HubShort(contact=k, half_hour=at, people=x) for (k, at), x in _real(model.undone)),
        posts=tuple(HubPosts(contract=one, posts=counts[one]) for one in inputs.contract_role if counts[one] > NOTHING),
    )


def _whole(component: Any) -> list[tuple[Any, int]]:
    return [(key, round(one.value)) for key, one in component.items() if round(one.value)]


def _real(component: Any) -> list[tuple[Any, float]]:
    return [(key, float(one.value)) for key, one in component.items() if one.value > NOTHING]

"""Infeasible staff models in words: which requirements give way, what each costs, and the sentence for it.

Work itself can always be left undone at its weight, so only rules about posts can clash. The penalties rank
ways out; they are no costs of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from capplan.formulations.workforce.inputs import Inputs

PENALTY_GBP: Mapping[str, float] = MappingProxyType(
    {"recruit_limit": 50_000.0, "supervised": 60_000.0, "team_minimum": 80_000.0, "room": 80_000.0}
)


def sentence(inputs: Inputs, component: str, index: tuple[Any, ...], amount: float) -> str:
    """Say what one requirement lacks and what would meet it.

    Parameters
    ----------
    component, index
        The constraint that gave way.
    amount : float
        By how much, in FTE.
    """
    match component:
        case "recruit_limit":
            role, period = index
            lacks = f"{amount:,.1f} FTE more of {inputs.roles[role].title} must join in {period} than can be recruited."
            return f"{lacks} Raise max_recruits_fte_per_month in roles.csv."
        case "supervised":
            supervisor, role, place, period = index
            over = f"{amount:,.1f} FTE of {inputs.roles[role].title} at {place} lack a supervisor in {period}."
            return f"{over} Raise max_fte_per_supervisor, or allow more {inputs.roles[supervisor].title}."
        case "team_minimum":
            role, place, period = index
            lacks = f"{amount:,.1f} FTE of {inputs.roles[role].title} are missing for the team minimum at {place}"
            return f"{lacks} in {period}. Lower min_fte in establishment.csv, or let more be recruited."
        case _:
            role, place, period = index
            over = f"{amount:,.1f} FTE of {inputs.roles[role].title} are more than {place} can hold in {period}."
            return f"{over} Raise max_fte in establishment.csv, or allow redundancy."

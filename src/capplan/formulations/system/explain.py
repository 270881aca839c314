"""Closures without the staff of their replacement, in words (S7, S8)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from capplan.formulations.system.inputs import Inputs

PENALTY_GBP: Mapping[str, float] = MappingProxyType({"workforce_test": 5_000.0, "staff_in_post": 3_000.0})
"""GBP an hour: they only rank ways out, money first."""


def sentence(inputs: Inputs, component: str, index: tuple[Any, ...], amount: float) -> str:
    """Say which closure lacks which staff.

    Parameters
    ----------
    component, index
        `workforce_test` or `staff_in_post`, and (site, workplace, period).
    amount : float
        Hours lacking.
    """
    site, place, period = index
    title = inputs.sites[site].title
    where = f"at {inputs.sites[place].title if place in inputs.sites else place} in {period}"
    if component == "workforce_test":
        lacks = f"If {title} is reduced, {amount:,.0f} hours of work {where} have nobody to do them."
        return f"{lacks} Recruit earlier, or reduce it later."
    lacks = f"While {title} is reduced, {amount:,.0f} hours {where} are done by agency instead of people in post."
    return f"{lacks} Recruit earlier, or reduce it later."

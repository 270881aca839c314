"""Infeasible bed models in words: which requirements give way, what each costs, and the sentence for it.

The penalties only rank ways out; they are not costs of the plan. Money gives way pound for pound,
people and beds at a price well above what any bed costs, so that money is found before care is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from types import MappingProxyType
from typing import Any

from capplan.formulations.beds.inputs import Inputs

PENALTY_GBP: Mapping[str, float] = MappingProxyType(
    {
        "revenue_budget": 1.0,
        "capital_budget": 1.0,
        "opening_ramp": 10_000.0,
        "closing_ramp": 10_000.0,
        "max_share": 20_000.0,
        "min_share": 20_000.0,
        "load_limit": 50_000.0,
        "closes_by": 100_000.0,
        "closure_test": 100_000.0,
        "demand": 100_000.0,
    }
)


def sentence(inputs: Inputs, component: str, index: tuple[Any, ...], amount: float) -> str:
    """Say what one requirement lacks and what would meet it.

    Parameters
    ----------
    component, index
        The constraint that gave way.
    amount : float
        By how much, in the constraint's unit.
    """
    return _SENTENCES[component](inputs, index, amount)


def _whole_pounds(amount: float) -> int:
    """Round up to the pound, so that following the advice suffices."""
    return ceil(amount)


def _budget(kind: str) -> Callable[[Inputs, tuple[Any, ...], float], str]:
    def say(_: Inputs, index: tuple[Any, ...], amount: float) -> str:
        lacks = f"The {kind} budget of {index[0]} in {index[1]} is £{_whole_pounds(amount):,} too small."
        return f"{lacks} Raise it by that much."

    return say


def _ramp(verb: str, name: str) -> Callable[[Inputs, tuple[Any, ...], float], str]:
    def say(_: Inputs, index: tuple[Any, ...], amount: float) -> str:
        return f"In {index[0]} {amount:,.0f} more beds must be {verb} than {name} allows. Raise that limit."

    return say


def _share(word: str, column: str, repair: str) -> Callable[[Inputs, tuple[Any, ...], float], str]:
    def say(inputs: Inputs, index: tuple[Any, ...], amount: float) -> str:
        cohort, setting, period = index
        return (
            f"{amount:,.1f} people of {inputs.cohorts[cohort].title} in {period} cannot keep the {word} share in "
            f"{setting}. {repair} {column} in stays.csv."
        )

    return say


def _load(inputs: Inputs, index: tuple[Any, ...], amount: float) -> str:
    site, period = index
    lacks = f"{inputs.sites[site].title} lacks room for {amount:,.1f} people in beds in {period}."
    return f"{lacks} Allow it to run more beds."


def _closes_by(inputs: Inputs, index: tuple[Any, ...], _: float) -> str:
    site, period = index
    row = inputs.sites[site]
    return f"{row.title} must run no beds from {row.closes_by}, but cannot be closed by {period}. Move closes_by later."


def _closure_test(inputs: Inputs, index: tuple[Any, ...], amount: float) -> str:
    cohort, locality, site, period = index
    people = f"{amount:,.1f} people of {inputs.cohorts[cohort].title} in {locality}"
    return (
        f"If {inputs.sites[site].title} is reduced, {people} have no replacement in {period}. "
        "Allow more beds or places within their travel limit."
    )


def _demand(inputs: Inputs, index: tuple[Any, ...], amount: float) -> str:
    cohort, locality, period = index
    return (
        f"{amount:,.1f} people of {inputs.cohorts[cohort].title} in {locality} have nowhere to go in {period}. "
        "Allow more beds or places within their travel limit, or let them wait (when_full)."
    )


_SENTENCES: Mapping[str, Callable[[Inputs, tuple[Any, ...], float], str]] = MappingProxyType(
    {
        "revenue_budget": _budget("revenue"),
        "capital_budget": _budget("capital"),
        "opening_ramp": _ramp("opened", "max_beds_opened_per_month"),
        "closing_ramp": _ramp("closed", "max_beds_closed_per_month"),
        "max_share": _share("largest", "max_share", "Raise"),
        "min_share": _share("smallest", "min_share", "Lower"),
        "load_limit": _load,
        "closes_by": _closes_by,
        "closure_test": _closure_test,
        "demand": _demand,
    }
)

"""Sums that several constraints are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capplan.formulations.beds.linear import Term


def at(model: Any, person: str, day: int, factor: float = 1.0) -> list[Term]:
    """Return the terms of `at(person, day)`: whether the person works that day."""
    return [(factor, model.works[person, day, shift]) for shift in model.open_to[person, day]]


def counted(model: Any, person: str, days: Iterable[int], tag: str | None) -> list[Term]:
    """Return the terms of the number of shifts of a tag or shift id (None: of any) on some days."""
    return [
        (1.0, model.works[person, day, shift])
        for day in days
        for shift in model.open_to[person, day]
        if model.shift_of[shift].is_of(tag)
    ]


def paid(model: Any, person: str, days: Iterable[int], tag: str | None = None) -> list[Term]:
    """Return the terms of the paid minutes on some days."""
    return [
        (float(model.shift_of[shift].paid_min), model.works[person, day, shift])
        for day in days
        for shift in model.open_to[person, day]
        if model.shift_of[shift].is_of(tag)
    ]

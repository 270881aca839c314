"""Infeasible choices of bases in words: which requirements give way and the sentence for each.

The penalties only rank ways out: visits and rapid calls out of reach give way before the number of bases does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from types import MappingProxyType
from typing import Any

from capplan.case.case import Case
from capplan.formulations.bases.inputs import Inputs

PENALTY: Mapping[str, float] = MappingProxyType(
    {
        "max_visits": 1.0,
        "balance_low": 1.0,
        "balance_high": 1.0,
        "rapid_reach": 1e4,
        "rapid_cover": 1e4,
        "flow_kept": 1e5,
        "own_area": 1e6,
        "one_base": 1e6,
        "must_open": 1e6,
        "num_open": 1e7,
    }
)

Say = Callable[[Case, Inputs, tuple[Any, ...], float], str]


def sentence(case: Case, inputs: Inputs, component: str, index: tuple[Any, ...], amount: float) -> str:
    """Say what one requirement lacks and what would meet it.

    Parameters
    ----------
    component, index
        The constraint that gave way.
    amount : float
        By how much, in the constraint's unit.
    """
    return _SENTENCES[component](case, inputs, index, amount)


def _area(case: Case, area: str) -> str:
    return next(row.title for row in case.areas if row.area == area)


def _max_visits(case: Case, _: Inputs, index: tuple[Any, ...], amount: float) -> str:
    row = case.base[index[0]]
    return f"{row.title} would have to send out {ceil(amount):,} visits a year more than max_visits_per_year allows."


def _balance(word: str) -> Say:
    def say(case: Case, inputs: Inputs, index: tuple[Any, ...], amount: float) -> str:
        low, high = inputs.visits_band or (0.0, 0.0)
        limit = f"{low:,.0f} to {high:,.0f}"
        lacks = f"{case.base[index[0]].title} would have {ceil(amount):,} visits a year too {word} ({limit} allowed)."
        return f"{lacks} Raise max_base_imbalance."

    return say


def _rapid(case: Case, inputs: Inputs, index: tuple[Any, ...], _: float) -> str:
    area = index[0]
    minutes = {base: inputs.travel_min[area, base] for other, base in inputs.pairs if other == area}
    if not minutes:
        return f"No base could serve {_area(case, area)}: no way leads there."
    nearest = min(minutes, key=lambda base: minutes[base])
    limit = f"{case.parameters.max_rapid_min:g}"
    where = f"the nearest, {case.base[nearest].title}, is {minutes[nearest]:.1f} minutes away"
    if (area, nearest) not in inputs.in_reach:
        return f"No base can reach {_area(case, area)} within max_rapid_min = {limit} minutes: {where}."
    return (
        f"With the other requirements kept, no open base reaches {_area(case, area)} within max_rapid_min = {limit} "
        f"minutes; {where}."
    )


def _flow(case: Case, _: Inputs, index: tuple[Any, ...], __: float) -> str:
    area, base = index
    return (
        f"{_area(case, area)} would be cut off from the rest of the territory of {case.base[base].title}. Set "
        "contiguous_territories to 0, or add its borders to adjacency.csv."
    )


def _own_area(case: Case, inputs: Inputs, index: tuple[Any, ...], _: float) -> str:
    base = index[0]
    return (
        f"{case.base[base].title} cannot serve {_area(case, inputs.root[base])}, the area nearest to it, as hanging "
        "territories need: another base has to."
    )


def _one_base(case: Case, _: Inputs, index: tuple[Any, ...], __: float) -> str:
    return (
        f"{_area(case, index[0])} can belong to no base: no way leads there from any, or none over areas that border."
    )


def _must_open(case: Case, _: Inputs, index: tuple[Any, ...], __: float) -> str:
    return f"{case.base[index[0]].title} must be used, but cannot be open beside the other bases."


def _num_open(_: Case, inputs: Inputs, __: tuple[Any, ...], amount: float) -> str:
    return (
        f"{inputs.num_bases} bases cannot be open: {round(amount)} too many or too few, with {len(inputs.fixed_bases)} "
        f"that must be and {len(inputs.bases)} that may be."
    )


_SENTENCES: Mapping[str, Say] = MappingProxyType(
    {
        "max_visits": _max_visits,
        "balance_low": _balance("few"),
        "balance_high": _balance("many"),
        "rapid_reach": _rapid,
        "rapid_cover": _rapid,
        "flow_kept": _flow,
        "own_area": _own_area,
        "one_base": _one_base,
        "must_open": _must_open,
        "num_open": _num_open,
    }
)

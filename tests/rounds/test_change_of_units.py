"""The cost of a day does not depend on the order of its rows, nor on the units of time and money."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from capplan import rounds
from capplan.formulations.visits import Inputs
from rounds.small_days import small_day

SEEDS = range(30, 35)


def proven(inputs: Inputs) -> float:
    found = rounds.solve(inputs, time_limit_s=120.0, gap=0.0, iterations=1500)
    assert found.stopped_by == "proven"
    return found.objective


def scaled(one: Any, time: float, money: float) -> Any:
    """The same row with every second and every pound multiplied, and the prices of an hour or a minute by both."""
    changed: dict[str, Any] = {}
    for name in (field.name for field in fields(one)):
        value = getattr(one, name)
        if value is None or isinstance(value, str):
            continue
        if name.endswith("_s"):
            changed[name] = round(value * time)
        elif name.endswith(("_gbp_per_h", "_gbp_per_min")):
            changed[name] = value * money / time
        elif name.endswith(("_gbp", "_gbp_per_km")):
            changed[name] = value * money
        elif name in ("windows", "shifts"):
            changed[name] = tuple((round(low * time), round(high * time)) for low, high in value)
        elif name == "preferred":
            changed[name] = {carer: gbp * money for carer, gbp in value.items()}
        elif name == "meal_break":
            changed[name] = scaled(value, time, money)
    return replace(one, **changed)


def day_in(inputs: Inputs, time: float, money: float) -> Inputs:
    visits, pairs, carers = (
        tuple(scaled(row, time, money) for row in rows) for rows in (inputs.visits, inputs.pairs, inputs.carers)
    )
    travel = {mode: (matrix * time).round().astype(int) for mode, matrix in inputs.travel_s.items()}
    return Inputs(visits, pairs, carers, travel, inputs.km)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    inputs = small_day(seed, num_visits=5, num_carers=3)
    turned = replace(
        inputs, visits=inputs.visits[::-1], pairs=inputs.pairs[::-1], carers=inputs.carers[1:] + inputs.carers[:1]
    )
    assert proven(turned) == pytest.approx(proven(inputs), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_units_of_time_and_money_do_not_matter(seed: int) -> None:
    """Days of half the length, at twice the price of an hour, in units of four shillings."""
    inputs = small_day(seed, num_visits=5, num_carers=3)
    assert proven(day_in(inputs, 0.5, 5.0)) == pytest.approx(5.0 * proven(inputs), abs=1e-5)

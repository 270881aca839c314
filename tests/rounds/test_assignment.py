"""The bound before any search: by hand where hours leave no circles, and below the best rounds of small days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.rounds.assignment import assignment_bound
from capplan.rounds.day import day_of
from rounds.small_days import least_cost, small_day

HOUR = 3600


def morning(price_of_last_gbp: float) -> Inputs:
    """One visit at 8, one by two at 10 and one at 12; every way costs 1 GBP, 2 from and to the second carer's home."""
    visits = tuple(
        Visit(id=name, client=name, place=k, duration_s=HOUR, windows=((at * HOUR, at * HOUR + 1800),), base="b",
              unserved_gbp=price_of_last_gbp if name == "last" else 500.0, carers=2 if name == "both" else 1)
        for k, (name, at) in enumerate((("first", 8), ("both", 10), ("last", 12)))
    )  # fmt: skip
    carers = tuple(
        Carer(name, "b", home, home, ((6 * HOUR, 16 * HOUR),), paid_s=10 * HOUR, mileage_gbp_per_km=1.0)
        for name, home in (("x", 3), ("y", 4))
    )
    km = np.where(np.eye(5, dtype=bool), 0.0, 1.0)
    km[4, :4] = km[:4, 4] = 2.0
    return Inputs(visits, (), carers, {"car": (km * 600).astype(np.int64)}, {"car": km})


@pytest.mark.parametrize(("price", "bound"), [(500.0, 8.0), (0.25, 7.25)])
def test_a_morning_by_hand(price: float, bound: float) -> None:
    # x: out, first, both, last, home: 4 ways of 1. y: out 2, both, home 2. Nobody can go back in time, so that there
    # are no circles. Without the last visit one way less.
    assert assignment_bound(day_of(morning(price))) == pytest.approx(bound)


@pytest.mark.parametrize("seed", range(12))
def test_no_rounds_of_a_small_day_cost_less(seed: int) -> None:
    inputs = small_day(seed, num_visits=4, num_carers=2)
    assert 0.0 < assignment_bound(day_of(inputs)) <= least_cost(inputs) + 1e-6


def test_a_day_with_nobody_to_send_costs_what_is_left_out() -> None:
    day = morning(0.25)
    assert assignment_bound(day_of(Inputs(day.visits, (), (), day.travel_s, day.km))) == pytest.approx(1000.25)


def test_two_are_sent_who_differ() -> None:
    """First and both are by two of x's base; y costs 5 GBP on each. With x alone nobody can make both."""
    day = morning(0.25)
    visits = tuple(replace(one, base="x", carers=min(2, 3 - k)) for k, one in enumerate(day.visits))
    carers = tuple(replace(one, base=one.id, help_across_gbp=5.0) for one in day.carers)
    # x: out, first, both, home: 3. y: out 2 and 5, both 1 and 5, home 2. The last is left out for 0.25.
    assert assignment_bound(day_of(replace(day, visits=visits, carers=carers))) == pytest.approx(18.25)
    assert assignment_bound(day_of(replace(day, visits=visits[1:2], carers=carers[:1]))) == pytest.approx(500.0)

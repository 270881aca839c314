"""Work shared more evenly, for so much more money at most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan import rounds
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.rounds.balance import share_evenly
from capplan.rounds.day import day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.start import state_of
from capplan.rounds.state import new_room
from rounds.evaluate import evaluate
from rounds.small_days import small_day

HOUR, MINUTE = 3600, 60


def day(balance_gbp: float, paid_h: tuple[int, int] = (8, 8)) -> Inputs:
    """Three visits of an hour each, 10 minutes from the base, a minute from each other; 30 GBP an hour for all work.

    One carer makes them in 180 + 10 + 1 + 1 + 10 = 202 minutes: 101 GBP. Two share them in 180 + 10 + 1 + 10 and
    10 + 10 = 221 minutes, 141 and 80 of them: 110.50 GBP.
    """
    place = (HOUR * 8, HOUR * 16)
    visits = tuple(Visit(f"v{n}", f"c{n}", n, HOUR, (place,), 500.0, "base") for n in range(3))
    carers = tuple(
        Carer(
            name, "base", 3, 3, ((7 * HOUR, 19 * HOUR),), paid_s=paid * HOUR, service_gbp_per_h=30.0,
            travel_gbp_per_h=30.0, waiting_gbp_per_h=30.0,
        )
        for name, paid in zip(("k0", "k1"), paid_h, strict=True)
    )  # fmt: skip
    ways = np.full((4, 4), MINUTE, dtype=np.int64)
    ways[3, :] = ways[:, 3] = 10 * MINUTE
    np.fill_diagonal(ways, 0)
    return Inputs(visits, (), carers, {"car": ways}, {"car": np.zeros((4, 4))}, balance_gbp)


def shared(inputs: Inputs) -> tuple[float, float, list[int]]:
    found = rounds.solve(inputs, time_limit_s=20.0, gap=0.0, iterations=500)
    cost, faults = evaluate(inputs, found.rounds)
    assert faults == []
    assert cost == pytest.approx(found.objective, abs=1e-6)
    return found.objective, found.balance_gbp, sorted(len(stops) for stops in found.rounds.values())


@pytest.mark.parametrize("balance_gbp", [0.0, 9.4])
def test_a_day_is_as_cheap_as_it_can_be_where_sharing_costs_more_than_it_may(balance_gbp: float) -> None:
    assert shared(day(balance_gbp)) == (pytest.approx(101.0), 0.0, [0, 3])


@pytest.mark.parametrize("balance_gbp", [9.6, 100.0])
def test_a_visit_goes_to_the_carer_with_less_to_do_for_what_that_costs(balance_gbp: float) -> None:
    assert shared(day(balance_gbp)) == (pytest.approx(110.5), pytest.approx(9.5), [1, 2])


def test_shares_are_of_the_contract() -> None:
    """Of two hours 80 minutes are two thirds, of twenty 141 are an eighth: the one with more hours makes all three."""
    inputs = day(9.6, paid_h=(2, 20))
    found = rounds.solve(inputs, time_limit_s=20.0, gap=0.0, iterations=500)
    assert found.rounds["k0"] == []
    assert found.balance_gbp == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_days_with_every_feature_keep_their_rules_and_their_money(seed: int) -> None:
    inputs = small_day(seed, num_visits=7, num_carers=3)
    first = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=0, iterations=1000)
    then = rounds.solve(replace(inputs, balance_gbp=15.0), time_limit_s=60.0, gap=0.0, seed=0, iterations=1000)
    cost, faults = evaluate(inputs, then.rounds)
    assert faults == []
    assert cost == pytest.approx(then.objective, abs=1e-6)
    assert then.unserved == first.unserved
    assert then.objective == pytest.approx(first.objective + then.balance_gbp, abs=1e-6)
    assert -1e-9 <= then.balance_gbp <= 15.0


def test_a_move_that_saves_money_spends_none() -> None:
    """One carer makes all three with 142 minutes of overtime at 60 GBP an hour: sharing costs less, not more."""
    inputs = day(9.6)
    dear = tuple(replace(carer, paid_s=HOUR, overtime_gbp_per_h=60.0) for carer in inputs.carers)
    arrays = day_of(replace(inputs, carers=dear))
    room = new_room(arrays)
    state = state_of(arrays, room, [(0, [(v, (8 + 2 * v) * HOUR) for v in range(3)])])
    before = float(total_cost(arrays, state))
    assert share_evenly(arrays, state, room, 0.0, lambda: False) == 0.0
    assert float(total_cost(arrays, state)) < before
    assert sorted(state.size.tolist()) == [1, 2]

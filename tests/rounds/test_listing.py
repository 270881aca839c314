"""Rounds listed whole, rounds that meet, and small days proven by both."""

from __future__ import annotations

import time
from itertools import combinations, permutations

import numpy as np
import pytest

from capplan import rounds
from capplan.formulations.visits import Carer, Inputs, Pair, Visit
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.enumeration import every_round
from capplan.rounds.listing import listed
from capplan.rounds.meeting import Planned, meet
from capplan.rounds.moves import total_cost
from capplan.rounds.pricing import Items, classes_of, column_of
from capplan.rounds.proof import Settled, settle
from capplan.rounds.state import empty_state, new_room
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day

HOUR = 3600
LIMIT_GBP = 8.0


@pytest.mark.parametrize("seed", range(12))
def test_every_round_below_the_limit_is_listed_once_at_its_least_cost(seed: int) -> None:
    """Against all orders of all sets of visits, each timed alone."""
    day = day_of(small_day(seed, num_visits=6, num_carers=2))
    items = Items.of(windows_of(day))
    gain = np.random.default_rng(seed).uniform(0.0, 25.0, len(items.visit))
    classes = classes_of(day, items, range(len(day.duties)))
    for number, group in enumerate(classes):
        if not group.alone or day.carers[day.duties[group.duties[0]]["carer"]]["overtime"] > 0:
            continue
        expected: dict[frozenset[int], float] = {}
        for size in range(1, len(group.node_item) + 1):
            for chosen in combinations(group.node_item.tolist(), size):
                for order in permutations(chosen) if len(set(items.visit[list(chosen)])) == size else ():
                    column = column_of(day, classes, items, number, np.array(order, dtype=np.int64))
                    if column is not None:
                        cost = column.cost - float(gain[list(order)].sum())
                        key = frozenset(order)
                        expected[key] = min(cost, expected.get(key, np.inf))
        found = every_round(day, group, gain, LIMIT_GBP)
        assert found is not None
        by_items = {frozenset(group.node_item[list(nodes)].tolist()): cost for nodes, cost in zip(*found, strict=True)}
        assert len(by_items) == len(found[0])
        # The most work of a day is not looked at where rounds are listed: there may be more of them, never fewer.
        for key, cost in expected.items():
            if cost < LIMIT_GBP - 1e-6:
                assert by_items[key] <= cost + 1e-6


def test_nothing_is_listed_and_nothing_shown_once_the_time_is_over() -> None:
    day = day_of(small_day(5, num_visits=6, num_carers=2))
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    assert relaxation.run(np.inf, lambda: False, lambda _: None)
    room, best = new_room(day), empty_state(day)
    cost = float(total_cost(day, best))
    assert listed(day, relaxation, cost, 1000)[0]
    over = time.perf_counter() - 1.0
    assert listed(day, relaxation, cost, 1000, until=over) == ([], -np.inf)
    assert settle(day, relaxation, best, room, over, cost) == Settled(-np.inf, listed=False, closed=False)
    assert total_cost(day, best) == cost


def street(pairs: tuple[Pair, ...] = (), closes: int = 12 * HOUR) -> Day:
    """Two visits by one and one by two, ten minutes apart; a way costs 1 GBP, waiting 6 GBP an hour."""
    visits = tuple(
        Visit(id=name, client=name, place=k, duration_s=HOUR, windows=((8 * HOUR, closes),), unserved_gbp=500.0,
              base="b", carers=count)
        for k, (name, count) in enumerate((("a", 1), ("b", 1), ("both", 2)))
    )  # fmt: skip
    carers = tuple(
        Carer(name, "b", 3, 3, ((7 * HOUR, 15 * HOUR),), paid_s=8 * HOUR, waiting_gbp_per_h=6.0, mileage_gbp_per_km=1.0)
        for name in ("x", "y")
    )
    ways = np.where(np.eye(4, dtype=bool), 0, 600)
    return day_of(Inputs(visits, pairs, carers, {"car": ways}, {"car": ways / 600}))


def planned(d: int, *stops: tuple[int, float, float]) -> Planned:
    visits, low, high = zip(*stops, strict=True)
    return Planned(d, np.array(visits), np.array(low), np.array(high))


def test_two_rounds_meet_where_there_is_a_time_for_both() -> None:
    day = street()
    # x: a then both; y: both then b. The earliest for x is 8:00 + 1:10; y comes then, and nobody waits.
    meeting = meet(
        day,
        [planned(0, (0, 8 * HOUR, 12 * HOUR), (2, 8 * HOUR, 12 * HOUR)),
         planned(1, (2, 8 * HOUR, 12 * HOUR), (1, 8 * HOUR, 12 * HOUR))],
    )  # fmt: skip
    assert meeting.apart == []
    assert meeting.starts[0][1] == meeting.starts[1][0] >= 9 * HOUR + 600


def test_two_rounds_that_cannot_meet_are_told_with_both_starts() -> None:
    day = street(closes=9 * HOUR + 1200)
    # After a, both can begin from 9:10; before b, which closes at 9:20, it must begin by 8:10: an hour apart.
    late = 9.0 * HOUR + 1200
    meeting = meet(
        day,
        [planned(0, (0, 8 * HOUR, late), (2, 8 * HOUR, late)), planned(1, (2, 8 * HOUR, late), (1, 8 * HOUR, late))],
    )
    assert meeting.apart == [(2, 8.0 * HOUR + 600, 2, 9.0 * HOUR + 600, 0.0)]


def test_a_gap_that_is_not_kept_is_told() -> None:
    day = street((Pair("a", "b", 3 * HOUR, None),), closes=9 * HOUR)
    # b at least three hours after the end of a, so 12:00 at the earliest: it closes at 9:00.
    meeting = meet(day, [planned(0, (0, 8 * HOUR, 9 * HOUR)), planned(1, (1, 8 * HOUR, 9 * HOUR))])
    assert meeting.apart == [(1, 9.0 * HOUR, 0, 8.0 * HOUR, 4.0 * HOUR)]


def test_visits_of_a_pair_agree_in_their_windows() -> None:
    """a at 8 or 11, b at 9 or 12: b three hours after the end of a is at 12 after a at 8, and never at 9 or 10."""
    day = street((Pair("a", "b", 3 * HOUR, None),))
    windows = [
        [(8.0 * HOUR, 8.5 * HOUR), (11.0 * HOUR, 11.5 * HOUR)],
        [(9.0 * HOUR, 9.5 * HOUR), (12.0 * HOUR, 12.0 * HOUR)],
        [],
    ]
    relaxation = Relaxation(day, windows, range(2))
    assert relaxation.run(np.inf, lambda: False, lambda _: None)
    # Both are made, by x and y or one after the other: 4 ways of 1 GBP, or 3 and a wait of 2:50 at 6 GBP an hour.
    assert relaxation.bound == pytest.approx(4.0, abs=1e-4)
    windows[1] = [(9.0 * HOUR, 9.5 * HOUR), (10.0 * HOUR, 10.5 * HOUR)]
    relaxation = Relaxation(day, windows, range(2))
    assert relaxation.run(np.inf, lambda: False, lambda _: None)
    # No start of b is three hours after a: half of each is left out at 500 GBP, half a round of three ways makes both.
    assert relaxation.bound == pytest.approx(501.5, abs=1e-2)


@pytest.mark.parametrize("seed", [5, 7, 18, 23, 26, 37])
def test_small_days_with_visits_by_two_are_proven(seed: int) -> None:
    """Days that the bound alone left open."""
    inputs = small_day(seed, num_visits=4 + seed % 4, num_carers=2 + seed % 2)
    found = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=0, iterations=1500)
    assert found.stopped_by == "proven"
    assert found.bound == pytest.approx(found.objective, abs=1e-6)

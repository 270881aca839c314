"""Steps around rounds: what was looked at in vain is left alone until it changes, and then more is looked at."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from capplan.rounds import around
from capplan.rounds.around import AT_MOST, MORE, TOGETHER, Around, in_turn, together
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import take_out, total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.polish import better_plan
from capplan.rounds.state import Room, State, empty_state, new_room
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day


def planned(seed: int) -> tuple[Day, State, Room]:
    day = day_of(small_day(seed, num_visits=16, num_carers=5))
    best, room = empty_state(day), new_room(day)
    fill(day, best, room)
    return day, best, room


def turned(steps: Around, best: State, both: bool = False) -> bool:
    order = in_turn(steps.day, best, np.random.default_rng(0))
    end = time.perf_counter() + 60.0
    return steps.turn(best, order, lambda: False, lambda: end, lambda: None, lambda: False, lambda: both)


def test_nothing_is_looked_at_twice_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    day, best, room = planned(1)
    steps, looked = Around(day, (room, new_room(day)), 0.0, many=3), list[list[int]]()

    def in_vain(
        _day: Day, _best: State, _room: Room, _until: float, _reach: float, duties: list[int], *_: object
    ) -> None:
        looked.append(duties)

    monkeypatch.setattr(around, "better_plan", in_vain)
    assert not turned(steps, best)
    first = len(looked)
    assert first and all(len(duties) <= 3 for duties in looked)
    # More are looked at together now, so none of them is known.
    assert not turned(steps, best)
    assert steps.many == 3 + 2 * MORE
    steps.many = 3
    looked.clear()
    assert not turned(steps, best)
    assert looked == []
    # A visit less on a round: what holds that round is new.
    v = int(best.stops[np.flatnonzero(best.size)[0], 0])
    best.made[v] = 0
    assert take_out(day, best, room)
    steps.many = 3
    assert not turned(steps, best)
    assert len(looked) > 0


@pytest.mark.parametrize(("seed", "all_of_it"), [(43, True), (45, True), (1, False)])
def test_two_steps_side_by_side_change_rounds_of_their_own_and_both_are_taken_over(
    seed: int, all_of_it: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it where they fit together, else the better one: on day 1 both put in the same visit and cannot."""
    day = day_of(small_day(seed, num_visits=60, num_carers=16))
    best, room = empty_state(day), new_room(day)
    fill(day, best, room)
    steps = Around(day, (room, new_room(day)), 0.0, many=4)
    together_by, looked = threading.Barrier(2, timeout=30.0), list[tuple[list[int], State | None]]()
    lock = threading.Lock()

    def noted(*given: Any) -> State | None:
        together_by.wait()
        found = better_plan(*given)
        with lock:
            looked.append((given[5], found))
        return found

    monkeypatch.setattr(around, "better_plan", noted)
    costs = [float(total_cost(day, best))]
    ended = iter([False, True])
    order = in_turn(day, best, np.random.default_rng(0))
    end = time.perf_counter() + 60.0
    assert steps.turn(
        best, order, lambda: next(ended), lambda: end, lambda: costs.append(float(total_cost(day, best))),
        lambda: False, lambda: True,
    )  # fmt: skip
    (one, first), (other, second) = looked
    assert set(one).isdisjoint(other)
    assert first is not None and second is not None
    gained = [costs[0] - float(total_cost(day, found)) for found in (first, second)]
    assert min(gained) > 0
    assert costs[0] - costs[1] == pytest.approx(sum(gained) if all_of_it else max(gained))


def test_no_more_are_looked_at_together_than_most() -> None:
    day, best, room = planned(2)
    steps = Around(day, (room, new_room(day)), 0.0)
    while turned(steps, best):
        pass
    for _ in range((AT_MOST - TOGETHER) // MORE + 2):
        assert not turned(steps, best)
    assert steps.many == AT_MOST


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_turn_betters_the_plan_that_it_says_it_does(seed: int, both: bool) -> None:
    day, best, room = planned(seed)
    before = total_cost(day, best)
    better = turned(Around(day, (room, new_room(day)), 600.0), best, both)
    assert better == (total_cost(day, best) < before - 1e-6)
    assert np.array_equal(np.bincount(best.stops[best.stops >= 0], minlength=len(day.visits)), best.made)


def test_rounds_that_cost_most_beyond_their_worth_come_first() -> None:
    day, best, _ = planned(3)
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    assert relaxation.excess(best) is None
    relaxation.add_state(best)
    assert relaxation.run(time.perf_counter() + 60.0, lambda: False, lambda _: None)
    excess = relaxation.excess(best)
    assert excess is not None
    prices = relaxation.asked
    assert prices is not None
    for place in relaxation.add_state(best):
        column = relaxation.columns[place]
        duties = relaxation.classes[column.group].duties
        reduced = relaxation.reduced(column, prices.gains, prices.limits)
        assert min(abs(excess[d] - reduced) for d in duties) < 5.0
    # With no visit near another, those left out draw nobody to the front.
    apart = day._replace(near=np.zeros((len(day.visits), 0), dtype=np.int64))
    order = in_turn(apart, best, np.random.default_rng(0), excess)
    assert len(order) > 2
    assert [excess[d] for d in order] == sorted((excess[d] for d in order), reverse=True)
    assert together(day, best, 0, 2)[0] == 0

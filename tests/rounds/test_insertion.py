"""A visit is put where it costs least: gaps that are not looked at closely are never the cheapest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from capplan.rounds.day import Day, day_of
from capplan.rounds.insertion import _starts, insert
from capplan.rounds.moves import place_in, take_out, total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.state import Room, State, copy_of, empty_state, new_room, window_of
from rounds.small_days import small_day

NO_LIMIT = 1e8


def planned(seed: int) -> tuple[Day, State, Room]:
    day = day_of(small_day(seed, num_visits=24, num_carers=7))
    state, room = empty_state(day), new_room(day)
    fill(day, state, room)
    return day, state, room


def without(day: Day, state: State, room: Room, v: int) -> State:
    """Return the plan without a visit."""
    left = copy_of(day, state)
    left.made[v] = 0
    assert take_out(day, left, room)
    return left


def least_alone(day: Day, state: State, room: Room, v: int) -> float:
    """Return what a visit by one costs at least, every place of every round timed anew."""
    least = np.inf
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        for d in np.flatnonzero(day.first[v]).tolist() if low <= high else ():
            least = min(least, place_in(day, state, room, d, v, low, high)[0])
    return least


def least_together(day: Day, state: State, room: Room, v: int) -> float:
    """Return what a visit by two costs at least at the starts that are tried."""
    least = np.inf
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low > high:
            continue
        count = _starts(day, room, v, low, high, 0.0)
        for start in room.grid[:count].tolist():
            may = np.flatnonzero(day.first[v] | day.second[v]).tolist()
            cost = {d: place_in(day, state, room, d, v, start, start)[0] for d in may}
            for one, two in itertools.permutations(may, 2):
                if day.first[v, one] and day.second[v, two] and day.duties["carer"][one] != day.duties["carer"][two]:
                    least = min(least, cost[one] + cost[two])
    return least


@pytest.mark.parametrize("seed", range(8))
def test_a_visit_is_put_where_it_costs_least(seed: int) -> None:
    day, state, room = planned(seed)
    made = np.flatnonzero(state.made == day.visits["need"]).tolist()
    assert {1, 2} == set(day.visits["need"][made].tolist())
    for v in made:
        left = without(day, state, room, v)
        before = total_cost(day, left) - day.visits[v]["price"]
        least = (least_alone if day.visits[v]["need"] == 1 else least_together)(day, left, room, v)
        put = insert(day, left, room, v, 0.0, NO_LIMIT)
        assert put == (least < NO_LIMIT)
        if put and day.visits[v]["need"] == 1:
            assert total_cost(day, left) - before == pytest.approx(least, abs=1e-6)
        elif put:
            # Two who are found at a start tried may meet at a better one.
            assert total_cost(day, left) - before <= least + 1e-6


def test_a_visit_dearer_than_the_limit_is_not_made() -> None:
    day, state, room = planned(1)
    for v in np.flatnonzero(state.made == day.visits["need"]).tolist():
        left = without(day, state, room, v)
        assert not insert(day, left, room, v, 0.0, -NO_LIMIT)
        assert left.made[v] == 0

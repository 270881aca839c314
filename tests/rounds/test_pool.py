"""Rounds noted while plans are searched: each waits once, rounds of a part have numbers of the whole day."""

from __future__ import annotations

import time

import numpy as np
import pytest

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.neighbourhood import fill
from capplan.rounds.parts import better_by_bases
from capplan.rounds.plan import solve
from capplan.rounds.pool import Pool
from capplan.rounds.state import State, empty_state, new_room
from capplan.rounds.turns import A_TURN_AT_LEAST, better_by_turns
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day
from rounds.test_parts import two_bases


def searched(seed: int) -> tuple[Day, State, Pool]:
    day, pool = day_of(small_day(seed, num_visits=24, num_carers=5)), Pool()
    best, until = empty_state(day), time.perf_counter() + 600.0
    better_by_turns(day, best, [seed], A_TURN_AT_LEAST, until, lambda: False, lambda _, cost: None, pool=pool)
    return day, best, pool


def test_each_round_waits_once() -> None:
    day, best, pool = searched(1)
    taken = pool.take()
    assert taken and len(taken) == len(set(taken))
    assert pool.take() == []
    pool.note(day, best)
    pool.note(day, best)
    assert len(pool.take()) == np.count_nonzero(best.size)


def test_the_oldest_rounds_are_dropped_where_too_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    day, best, pool = searched(2)
    taken = pool.take()
    monkeypatch.setattr("capplan.rounds.pool.MOST", 3)
    older = empty_state(day)
    fill(day, older, new_room(day))
    pool.note(day, older)
    pool.note(day, best)
    last = pool.take()
    assert len(taken) > len(last) == 3
    assert {d for d, _ in last} <= set(np.flatnonzero(best.size).tolist())
    assert all(best.stops[d, : best.size[d]].tolist() == list(visits) for d, visits in last)


def test_rounds_of_a_base_have_the_numbers_of_the_whole_day() -> None:
    inputs, pool = two_bases(3), Pool()
    day = day_of(inputs)
    best, room, until = empty_state(day), new_room(day), time.perf_counter() + 2.0
    better_by_bases(inputs, day, best, room, [0], until, lambda: False, lambda _: None, pool)
    taken = pool.take()
    assert {inputs.carers[int(day.duties[d]["carer"])].base for d, _ in taken} == {"north", "south"}
    for d, visits in taken:
        base = inputs.carers[int(day.duties[d]["carer"])].base
        assert {inputs.visits[v].base for v in visits} == {base}
        assert (day.first[list(visits), d] | day.second[list(visits), d]).all()


@pytest.mark.parametrize("seed", [0, 2, 3, 5, 6, 7])
def test_a_bound_begun_with_rounds_of_the_search_holds(seed: int) -> None:
    inputs, pool = small_day(seed, num_visits=8, num_carers=3), Pool()
    best = solve(inputs, time_limit_s=60.0, gap=0.0)
    day, until = day_of(inputs), time.perf_counter() + 60.0
    better_by_turns(
        day, empty_state(day), [seed], A_TURN_AT_LEAST, until, lambda: False, lambda _, cost: None, pool=pool
    )
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    assert relaxation.add_rounds(pool) > 0
    assert relaxation.run(until, lambda: False, lambda _: None, level=1, pool=pool)
    assert 0.5 * best.objective < relaxation.bound <= best.objective + 1e-6


def test_at_prices_only_what_pays_is_taken_over() -> None:
    day, _, pool = searched(2)
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    first = empty_state(day)
    fill(day, first, new_room(day))
    relaxation.add_state(first)
    before, prices = relaxation.master.solve()
    there, offered = len(relaxation.columns), pool.take()
    pool = Pool(_new=dict.fromkeys(offered))
    taken = relaxation.add_rounds(pool, prices)
    assert 0 < taken < len(offered)
    for column in relaxation.columns[there:]:
        assert relaxation.reduced(column, prices.gains, prices.limits) < 0.0
    assert relaxation.master.solve()[0] <= before + 1e-9

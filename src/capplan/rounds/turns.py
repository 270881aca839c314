"""The search for plans in turns: each begins warm from the best plan there is and ends cold, two side by side.

A turn of two begins with chances of its own; the better of the two plans is what the next turn begins from. Which
thread is quicker does not matter, so that one seed gives one plan unless the time ends a turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from capplan.rounds.day import Day
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import search, seed_chance
from capplan.rounds.pool import Pool
from capplan.rounds.state import Room, State, copy_of, copy_state, empty_state, new_room

SIDE_BY_SIDE = 2
CHUNK, NOTED = 100, 10
"""Iterations at once; every so many of them the plan at hand is noted for the bound."""
HOT_GBP, COLD_GBP = 5.0, 0.1
"""Temperatures at which a turn begins and ends."""
TELL_S = 0.5
A_TURN, A_TURN_AT_LEAST = 100, 1000
"""Iterations of a turn: so many for each visit, and at least."""
TURNS, TURNS_BY_VISIT = 5, 0.1
"""Turns at least, and turns for each visit: ten at 100 visits, thirty at 300, a hundred at 1,000; two are made side by
side each time."""


@dataclass
class _Side:
    """One of those that search side by side."""

    now: State
    best: State
    trial: State
    room: Room
    cost: float
    done: int = 0


def better_by_turns(
    day: Day,
    best: State,
    seed: Sequence[int],
    iterations: int | None,
    until: float,
    ended: Callable[[], bool],
    tell: Callable[[int, float], None],
    side_by_side: int = SIDE_BY_SIDE,
    pool: Pool | None = None,
    hot_gbp: float = HOT_GBP,
) -> None:
    """Better a plan in place until the iterations are done, the time is up or the search has ended.

    Parameters
    ----------
    seed
        Whole numbers: the same give the same plan.
    iterations
        Iterations of each side; None: they grow with the day.
    tell
        Told the iterations of all sides, and what the best plan costs (GBP), every half second.
    pool
        Where rounds of plans come by are noted.
    hot_gbp
        Temperature at which a turn begins.
    """
    a_turn = max(A_TURN_AT_LEAST, A_TURN * len(day.visits))
    total = max(TURNS, round(TURNS_BY_VISIT * len(day.visits))) * a_turn if iterations is None else iterations
    cost = float(total_cost(day, best))
    sides = [
        _Side(copy_of(day, best), copy_of(day, best), empty_state(day), new_room(day), cost)
        for _ in range(side_by_side)
    ]
    turn = 0
    with ThreadPoolExecutor(max_workers=side_by_side) as beside:
        while total > 0 and time.perf_counter() < until and not ended():
            many = min(a_turn, total)
            chances = np.random.SeedSequence([*seed, turn]).generate_state(side_by_side)
            for side in sides:
                # Not side by side: copying marks what it has copied in the plan that it copies.
                copy_state(best, side.now)
                copy_state(best, side.best)
            done = [
                beside.submit(_turn, day, side, int(chance), many, until, ended, pool, hot_gbp)
                for side, chance in zip(sides, chances, strict=True)
            ]
            while wait(done, TELL_S).not_done:
                tell(sum(side.done for side in sides), min(side.cost for side in sides))
            for one in done:
                one.result()
            first = min(sides, key=lambda side: side.cost)
            if first.cost < cost:
                cost = first.cost
                copy_state(first.best, best)
            total, turn = total - many, turn + 1
            tell(sum(side.done for side in sides), cost)


def _turn(
    day: Day, side: _Side, chance: int, count: int, until: float, ended: Callable[[], bool], pool: Pool | None,
    hot_gbp: float,
) -> None:  # fmt: skip
    """Do one turn from the plan of a side; it is shortened if the time would not suffice."""
    seed_chance(chance)
    missed = np.zeros(len(day.visits))
    began, at, of = time.perf_counter(), 0, count
    while at < of and time.perf_counter() < until and not ended():
        to = min(at + CHUNK, of)
        search(day, side.now, side.best, side.trial, side.room, missed, at, to, of, hot_gbp, COLD_GBP)
        side.done, side.cost = side.done + to - at, float(total_cost(day, side.best))
        at = to
        if pool is not None and at % (NOTED * CHUNK) == 0:
            pool.note(day, side.now)
        now = time.perf_counter()
        fit = at + int((until - now) * at / max(now - began, 1e-3))
        of = max(at, min(of, fit)) if at >= 2 * CHUNK else of

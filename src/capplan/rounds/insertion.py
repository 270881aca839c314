"""Put visits that are not made where they cost least: one carer, or two who start together; compiled."""

# ruff: noqa: NPY002 (compiled code knows only this source of chance)
from __future__ import annotations

import numpy as np

from capplan.rounds.day import Day, Floats
from capplan.rounds.state import Room, State, place_in, put, take_out, window_of
from capplan.rounds.timing import NO_ROUND
from capplan.solve.jit import compiled

GRID_S = 300.0
TRIED_STARTS = 8


@compiled
def insert(day: Day, state: State, room: Room, v: int, blink: float, limit: float) -> bool:
    """Put a visit where it costs least, if that is less than `limit`; `blink` is the chance to overlook a duty."""
    if day.visits[v].need == 2:
        return _insert_two(day, state, room, v, blink, limit)
    best, best_d, best_at, best_w = limit, -1, -1, -1
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low > high:
            continue
        for d in range(len(day.duties)):
            if not day.first[v, d] or high < day.duties[d].begins or low > day.duties[d].ends:
                continue
            if blink > 0.0 and np.random.random() < blink:
                continue
            more, at = place_in(day, state, room, d, v, low, high)
            if more < best - 1e-9:
                best, best_d, best_at, best_w = more, d, at, w
    if best_d < 0:
        return False
    low, high = window_of(day, state, v, best_w)
    return put(day, state, room, best_d, v, best_at, low, high)


@compiled
def _starts(day: Day, low: float, high: float, v: int, tried: Floats) -> int:
    """Fill in starts to try between two times: the ends, the preferred one, and others of a grid by chance."""
    tried[0] = low
    count = 1
    if high > low:
        tried[1] = high
        count = 2
        if day.visits[v].away + day.visits[v].late > 0.0 and low < day.visits[v].wish < high:
            tried[2] = day.visits[v].wish
            count = 3
        steps = int((high - low) // GRID_S)
        for _ in range(min(TRIED_STARTS - count, steps)):
            start = low + GRID_S * np.random.randint(0, steps + 1)
            start -= start % GRID_S
            if start >= low:
                tried[count] = start
                count += 1
    return count


@compiled
def _insert_two(day: Day, state: State, room: Room, v: int, blink: float, limit: float) -> bool:
    num = len(day.duties)
    more, tried = np.full(num, NO_ROUND), np.zeros(TRIED_STARTS + 2)
    best, best_one, best_two, best_start = limit, -1, -1, 0.0
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low > high:
            continue
        for k in range(_starts(day, low, high, v, tried)):
            start = tried[k]
            for d in range(num):
                more[d] = NO_ROUND
                if (
                    not (day.first[v, d] or day.second[v, d])
                    or start < day.duties[d].begins
                    or start > day.duties[d].ends
                ):
                    continue
                if blink > 0.0 and np.random.random() < blink:
                    continue
                more[d], _ = place_in(day, state, room, d, v, start, start)
            for one in range(num):
                if more[one] >= NO_ROUND or not day.first[v, one]:
                    continue
                for two in range(num):
                    if (
                        more[two] >= NO_ROUND
                        or not day.second[v, two]
                        or day.duties[one].carer == day.duties[two].carer
                    ):
                        continue
                    if more[one] + more[two] < best - 1e-9:
                        best, best_one, best_two, best_start = more[one] + more[two], one, two, start
    if best_one < 0:
        return False
    _, at = place_in(day, state, room, best_one, v, best_start, best_start)
    if not put(day, state, room, best_one, v, at, best_start, best_start):
        return False
    _, at = place_in(day, state, room, best_two, v, best_start, best_start)
    if not put(day, state, room, best_two, v, at, best_start, best_start):
        take_out(day, state, room, v)
        return False
    return True

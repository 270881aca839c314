"""Rounds while they are searched: arrays, and the compiled steps that put a visit in or take it out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.timing import CORNERS, NO_ROUND, STOPS, best_round
from capplan.solve.jit import compiled


class State(NamedTuple):
    """Rounds of a day.

    Attributes
    ----------
    stops, size
        Visits of each duty in order, and how many.
    cost, work
        GBP without overtime and seconds of work of each duty.
    start, made
        Start of each visit, and how many carers are on it.
    early, late
        [d, k]: earliest and latest start of a stop if nothing but ways and windows mattered.
    """

    stops: Ints
    size: Ints
    cost: Floats
    work: Floats
    start: Floats
    made: Ints
    early: Floats
    late: Floats


class Room(NamedTuple):
    """Arrays to work in."""

    starts: Floats
    trial: Floats
    times: Floats
    costs: Floats
    corners: Ints
    chain: Ints
    lows: Floats
    highs: Floats


def empty_state(day: Day) -> State:
    """Return a day on which nobody goes out."""
    d, v = len(day.duties), len(day.visits)
    return State(
        np.full((d, STOPS), -1, dtype=np.int64), np.zeros(d, dtype=np.int64), np.zeros(d), np.zeros(d),
        np.zeros(v), np.zeros(v, dtype=np.int64), np.zeros((d, STOPS)), np.zeros((d, STOPS)),
    )  # fmt: skip


def new_room() -> Room:
    """Return arrays to work in."""
    return Room(
        np.zeros(STOPS), np.zeros(STOPS), np.zeros((STOPS + 2, CORNERS)), np.zeros((STOPS + 2, CORNERS)),
        np.zeros(STOPS + 2, dtype=np.int64), np.zeros(STOPS, dtype=np.int64), np.zeros(STOPS), np.zeros(STOPS),
    )  # fmt: skip


@compiled
def copy_state(source: State, target: State) -> None:
    """Make one state equal to another."""
    target.stops[:] = source.stops
    target.size[:] = source.size
    target.cost[:] = source.cost
    target.work[:] = source.work
    target.start[:] = source.start
    target.made[:] = source.made
    target.early[:] = source.early
    target.late[:] = source.late


@compiled
def window_of(day: Day, state: State, v: int, w: int) -> tuple[float, float]:
    """Return a window of a visit as its pairs leave it."""
    low, high = day.low[v, w], day.high[v, w]
    for k in range(day.pair_from[v], day.pair_from[v + 1]):
        other = day.pairs[k].other
        if state.made[other] > 0:
            low = max(low, state.start[other] + day.pairs[k].low)
            high = min(high, state.start[other] + day.pairs[k].high)
    return low, high


@compiled
def _window_now(day: Day, state: State, v: int) -> tuple[float, float]:
    """Return where a visit that is made may move to: a visit by two stays."""
    if day.visits[v].need == 2:
        return state.start[v], state.start[v]
    for w in range(day.windows[v]):
        if day.low[v, w] <= state.start[v] <= day.high[v, w]:
            return window_of(day, state, v, w)
    return state.start[v], state.start[v]


@compiled
def other_work(day: Day, state: State, d: int) -> float:
    """Return the work of a duty's carer in other shifts."""
    total = 0.0
    for e in range(len(day.duties)):
        if e != d and day.duties[e].carer == day.duties[d].carer:
            total += state.work[e]
    return total


@compiled
def evaluate(
    day: Day, state: State, room: Room, d: int, count: int, new: int, low: float, high: float
) -> tuple[float, float, float]:
    """Time the chain in `room`; return its cost (overtime included), work and cost without overtime.

    `new` (-1: none) is a visit that is not made yet and may start from `low` to `high`.
    """
    if count == 0:
        rest = other_work(day, state, d)
        c = day.duties[d].carer
        return max(0.0, rest - day.carers[c].paid) * day.carers[c].overtime, 0.0, 0.0
    for k in range(count):
        u = room.chain[k]
        if u == new:
            room.lows[k], room.highs[k] = low, high
        else:
            room.lows[k], room.highs[k] = _window_now(day, state, u)
    rest = other_work(day, state, d)
    total, work, _ = best_round(
        day, d, room.chain, count, room.lows, room.highs, rest,
        room.starts, room.trial, room.times, room.costs, room.corners,
    )  # fmt: skip
    if total >= NO_ROUND:
        return NO_ROUND, 0.0, 0.0
    # Two visits of a pair on one round may both have moved.
    for k in range(count):
        u = room.chain[k]
        for p in range(day.pair_from[u], day.pair_from[u + 1]):
            for j in range(count):
                if room.chain[j] == day.pairs[p].other:
                    apart = room.starts[k] - room.starts[j]
                    if apart < day.pairs[p].low - 1e-6 or apart > day.pairs[p].high + 1e-6:
                        return NO_ROUND, 0.0, 0.0
    c = day.duties[d].carer
    over = max(0.0, work + rest - day.carers[c].paid) * day.carers[c].overtime
    return total, work, total - over


@compiled
def carer_cost(day: Day, state: State, d: int) -> float:
    """Return the cost of a duty as it stands, with the overtime of its carer."""
    c = day.duties[d].carer
    over = other_work(day, state, d) + state.work[d] - day.carers[c].paid
    return state.cost[d] + max(0.0, over) * day.carers[c].overtime


@compiled
def commit(day: Day, state: State, room: Room, d: int, count: int) -> None:
    """Make the chain that was just evaluated the round of a duty; the caller sets cost and work."""
    state.size[d] = count
    for k in range(count):
        state.stops[d, k] = room.chain[k]
        state.start[room.chain[k]] = room.starts[k]
    for k in range(count, STOPS):
        state.stops[d, k] = -1
    set_limits(day, state, d)


@compiled
def set_limits(day: Day, state: State, d: int) -> None:
    """Set the earliest and latest starts of a duty's stops."""
    m, count = day.duties[d].mode, state.size[d]
    at, free = day.duties[d].starts_at, day.duties[d].begins
    for k in range(count):
        v = state.stops[d, k]
        low = state.start[v] if day.visits[v].need == 2 else day.low[v, 0]
        state.early[d, k] = max(free + day.way[m, at, day.visits[v].place], low)
        free, at = state.early[d, k] + day.visits[v].length, day.visits[v].place
    at, due = day.duties[d].ends_at, day.duties[d].ends
    for k in range(count - 1, -1, -1):
        v = state.stops[d, k]
        high = state.start[v] if day.visits[v].need == 2 else day.high[v, day.windows[v] - 1]
        state.late[d, k] = min(due - day.way[m, day.visits[v].place, at] - day.visits[v].length, high)
        due, at = state.late[d, k], day.visits[v].place


@compiled
def place_in(day: Day, state: State, room: Room, d: int, v: int, low: float, high: float) -> tuple[float, int]:
    """Return the least extra cost of a visit on a duty, starting from `low` to `high`, and its position."""
    best, at = NO_ROUND, -1
    m, count = day.duties[d].mode, state.size[d]
    if count + 1 >= STOPS - 1:
        return best, at
    old = carer_cost(day, state, d)
    for k in range(count + 1):
        if k == 0:
            ready = day.duties[d].begins + day.way[m, day.duties[d].starts_at, day.visits[v].place]
        else:
            u = state.stops[d, k - 1]
            ready = state.early[d, k - 1] + day.visits[u].length + day.way[m, day.visits[u].place, day.visits[v].place]
        if ready > high:
            break
        if k == count:
            due = day.duties[d].ends - day.way[m, day.visits[v].place, day.duties[d].ends_at]
        else:
            due = state.late[d, k] - day.way[m, day.visits[v].place, day.visits[state.stops[d, k]].place]
        if max(ready, low) > due - day.visits[v].length:
            continue
        for j in range(k):
            room.chain[j] = state.stops[d, j]
        room.chain[k] = v
        for j in range(k, count):
            room.chain[j + 1] = state.stops[d, j]
        total, _, _ = evaluate(day, state, room, d, count + 1, v, low, high)
        if total - old < best:
            best, at = total - old, k
    return best, at


@compiled
def put(day: Day, state: State, room: Room, d: int, v: int, at: int, low: float, high: float) -> bool:
    """Put a visit on a duty at a position, starting from `low` to `high`; False: it does not fit."""
    if at < 0:
        return False
    count = state.size[d]
    for j in range(at):
        room.chain[j] = state.stops[d, j]
    room.chain[at] = v
    for j in range(at, count):
        room.chain[j + 1] = state.stops[d, j]
    total, work, cost = evaluate(day, state, room, d, count + 1, v, low, high)
    if total >= NO_ROUND:
        return False
    commit(day, state, room, d, count + 1)
    state.cost[d], state.work[d] = cost, work
    state.made[v] += 1
    set_limits(day, state, d)
    return True


@compiled
def take_out(day: Day, state: State, room: Room, v: int) -> bool:
    """Take a visit off every duty; False if a round cannot be timed without it (ways that are no shorter direct)."""
    state.made[v] = 0
    for d in range(len(day.duties)):
        count = state.size[d]
        kept = 0
        for k in range(count):
            if state.stops[d, k] != v:
                room.chain[kept] = state.stops[d, k]
                kept += 1
        if kept < count:
            total, work, cost = evaluate(day, state, room, d, kept, -1, 0.0, 0.0)
            if total >= NO_ROUND:
                return False
            commit(day, state, room, d, kept)
            state.cost[d], state.work[d] = cost, work
    return True


@compiled
def total_cost(day: Day, state: State) -> float:
    """Return the objective of a state, in GBP."""
    total = 0.0
    for d in range(len(day.duties)):
        total += state.cost[d]
    for c in range(len(day.carers)):
        work = 0.0
        for d in range(len(day.duties)):
            if day.duties[d].carer == c:
                work += state.work[d]
        total += max(0.0, work - day.carers[c].paid) * day.carers[c].overtime
    for v in range(len(day.visits)):
        if state.made[v] < day.visits[v].need:
            total += day.visits[v].price
    return total

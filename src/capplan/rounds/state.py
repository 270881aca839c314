"""Rounds while they are searched: arrays, and what the rounds leave open between two stops; compiled.

Numbers passed on to compiled functions are made `np.int64`, for a constant would have the function compiled once more.
For each gap of a round two curves are kept: what the round costs up to when the carer is free to leave for a new stop,
and what it costs from the next stop on, with its break taken or not. Visits are tried in a gap with these alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from capplan.rounds.curves import CORNERS, add_away, cheaper, copy_curve, cut, step
from capplan.rounds.day import FOREVER_S, Day, Floats, Ints
from capplan.rounds.timing import STOPS
from capplan.solve.jit import compiled_lean, whole

CURVE = 20
"""Most corners of a curve that is kept."""
TRIED = 64
"""Starts of a visit by two that are tried at once."""
MOST_DUTIES = 24
"""So many duties are looked at for a visit by two: those that could be cheapest."""


class State(NamedTuple):
    """Rounds of a day.

    Attributes
    ----------
    stops, size
        Visits of each duty in order, and how many.
    cost, work, wait
        GBP without overtime, seconds of work, and GBP of waiting and of starts away from the preferred ones, by duty.
    start, made
        Start of each visit, and how many carers are on it.
    early, late
        [d, k]: earliest and latest start of a stop if nothing but ways and windows mattered.
    free_t, free_c, free_n
        [d, taken, k]: curve of when the carer is free after k stops; taken 1: the break has been, or none is due.
    due_t, due_c, due_n
        [d, taken, k]: curve of the start of stop k, counted backwards; taken 1: the break has been before it.
    changed
        Whether a duty differs from the state that this one was copied from.
    """

    stops: Ints
    size: Ints
    cost: Floats
    work: Floats
    wait: Floats
    start: Floats
    made: Ints
    early: Floats
    late: Floats
    free_t: Floats
    free_c: Floats
    free_n: Ints
    due_t: Floats
    due_c: Floats
    due_n: Ints
    changed: Ints


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
    curve_t: Floats
    curve_c: Floats
    curve_n: Ints
    grid: Floats
    more: Floats
    at: Ints
    rank: Floats
    least: Floats
    looked: Ints
    gap_duty: Ints
    gap_at: Ints
    gap_least: Floats


def empty_state(day: Day) -> State:
    """Return a day on which nobody goes out."""
    d, v = len(day.duties), len(day.visits)
    curves = (d, 2, STOPS + 1)
    state = State(
        np.full((d, STOPS), -1, dtype=np.int64), np.zeros(d, dtype=np.int64), np.zeros(d), np.zeros(d), np.zeros(d),
        np.zeros(v), np.zeros(v, dtype=np.int64), np.zeros((d, STOPS)), np.zeros((d, STOPS)),
        np.zeros((*curves, CURVE)), np.zeros((*curves, CURVE)), np.zeros(curves, dtype=np.int64),
        np.zeros((*curves, CURVE)), np.zeros((*curves, CURVE)), np.zeros(curves, dtype=np.int64),
        np.zeros(d, dtype=np.int64),
    )  # fmt: skip
    room = new_room(day)
    for duty in range(d):
        set_limits(day, state, room, duty)
    return state


def new_room(day: Day) -> Room:
    """Return arrays to work in."""
    d = len(day.duties)
    return Room(
        np.zeros(STOPS), np.zeros(STOPS), np.zeros((STOPS + 2, CORNERS)), np.zeros((STOPS + 2, CORNERS)),
        np.zeros(STOPS + 2, dtype=np.int64), np.zeros(STOPS, dtype=np.int64), np.zeros(STOPS), np.zeros(STOPS),
        np.zeros((12, 2 * CORNERS)), np.zeros((12, 2 * CORNERS)), np.zeros(12, dtype=np.int64), np.zeros(TRIED),
        np.zeros((d, TRIED)), np.zeros((d, TRIED), dtype=np.int64), np.zeros(d), np.zeros(MOST_DUTIES),
        np.zeros(MOST_DUTIES, dtype=np.int64), np.zeros(d * STOPS, dtype=np.int64), np.zeros(d * STOPS, dtype=np.int64),
        np.zeros(d * STOPS),
    )  # fmt: skip


def copy_of(day: Day, state: State) -> State:
    """Return a state equal to another."""
    made = empty_state(day)
    copy_state(state, made)
    return made


@compiled_lean
def copy_state(source: State, target: State) -> None:
    """Make one state equal to another."""
    for d in range(len(source.size)):
        source.changed[d] = 1
    copy_changed(source, target, source)


@compiled_lean
def copy_changed(source: State, target: State, which: State) -> None:
    """Make a state equal to another where the duties that have changed in `which` are all that differs."""
    for d in range(len(source.size)):
        if which.changed[d] == 0:
            continue
        size = max(source.size[d], target.size[d])
        for k in range(size):
            target.stops[d, k] = source.stops[d, k]
            target.early[d, k] = source.early[d, k]
            target.late[d, k] = source.late[d, k]
        target.size[d] = source.size[d]
        target.cost[d], target.work[d], target.wait[d] = source.cost[d], source.work[d], source.wait[d]
        for taken in range(2):
            for k in range(source.size[d] + 1):
                n = source.free_n[d, taken, k]
                target.free_n[d, taken, k] = n
                for c in range(n):
                    target.free_t[d, taken, k, c] = source.free_t[d, taken, k, c]
                    target.free_c[d, taken, k, c] = source.free_c[d, taken, k, c]
                n = source.due_n[d, taken, k]
                target.due_n[d, taken, k] = n
                for c in range(n):
                    target.due_t[d, taken, k, c] = source.due_t[d, taken, k, c]
                    target.due_c[d, taken, k, c] = source.due_c[d, taken, k, c]
        which.changed[d] = 0
        target.changed[d] = 0
    for v in range(len(source.made)):
        target.start[v] = source.start[v]
        target.made[v] = source.made[v]


@compiled_lean
def window_of(day: Day, state: State, v: int, w: int) -> tuple[float, float]:
    """Return a window of a visit as its pairs leave it."""
    low, high = day.low[v, w], day.high[v, w]
    for k in range(day.pair_from[v], day.pair_from[v + 1]):
        other = day.pairs[k].other
        if state.made[other] > 0:
            low = max(low, state.start[other] + day.pairs[k].low)
            high = min(high, state.start[other] + day.pairs[k].high)
    return low, high


@compiled_lean
def window_now(day: Day, state: State, v: int) -> tuple[float, float]:
    """Return where a visit that is made may move to: a visit by two stays."""
    if day.visits[v].need == 2:
        return state.start[v], state.start[v]
    for w in range(day.windows[v]):
        if day.low[v, w] <= state.start[v] <= day.high[v, w]:
            return window_of(day, state, v, w)
    return state.start[v], state.start[v]


@compiled_lean
def set_limits(day: Day, state: State, room: Room, d: int) -> None:
    """Set what a duty's round leaves open: earliest and latest starts, and the curves of each gap."""
    duty = day.duties[d]
    m, count = duty.mode, state.size[d]
    at, free = duty.starts_at, duty.begins
    for k in range(count):
        v = state.stops[d, k]
        low, high = window_now(day, state, v)
        room.lows[k], room.highs[k] = low, high
        state.early[d, k] = max(free + day.way[m, at, day.visits[v].place], low)
        free, at = state.early[d, k] + day.visits[v].length, day.visits[v].place
    at, due = duty.ends_at, duty.ends
    for k in range(count - 1, -1, -1):
        v = state.stops[d, k]
        state.late[d, k] = min(due - day.way[m, day.visits[v].place, at] - day.visits[v].length, room.highs[k])
        due, at = state.late[d, k], day.visits[v].place
    state.changed[d] = 1
    _set_free(day, state, room, d)
    _set_due(day, state, room, d)


@compiled_lean
def _flat(times: Floats, costs: Floats, begin: float) -> int:
    times[0], costs[0] = begin, 0.0
    times[1], costs[1] = FOREVER_S, 0.0
    return 2


@compiled_lean
def _set_free(day: Day, state: State, room: Room, d: int) -> None:
    duty = day.duties[d]
    m, rate = duty.mode, duty.wait_rate
    t, c, n = state.free_t[d], state.free_c[d], state.free_n[d]
    a, b, e = whole(8), whole(9), whole(10)
    if duty.pause < 0.0:
        n[0, 0], n[1, 0] = 0, _flat(t[1, 0], c[1, 0], duty.begins)
    else:
        begin = max(duty.begins, duty.pause_from)
        n[0, 0] = _flat(t[0, 0], c[0, 0], duty.begins)
        n[1, 0] = _flat(t[1, 0], c[1, 0], begin + duty.pause) if begin <= duty.pause_by else 0
    at = duty.starts_at
    for k in range(state.size[d]):
        v = state.stops[d, k]
        visit = day.visits[v]
        way = day.way[m, at, visit.place]
        for taken in range(2):
            made = step(t[taken, k], c[taken, k], n[taken, k], way, room.lows[k], room.highs[k], rate,
                        room.curve_t[a + taken], room.curve_c[a + taken])  # fmt: skip
            if made:
                made = add_away(
                    room.curve_t[a + taken], room.curve_c[a + taken], made, visit.wish, visit.away, visit.late
                )
                made = cut(room.curve_t[a + taken], room.curve_c[a + taken], made, rate, whole(CURVE))
            room.curve_n[a + taken] = made
            for j in range(made):
                room.curve_t[a + taken, j] += visit.length
        n[0, k + 1] = copy_curve(room.curve_t[a], room.curve_c[a], room.curve_n[a], t[0, k + 1], c[0, k + 1])
        paused = whole(0)
        if duty.pause >= 0.0:
            paused = step(room.curve_t[a], room.curve_c[a], room.curve_n[a], 0.0, duty.pause_from, duty.pause_by, rate,
                          room.curve_t[e], room.curve_c[e])  # fmt: skip
            for j in range(paused):
                room.curve_t[e, j] += duty.pause
        made = cheaper(room.curve_t[b], room.curve_c[b], room.curve_n[b], room.curve_t[e], room.curve_c[e], paused,
                       rate, whole(CURVE), room.curve_t[11], room.curve_c[11])  # fmt: skip
        n[1, k + 1] = copy_curve(room.curve_t[11], room.curve_c[11], made, t[1, k + 1], c[1, k + 1])
        at = visit.place


@compiled_lean
def _set_due(day: Day, state: State, room: Room, d: int) -> None:
    duty = day.duties[d]
    rate, count, a = duty.wait_rate, state.size[d], whole(8)
    t, c, n = state.due_t[d], state.due_c[d], state.due_n[d]
    n[1, count], n[0, count] = _flat(t[1, count], c[1, count], -duty.ends), 0
    if duty.pause >= 0.0:
        home = min(duty.pause_by, duty.ends - duty.pause)
        if duty.pause_from <= home:
            n[0, count] = _flat(t[0, count], c[0, count], -home)
    for k in range(count - 1, -1, -1):
        v = state.stops[d, k]
        for taken in range(2):
            made = tail(day, state, room, d, k + 1, v, taken, room.lows[k], room.highs[k], a)
            if made:
                # Times run backwards: what is late here is early there.
                made = add_away(
                    room.curve_t[a], room.curve_c[a], made, -day.visits[v].wish, day.visits[v].late, day.visits[v].away
                )
                made = cut(room.curve_t[a], room.curve_c[a], made, rate, whole(CURVE))
            n[taken, k] = copy_curve(room.curve_t[a], room.curve_c[a], made, t[taken, k], c[taken, k])


@compiled_lean
def tail(
    day: Day, state: State, room: Room, d: int, k: int, v: int, taken: int, low: float, high: float, slot: int
) -> int:
    """Make in a slot the curve, counted backwards, of starts of visit v before stop k (the end if there is none)."""
    duty = day.duties[d]
    m, rate = duty.mode, duty.wait_rate
    last = k == state.size[d]
    to = duty.ends_at if last else day.visits[state.stops[d, k]].place
    length, way = day.visits[v].length, day.way[m, day.visits[v].place, to]
    if taken == 1 or duty.pause < 0.0:
        return step(state.due_t[d, taken, k], state.due_c[d, taken, k], state.due_n[d, taken, k], way + length, -high,
                    -low, rate, room.curve_t[slot], room.curve_c[slot])  # fmt: skip
    one = step(state.due_t[d, 0, k], state.due_c[d, 0, k], state.due_n[d, 0, k], way + length, -high, -low, rate,
               room.curve_t[10], room.curve_c[10])  # fmt: skip
    two = whole(0)
    if not last:
        two = step(state.due_t[d, 1, k], state.due_c[d, 1, k], state.due_n[d, 1, k], way + duty.pause, -duty.pause_by,
                   -duty.pause_from, rate, room.curve_t[11], room.curve_c[11])  # fmt: skip
        two = step(room.curve_t[11], room.curve_c[11], two, length, -high, -low, rate, room.curve_t[9], room.curve_c[9])
    return cheaper(room.curve_t[10], room.curve_c[10], one, room.curve_t[9], room.curve_c[9], two, rate,
                   whole(CORNERS), room.curve_t[slot], room.curve_c[slot])  # fmt: skip

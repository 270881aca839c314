"""Put visits that are not made where they cost least: one carer, or two who start together; compiled.

Gaps are compared by the curves that the state keeps, which are never above the truth; the one chosen is then timed
exactly. Where work beyond the contract may count, each place is timed exactly at once.
"""

# ruff: noqa: NPY002 (compiled code knows only this source of chance)
from __future__ import annotations

import numpy as np

from capplan.rounds.curves import NONE, away_cost, both_ways, step
from capplan.rounds.day import Day
from capplan.rounds.moves import place_in, put, take_out
from capplan.rounds.state import MOST_DUTIES, TRIED, Room, State, tail, window_of
from capplan.rounds.timing import NO_ROUND, STOPS, load_of
from capplan.solve.jit import compiled_lean, whole

GRID_S = 300.0
BY_CHANCE = 0.1


@compiled_lean
def detour(day: Day, state: State, d: int, k: int, v: int) -> tuple[float, float]:
    """Return GBP of the ways that a visit adds in a gap and of the visit itself; and of waiting that it saves at most.

    Waiting is saved for no longer than the visit takes and is gone to.
    """
    duty, at = day.duties[d], day.visits[v].place
    m = duty.mode
    one = duty.starts_at if k == 0 else day.visits[state.stops[d, k - 1]].place
    two = duty.ends_at if k == state.size[d] else day.visits[state.stops[d, k]].place
    cost = day.each[v, d] + (day.way[m, one, at] + day.way[m, at, two]) * duty.travel_rate
    cost += (day.km[m, one, at] + day.km[m, at, two]) * duty.km_rate
    longer = day.visits[v].length + day.way[m, one, at] + day.way[m, at, two]
    if state.size[d] > 0:
        cost -= day.way[m, one, two] * duty.travel_rate + day.km[m, one, two] * duty.km_rate
        longer -= day.way[m, one, two]
    return cost, min(state.wait[d], max(0.0, longer) * duty.wait_rate)


@compiled_lean
def _hours(day: Day, state: State, d: int, k: int, v: int, low: float, high: float) -> tuple[float, float]:
    """Return from when to when a visit may start in a gap; if it does not fit, the first is later than the last."""
    duty, place, length = day.duties[d], day.visits[v].place, day.visits[v].length
    free, due = duty.begins, duty.ends
    one, two = duty.starts_at, duty.ends_at
    if k > 0:
        u = state.stops[d, k - 1]
        free, one = state.early[d, k - 1] + day.visits[u].length, day.visits[u].place
    if k < state.size[d]:
        due, two = state.late[d, k], day.visits[state.stops[d, k]].place
    # Most gaps are too early or too late whatever the ways: they are not looked up.
    if free > high or low + length > due:
        return high, low - 1.0
    ready = free + day.way[duty.mode, one, place]
    due -= day.way[duty.mode, place, two]
    return max(ready, low), min(high, due - length)


@compiled_lean
def _least_in(day: Day, state: State, d: int, k: int, v: int, low: float, high: float) -> float:
    """Return what a visit costs in a gap at least, in GBP; NO_ROUND: it does not fit."""
    first, last = _hours(day, state, d, k, v, low, high)
    if first > last:
        return NO_ROUND
    more, saved = detour(day, state, d, k, v)
    visit = day.visits[v]
    return more - saved + max(0.0, visit.late * (first - visit.wish), visit.away * (visit.wish - last))


@compiled_lean
def _has_room(day: Day, state: State, d: int, v: int) -> bool:
    """Say whether a round has room for what a visit takes."""
    load = day.visits[v].load
    return load <= 0.0 or load_of(day, state.stops[d], state.size[d]) + load <= day.duties[d].most_load


@compiled_lean
def _open(day: Day, state: State, room: Room, d: int, k: int, v: int, low: float, high: float, slot: int) -> None:
    """Fill four slots with the curves before and after a visit in a gap: its break still to come, or taken."""
    duty, place = day.duties[d], day.visits[v].place
    one = duty.starts_at if k == 0 else day.visits[state.stops[d, k - 1]].place
    way = day.way[duty.mode, one, place]
    for taken in range(2):
        before = slot + 2 * taken
        room.curve_n[before] = step(
            state.free_t[d, taken, k], state.free_c[d, taken, k], state.free_n[d, taken, k], way, low, high,
            duty.wait_rate, room.curve_t[before], room.curve_c[before],
        )  # fmt: skip
        room.curve_n[before + 1] = 0
        if room.curve_n[before] > 0:
            room.curve_n[before + 1] = tail(day, state, room, d, k, v, taken, low, high, before + 1)


@compiled_lean
def _at(day: Day, room: Room, d: int, v: int, start: float, slot: int) -> float:
    """Return the cost of time in the gap whose curves are in four slots, with visit v at a start."""
    rate = day.duties[d].wait_rate
    best = NONE
    for taken in range(2):
        a, b = slot + 2 * taken, slot + 2 * taken + 1
        best = min(
            best,
            both_ways(room.curve_t[a], room.curve_c[a], room.curve_n[a], room.curve_t[b], room.curve_c[b],
                      room.curve_n[b], start, rate),
        )  # fmt: skip
    return best + away_cost(start, day.visits[v].wish, day.visits[v].away, day.visits[v].late)


@compiled_lean
def _least(day: Day, room: Room, d: int, v: int, slot: int) -> float:
    """Return the least cost of time in the gap whose curves are in four slots."""
    rate, wish = day.duties[d].wait_rate, day.visits[v].wish
    away, late = day.visits[v].away, day.visits[v].late
    best = NONE
    for taken in range(2):
        a, b = slot + 2 * taken, slot + 2 * taken + 1
        na, nb = room.curve_n[a], room.curve_n[b]
        if na == 0 or nb == 0 or room.curve_t[a, 0] > -room.curve_t[b, 0]:
            continue
        for k in range(na + nb + 2):
            if k < na:
                at = room.curve_t[a, k]
            elif k < na + nb:
                at = -room.curve_t[b, k - na]
            else:
                at = wish if k == na + nb else room.curve_t[a, 0]
            cost = both_ways(room.curve_t[a], room.curve_c[a], na, room.curve_t[b], room.curve_c[b], nb, at, rate)
            best = min(best, cost + away_cost(at, wish, away, late))
    return best


@compiled_lean
def insert(day: Day, state: State, room: Room, v: int, blink: float, limit: float) -> bool:
    """Put a visit where it costs least, if that is less than `limit`.

    `blink` is the chance to overlook a gap; 0: nothing is left to chance.
    """
    if day.visits[v].need == 2:
        return _insert_two(day, state, room, v, blink, limit)
    best, best_d, best_at, best_w = limit, whole(-1), whole(-1), whole(-1)
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low > high:
            continue
        count = whole(0)
        for d in range(len(day.duties)):
            if not day.first[v, d] or high < day.duties[d].begins or low > day.duties[d].ends:
                continue
            if not _has_room(day, state, d, v):
                continue
            if day.within[d]:
                count = _gaps(day, state, room, d, v, low, high, blink, count)
                continue
            more, at = place_in(day, state, room, d, v, low, high)
            if more < best - 1e-9:
                best, best_d, best_at, best_w = more, d, at, w
        if count == 0:
            continue
        # The gap that looks cheapest goes first: what it costs rules out most of the others.
        first = whole(int(np.argmin(room.gap_least[:count])))
        for n in range(-1, count):
            g = first if n < 0 else n
            if n == first or room.gap_least[g] >= best:
                continue
            d, k = room.gap_duty[g], room.gap_at[g]
            more = detour(day, state, d, k, v)[0] - state.wait[d]
            _open(day, state, room, d, k, v, low, high, whole(0))
            more += _least(day, room, d, v, whole(0))
            if more < best - 1e-9:
                best, best_d, best_at, best_w = more, d, k, w
    if best_d < 0:
        return False
    low, high = window_of(day, state, v, best_w)
    return put(day, state, room, best_d, v, best_at, low, high)


@compiled_lean
def _gaps(day: Day, state: State, room: Room, d: int, v: int, low: float, high: float, blink: float, count: int) -> int:
    """List the gaps of a round that a visit fits in, after `count` others, and what it costs there at least."""
    for k in range(state.size[d] + 1):
        least = _least_in(day, state, d, k, v, low, high)
        if least < NO_ROUND and not (blink > 0.0 and np.random.random() < blink):
            room.gap_duty[count], room.gap_at[count], room.gap_least[count] = d, k, least
            count += 1
    return count


@compiled_lean
def _insert_two(day: Day, state: State, room: Room, v: int, blink: float, limit: float) -> bool:
    best, best_one, best_two, best_start = limit, whole(-1), whole(-1), 0.0
    at_one, at_two = whole(-1), whole(-1)
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low > high:
            continue
        count = _starts(day, room, v, low, high, blink)
        # Now and then one start by chance: where hours are scarce, another visit may need these two to meet elsewhen.
        chosen = np.random.randint(0, count) if blink > 0.0 and np.random.random() < BY_CHANCE else -1
        first, last = (whole(0), count) if chosen < 0 else (whole(chosen), whole(chosen + 1))
        for j in range(_rank(day, state, room, v, low, high)):
            # Those that follow cost no less.
            if room.least[j] + room.least[0] >= best:
                break
            two = room.looked[j]
            _price_starts(day, state, room, two, v, low, high, first, last, blink)
            for i in range(j):
                one = room.looked[i]
                if not _may_meet(day, v, one, two):
                    continue
                for g in range(first, last):
                    cost = room.more[one, g] + room.more[two, g]
                    if cost < best - 1e-9:
                        best, best_one, best_two, best_start = cost, one, two, room.grid[g]
                        at_one, at_two = room.at[one, g], room.at[two, g]
    if best_one < 0:
        return False
    if day.within[best_one] and day.within[best_two]:
        best_start = _best_start(day, state, room, v, best_one, at_one, best_two, at_two, best_start)
    if not put(day, state, room, best_one, v, at_one, best_start, best_start):
        return False
    if not put(day, state, room, best_two, v, at_two, best_start, best_start):
        state.made[v] = 0
        take_out(day, state, room)
        return False
    return True


@compiled_lean
def _rank(day: Day, state: State, room: Room, v: int, low: float, high: float) -> int:
    """List the duties looked at for a visit by two, those that cost least at least first; return how many."""
    for d in range(len(day.duties)):
        room.rank[d] = NO_ROUND
        if not (day.first[v, d] or day.second[v, d]) or high < day.duties[d].begins or low > day.duties[d].ends:
            continue
        if not _has_room(day, state, d, v):
            continue
        for k in range(state.size[d] + 1):
            room.rank[d] = min(room.rank[d], _least_in(day, state, d, k, v, low, high))
    # The cheapest so far, in order.
    count = whole(0)
    for d in range(len(day.duties)):
        if room.rank[d] >= NO_ROUND or (count == MOST_DUTIES and room.rank[d] >= room.least[count - 1]):
            continue
        at = min(count, whole(MOST_DUTIES - 1))
        while at > 0 and room.least[at - 1] > room.rank[d]:
            room.least[at], room.looked[at] = room.least[at - 1], room.looked[at - 1]
            at -= 1
        room.least[at], room.looked[at] = room.rank[d], d
        count = min(count + 1, whole(MOST_DUTIES))
    return count


@compiled_lean
def _may_meet(day: Day, v: int, one: int, two: int) -> bool:
    """Say whether two duties can be the two of a visit."""
    roles = (day.first[v, one] and day.second[v, two]) or (day.first[v, two] and day.second[v, one])
    return roles and day.duties[one].carer != day.duties[two].carer


@compiled_lean
def _starts(day: Day, room: Room, v: int, low: float, high: float, blink: float) -> int:
    """Fill in starts to try between two times: the ends, the preferred one, and a grid, begun by chance if `blink`."""
    room.grid[0], room.grid[1] = low, high
    count = 1 if high <= low else 2
    if day.visits[v].away + day.visits[v].late > 0.0 and low < day.visits[v].wish < high:
        room.grid[count] = day.visits[v].wish
        count += 1
    step_s = max(GRID_S, np.ceil((high - low) / (TRIED - 4)))
    at = low + (np.floor(np.random.random() * step_s) if blink > 0.0 else step_s)
    while at < high and count < TRIED:
        room.grid[count] = at
        count += 1
        at += step_s
    return count


@compiled_lean
def _price_starts(
    day: Day, state: State, room: Room, d: int, v: int, low: float, high: float, first: int, last: int, blink: float
) -> None:
    """Set what a visit costs on a duty at each start that is tried, `first` to `last`, and in which gap."""
    for g in range(first, last):
        room.more[d, g] = NO_ROUND
    if state.size[d] + 2 >= STOPS - 1:
        return
    if not day.within[d]:
        for g in range(first, last):
            room.more[d, g], room.at[d, g] = place_in(day, state, room, d, v, room.grid[g], room.grid[g])
        return
    slot = whole(0)
    for k in range(state.size[d] + 1):
        first_start, last_start = _hours(day, state, d, k, v, low, high)
        if first_start > last_start or (blink > 0.0 and np.random.random() < blink):
            continue
        _open(day, state, room, d, k, v, low, high, slot)
        if room.curve_n[1] == 0 and room.curve_n[3] == 0:
            continue
        fixed = detour(day, state, d, k, v)[0] - state.wait[d]
        for g in range(first, last):
            if not first_start <= room.grid[g] <= last_start:
                continue
            more = fixed + _at(day, room, d, v, room.grid[g], slot)
            if more < room.more[d, g]:
                room.more[d, g], room.at[d, g] = more, k


@compiled_lean
def _best_start(
    day: Day, state: State, room: Room, v: int, one: int, at_one: int, two: int, at_two: int, start: float
) -> float:
    """Return the start at which two gaps cost least together."""
    a, b = whole(0), whole(4)
    low, high = start, start
    for w in range(day.windows[v]):
        opens, closes = window_of(day, state, v, w)
        if opens <= start <= closes:
            low, high = opens, closes
    _open(day, state, room, one, at_one, v, low, high, a)
    _open(day, state, room, two, at_two, v, low, high, b)
    best, best_start = _at(day, room, one, v, start, a) + _at(day, room, two, v, start, b), start
    for slot in range(8):
        for k in range(room.curve_n[slot]):
            at = room.curve_t[slot, k] if slot % 2 == 0 else -room.curve_t[slot, k]
            if not low <= at <= high:
                continue
            cost = _at(day, room, one, v, at, a) + _at(day, room, two, v, at, b)
            if cost < best - 1e-9:
                best, best_start = cost, at
    return best_start

"""The steps of a round that labels are made of: out to the first visit, on to the next one, home; compiled."""

from __future__ import annotations

from capplan.rounds.curves import add_away, cut, step, value
from capplan.rounds.day import Day, Floats
from capplan.rounds.timing import NO_ROUND
from capplan.solve.jit import compiled_lean, whole

CORNERS = 14
"""Corners of a curve that a label keeps."""


@compiled_lean
def go_out(day: Day, d: int, v: int, low: float, high: float, taken: int, gain: float, t: Floats, c: Floats) -> int:
    """Make the curve of starts of a first visit, the break before it (`taken` 1) or not; return its corners, 0: none.

    With no break due only `taken` 1 has a curve.
    """
    duty, at = day.duties[d], day.visits[v].place
    m, begin = duty.mode, duty.begins
    out = day.way[m, duty.starts_at, at]
    if taken == 1 and duty.pause >= 0.0:
        begin = max(begin, duty.pause_from)
        if begin > duty.pause_by:
            return 0
        begin += duty.pause
    if taken == 0 and duty.pause < 0.0:
        return 0
    low = max(low, begin + out)
    if low > high or low + day.visits[v].length + day.way[m, at, duty.ends_at] > duty.ends:
        return 0
    cost = out * duty.travel_rate + day.km[m, duty.starts_at, at] * duty.km_rate - gain
    t[0], c[0] = low, cost
    n = whole(1)
    if high > low:
        t[1], c[1] = high, cost
        n = whole(2)
    n = add_away(t, c, n, day.visits[v].wish, day.visits[v].away, day.visits[v].late)
    return cut(t, c, n, duty.wait_rate, whole(CORNERS))


@compiled_lean
def go_on(
    day: Day, d: int, v: int, times: Floats, costs: Floats, count: int, to: int, low: float, high: float,
    pausing: bool, gain: float, t: Floats, c: Floats, t2: Floats, c2: Floats,
) -> int:  # fmt: skip
    """Make the curve of starts of visit `to` after visit v, the break between them or not; return its corners."""
    duty = day.duties[d]
    m, rate, place, to_place = duty.mode, duty.wait_rate, day.visits[v].place, day.visits[to].place
    way, length = day.way[m, place, to_place], day.visits[v].length
    if pausing:
        n = step(times, costs, count, length, duty.pause_from, duty.pause_by, rate, t2, c2)
        n = step(t2, c2, n, duty.pause + way, low, high, rate, t, c)
    else:
        n = step(times, costs, count, length + way, low, high, rate, t, c)
    if n == 0 or t[0] + day.visits[to].length + day.way[m, to_place, duty.ends_at] > duty.ends:
        return 0
    cost = way * duty.travel_rate + day.km[m, place, to_place] * duty.km_rate - gain
    for k in range(n):
        c[k] += cost
    n = add_away(t, c, n, day.visits[to].wish, day.visits[to].away, day.visits[to].late)
    return cut(t, c, n, rate, whole(CORNERS))


@compiled_lean
def go_home(day: Day, d: int, v: int, times: Floats, costs: Floats, count: int, taken: int) -> float:
    """Return what a round costs that ends after visit v, which starts on a curve; `NO_ROUND`: it cannot."""
    duty, at = day.duties[d], day.visits[v].place
    m = duty.mode
    back = day.way[m, at, duty.ends_at]
    latest = duty.ends - back - day.visits[v].length
    if taken == 0:
        home = min(duty.pause_by, duty.ends - duty.pause)
        by_break = home - back - day.visits[v].length
        latest = -1.0 if duty.pause_from > home else min(latest, by_break)
    if times[0] > latest:
        return NO_ROUND
    best = NO_ROUND
    for k in range(count):
        if times[k] <= latest:
            best = min(best, costs[k])
        else:
            best = min(best, value(times, costs, count, latest, duty.wait_rate))
            break
    return best + back * duty.travel_rate + day.km[m, at, duty.ends_at] * duty.km_rate

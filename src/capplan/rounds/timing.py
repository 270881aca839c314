"""The cheapest times of a round whose order is given: piecewise linear, convex costs of the last start, compiled."""

from __future__ import annotations

import numpy as np

from capplan.rounds.curves import CORNERS, add_away, away_cost, step
from capplan.rounds.day import Day, Floats, Ints
from capplan.solve.jit import compiled, compiled_lean

STOPS = 64
NO_ROUND = 1e18


@compiled_lean
def time_stops(
    day: Day, d: int, stops: Ints, count: int, pause_at: int, lows: Floats, highs: Floats, rate: float,
    starts: Floats, times: Floats, costs: Floats, corners: Ints,
) -> tuple[float, float]:  # fmt: skip
    """Time one round with its break after `pause_at` stops (-1: none); return waiting and deviation in GBP, and work.

    `times`, `costs` and `corners` are room to work in; `starts` takes the starts.
    """
    m = day.duties[d].mode
    first = stops[0]
    out_s = day.way[m, day.duties[d].starts_at, day.visits[first].place]
    back_s = day.way[m, day.visits[stops[count - 1]].place, day.duties[d].ends_at] + day.visits[stops[count - 1]].length
    begin, end = day.duties[d].begins, day.duties[d].ends
    if pause_at == 0:
        begin = max(begin, day.duties[d].pause_from)
        if begin > day.duties[d].pause_by:
            return NO_ROUND, 0.0
        begin += day.duties[d].pause
    if pause_at == count:
        end = min(day.duties[d].pause_by, end - day.duties[d].pause)
        if day.duties[d].pause_from > end:
            return NO_ROUND, 0.0
    low = max(lows[0], begin + out_s)
    if low > highs[0]:
        return NO_ROUND, 0.0
    times[0, 0], costs[0, 0] = low, 0.0
    corners[0] = 1
    if highs[0] > low:
        times[0, 1], costs[0, 1] = highs[0], 0.0
        corners[0] = 2
    corners[0] = add_away(
        times[0], costs[0], corners[0], day.visits[first].wish, day.visits[first].away, day.visits[first].late
    )
    row = 0
    for k in range(1, count):
        one, other = stops[k - 1], stops[k]
        shift = day.visits[one].length
        if pause_at == k:
            corners[row + 1] = step(
                times[row], costs[row], corners[row], shift, day.duties[d].pause_from, day.duties[d].pause_by, rate,
                times[row + 1], costs[row + 1],
            )  # fmt: skip
            row += 1
            shift = day.duties[d].pause
        shift += day.way[m, day.visits[one].place, day.visits[other].place]
        found = step(
            times[row], costs[row], corners[row], shift, lows[k], highs[k], rate, times[row + 1], costs[row + 1]
        )
        row += 1
        if found == 0:
            return NO_ROUND, 0.0
        corners[row] = add_away(
            times[row], costs[row], found, day.visits[other].wish, day.visits[other].away, day.visits[other].late
        )
    latest = end - back_s
    if times[row, 0] > latest:
        return NO_ROUND, 0.0
    best, at = NO_ROUND, 0.0
    for k in range(corners[row]):
        if times[row, k] <= latest:
            if costs[row, k] < best - 1e-12:
                best, at = costs[row, k], times[row, k]
        else:
            part = (latest - times[row, k - 1]) / (times[row, k] - times[row, k - 1])
            value = costs[row, k - 1] + part * (costs[row, k] - costs[row, k - 1])
            if value < best - 1e-12:
                best, at = value, latest
            break
    pause_inside = 0.0
    starts[count - 1] = at
    back = at + back_s
    for k in range(count - 1, 0, -1):
        one, other = stops[k - 1], stops[k]
        shift = day.way[m, day.visits[one].place, day.visits[other].place]
        if pause_at == k:
            pause_inside = day.duties[d].pause
            row -= 1
            at = _latest(times[row], costs[row], corners[row], at - shift - day.duties[d].pause, rate)
            shift = 0.0
        row -= 1
        at = _latest(times[row], costs[row], corners[row], at - shift - day.visits[one].length, rate)
        starts[k - 1] = at
    return best, back - (starts[0] - out_s) - pause_inside


@compiled_lean
def _latest(times: Floats, costs: Floats, count: int, most: float, rate: float) -> float:
    """Return the start from which going on at `most` costs least."""
    last = 0
    while last + 1 < count and costs[last + 1] - costs[last] <= rate * (times[last + 1] - times[last]) + 1e-12:
        last += 1
    return min(most, times[last])


@compiled_lean
def ways_cost(day: Day, d: int, stops: Ints, count: int) -> float:
    """Return travel at its rate, mileage, and what the visits themselves cost."""
    m = day.duties[d].mode
    at = day.duties[d].starts_at
    cost = 0.0
    for k in range(count + 1):
        to = day.visits[stops[k]].place if k < count else day.duties[d].ends_at
        cost += day.way[m, at, to] * day.duties[d].travel_rate + day.km[m, at, to] * day.duties[d].km_rate
        at = to
        if k < count:
            cost += day.each[stops[k], d]
    return cost


@compiled_lean
def load_of(day: Day, stops: Ints, count: int) -> float:
    """Return the room that the visits of a round take."""
    load = 0.0
    for k in range(count):
        load += day.visits[stops[k]].load
    return load


@compiled_lean
def best_round(
    day: Day, d: int, stops: Ints, count: int, lows: Floats, highs: Floats, other_work: float,
    starts: Floats, trial: Floats, times: Floats, costs: Floats, corners: Ints,
) -> tuple[float, float, int]:  # fmt: skip
    """Return the cost of a round (GBP, overtime included), its work (s) and where its break lies; fill `starts`.

    `other_work` is the carer's work in other shifts.
    """
    if count == 0:
        return 0.0, 0.0, -1
    if load_of(day, stops, count) > day.duties[d].most_load:
        return NO_ROUND, 0.0, -1
    c = day.duties[d].carer
    fixed = ways_cost(day, d, stops, count)
    best, best_work, best_at = NO_ROUND, 0.0, -1
    begin, end = (-1, 0) if day.duties[d].pause < 0 else (0, count + 1)
    for pause_at in range(begin, end):
        for attempt in range(3):
            rate = day.duties[d].wait_rate
            if attempt == 1:
                rate += day.carers[c].overtime
            elif attempt == 2:
                rate += 10.0
            wait, work = time_stops(day, d, stops, count, pause_at, lows, highs, rate, trial, times, costs, corners)
            if wait >= NO_ROUND:
                break
            over = max(0.0, work + other_work - day.carers[c].paid)
            if attempt > 0:
                # The cost was reckoned at another rate: reckon it from the starts.
                wait = _waiting_cost(day, d, stops, count, trial, work)
            if work + other_work <= day.carers[c].most + 1e-6:
                total = fixed + wait + over * day.carers[c].overtime
                if total < best - 1e-9:
                    best, best_work, best_at = total, work, pause_at
                    for k in range(count):
                        starts[k] = trial[k]
            if over <= 0.0 and work + other_work <= day.carers[c].most + 1e-6:
                break
    return best, best_work, best_at


@compiled
def _waiting_cost(day: Day, d: int, stops: Ints, count: int, starts: Floats, work: float) -> float:
    m = day.duties[d].mode
    at = day.duties[d].starts_at
    cost, wait = 0.0, work
    for k in range(count + 1):
        to = day.visits[stops[k]].place if k < count else day.duties[d].ends_at
        wait -= day.way[m, at, to]
        at = to
        if k < count:
            v = stops[k]
            wait -= day.visits[v].length
            cost += away_cost(starts[k], day.visits[v].wish, day.visits[v].away, day.visits[v].late)
    return cost + wait * day.duties[d].wait_rate


def room() -> tuple[Floats, Floats, Floats, Floats, Ints]:
    """Return arrays to work in: starts, trial, times, costs, corners."""
    return (
        np.zeros(STOPS),
        np.zeros(STOPS),
        np.zeros((STOPS + 2, CORNERS)),
        np.zeros((STOPS + 2, CORNERS)),
        np.zeros(STOPS + 2, dtype=np.int64),
    )

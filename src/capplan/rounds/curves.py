"""Costs by time as curves: piecewise linear, convex, kept as corners (time, cost) in order of time; compiled.

A curve has no value before its corners; after them it goes on at what waiting costs. From one stop to the next it is
shifted; where it rises faster than waiting costs, waiting is cheaper; waiting extends it. The same steps lead back
through a round where times are counted backwards (minus the time).
"""

from __future__ import annotations

from capplan.rounds.day import Floats
from capplan.solve.jit import compiled_lean, whole

CORNERS = 48
"""Most corners of a curve while it is reckoned."""
NONE = 1e18
"""The cost of what is not possible."""


@compiled_lean
def step(
    times: Floats, costs: Floats, count: int, shift: float, low: float, high: float, rate: float,
    out_times: Floats, out_costs: Floats,
) -> int:  # fmt: skip
    """Go on after `shift` seconds to a start in a window, waiting at `rate` GBP a second; return corners, 0: none."""
    if count == 0 or times[0] + shift > high or low > high:
        return 0
    last = 0
    while last + 1 < count and costs[last + 1] - costs[last] <= rate * (times[last + 1] - times[last]) + 1e-12:
        last += 1
    begin = max(times[0] + shift, low)
    # Where does the clipped function begin?
    k = 0
    while k < last and times[k + 1] + shift <= begin:
        k += 1
    made = 0
    if k == last or times[last] + shift <= begin:
        value = costs[last] + rate * (begin - times[last] - shift)
    else:
        slope = (costs[k + 1] - costs[k]) / (times[k + 1] - times[k])
        value = costs[k] + slope * (begin - times[k] - shift)
    out_times[0], out_costs[0] = begin, value
    made = 1
    j = k + 1
    while j <= last and times[j] + shift < high:
        if times[j] + shift > begin:
            out_times[made], out_costs[made] = times[j] + shift, costs[j]
            made += 1
        j += 1
    if high > out_times[made - 1]:
        if j <= last:
            slope = (costs[j] - costs[j - 1]) / (times[j] - times[j - 1])
            value = costs[j - 1] + slope * (high - times[j - 1] - shift)
        else:
            value = costs[last] + rate * (high - times[last] - shift)
        out_times[made], out_costs[made] = high, value
        made += 1
    return made


@compiled_lean
def away_cost(start: float, wish: float, away: float, late: float) -> float:
    """Return GBP of a start before (`away` a second) or after (`late` a second) the preferred one."""
    return away * (wish - start) if start < wish else late * (start - wish)


@compiled_lean
def add_away(times: Floats, costs: Floats, count: int, wish: float, away: float, late: float) -> int:
    """Add the cost of starts away from the preferred one, in place; return the number of corners."""
    if away <= 0.0 and late <= 0.0:
        return count
    if times[0] < wish < times[count - 1]:
        k = 0
        while times[k + 1] < wish:
            k += 1
        if times[k + 1] > wish and count < CORNERS - 4:
            slope = (costs[k + 1] - costs[k]) / (times[k + 1] - times[k])
            value = costs[k] + slope * (wish - times[k])
            for j in range(count, k + 1, -1):
                times[j], costs[j] = times[j - 1], costs[j - 1]
            times[k + 1], costs[k + 1] = wish, value
            count += 1
    for j in range(count):
        costs[j] += away_cost(times[j], wish, away, late)
    return count


@compiled_lean
def cut(times: Floats, costs: Floats, count: int, rate: float, most: int) -> int:
    """Keep the corners up to where waiting is cheaper; merge the nearest ones, never upwards, if there are too many."""
    last = 0
    while last + 1 < count and costs[last + 1] - costs[last] <= rate * (times[last + 1] - times[last]) + 1e-12:
        last += 1
    count = last + 1
    while count > most:
        # Leave out a corner and lower the others by what the chord is above the function: below it everywhere.
        best, at = 1e30, 1
        for k in range(1, count - 1):
            share = (times[k] - times[k - 1]) / (times[k + 1] - times[k - 1])
            rise = costs[k - 1] + share * (costs[k + 1] - costs[k - 1]) - costs[k]
            if rise < best:
                best, at = rise, k
        for k in range(at, count - 1):
            times[k], costs[k] = times[k + 1], costs[k + 1]
        count -= 1
        for k in range(count):
            costs[k] -= max(best, 0.0)
    return count


@compiled_lean
def value(times: Floats, costs: Floats, count: int, at: float, rate: float) -> float:
    """Return the cost at a start not before the first corner."""
    if at >= times[count - 1]:
        return costs[count - 1] + rate * (at - times[count - 1])
    k = 0
    while times[k + 1] < at:
        k += 1
    width = times[k + 1] - times[k]
    if width <= 0.0:
        return costs[k]
    return costs[k] + (costs[k + 1] - costs[k]) * (at - times[k]) / width


@compiled_lean
def covers(
    t1: Floats, c1: Floats, n1: int, t2: Floats, c2: Floats, n2: int, rate: float, more: float
) -> bool:  # fmt: skip
    """Say whether the first function, raised by `more`, is nowhere above the second."""
    if t1[0] > t2[0]:
        return False
    for k in range(n2):
        if value(t1, c1, n1, t2[k], rate) + more > c2[k] + 1e-9:
            return False
    above = False
    for k in range(n1):
        above = above or (t1[k] > t2[0] and c1[k] + more > value(t2, c2, n2, t1[k], rate) + 1e-9)
    return not above


@compiled_lean
def copy_curve(t1: Floats, c1: Floats, n1: int, out_t: Floats, out_c: Floats) -> int:
    """Copy a curve; return its corners."""
    for k in range(n1):
        out_t[k], out_c[k] = t1[k], c1[k]
    return n1


@compiled_lean
def cheaper(
    t1: Floats, c1: Floats, n1: int, t2: Floats, c2: Floats, n2: int, rate: float, most: int, out_t: Floats,
    out_c: Floats,
) -> int:  # fmt: skip
    """Make the convex curve that is nowhere above the cheaper of two (0 corners: none); return its corners."""
    count, i, j = whole(0), 0, 0
    while i < n1 or j < n2:
        if j >= n2 or (i < n1 and (t1[i] < t2[j] or (t1[i] == t2[j] and c1[i] <= c2[j]))):
            at, cost = t1[i], c1[i]
            i += 1
        else:
            at, cost = t2[j], c2[j]
            j += 1
        if count and at <= out_t[count - 1] + 1e-9:
            continue
        while count >= 2 and (out_c[count - 1] - out_c[count - 2]) * (at - out_t[count - 2]) >= (
            cost - out_c[count - 2]
        ) * (out_t[count - 1] - out_t[count - 2]):
            count -= 1
        out_t[count], out_c[count] = at, cost
        count += 1
    return cut(out_t, out_c, count, rate, most) if count else 0


@compiled_lean
def both_ways(
    t1: Floats, c1: Floats, n1: int, t2: Floats, c2: Floats, n2: int, at: float, rate: float
) -> float:  # fmt: skip
    """Return what comes before a start and what comes after it (a curve of times counted backwards) cost together."""
    if n1 == 0 or n2 == 0 or at < t1[0] or -at < t2[0]:
        return NONE
    return value(t1, c1, n1, at, rate) + value(t2, c2, n2, -at, rate)

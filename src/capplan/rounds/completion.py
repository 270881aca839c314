"""What going on from a visit costs at least, by when it starts: a table backwards through the day; compiled.

Repeated visits are not ruled out and times are taken by slots, always to the better side, so that no way home from a
visit costs less. Labels that cannot lead to a round worth having are dropped by it.
"""

from __future__ import annotations

import numpy as np

from capplan.rounds.curves import NONE
from capplan.rounds.day import Day, Floats, Ints
from capplan.solve.jit import compiled, compiled_lean

SLOT_S = 300.0


@compiled
def completions(
    day: Day, d: int, node_visit: Ints, node_low: Floats, node_high: Floats, node_gain: Floats, ahead: Ints
) -> Floats:
    """Return GBP at least, from a node's start in a slot to the end: [taken, node, slot after the node's first]."""
    duty, num = day.duties[d], len(node_visit)
    m, rate, begins = duty.mode, duty.wait_rate, duty.begins
    first, slots = np.zeros(num, dtype=np.int64), 1
    for j in range(num):
        first[j] = int((node_low[j] - begins) / SLOT_S)
        slots = max(slots, int((node_high[j] - begins) / SLOT_S) - first[j] + 1)
    rest = np.full((2, num, slots), NONE)
    # own: starting in a slot, with what that is away from the preferred start; later: in it or, after a wait, later;
    # reach: what it costs at least if the carer is there in a slot.
    own = np.full((2, num, slots + 2), NONE)
    later, reach = own.copy(), own.copy()
    steps = int((duty.ends - begins) / SLOT_S) + 1
    last = np.zeros(num, dtype=np.int64)
    for j in range(num):
        last[j] = int((node_high[j] - begins) / SLOT_S)
    for slot in range(steps, -1, -1):
        begin = begins + slot * SLOT_S
        for i in range(num):
            if not first[i] <= slot <= last[i]:
                continue
            visit = day.visits[node_visit[i]]
            low, high = max(begin, node_low[i]), min(begin + SLOT_S, node_high[i])
            back = visit.length + day.way[m, visit.place, duty.ends_at]
            end = day.way[m, visit.place, duty.ends_at] * duty.travel_rate
            end += day.km[m, visit.place, duty.ends_at] * duty.km_rate
            for taken in range(2):
                best = NONE
                latest = duty.ends if taken == 1 else min(duty.pause_by, duty.ends - duty.pause)
                if low + back <= latest and (taken == 1 or duty.pause_from <= latest):
                    best = end
                if taken == 1 or duty.pause >= 0.0:
                    for n in range(ahead.shape[1]):
                        k = ahead[i, n]
                        if k < 0:
                            break
                        to = day.visits[node_visit[k]]
                        way = day.way[m, visit.place, to.place]
                        fixed = way * duty.travel_rate + day.km[m, visit.place, to.place] * duty.km_rate - node_gain[k]
                        for then in range(taken, 2):
                            one, two = low + visit.length, high + visit.length
                            waits = 0.0
                            if then != taken:
                                one = max(one, duty.pause_from)
                                if one > duty.pause_by:
                                    continue
                                waits = max(0.0, duty.pause_from - two)
                                one, two = one + duty.pause, max(two, duty.pause_from) + duty.pause
                            one, two = max(one + way, node_low[k]), two + way
                            if one > node_high[k]:
                                continue
                            at = int((one - begins) / SLOT_S)
                            if at <= slot:
                                best = -NONE  # A visit shorter than a slot: nothing is said.
                                break
                            cost = fixed + (waits + max(0.0, node_low[k] - two)) * rate
                            best = min(best, cost + reach[then, k, at - first[k]])
                rest[taken, i, slot - first[i]] = best
        for i in range(num):
            if not first[i] <= slot <= last[i]:
                continue
            visit, at = day.visits[node_visit[i]], slot - first[i]
            low, high = max(begin, node_low[i]), min(begin + SLOT_S, node_high[i])
            away = max(0.0, visit.late * (low - visit.wish), visit.away * (visit.wish - high))
            for taken in range(2):
                own[taken, i, at] = rest[taken, i, at] + away
                later[taken, i, at] = min(own[taken, i, at], later[taken, i, at + 1] + SLOT_S * rate)
                reach[taken, i, at] = min(own[taken, i, at], own[taken, i, at + 1], later[taken, i, at + 2])
    return rest


@compiled_lean
def least_way_home(
    rest: Floats, begins: float, low: float, high: float, times: Floats, costs: Floats, count: int, rate: float
) -> float:
    """Return what a round costs at least that goes on from a curve of starts of a node; `rest` is by its slots."""
    first, last = int((low - begins) / SLOT_S), int((high - begins) / SLOT_S)
    slot = int((times[0] - begins) / SLOT_S)
    best, k = NONE, 0
    while slot <= last:
        begin = begins + slot * SLOT_S
        least = NONE
        # The curve at both ends of the slot and at its corners in it.
        for side in range(2):
            at = max(times[0], begin + side * SLOT_S)
            while k + 1 < count and times[k + 1] <= at:
                k += 1
                least = min(least, costs[k])
            if k + 1 < count:
                least = min(least, costs[k] + (costs[k + 1] - costs[k]) * (at - times[k]) / (times[k + 1] - times[k]))
            else:
                least = min(least, costs[k] + rate * (at - times[k]))
        best = min(best, least + rest[slot - first])
        slot += 1
    return best

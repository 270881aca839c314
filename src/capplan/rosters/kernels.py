"""Shortest paths through layers of states that carry counted amounts: the inner loops of pricing.

A state on a layer holds one value for each combination of weekends, counters and paid units, the paid units last so
that the innermost loop runs over neighbours in memory. Values are the least cost of reaching (or of finishing from)
a combination; infinity where there is no way.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.rosters.jit import compiled

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int32]


@compiled
def forward(
    values: Floats,
    start: int,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    weekend: Ints,
    units: Ints,
    step: Ints,
    cost: Floats,
    lowest: Ints,
    highest: Ints,
) -> None:
    """Fill `values[state, weekends, counter, units]` with the least cost of getting there.

    Arcs `arc_first[d]` to `arc_first[d+1]` lead over day d from state `tail` to state `head` by an `option` (0 is a
    day off) that pays `units[option]`, adds `weekend` to the weekends and takes counter c to `step[option, c]` (-1:
    over its limit). `lowest` and `highest` bound the units worth keeping after each day.
    """
    values[:] = np.inf
    values[start, 0, 0, 0] = 0.0
    num_weekends, num_counters = values.shape[1], values.shape[2]
    for day in range(len(arc_first) - 1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, more = option[arc], weekend[arc]
            price = cost[day, by]
            if price == np.inf:
                continue
            first = max(lowest[day], lowest[day + 1] - units[by])
            last = min(highest[day], highest[day + 1] - units[by]) + 1
            for worked in range(num_weekends - more):
                for counter in range(num_counters):
                    then = step[by, counter]
                    if then < 0 or last <= first:
                        continue
                    source = values[tail[arc], worked, counter, first:last]
                    target = values[head[arc], worked + more, then, first + units[by] : last + units[by]]
                    for place in range(last - first):
                        target[place] = min(target[place], source[place] + price)


@compiled
def backward(
    values: Floats,
    final: Floats,
    last_states: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    weekend: Ints,
    units: Ints,
    step: Ints,
    cost: Floats,
    lowest: Ints,
    highest: Ints,
) -> None:
    """Fill `values[state, weekends, counter, units]` with the least cost of finishing from there."""
    values[:] = np.inf
    num_weekends, num_counters = values.shape[1], values.shape[2]
    for state in last_states:
        for worked in range(num_weekends):
            for counter in range(num_counters):
                values[state, worked, counter, :] = final
    for day in range(len(arc_first) - 2, -1, -1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, more = option[arc], weekend[arc]
            price = cost[day, by]
            if price == np.inf:
                continue
            first = max(lowest[day], lowest[day + 1] - units[by])
            last = min(highest[day], highest[day + 1] - units[by]) + 1
            for worked in range(num_weekends - more):
                for counter in range(num_counters):
                    then = step[by, counter]
                    if then < 0 or last <= first:
                        continue
                    target = values[tail[arc], worked, counter, first:last]
                    source = values[head[arc], worked + more, then, first + units[by] : last + units[by]]
                    for place in range(last - first):
                        target[place] = min(target[place], source[place] + price)


@compiled
def path(
    values: Floats,
    start: int,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    weekend: Ints,
    units: Ints,
    step: Ints,
    cost: Floats,
    chosen: Ints,
) -> None:
    """Follow the least cost from the start through the values of `backward`; write each day's option."""
    state, worked, counter, paid = start, 0, 0, 0
    num_weekends, num_units = values.shape[1], values.shape[3]
    for day in range(len(arc_first) - 1):
        best, best_arc = np.inf, -1
        for arc in range(arc_first[day], arc_first[day + 1]):
            by = option[arc]
            then, more, after = step[by, counter], worked + weekend[arc], paid + units[by]
            if tail[arc] != state or then < 0 or more >= num_weekends or after >= num_units:
                continue
            total = cost[day, by] + values[head[arc], more, then, after]
            if total < best:
                best, best_arc = total, arc
        if best_arc < 0:
            chosen[0] = -1
            return
        by = option[best_arc]
        chosen[day] = by
        state, worked, counter, paid = head[best_arc], worked + weekend[best_arc], step[by, counter], paid + units[by]


@compiled
def through(
    ahead: Floats,
    behind: Floats,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    weekend: Ints,
    units: Ints,
    step: Ints,
    lowest: Ints,
    highest: Ints,
    least: Floats,
) -> None:
    """Write to `least[day, option]` the least cost of a whole path over that option, the option's own cost left out.

    `ahead` are the values of `forward`, `behind` those of `backward`.
    """
    least[:] = np.inf
    num_weekends, num_counters = ahead.shape[1], ahead.shape[2]
    for day in range(len(arc_first) - 1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, more = option[arc], weekend[arc]
            first = max(lowest[day], lowest[day + 1] - units[by])
            last = min(highest[day], highest[day + 1] - units[by]) + 1
            for worked in range(num_weekends - more):
                for counter in range(num_counters):
                    then = step[by, counter]
                    if then < 0 or last <= first:
                        continue
                    source = ahead[tail[arc], worked, counter, first:last]
                    target = behind[head[arc], worked + more, then, first + units[by] : last + units[by]]
                    found = least[day, by]
                    for place in range(last - first):
                        found = min(found, source[place] + target[place])
                    least[day, by] = found

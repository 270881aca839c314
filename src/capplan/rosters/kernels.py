"""Shortest paths through layers of states that carry counted amounts: the inner loops of pricing.

A state on a layer holds one value for each counter (a combination of counts) and each number of paid units that can
be part of a whole path; these lie side by side in one flat array, from `first[state, counter]` on, for the units
`lowest[state, counter]` to `highest[state, counter]`. Values are the least cost of reaching (or of finishing from) a
combination; infinity where there is no way.

Arcs `arc_first[d]` to `arc_first[d+1]` lead over day d from state `tail` to state `head` by an `option` (0 is a day
off) that pays `units[option]`; their `move` m takes counter c to `step[m, c]` (-1: over a limit) at a toll of
`toll[m, c]`.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.solve.jit import compiled

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int32]


@compiled
def reach(
    lowest: Ints,
    highest: Ints,
    start: int,
    final: Floats,
    last_states: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    move: Ints,
    units: Ints,
    step: Ints,
) -> None:
    """Write the least and most units of each state and counter that lie on a way from the start to a finite end."""
    num_states, num_counters = lowest.shape
    none, big = -1, 1 << 30
    behind_low, behind_high = np.full((num_states, num_counters), big), np.full((num_states, num_counters), none)
    for state in last_states:
        for counter in range(num_counters):
            for place in range(final.shape[1]):
                if final[counter, place] < np.inf:
                    behind_low[state, counter] = min(behind_low[state, counter], place)
                    behind_high[state, counter] = max(behind_high[state, counter], place)
    for arc in range(len(tail) - 1, -1, -1):
        paid = units[option[arc]]
        for counter in range(num_counters):
            then = step[move[arc], counter]
            if then >= 0 and behind_high[head[arc], then] >= paid:
                low = max(0, behind_low[head[arc], then] - paid)
                behind_low[tail[arc], counter] = min(behind_low[tail[arc], counter], low)
                high = behind_high[head[arc], then] - paid
                behind_high[tail[arc], counter] = max(behind_high[tail[arc], counter], high)
    lowest[:] = big
    highest[:] = none
    if behind_high[start, 0] >= 0 and behind_low[start, 0] <= 0:
        lowest[start, 0] = highest[start, 0] = 0
    for arc in range(len(tail)):
        paid = units[option[arc]]
        for counter in range(num_counters):
            then = step[move[arc], counter]
            if then < 0 or highest[tail[arc], counter] < 0:
                continue
            low = max(lowest[tail[arc], counter] + paid, behind_low[head[arc], then])
            high = min(highest[tail[arc], counter] + paid, behind_high[head[arc], then])
            if low <= high:
                lowest[head[arc], then] = min(lowest[head[arc], then], low)
                highest[head[arc], then] = max(highest[head[arc], then], high)


@compiled
def forward(
    values: Floats,
    start: int,
    first: Ints,
    lowest: Ints,
    highest: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    move: Ints,
    units: Ints,
    step: Ints,
    toll: Floats,
    cost: Floats,
) -> None:
    """Fill `values` with the least cost of getting to each combination; `cost` is by day and option."""
    values[:] = np.inf
    values[first[start, 0]] = 0.0
    for day in range(len(arc_first) - 1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, here, there, kind = option[arc], tail[arc], head[arc], move[arc]
            if cost[day, by] == np.inf:
                continue
            for counter in range(step.shape[1]):
                then = step[kind, counter]
                if then < 0 or highest[here, counter] < 0:
                    continue
                low = max(lowest[here, counter], lowest[there, then] - units[by])
                high = min(highest[here, counter], highest[there, then] - units[by])
                if low > high:
                    continue
                price = cost[day, by] + toll[kind, counter]
                source = first[here, counter] - lowest[here, counter]
                target = first[there, then] - lowest[there, then] + units[by]
                for place in range(low, high + 1):
                    values[target + place] = min(values[target + place], values[source + place] + price)


@compiled
def backward(
    values: Floats,
    final: Floats,
    last_states: Ints,
    first: Ints,
    lowest: Ints,
    highest: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    move: Ints,
    units: Ints,
    step: Ints,
    toll: Floats,
    cost: Floats,
) -> None:
    """Fill `values` with the least cost of finishing from each combination."""
    values[:] = np.inf
    for state in last_states:
        for counter in range(step.shape[1]):
            source = first[state, counter] - lowest[state, counter]
            for place in range(lowest[state, counter], highest[state, counter] + 1):
                values[source + place] = final[counter, place]
    for day in range(len(arc_first) - 2, -1, -1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, here, there, kind = option[arc], tail[arc], head[arc], move[arc]
            if cost[day, by] == np.inf:
                continue
            for counter in range(step.shape[1]):
                then = step[kind, counter]
                if then < 0 or highest[here, counter] < 0:
                    continue
                low = max(lowest[here, counter], lowest[there, then] - units[by])
                high = min(highest[here, counter], highest[there, then] - units[by])
                if low > high:
                    continue
                price = cost[day, by] + toll[kind, counter]
                target = first[here, counter] - lowest[here, counter]
                source = first[there, then] - lowest[there, then] + units[by]
                for place in range(low, high + 1):
                    values[target + place] = min(values[target + place], values[source + place] + price)


@compiled
def path(
    values: Floats,
    start: int,
    first: Ints,
    lowest: Ints,
    highest: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    move: Ints,
    units: Ints,
    step: Ints,
    toll: Floats,
    cost: Floats,
    chosen: Ints,
) -> None:
    """Follow the least cost from the start through the values of `backward`; write each day's option."""
    state, counter, paid = start, 0, 0
    for day in range(len(arc_first) - 1):
        best, best_arc = np.inf, -1
        for arc in range(arc_first[day], arc_first[day + 1]):
            if tail[arc] != state:
                continue
            then, after = step[move[arc], counter], paid + units[option[arc]]
            if then < 0 or not lowest[head[arc], then] <= after <= highest[head[arc], then]:
                continue
            total = cost[day, option[arc]] + toll[move[arc], counter]
            total += values[first[head[arc], then] - lowest[head[arc], then] + after]
            if total < best:
                best, best_arc = total, arc
        if best_arc < 0:
            chosen[0] = -1
            return
        chosen[day] = option[best_arc]
        state, counter, paid = head[best_arc], step[move[best_arc], counter], paid + units[chosen[day]]


@compiled
def through(
    ahead: Floats,
    behind: Floats,
    first: Ints,
    lowest: Ints,
    highest: Ints,
    arc_first: Ints,
    tail: Ints,
    head: Ints,
    option: Ints,
    move: Ints,
    units: Ints,
    step: Ints,
    toll: Floats,
    least: Floats,
) -> None:
    """Write to `least[day, option]` the least cost of a whole path over that option, the option's own cost left out.

    `ahead` are the values of `forward`, `behind` those of `backward`.
    """
    least[:] = np.inf
    for day in range(len(arc_first) - 1):
        for arc in range(arc_first[day], arc_first[day + 1]):
            by, here, there, kind = option[arc], tail[arc], head[arc], move[arc]
            for counter in range(step.shape[1]):
                then = step[kind, counter]
                if then < 0 or highest[here, counter] < 0:
                    continue
                low = max(lowest[here, counter], lowest[there, then] - units[by])
                high = min(highest[here, counter], highest[there, then] - units[by])
                source = first[here, counter] - lowest[here, counter]
                target = first[there, then] - lowest[there, then] + units[by]
                found = least[day, by]
                for place in range(low, high + 1):
                    found = min(found, ahead[source + place] + behind[target + place] + toll[kind, counter])
                least[day, by] = found

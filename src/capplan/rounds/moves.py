"""Steps of the search: time a round, put a visit in, take visits out; compiled."""

from __future__ import annotations

import numpy as np

from capplan.rounds.day import Day
from capplan.rounds.state import Room, State, set_limits, window_now
from capplan.rounds.timing import NO_ROUND, STOPS, best_round, ways_cost
from capplan.solve.jit import compiled, compiled_lean, whole


@compiled_lean
def other_work(day: Day, state: State, d: int) -> float:
    """Return the work of a duty's carer in other shifts."""
    total = 0.0
    for e in range(len(day.duties)):
        if e != d and day.duties[e].carer == day.duties[d].carer:
            total += state.work[e]
    return total


@compiled_lean
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
            room.lows[k], room.highs[k] = window_now(day, state, u)
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


@compiled_lean
def carer_cost(day: Day, state: State, d: int) -> float:
    """Return the cost of a duty as it stands, with the overtime of its carer."""
    c = day.duties[d].carer
    over = other_work(day, state, d) + state.work[d] - day.carers[c].paid
    return state.cost[d] + max(0.0, over) * day.carers[c].overtime


@compiled_lean
def commit(day: Day, state: State, room: Room, d: int, count: int, cost: float, work: float) -> None:
    """Make the chain that was just evaluated the round of a duty."""
    paired = False
    for k in range(count):
        v = room.chain[k]
        state.stops[d, k] = v
        state.start[v] = room.starts[k]
        paired = paired or day.pair_from[v + 1] > day.pair_from[v]
    for k in range(count, STOPS):
        state.stops[d, k] = -1
    state.size[d] = count
    state.cost[d], state.work[d] = cost, work
    state.wait[d] = cost - ways_cost(day, d, room.chain, count) if count else 0.0
    set_limits(day, state, room, d)
    if paired:
        set_paired(day, state, room, d)


@compiled_lean
def set_paired(day: Day, state: State, room: Room, d: int) -> None:
    """Set anew what is open to visits that pair with those of a duty."""
    for e in range(len(day.duties)):
        touched = False
        for j in range(state.size[e]):
            v = state.stops[e, j]
            for p in range(day.pair_from[v], day.pair_from[v + 1]):
                for k in range(state.size[d]):
                    touched = touched or state.stops[d, k] == day.pairs[p].other
        if touched and e != d:
            set_limits(day, state, room, e)


@compiled_lean
def place_in(day: Day, state: State, room: Room, d: int, v: int, low: float, high: float) -> tuple[float, int]:
    """Return the least extra cost of a visit on a duty, starting from `low` to `high`, and its position.

    Each place is timed anew: exact, also where work beyond the contract counts.
    """
    best, at = NO_ROUND, whole(-1)
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


@compiled_lean
def put(day: Day, state: State, room: Room, d: int, v: int, at: int, low: float, high: float) -> bool:
    """Put a visit on a duty at a position, starting from `low` to `high`; False: it does not fit."""
    count = state.size[d]
    if at < 0 or count + 1 >= STOPS - 1:
        return False
    for j in range(at):
        room.chain[j] = state.stops[d, j]
    room.chain[at] = v
    for j in range(at, count):
        room.chain[j + 1] = state.stops[d, j]
    total, work, cost = evaluate(day, state, room, d, count + 1, v, low, high)
    if total >= NO_ROUND:
        return False
    state.made[v] += 1
    commit(day, state, room, d, count + 1, cost, work)
    return True


@compiled_lean
def take_out(day: Day, state: State, room: Room) -> bool:
    """Take visits that are no longer made off all duties; False: a round cannot be timed without them."""
    for d in range(len(day.duties)):
        kept = whole(0)
        for k in range(state.size[d]):
            if state.made[state.stops[d, k]] > 0:
                room.chain[kept] = state.stops[d, k]
                kept += 1
        if kept < state.size[d]:
            total, work, cost = evaluate(day, state, room, d, kept, whole(-1), 0.0, 0.0)
            if total >= NO_ROUND:
                return False
            commit(day, state, room, d, kept, cost, work)
    return True


@compiled
def total_cost(day: Day, state: State) -> float:
    """Return the objective of a state, in GBP."""
    total = 0.0
    work = np.zeros(len(day.carers))
    for d in range(len(day.duties)):
        total += state.cost[d]
        work[day.duties[d].carer] += state.work[d]
    for c in range(len(day.carers)):
        total += max(0.0, work[c] - day.carers[c].paid) * day.carers[c].overtime
    for v in range(len(day.visits)):
        if state.made[v] < day.visits[v].need:
            total += day.visits[v].price
    return total

"""Large-neighbourhood search: take strings of nearby visits off their rounds, put them back where they cost least.

A worse plan is kept with a chance that falls with the iterations (not with the clock), so that one seed gives one plan.
"""

# ruff: noqa: NPY002 (compiled code knows only this source of chance)
from __future__ import annotations

import numpy as np

from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.insertion import insert
from capplan.rounds.moves import take_out, total_cost
from capplan.rounds.state import Room, State, copy_changed, copy_state
from capplan.solve.jit import compiled, compiled_lean, whole

AT_ONCE = 10.0
LONGEST_STRING = 10
BLINK = 0.01


@compiled_lean
def seed_chance(seed: int) -> None:
    """Seed the chance of the compiled search."""
    np.random.seed(seed)


@compiled
def fill(day: Day, state: State, room: Room) -> None:
    """Try every visit that is not made, dearest first; nothing is left to chance."""
    left = np.flatnonzero(state.made == 0)
    _fill(day, state, room, 0.0, whole(0), left, len(left))


@compiled
def _fill(day: Day, state: State, room: Room, blink: float, how: int, left: Ints, count: int) -> None:
    """Try visits in order of price (how 0), by chance (1), or in another order."""
    rank = np.zeros(count)
    for k in range(count):
        v = left[k]
        spread = 0.0
        for w in range(day.windows[v]):
            spread += day.high[v, w] - day.low[v, w]
        if how == 0:
            rank[k] = -day.visits[v].price * day.visits[v].need + 1e-3 * spread
        elif how == 1:
            rank[k] = np.random.random()
        elif how == 2:
            rank[k] = spread - 7200.0 * (day.visits[v].need - 1)
        elif how == 3:
            rank[k] = day.low[v, 0]
        else:
            rank[k] = -day.visits[v].length * day.visits[v].need
    order = np.argsort(rank[:count])
    for k in order:
        insert(day, state, room, left[k], blink, day.visits[left[k]].price)


@compiled
def _seed(day: Day, state: State) -> int:
    """Return a visit near which visits are to be taken out."""
    num = len(day.visits)
    seed = np.random.randint(0, num)
    while not day.loose[seed]:
        seed = np.random.randint(0, num)
    if np.random.random() < 0.3:
        # Prefer what is not made: room is needed beside it.
        left = 0
        for v in range(num):
            left += state.made[v] == 0
        if left > 0:
            chosen = np.random.randint(0, left)
            for v in range(num):
                if state.made[v] == 0:
                    if chosen == 0:
                        seed = v
                        break
                    chosen -= 1
    return seed


@compiled
def _ruin(day: Day, state: State, room: Room, seed: int) -> bool:
    """Take strings of visits off rounds near a visit; False: a round cannot be timed any more."""
    num = len(day.visits)
    strings = int(1.0 + np.random.random() * (4.0 * AT_ONCE / (1.0 + LONGEST_STRING)))
    touched = np.zeros(len(day.duties), dtype=np.bool_)
    on = np.full((num, 2), -1, dtype=np.int64)
    for d in range(len(day.duties)):
        for k in range(state.size[d]):
            v = state.stops[d, k]
            on[v, 0 if on[v, 0] < 0 else 1] = d
    done = 0
    able = state.made[seed] == 0
    for k in range(day.near.shape[1] + 1):
        if done >= strings:
            break
        v = seed if k == 0 else day.near[seed, k - 1]
        if state.made[v] == 0:
            continue
        for half in range(day.visits[v].need):
            d = on[v, half]
            if d < 0 or touched[d]:
                continue
            # Room for a visit that is not made is needed on rounds of those who could make it.
            if able and not (day.first[seed, d] or day.second[seed, d]):
                continue
            touched[d] = True
            _take_string(day, state, d, v)
            done += 1
            break
    return bool(take_out(day, state, room))


@compiled_lean
def _take_string(day: Day, state: State, d: int, v: int) -> None:
    """Mark a string of a round with a visit in it as not made, sometimes with a string kept inside."""
    size, at = state.size[d], 0
    for k in range(size):
        if state.stops[d, k] == v:
            at = k
    length = min(size, 1 + np.random.randint(0, LONGEST_STRING))
    first = max(0, min(at - np.random.randint(0, length), size - length))
    kept_from, kept_to = size, size
    if length < size and np.random.random() < 0.5:
        keep = 1
        while length + keep < size and np.random.random() > 0.99:
            keep += 1
        first = max(0, min(first, size - length - keep))
        kept_from = first + np.random.randint(0, length)
        kept_to = kept_from + keep
        length += keep
    for k in range(first, first + length):
        if not kept_from <= k < kept_to and day.loose[state.stops[d, k]]:
            state.made[state.stops[d, k]] = 0


@compiled
def search(
    day: Day, now: State, best: State, trial: State, room: Room, missed: Floats, first: int, last: int, of: int,
    hot: float, cold: float,
) -> int:  # fmt: skip
    """Do iterations `first` to `last` of `of`, from temperature `hot` (GBP) to `cold`; return improvements of best.

    Parameters
    ----------
    missed
        GBP that a visit which is not made counts for beside its price. It grows while the visit is left out, up to the
        price again by the last iteration, so that other visits are left out in turn; `best` is judged by price alone.
    """
    now_cost, best_cost = total_cost(day, now), total_cost(day, best)
    better = 0
    left = np.zeros(len(day.visits), dtype=np.int64)
    if not day.loose.any():
        return better
    copy_state(now, trial)
    for number in range(first, last):
        warmth = hot * (cold / hot) ** (number / of)
        seed = _seed(day, trial)
        if not _ruin(day, trial, room, seed):
            copy_changed(now, trial, trial)
            continue
        how = np.random.randint(1, 5) if np.random.random() < 0.85 else whole(0)
        _fill(day, trial, room, BLINK, how, left, _to_try(day, now, trial, seed, left))
        cost = total_cost(day, trial)
        more = cost + _of_missed(day, trial, missed) - now_cost - _of_missed(day, now, missed)
        if more < -warmth * np.log(np.random.random()):
            copy_changed(trial, now, trial)
            now_cost = cost
            if cost < best_cost - 1e-6:
                copy_state(now, best)
                best_cost = cost
                better += 1
        else:
            copy_changed(now, trial, trial)
        for v in range(len(day.visits)):
            if now.made[v] == 0:
                missed[v] += day.visits[v].price / of
    return better


@compiled_lean
def _to_try(day: Day, now: State, trial: State, seed: int, left: Ints) -> int:
    """Fill in the visits just taken out, and those near the seed that were not made before; return how many."""
    count = whole(0)
    for v in range(len(day.visits)):
        if trial.made[v] == 0 and (now.made[v] > 0 or v == seed):
            left[count] = v
            count += 1
    for k in range(day.near.shape[1]):
        v = day.near[seed, k]
        if trial.made[v] == 0 and now.made[v] == 0:
            left[count] = v
            count += 1
    return count


@compiled_lean
def _of_missed(day: Day, state: State, missed: Floats) -> float:
    total = 0.0
    for v in range(len(day.visits)):
        if state.made[v] == 0:
            total += missed[v]
    return total

"""A better plan by column generation around the plan there is: on the whole day, or on some rounds that lie together.

Visits by two may move to other starts on a grid, both carers together; visits of pairs, and visits by two whose other
carer is not looked at, keep their starts; all else is free. The rounds found are then chosen in whole numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from capplan.errors import SolverTrouble
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, Floats
from capplan.rounds.listing import best_listed, listed
from capplan.rounds.moves import total_cost
from capplan.rounds.pricing import Column, Windows, column_of, find_rounds
from capplan.rounds.start import put_rounds
from capplan.rounds.state import Room, State, copy_state
from capplan.rounds.windows import windows_of

MOST_ROUNDS, MOST_LISTED = 2500, 6000
NODES, LEAST_S = 300, 0.1
EQUAL = 1e-6
SHARE = 0.7
GRID_S = 300.0
RICH, BROAD = 0.5, 1
"""Share of the gap by which rounds may miss paying and are added; the level at which they are looked for."""


def better_by_columns(
    day: Day, best: State, room: Room, until: float, reach_s: float, duties: Sequence[int] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:  # fmt: skip
    """Look for a better plan in which visits by two start up to `reach_s` from where they do; say if one was found.

    A master that the solver does not solve is as good as no better plan.

    Parameters
    ----------
    duties
        The rounds that may change; None: all.
    """
    found = better_plan(day, best, room, until, reach_s, duties, stopped)
    if found is None:
        return False
    copy_state(found, best)
    return True


def better_plan(
    day: Day, best: State, room: Room, until: float, reach_s: float, duties: Sequence[int] | None,
    stopped: Callable[[], bool],
) -> State | None:  # fmt: skip
    """Return the better plan of `better_by_columns`, None if there is none; the one there is stays as it is."""
    try:
        found = _chosen(day, best, room, until, reach_s, duties, stopped)
    except SolverTrouble:
        return None
    return found if found is not None and total_cost(day, found) < total_cost(day, best) - EQUAL else None


def _chosen(
    day: Day, best: State, room: Room, until: float, reach_s: float, duties: Sequence[int] | None,
    stopped: Callable[[], bool],
) -> State | None:  # fmt: skip
    free = range(len(day.duties)) if duties is None else sorted(duties)
    windows, need = _windows(day, best, free, reach_s)
    relaxation = Relaxation(day, windows, free, need=need)
    relaxation.add_state(best)
    left = until - time.perf_counter()
    solved = relaxation.run(time.perf_counter() + SHARE * left, stopped, lambda _: None)
    if stopped():
        return None
    cost = relaxation.cost_of(best)
    columns = listed(day, relaxation, cost, MOST_LISTED, until=until)[0] if solved else []
    if columns:
        chosen = best_listed(relaxation, best, columns, until, stopped)[2]
    else:
        _enrich(relaxation, cost, until)
        chosen = _whole(relaxation, best, until, stopped)
    if chosen is None:
        return None
    return put_rounds(day, room, relaxation.items, chosen, best, set(range(len(day.duties))) - set(free))


def _windows(day: Day, best: State, free: Sequence[int], reach_s: float) -> tuple[Windows, Floats]:
    """Return when each visit may start, and how many of those free it takes."""
    need = day.visits["need"].astype(np.float64)
    windows = windows_of(day)
    whole = len(free) == len(day.duties)
    inside = np.bincount(
        np.concatenate([best.stops[d, : best.size[d]] for d in free]), minlength=len(windows)
    )  # fmt: skip
    for v in range(len(windows)):
        at = float(best.start[v])
        if not whole and best.made[v]:
            need[v] = inside[v]
        if need[v] == 0:
            windows[v] = []
        elif day.pair_from[v + 1] > day.pair_from[v] or (best.made[v] and need[v] < day.visits[v]["need"]):
            windows[v] = [(at, at)] if best.made[v] else []
        elif need[v] == 2:
            windows[v] = _starts(windows[v], at if best.made[v] else None, reach_s)
    return windows, need


def _starts(windows: Sequence[tuple[float, float]], at: float | None, reach_s: float) -> list[tuple[float, float]]:
    """Return starts of a grid near the present one as windows without length, the present one among them."""
    steps = int(reach_s // GRID_S)
    starts = set() if at is None else {at + k * GRID_S for k in range(-steps, steps + 1)}
    if at is None:
        starts = {low + k * GRID_S for low, high in windows for k in range(int((high - low) // GRID_S) + 1)}
    return [(start, start) for start in sorted(starts) if any(low <= start <= high for low, high in windows)]


def _enrich(relaxation: Relaxation, cost: float, until: float) -> None:
    """Add rounds that are not far from paying: plans that cost less than `cost` may need them."""
    solved = relaxation.master.solve_within(until - time.perf_counter())
    if solved is None:
        return
    relaxation.value, prices = solved
    for number, group in enumerate(relaxation.classes):
        if time.perf_counter() >= until:
            return
        below = min(0.0, float(prices.limits[number]) + RICH * max(cost - relaxation.value, 0.0))
        for nodes in find_rounds(relaxation.day, group, prices.gains[number], BROAD, below)[2]:
            chosen = group.node_item[np.array(nodes, dtype=np.int64)]
            column = column_of(relaxation.day, relaxation.classes, relaxation.items, number, chosen)
            if column is not None:
                relaxation.add([column])


def _whole(
    relaxation: Relaxation, state: State, until: float, stopped: Callable[[], bool]
) -> list[tuple[int, Column]] | None:
    """Return the best rounds in whole numbers among the most promising ones, with the duty of each.

    Parameters
    ----------
    state
        A plan to start from; nothing that cannot be in a better one is looked at.
    """
    in_plan = relaxation.add_state(state)
    solved = relaxation.master.solve_within(until - time.perf_counter())
    if solved is None:
        return None
    relaxation.value, prices = solved
    gains = prices.gains
    reduced = np.array([relaxation.reduced(column, gains, prices.limits) for column in relaxation.columns])
    cost = relaxation.cost_of(state)
    order = np.argsort(reduced, kind="stable")[:MOST_ROUNDS]
    taken = sorted({*in_plan, *(int(one) for one in order if reduced[one] <= cost - relaxation.value + 1e-6)})
    small = relaxation.new_master()
    columns = [relaxation.columns[one] for one in taken]
    small.add([(column.group, column.items, column.cost) for column in columns])
    fixed = relaxation.start_of(small, state, [taken.index(one) for one in in_plan], len(taken))
    values = small.whole(fixed, max(until - time.perf_counter(), LEAST_S), NODES, stopped=stopped)
    return None if values is None else relaxation.duties_of(columns, values)

"""A better plan by column generation around the plan there is.

Visits by two may move to other starts on a grid, both carers together; visits of pairs keep their starts; all else is
free. The rounds found are then chosen in whole numbers.
"""

from __future__ import annotations

import time

from capplan.rounds.bound import Relaxation, windows_of
from capplan.rounds.day import Day
from capplan.rounds.moves import total_cost
from capplan.rounds.start import put_rounds
from capplan.rounds.state import Room, State, copy_state

MOST_ROUNDS = 2500
NODES = 300
SHARE = 0.4
GRID_S = 300.0


def better_by_columns(day: Day, best: State, room: Room, until: float, reach_s: float) -> bool:
    """Look for a better plan in which visits by two start up to `reach_s` from where they do; say if one was found."""
    windows = windows_of(day)
    for v in range(len(windows)):
        at = float(best.start[v])
        if day.pair_from[v + 1] > day.pair_from[v]:
            windows[v] = [(at, at)] if best.made[v] else []
        elif day.visits[v]["need"] == 2:
            windows[v] = _starts(windows[v], at if best.made[v] else None, reach_s)
    relaxation = Relaxation(day, windows, range(len(day.duties)))
    relaxation.add_state(best)
    left = until - time.perf_counter()
    relaxation.run(time.perf_counter() + SHARE * left, lambda: False, lambda _: None, exact=False)
    left = until - time.perf_counter()
    chosen = relaxation.whole(best, max(left, 0.1), MOST_ROUNDS, NODES)
    if chosen is None:
        return False
    found = put_rounds(day, room, relaxation.items, chosen)
    if total_cost(day, found) < total_cost(day, best) - 1e-6:
        copy_state(found, best)
        return True
    return False


def _starts(windows: list[tuple[float, float]], at: float | None, reach_s: float) -> list[tuple[float, float]]:
    """Return starts of a grid near the present one as windows without length, the present one among them."""
    steps = int(reach_s // GRID_S)
    starts = set() if at is None else {at + k * GRID_S for k in range(-steps, steps + 1)}
    if at is None:
        starts = {low + k * GRID_S for low, high in windows for k in range(int((high - low) // GRID_S) + 1)}
    return [(start, start) for start in sorted(starts) if any(low <= start <= high for low, high in windows)]

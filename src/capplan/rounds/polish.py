"""A better plan from rounds already found: which of them to work, in whole numbers, with the starts of the plan kept.

Rounds are taken as they fit the plan: visits by two and visits of pairs keep their starts, all else moves.
"""

from __future__ import annotations

import time

import numpy as np

from capplan.rounds.bound import Relaxation, windows_of
from capplan.rounds.day import Day
from capplan.rounds.start import put_rounds
from capplan.rounds.state import Room, State, copy_state, total_cost

MOST_ROUNDS = 2500
NODES = 500
SHARE = 0.3


def better_by_columns(day: Day, best: State, room: Room, until: float) -> bool:
    """Look for a better plan with the starts of `best` kept where two must agree; say whether one was found."""
    windows = windows_of(day)
    kept = np.array(
        [day.visits[v]["need"] == 2 or day.pair_from[v + 1] > day.pair_from[v] for v in range(len(windows))]
    )
    for v in range(len(day.visits)):
        if kept[v]:
            windows[v] = [(float(best.start[v]), float(best.start[v]))] if best.made[v] else []
    relaxation = Relaxation(day, windows, range(len(day.duties)))
    relaxation.add_state(best)
    left = until - time.perf_counter()
    relaxation.run(time.perf_counter() + SHARE * left, lambda: False, lambda _: None)
    chosen = relaxation.whole(best, until - time.perf_counter(), MOST_ROUNDS, NODES)
    if chosen is None:
        return False
    found = put_rounds(day, room, best, chosen, kept)
    if total_cost(day, found) < total_cost(day, best) - 1e-6:
        copy_state(found, best)
        return True
    return False

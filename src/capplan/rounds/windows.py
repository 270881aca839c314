"""Windows of visits: when each may start, those of visits bound to another round in slots."""

from __future__ import annotations

import numpy as np

from capplan.rounds.day import Bools, Day


def bound_to_another(day: Day) -> Bools:
    """Return for each visit whether its start is bound to another round: a visit by two, or one of a pair."""
    return np.asarray((day.visits["need"] == 2) | (np.diff(day.pair_from) > 0))


def windows_of(day: Day, slot_s: float | None = None) -> list[list[tuple[float, float]]]:
    """Return the windows of every visit; those of visits bound to another round in slots.

    Parameters
    ----------
    slot_s
        Length of a slot in seconds; None: windows as they stand.
    """
    windows = []
    for v, slotted in enumerate(bound_to_another(day).tolist()):
        own = [(float(day.low[v, w]), float(day.high[v, w])) for w in range(day.windows[v])]
        if slot_s is not None and slotted:
            own = [
                (begin, min(begin + slot_s - 1.0, high))
                for low, high in own
                for begin in np.arange(low, high + 1.0, slot_s).tolist()
            ]
        windows.append(own)
    return windows

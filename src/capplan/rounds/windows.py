"""Windows of visits: when each may start, those of visits bound to another round in slots; which of a pair agree."""

from __future__ import annotations

import numpy as np

from capplan.rounds.day import Bools, Day
from capplan.rounds.pricing import Items


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


def agreements(day: Day, items: Items) -> list[tuple[list[int], int, list[int]]]:
    """Return the first, and the last, items of a visit of a pair with those of the other that allow the gap."""
    low, high = items.low, items.high
    of: dict[int, list[int]] = {}
    for item, v in enumerate(items.visit.tolist()):
        of.setdefault(v, []).append(item)
    found = []
    for v, own in of.items():
        for pair in day.pairs[day.pair_from[v] : day.pair_from[v + 1]]:
            others = of.get(int(pair["other"]), [])
            for item in own if others else ():
                first = [one for one in own if high[one] <= high[item]]
                last = [one for one in own if low[one] >= low[item]]
                before = [one for one in others if high[item] - low[one] >= pair["low"]]
                after = [one for one in others if low[item] - high[one] <= pair["high"]]
                for chosen, fit in ((first, before), (last, after)):
                    if len(fit) < len(others):
                        found.append((chosen, int(pair["other"]), fit))
    return found

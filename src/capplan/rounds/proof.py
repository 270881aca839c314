"""Settle a part of a day's plans: every round that a better plan could consist of is listed, and the best chosen.

The choice leaves out that two who go on a visit together start at one time, beyond starting in the same window. Where
two of the rounds chosen cannot meet, the window is split between their starts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day
from capplan.rounds.listing import PARTS, best_listed, listed
from capplan.rounds.meeting import Meeting, Planned, can_be_worked, meet
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.pricing import Column
from capplan.rounds.start import state_of
from capplan.rounds.state import Room, State, copy_state

MOST_ROUNDS = 30_000
EQUAL = 1e-6


@dataclass(frozen=True)
class Settled:
    """What listing has shown of a part.

    Attributes
    ----------
    bound
        GBP; no plan of the part that is better than the plan there was costs less. Minus infinity: nothing is shown.
    listed
        Whether the rounds could be listed.
    closed
        Whether the part has no better plan than the one there is.
    windows
        Narrower windows to look at the part again with; None: there are none.
    """

    bound: float
    listed: bool
    closed: bool
    windows: list[list[tuple[float, float]]] | None = None


def settle(day: Day, relaxation: Relaxation, best: State, room: Room, until: float, cost: float) -> Settled:
    """List the rounds of a solved relaxation and choose among them, in time; `best` is bettered if the choice is.

    Nothing is listed if not all rounds of plans that cost less than `cost`, in GBP, can be.
    """
    cost = min(cost, float(total_cost(day, best)))
    columns, up_to = listed(day, relaxation, cost, MOST_ROUNDS, PARTS[:1], until)
    if up_to == -np.inf:
        return Settled(-np.inf, False, False)
    value, bound, chosen = best_listed(relaxation, best, columns, until)
    shown = float(min(bound, up_to))
    if chosen is None or value >= cost - EQUAL:
        return Settled(shown, True, shown >= cost - EQUAL)
    planned = [_planned(relaxation, d, column) for d, column in chosen]
    if not all(can_be_worked(day, one) for one in planned):
        return Settled(shown, True, shown >= cost - EQUAL)
    meeting = meet(day, planned)
    found = state_of(day, room, _timed(planned, meeting))
    if meeting.apart:
        fill(day, found, room)
    better = total_cost(day, found) < total_cost(day, best) - EQUAL
    if better:
        copy_state(found, best)
    windows = [list(own) for own in relaxation.windows]
    again = _split(windows, meeting) or better
    cost = min(cost, float(total_cost(day, best)))
    return Settled(shown, True, shown >= cost - EQUAL, windows if again else None)


def _planned(relaxation: Relaxation, d: int, column: Column) -> Planned:
    items = np.array(column.items, dtype=np.int64)
    visits = np.array(column.visits, dtype=np.int64)
    return Planned(d, visits, relaxation.items.low[items], relaxation.items.high[items])


def _timed(planned: list[Planned], meeting: Meeting) -> list[tuple[int, list[tuple[int, float]]]]:
    return [
        (one.duty, list(zip(one.visits.tolist(), np.round(starts).tolist(), strict=True)))
        for one, starts in zip(planned, meeting.starts, strict=True)
    ]


def _split(windows: list[list[tuple[float, float]]], meeting: Meeting) -> bool:
    """Split the windows in which two do not meet, or a gap is not kept, between the starts; say whether any was."""
    split = False
    for v, start, other, before, gap in meeting.apart:
        at = float(np.floor((start + before + gap) / 2))
        split = _split_at(windows[v], at) or split
        if v != other:
            split = _split_at(windows[other], at - gap) or split
    return split


def _split_at(windows: list[tuple[float, float]], at: float) -> bool:
    for place, (low, high) in enumerate(windows):
        if low <= at < high:
            windows[place : place + 1] = [(low, at), (at + 1.0, high)]
            return True
    return False

"""Close a small gap: every round that a better plan could consist of is listed, and the best of them chosen.

The choice leaves out that two who go on a visit together start at one time, beyond starting in the same window. Where
two of the rounds chosen cannot meet, the window is split between their starts and all is done again, until the rounds
chosen are a plan or cost no less than the plan there is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day
from capplan.rounds.listing import best_listed, listed
from capplan.rounds.meeting import Meeting, Planned, meet
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.pricing import Column
from capplan.rounds.start import state_of
from capplan.rounds.state import Room, State, copy_state

MOST_ROUNDS = 30_000
EQUAL = 1e-6


def close(
    day: Day, windows: list[list[tuple[float, float]]], best: State, room: Room, until: float,
    stopped: Callable[[], bool], tell: Callable[[float], None],
) -> None:  # fmt: skip
    """Prove a plan, or find a better one; `tell` is told bounds. Ends early where there are too many rounds.

    Parameters
    ----------
    windows
        When each visit may start, in as many windows as are told apart so far; more are afterwards.
    best
        The plan there is, and afterwards the best one known.
    """
    while time.perf_counter() < until and not stopped():
        relaxation = Relaxation(day, windows, range(len(day.duties)))
        relaxation.add_state(best)
        if not relaxation.run(until, stopped, tell):
            return
        cost = float(total_cost(day, best))
        columns, up_to = listed(day, relaxation, cost, MOST_ROUNDS)
        if not columns:
            return
        value, bound, chosen = best_listed(relaxation, best, columns, until)
        tell(min(bound, up_to))
        if chosen is None or value >= up_to - EQUAL:
            return
        planned = [_planned(relaxation, d, column) for d, column in chosen]
        meeting = meet(day, planned)
        found = state_of(day, room, _timed(planned, meeting))
        if meeting.apart:
            fill(day, found, room, 0.0, 0)
        found_cost = float(total_cost(day, found))
        if found_cost < cost - EQUAL:
            copy_state(found, best)
        if not _split(windows, meeting) and found_cost >= cost - EQUAL:
            return


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

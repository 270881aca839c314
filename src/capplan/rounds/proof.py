"""Close a small gap: every round that a better plan could consist of is listed, and the best of them chosen.

The choice leaves out that two who go on a visit together start at one time, beyond starting in the same window. Where
two of the rounds chosen cannot meet, the window is split between their starts and all is done again, until the rounds
chosen are a plan or cost no less than the plan there is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from capplan.rounds.bound import Relaxation, windows_of
from capplan.rounds.day import Day
from capplan.rounds.enumeration import every_round
from capplan.rounds.meeting import Meeting, Planned, meet
from capplan.rounds.moves import total_cost
from capplan.rounds.pricing import Column
from capplan.rounds.start import state_of
from capplan.rounds.state import Room, State, copy_state

MOST_ROUNDS = 40_000
EQUAL = 1e-6
WHOLE_S = 0.5


def close(
    day: Day, best: State, room: Room, until: float, stopped: Callable[[], bool], tell: Callable[[float], None]
) -> None:
    """Prove a plan, or find a better one; `tell` is told bounds. Ends early where there are too many rounds.

    Parameters
    ----------
    best
        The plan there is, and afterwards the best one known.
    """
    windows = [list(one) for one in windows_of(day)]
    while time.perf_counter() < until and not stopped():
        relaxation = Relaxation(day, windows, range(len(day.duties)))
        relaxation.add_state(best)
        if not relaxation.run(until, stopped, tell):
            return
        cost = total_cost(day, best)
        columns = _every(day, relaxation, cost)
        if columns is None:
            return
        value, bound, chosen = _best_of(relaxation, best, columns, until)
        tell(min(bound, cost))
        if chosen is None or value >= cost - EQUAL:
            return
        planned = [_planned(relaxation, d, column) for d, column in chosen]
        meeting = meet(day, planned)
        if not meeting.apart:
            found = state_of(day, room, _timed(planned, meeting))
            if total_cost(day, found) >= cost - EQUAL:
                return
            copy_state(found, best)
        elif not _split(windows, meeting):
            return


def _every(day: Day, relaxation: Relaxation, cost: float) -> list[Column] | None:
    """Return every round that a plan of less than `cost` may contain; None: too many."""
    columns: list[Column] = []
    gap = max(cost - relaxation.bound, 0.0) + EQUAL
    for number, group in enumerate(relaxation.classes):
        found = every_round(day, group, relaxation.prices, float(relaxation.least[number]) + gap)
        if found is None or len(columns) + len(found[0]) > MOST_ROUNDS:
            return None
        for nodes, reduced in zip(*found, strict=True):
            items = group.node_item[list(nodes)]
            visits = relaxation.items.visit[items]
            whole = float(reduced + relaxation.prices[items].sum())
            columns.append(Column(number, tuple(visits.tolist()), tuple(items.tolist()), whole))
    return columns


def _best_of(
    relaxation: Relaxation, best: State, columns: list[Column], until: float
) -> tuple[float, float, list[tuple[int, Column]] | None]:
    """Return the least cost of whole rounds, what is proven about it, and the rounds; None: none within the time."""
    places = {(column.group, frozenset(column.items)): place for place, column in enumerate(columns)}
    in_plan = []
    for place in relaxation.add_state(best):
        column = relaxation.columns[place]
        key = (column.group, frozenset(column.items))
        if key not in places:
            places[key] = len(columns)
            columns.append(column)
        in_plan.append(places[key])
    small = relaxation.new_master()
    small.add_all([(column.group, column.items, column.cost) for column in columns])
    fixed = relaxation.start_of(small, best, in_plan, len(columns))
    values = small.whole(fixed, max(until - time.perf_counter(), WHOLE_S), 1_000_000, exact=True)
    return small.value, small.bound, None if values is None else relaxation.duties_of(columns, values)


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
    """Split the windows in which two do not meet between their starts; say whether any was."""
    split = False
    for v, early, other, late in meeting.apart:
        if v != other:
            continue
        at = float(np.floor((early + late) / 2))
        for place, (low, high) in enumerate(windows[v]):
            if low <= at < high:
                windows[v][place : place + 1] = [(low, at), (at + 1.0, high)]
                split = True
                break
    return split

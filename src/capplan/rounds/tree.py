"""Branching on when visits by two are made: parts of a day's plans in which their windows are ever narrower.

The relaxation lets the carers of a visit by two be there at one time by halves and at another by halves; only fixing
hours tells. A part is solved from what the part around it has found; the one with the least bound comes first, so that
the least bound of all that are open holds for the day at any moment.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from itertools import count

import numpy as np

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day
from capplan.rounds.moves import total_cost
from capplan.rounds.node import best_hours, best_split, between, choices, finer, inherited
from capplan.rounds.pricing import Windows
from capplan.rounds.proof import EQUAL, settle
from capplan.rounds.state import Room, State

CLOSE = 5e-5
LESS = 0.8
"""Where not all rounds could be listed, this is tried again once the gap has fallen to such a share."""
WHOLE_S = 20.0
COUNTED_PARTS = 20
"""A counted search solves so many parts."""
WORTH = 0.05
"""Windows are halved, not divided between parts, where the cheaper part would gain less than this share of the gap."""


class Tree:
    """The open parts of a day's plans, each with what the part around it has found.

    Parameters
    ----------
    best
        The plan there is; bettered in place.
    tell
        Told bounds of the day.
    counted
        Whether it ends after so many parts, none of which the time cuts short.
    elsewhere
        What the best plan found elsewhere costs, in GBP: parts that cannot beat it are closed.
    """

    def __init__(
        self, day: Day, best: State, room: Room, until: float, stopped: Callable[[], bool],
        tell: Callable[[float], None], counted: bool = False, elsewhere: Callable[[], float] = lambda: np.inf,
    ) -> None:  # fmt: skip
        self._counted, self._elsewhere = counted, elsewhere
        self._day, self._best, self._room = day, best, room
        self._until, self._stopped, self._tell = until, stopped, tell
        self._open: list[tuple[float, int, Windows, Relaxation]] = []
        self._number = count()
        self._listable, self._stuck = np.inf, np.inf
        self.solved = 0

    @property
    def cost(self) -> float:
        """What the best plan known costs, GBP."""
        return min(float(total_cost(self._day, self._best)), self._elsewhere())

    @property
    def bound(self) -> float:
        """GBP that no plan of the day is below."""
        least = self._open[0][0] if self._open else np.inf
        return float(min(least, self._stuck, self.cost))

    def add(self, windows: Windows, around: Relaxation, bound: float) -> None:
        """Open a part: its windows, a relaxation around it, and a bound of it."""
        heapq.heappush(self._open, (bound, next(self._number), windows, around))

    def run(self) -> None:
        """Solve parts until none is open, the time is up or the search is stopped."""
        while self._open and not self._over():
            if self._open[0][0] >= self.cost - EQUAL:
                self._open.clear()
                break
            bound, _, windows, around = heapq.heappop(self._open)
            part = inherited(self._day, windows, around)
            enough = self.cost - EQUAL
            solved = part.run(
                self._until, self._stopped, self._tell_beside(bound), enough=enough, close=CLOSE, level=1,
                subset_rows=True,
            )  # fmt: skip
            bound = max(bound, part.bound)
            if not solved:
                self.add(windows, around, bound)
                return
            self.solved += 1
            if bound < enough:
                self._divide(part, bound)
            part.master.release()
            self._tell(self.bound)

    def _tell_beside(self, bound: float) -> Callable[[float], None]:
        """Return what tells a bound of the day for one of a part that is looked at, which has this bound already."""
        others = self.bound
        return lambda found: self._tell(min(others, max(bound, found)))

    def _divide(self, part: Relaxation, bound: float) -> None:
        """Settle a part, or open narrower ones in its place."""
        day = self._day
        if self.cost - bound <= self._listable:
            until = self._until if self._counted else min(self._until, time.perf_counter() + WHOLE_S)
            shown = settle(day, part, self._best, self._room, until, self.cost)
            bound = max(bound, shown.bound)
            if shown.closed or bound >= self.cost - EQUAL:
                return
            if shown.windows is not None:
                self.add(shown.windows, part, bound)
                return
            if not shown.listed:
                self._listable = LESS * (self.cost - bound)
        split = best_split(part, choices(day, part))
        halved = None
        if split is None or split[2] < WORTH * (self.cost - bound):
            halved = finer(part.windows, part, day)
        if halved is not None:
            self.add(halved, part, bound)
        elif split is not None:
            choice, at, _ = split
            for side in (slice(None, at), slice(at, None)):
                windows = [list(own) for own in part.windows]
                windows[choice.visit] = windows[choice.visit][side]
                self.add(windows, part, bound)
        elif (hours := best_hours(part)) is not None:
            v, time_at = hours
            for low, high in ((-np.inf, time_at - 1.0), (time_at, np.inf)):
                windows = [list(own) for own in part.windows]
                windows[v] = between(windows[v], low, high)
                self.add(windows, part, bound)
        else:
            self._stuck = min(self._stuck, bound)

    def _over(self) -> bool:
        enough = self._counted and self.solved >= COUNTED_PARTS
        return enough or self._stopped() or time.perf_counter() >= self._until

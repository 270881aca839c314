"""Rounds that the search for plans has come by: what the bound begins with and goes on from.

A round belongs to a plan that was good enough to be kept for a while, so that together they say what visits are worth
much sooner than rounds looked for at prices that are still wild.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from capplan.rounds.day import Day
from capplan.rounds.state import State

Round = tuple[int, tuple[int, ...]]
"""Duty and visits in order."""
MOST = 40_000
"""Rounds that wait to be taken; the oldest ones, of the worst plans, are dropped first."""


@dataclass
class Pool:
    """Rounds noted and not taken yet; noted by some threads, taken by another.

    Attributes
    ----------
    visits, duties
        Number in the whole day of each visit and duty, where a part of the day is searched; None: it is the whole.
    """

    visits: Sequence[int] | None = None
    duties: Sequence[int] | None = None
    _new: dict[Round, None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of_part(self, visits: Sequence[int], duties: Sequence[int]) -> Pool:
        """Return the same pool for the search of a part of the day."""
        return Pool(visits, duties, self._new, self._lock)

    def note(self, day: Day, state: State) -> None:
        """Note the rounds of a plan."""
        rounds = []
        for d in range(len(day.duties)):
            stops = state.stops[d, : state.size[d]].tolist()
            if not stops:
                continue
            visits = stops if self.visits is None else [self.visits[v] for v in stops]
            rounds.append((d if self.duties is None else self.duties[d], tuple(visits)))
        with self._lock:
            for one in rounds:
                self._new.pop(one, None)
                self._new[one] = None
            for old in list(self._new)[: max(0, len(self._new) - MOST)]:
                del self._new[old]

    def take(self) -> list[Round]:
        """Return the rounds noted since the last time."""
        with self._lock:
            taken = list(self._new)
            self._new.clear()
        return taken

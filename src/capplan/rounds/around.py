"""Steps by columns around one round after the other: the rounds nearest to it may change, the others stay.

Rounds that cost more than the bound's prices say come first. What was looked at without success is not looked at again
while none of its rounds has changed, and once a whole turn brings nothing more rounds are looked at together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from capplan.rounds.day import Day, Floats
from capplan.rounds.polish import better_by_columns
from capplan.rounds.state import Room, State

TOGETHER, MORE, AT_MOST = 12, 4, 24
"""Rounds that are looked at together, at first; so many more after a turn without success; at most."""
RANK_OFFSET = 5.0


@dataclass
class Around:
    """Steps on one day; remembers what it has looked at."""

    day: Day
    room: Room
    reach_s: float
    many: int = TOGETHER
    _looked: set[bytes] = field(default_factory=set)

    def turn(
        self, best: State, order: list[int], over: Callable[[], bool], until: Callable[[], float],
        tell: Callable[[], None], stopped: Callable[[], bool] = lambda: False,
    ) -> bool:  # fmt: skip
        """Better a plan in place around each duty in order; say if any step did.

        Parameters
        ----------
        over
            Whether to end before the next step.
        until
            When a step that begins now must end.
        tell
            Called after each step.
        stopped
            Whether to end a step under way.
        """
        better = False
        for first in order:
            if over():
                return better
            duties = together(self.day, best, first, self.many)
            key = _key(best, duties)
            if key in self._looked:
                continue
            if better_by_columns(self.day, best, self.room, until(), self.reach_s, duties, stopped):
                better = True
            else:
                self._looked.add(key)
            tell()
        if not better:
            self.many = min(self.many + MORE, AT_MOST)
        return better


def _key(state: State, duties: list[int]) -> bytes:
    rows = np.array(sorted(duties))
    starts = [state.start[state.stops[d, : state.size[d]]].tobytes() for d in rows.tolist()]
    return b"".join([rows.tobytes(), state.stops[rows].tobytes(), *starts])


def together(day: Day, state: State, first: int, many: int = TOGETHER) -> list[int]:
    """Return a round and those whose visits lie nearest to its own and could be made by each other."""
    on: dict[int, list[int]] = {}
    for d in range(len(day.duties)):
        for v in state.stops[d, : state.size[d]].tolist():
            on.setdefault(v, []).append(d)
    score = np.zeros(len(day.duties))
    for v in state.stops[first, : state.size[first]].tolist():
        for rank, other in enumerate(day.near[v].tolist()):
            for d in on.get(other, ()):
                if day.first[v, d] or day.first[other, first]:
                    score[d] += 1.0 / (RANK_OFFSET + rank)
        for d in on[v]:
            score[d] += 1.0
        # Carers who are not out could make them.
        score[(state.size == 0) & day.first[v]] += 0.5 / RANK_OFFSET
    score[first] = np.inf
    return np.argsort(-score, kind="stable")[:many].tolist()


def in_turn(day: Day, state: State, chance: np.random.Generator, excess: Floats | None = None) -> list[int]:
    """Return the duties that are out, in the order in which they are looked at.

    Those that pass near a visit which is not made, and could make it, come first; then those that cost most beyond what
    their visits are worth (`excess`, GBP by duty), or by chance where that is not known.
    """
    rank = chance.random(len(day.duties)) if excess is None else np.argsort(np.argsort(-excess)) / len(excess)
    rank += len(day.visits)
    for v in np.flatnonzero(state.made < day.visits["need"]).tolist():
        able = day.first[v] | day.second[v]
        for d in range(len(day.duties)):
            near = np.flatnonzero(np.isin(day.near[v], state.stops[d, : state.size[d]]))
            if able[d] and len(near):
                rank[d] = min(rank[d], float(near[0]))
    return [int(d) for d in np.argsort(rank, kind="stable") if state.size[d]]

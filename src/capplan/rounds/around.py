"""Steps by columns around one round after the other: the rounds nearest to it may change, the others stay.

Rounds that cost more than the bound's prices say come first. What was looked at without success is not looked at again
while none of its rounds has changed, and once a whole turn brings nothing more rounds are looked at together.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from capplan.rounds.day import Day, Floats
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.polish import better_plan
from capplan.rounds.start import put_together
from capplan.rounds.state import Room, State, copy_state
from capplan.rounds.turns import SIDE_BY_SIDE

TOGETHER, MORE, AT_MOST = 12, 4, 24
"""Rounds that are looked at together, at first; so many more after a turn without success; at most."""
APART = 0.5
"""Share of its rounds that the second of two steps must keep where the first has taken some."""
RANK_OFFSET = 5.0


@dataclass(frozen=True)
class _Step:
    """The rounds that one step may change, and room to work in."""

    duties: list[int]
    room: Room


@dataclass
class Around:
    """Steps on one day; remembers what it has looked at."""

    day: Day
    rooms: tuple[Room, Room]
    reach_s: float
    many: int = TOGETHER
    _looked: set[bytes] = field(default_factory=set)

    def turn(
        self, best: State, order: list[int], over: Callable[[], bool], until: Callable[[], float],
        tell: Callable[[], None], stopped: Callable[[], bool] = lambda: False, both: Callable[[], bool] = lambda: False,
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
        both
            Whether two steps may be made side by side, around rounds of which none is the other's.
        """
        better, left = False, list(order)
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as beside:
            while left and not over():
                steps = self._next(best, left, SIDE_BY_SIDE if both() else 1)
                end = until()
                made = [beside.submit(self._step, best, step, end, stopped) for step in steps]
                found = [one.result() for one in made]
                for step, plan in zip(steps, found, strict=True):
                    if plan is None and not stopped():
                        self._looked.add(_key(best, step.duties))
                better = self._take(best, steps, found) or better
                tell()
        if not better and not left:
            self.many = min(self.many + MORE, AT_MOST)
        return better

    def _next(self, best: State, left: list[int], most: int) -> list[_Step]:
        """Take up to so many duties from the front of those left, with the rounds near them, none in two steps."""
        steps: list[_Step] = []
        taken: set[int] = set()
        for first in list(left):
            if len(steps) == most:
                break
            if first in taken:
                continue
            duties = [d for d in together(self.day, best, first, self.many) if d not in taken]
            if len(duties) < APART * self.many and steps:
                continue
            left.remove(first)
            if _key(best, duties) not in self._looked:
                steps.append(_Step(duties, self.rooms[len(steps)]))
                taken.update(duties)
        return steps

    def _step(self, best: State, step: _Step, end: float, stopped: Callable[[], bool]) -> State | None:
        return better_plan(self.day, best, step.room, end, self.reach_s, step.duties, stopped)

    def _take(self, best: State, steps: list[_Step], found: list[State | None]) -> bool:
        """Take over what steps have found, all of it if that fits together, else the best of it; say if any is."""
        plans = [(plan, step.duties) for step, plan in zip(steps, found, strict=True) if plan is not None]
        if not plans:
            return False
        options = [plan for plan, _ in plans]
        if len(plans) > 1:
            whole = put_together(self.day, self.rooms[0], best, plans)
            # What both have put in is made once; there may be room for another one then.
            fill(self.day, whole, self.rooms[0])
            options.append(whole)
        copy_state(min(options, key=lambda plan: float(total_cost(self.day, plan))), best)
        return True


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

"""From the mix of schedules down to a plan: shifts are settled many at a time while that costs next to nothing.

Where even one shift more would cost, settling it and ruling it out are both tried, the cheaper first; the other is kept
to come back to.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.rosters.master import Allowed
from capplan.rosters.relaxation import WHOLE, Relaxation, Relaxed

Cells: TypeAlias = NDArray[np.int_]

# Share of the days still open that are settled at a time, besides what is as good as certain, and rounds of pricing.
# In a hurry (the first plan) it is to come soon rather than to be good.
SHARE, CERTAIN, ROUNDS, HURRIED_ROUNDS = 0.1, 0.95, 15, 3
# What settling some shifts may cost, as a share of the middle price of a gap, and how near the bound is worth knowing.
RISE, CLOSE = 0.01, 0.001
# A dive that has taken so many times the work of all before it goes straight down.
LONG = 2.0
# Work of coming back, against that of the first way down, and the share of the gap that a way down may use up.
BACK, PLUNGE = 2.0, 0.5


class Place(NamedTuple):
    """Where a way down has come to; the cheapest mix comes first, then the latest."""

    value: float
    number: int
    allowed: Allowed
    found: Relaxed


def dive(relaxation: Relaxation, allowed: Allowed, *, hurry: bool = False) -> bool:
    """Search for a plan among what is allowed; return whether there is proved to be none that is better."""
    return _Dive(relaxation, hurry).run(allowed)


@dataclass
class _Dive:
    relaxation: Relaxation
    hurry: bool
    left: list[Place] = field(default_factory=list)
    many: int = 10**9
    made: int = 0

    def __post_init__(self) -> None:
        gaps = self.relaxation.problem.under_gbp[self.relaxation.problem.under_gbp > 0.0]
        gap = float(np.median(gaps)) if len(gaps) else 1.0
        self.rise = math.inf if self.hurry else RISE * gap
        self.close = CLOSE * gap
        self.late = (1.0 + LONG) * self.relaxation.state.work.done

    def run(self, allowed: Allowed) -> bool:
        state = self.relaxation.state
        begun, ends = state.work.done, math.inf
        allowed = allowed.copy()
        found = self._solve(allowed)
        if found is None:
            return False
        if not self.relaxation.may_hold(found.bound):
            return True
        self._keep(allowed, found)
        while self.left and not state.is_over and state.work.done < ends:
            self._down(heapq.heappop(self.left))
            if state.work.done > self.late:
                break
            if ends == math.inf:
                ends = state.work.done + BACK * (state.work.done - begun)
        return False

    def _down(self, place: Place) -> None:
        """Settle shifts from a place on until there is a plan, or until it is worth going on elsewhere."""
        allowed, found = place.allowed, place.found
        while self.relaxation.may_hold(found.bound):
            if self.relaxation.state.work.done > self.late:
                self.rise = math.inf
            cells = _surest(found, allowed)
            if not len(cells):
                self.relaxation.offer(found.mix)
                return
            count = min(len(cells), self.many)
            trial = _settled(allowed, cells[:count])
            then = self._solve(trial)
            while then is not None and count > 1 and then.value - found.value > self.rise:
                count //= 2
                trial = _settled(allowed, cells[:count])
                then = self._solve(trial)
            if then is None:
                return
            self.many = 2 * count
            if then.value - found.value > self.rise:
                better = self._either(allowed, cells[0], trial, then)
                if better is None:
                    return
                trial, then = better
            allowed, found = trial, then

    def _either(self, allowed: Allowed, cell: Cells, trial: Allowed, then: Relaxed) -> tuple[Allowed, Relaxed] | None:
        """Return the cheaper of settling a shift and ruling it out; keep the other, or both if both cost too much."""
        group, day, what = cell
        without = allowed.copy()
        without[group, day, what] = False
        other = self._solve(without)
        if other is None:
            return None
        if other.value < then.value:
            trial, then, without, other = without, other, trial, then
        self._keep(without, other)
        least = self.left[0].value if self.left else then.value
        if then.value - least > PLUNGE * (self.relaxation.state.objective - least):
            self._keep(trial, then)
            return None
        return trial, then

    def _keep(self, allowed: Allowed, found: Relaxed) -> None:
        if self.relaxation.may_hold(found.bound):
            self.made += 1
            heapq.heappush(self.left, Place(found.value, -self.made, allowed, found))

    def _solve(self, allowed: Allowed) -> Relaxed | None:
        rounds = HURRIED_ROUNDS if self.hurry else ROUNDS
        return self.relaxation.solve(allowed, rounds, close=self.close, release=True)


def _surest(relaxed: Relaxed, allowed: Allowed) -> Cells:
    """Return what is settled next (group, day, what), the surest first: shifts, while any is open; days off follow."""
    # Where nothing can be settled, the master rather does without part of somebody's only schedule.
    mixed = relaxed.mixed & (allowed.sum(axis=2) > 1)[:, :, None]
    rank = np.where(mixed, relaxed.mix, 0.0)
    if (rank[:, :, 1:] > 0.0).any():
        rank[:, :, 0] = 0.0
    what, most = rank.argmax(axis=2), rank.max(axis=2)
    count = max(math.ceil(SHARE * mixed.any(axis=2).sum()), int((most >= CERTAIN).sum()))
    order = np.argsort(-most, axis=None, kind="stable")[: min(count, int((most > WHOLE).sum()))]
    groups, days = np.unravel_index(order, most.shape)
    return np.column_stack([groups, days, what[groups, days]])


def _settled(allowed: Allowed, cells: Cells) -> Allowed:
    """Return what is allowed once some shifts are settled."""
    trial = allowed.copy()
    for group, day, what in cells.tolist():
        only = np.zeros(allowed.shape[2], dtype=bool)
        only[what] = True
        trial[group, day] &= only
    return trial

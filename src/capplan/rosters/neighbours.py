"""Who is planned anew together: people whose schedules cost too much, who could close a gap, or who share cover."""

from __future__ import annotations

import numpy as np

from capplan.rosters.fixing import Proof, excess_of
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.master import Duals

# Weight of chance beside cost, and share of the turns that free days instead of people.
CHANCE, DAYS_TURN = 0.3, 4
TINY = 1e-9


class Neighbours:
    """Chooses people and days; the kinds of choice take turns."""

    def __init__(self, problem: Problem, proof: Proof, duals: Duals, rng: np.random.Generator) -> None:
        self.problem, self.proof, self.duals, self.rng = problem, proof, duals, rng
        self._kinds = (self._costly, self._around_gap, self._costly, self._alike)
        self._turn = self._asked = 0

    def people(self, lines: Ints, count: int) -> list[int]:
        """Return the numbers of so many people, in their order."""
        weight = self._kinds[self._turn % len(self._kinds)](lines)
        self._turn += 1
        count = min(count, len(weight))
        weight = weight + CHANCE * weight.mean() + TINY
        return sorted(self.rng.choice(len(weight), size=count, replace=False, p=weight / weight.sum()).tolist())

    def takes_days(self) -> bool:
        """Whether it is the turn of days."""
        self._asked += 1
        return self._asked % DAYS_TURN == 0

    def days(self, count: int) -> range:
        """Return so many days in a row."""
        days = self.problem.inputs.days
        count = min(count, days)
        first = int(self.rng.integers(0, days - count + 1))
        return range(first, first + count)

    def _costly(self, lines: Ints) -> Floats:
        """Weigh people by what their schedules cost beyond what they have to."""
        return excess_of(self.problem, self.proof, lines)

    def _around_gap(self, lines: Ints) -> Floats:
        """Weigh people by how cheaply each could work a shift that is short, or where one person is too many."""
        problem, dual = self.problem, self.duals.cover
        present = np.sum([problem.covered(line) for line in lines], axis=0)
        short, over = np.maximum(0.0, problem.need - present), np.maximum(0.0, present - problem.need)
        lost = np.maximum(0.0, short * (problem.under_gbp - dual) + over * (problem.over_gbp + dual))
        if not lost.sum() > 0.0:
            return self._costly(lines)
        row = int(self.rng.choice(len(lost), p=lost / lost.sum()))
        counted = problem.counts[row] > 0.0
        dearer = np.array(
            [
                np.where(counted, with_shift, np.inf).min(initial=np.inf) - value
                for with_shift, value in zip(self.proof.with_shift, self.proof.values, strict=True)
            ]
        )
        able = np.isfinite(dearer)
        if not able.any():
            return self._costly(lines)
        return np.where(able, 1.0 / (1.0 + dearer / (TINY + np.median(dearer[able]))), 0.0)

    def _alike(self, lines: Ints) -> Floats:
        """Weigh people by how much cover they can share with one of them."""
        problem = self.problem
        able = np.array([np.isfinite(group.cost) for group in problem.groups], dtype=float)
        one = int(self.rng.integers(len(able)))
        shared = np.tensordot(able, able[one], axes=([1, 2], [0, 1]))
        weight: Floats = shared * shared
        weight[one] = weight.max()
        return weight

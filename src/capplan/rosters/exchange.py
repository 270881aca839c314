"""People give up their schedules and take the best new ones, one after another: many small steps, some uphill.

What cover is worth to the last of them is exact, as the others' schedules stand; to those before, something between
that and the prices of the bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lines import assignment_of, own_gbp
from capplan.rosters.master import Duals, penalty
from capplan.rosters.pricing import Pricer
from capplan.rosters.state import State

# People who give up their schedules at a time, and by how much prices are shaken for all but the last of them.
MOST, NOISE = 3, 0.1
# Temperature at the start of a run, as a share of the middle price of a gap.
WARMTH = 0.02


@dataclass
class Standing:
    """A rota as arrays, with what it costs.

    Attributes
    ----------
    lines : array of group x day
        Shift numbers, -1 for a day off.
    covered : array of group x cover
    own_gbp : array of group
        Cost of each schedule by itself.
    """

    lines: Ints
    covered: Floats
    own_gbp: Floats
    present: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.present = self.covered.sum(axis=0)


class Exchange:
    """Simulated annealing over whole schedules, each the answer of one pricing."""

    def __init__(self, state: State, problem: Problem, pricer: Pricer, duals: Duals, rng: np.random.Generator) -> None:
        self.state, self.problem, self.pricer, self.duals, self.rng = state, problem, pricer, duals, rng
        self._dear = penalty(problem)
        gaps = problem.under_gbp[problem.under_gbp > 0.0]
        self._warmth = WARMTH * float(np.median(gaps)) if len(gaps) else 1.0

    def run(self, tries: int, lines: Ints) -> None:
        """Try so many exchanges from a rota on, cooling down, and offer the best rota that was passed."""
        standing = self._standing(lines)
        cost = best = self._cost(standing)
        kept = standing.lines.copy()
        for number in range(tries):
            if self.state.is_over:
                break
            warmth = self._warmth * (1.0 - number / tries) + 1e-9
            chosen = self._chosen()
            found = self._taken(standing, chosen)
            if found is None:
                continue
            new, own, covered = found
            present = standing.present - standing.covered[chosen].sum(axis=0) + covered.sum(axis=0)
            change = float((own - standing.own_gbp[chosen]).sum())
            change += self._cover_gbp(present) - self._cover_gbp(standing.present)
            if change > 1e-9 and self.rng.random() >= math.exp(-change / warmth):
                continue
            standing.lines[chosen], standing.own_gbp[chosen] = new, own
            standing.covered[chosen], standing.present = covered, present
            cost += change
            if cost < best - 1e-6:
                best, kept = cost, standing.lines.copy()
        if best < self.state.objective - 1e-6:
            self._offer(kept)

    def _chosen(self) -> Ints:
        groups = len(self.problem.groups)
        count = min(int(self.rng.integers(1, MOST + 1)), groups)
        return self.rng.choice(groups, size=count, replace=False).astype(np.int32)

    def _taken(self, standing: Standing, chosen: Ints) -> tuple[Ints, Floats, Floats] | None:
        """Return new schedules of some people with their costs and cover; None if a limit is broken."""
        problem, rng = self.problem, self.rng
        present = standing.present - standing.covered[chosen].sum(axis=0)
        share, last = rng.random(), len(chosen) - 1
        lines, own, covered = [], [], []
        for place, number in enumerate(chosen.tolist()):
            worth = self._worth(present)
            if place < last:
                worth = share * worth + (1.0 - share) * self.duals.cover
                worth *= 1.0 + NOISE * rng.standard_normal(len(worth))
            group = problem.groups[number]
            price = group.cost - problem.gain(worth)
            for side, dual in zip(group.sides, self.duals.sides[number], strict=True):
                # The price of a limit outside the states is guessed: nothing, that of the bound, all of it.
                guess = (0.0, dual, -side.gbp if np.isfinite(side.gbp) else dual)[int(rng.integers(3))]
                if guess != 0.0:
                    price = price - guess * side.weight
            priced = self.pricer.one(number, price)
            gbp = own_gbp(problem, number, priced.line) if math.isfinite(priced.value) else math.inf
            if not math.isfinite(gbp):
                return None
            lines.append(priced.line)
            own.append(gbp)
            covered.append(problem.covered(priced.line))
            present = present + covered[-1]
        return np.array(lines), np.array(own), np.array(covered)

    def _worth(self, present: Floats) -> Floats:
        """Return what one person more is worth to each cover."""
        problem = self.problem
        short, over = problem.need - present, present - problem.need
        gap = problem.under_gbp + self._dear * (short > problem.max_under)
        surplus = problem.over_gbp + self._dear * (over >= problem.max_over)
        worth: Floats = np.where(short > 0.0, gap, -surplus)
        return worth

    def _cover_gbp(self, present: Floats) -> float:
        problem = self.problem
        short, over = np.maximum(0.0, problem.need - present), np.maximum(0.0, present - problem.need)
        beyond = np.maximum(0.0, short - problem.max_under) + np.maximum(0.0, over - problem.max_over)
        return float(problem.under_gbp @ short + problem.over_gbp @ over + self._dear * beyond.sum())

    def _standing(self, lines: Ints) -> Standing:
        own = np.array([own_gbp(self.problem, number, line) for number, line in enumerate(lines)])
        return Standing(lines.copy(), np.array([self.problem.covered(line) for line in lines]), own)

    def _cost(self, standing: Standing) -> float:
        return self.problem.inputs.constant_gbp + float(standing.own_gbp.sum()) + self._cover_gbp(standing.present)

    def _offer(self, lines: Ints) -> None:
        compact = self.state.compact
        self.state.offer(compact.completed(self.state.context, assignment_of(self.problem, lines)))

"""The restricted master: which mix of schedules meets the cover at least cost, and what cover is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.errors import SolverTrouble
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lines import OFF, line_cost
from capplan.rosters.work import Work
from capplan.solve.arrays import Compiled
from capplan.solve.session import Context, ModelStatus, Session

# Strategies of the simplex method, by HiGHS' numbers.
DUAL, PRIMAL = 1, 4

Allowed: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Duals:
    """Prices at which pricing works: of a person of cover, and of a unit of each side limit (<= 0)."""

    cover: Floats
    sides: tuple[Floats, ...]

    def mixed(self, other: Duals, share: float) -> Duals:
        """Return `share` of these and the rest of the others."""
        return Duals(
            share * self.cover + (1.0 - share) * other.cover,
            tuple(share * mine + (1.0 - share) * theirs for mine, theirs in zip(self.sides, other.sides, strict=True)),
        )


class Master:
    """Rows: cover, one for each group (as many schedules as people), side limits. Columns come as they are found."""

    def __init__(self, problem: Problem, context: Context, work: Work | None = None) -> None:
        self.problem = problem
        self.work = work or Work()
        self.lines: list[tuple[int, Ints]] = []
        self._stacked: tuple[Ints, Ints] = (np.zeros(0, np.int32), np.zeros((0, problem.inputs.days), np.int32))
        self._known: set[tuple[int, bytes]] = set()
        self._session = Session(context, {"presolve": "off", "mip_rel_gap": 0.0, "threads": 1})
        cover, groups = len(problem.need), len(problem.groups)
        self._side_first = cover + groups + np.cumsum([0, *(len(group.sides) for group in problem.groups)])
        limits = [group.count * side.limit for group in problem.groups for side in group.sides]
        counts = np.array([group.count for group in problem.groups], dtype=float)
        self._session.load(_first_model(problem, counts, np.array(limits, dtype=float)))
        self._fixed_columns = 4 * cover + groups + len(limits)

    @property
    def num_columns(self) -> int:
        """Number of schedules."""
        return len(self.lines)

    def knows(self, group: int, line: Ints) -> bool:
        """Whether a schedule is there."""
        return (group, line.tobytes()) in self._known

    def add(self, found: list[tuple[int, Ints]]) -> int:
        """Add schedules (group, line) that are not there yet; return how many were new."""
        new = []
        for group, line in found:
            if (key := (group, line.tobytes())) not in self._known:
                self._known.add(key)
                new.append((group, line))
        if new:
            columns = [self._column(group, line) for group, line in new]
            matrix = sparse.csc_array(
                (
                    np.concatenate([values for _, values, _ in columns]),
                    np.concatenate([rows for rows, _, _ in columns]).astype(np.int32),
                    np.concatenate([[0], np.cumsum([len(rows) for rows, _, _ in columns])]).astype(np.int32),
                ),
                shape=(int(self._side_first[-1]), len(new)),
            )
            zero, infinite = np.zeros(len(new)), np.full(len(new), np.inf)
            self._session.add_columns(np.array([cost for _, _, cost in columns]), zero, infinite, matrix)
            self.lines += new
        return len(new)

    def solve(self, limit_s: float | None = None) -> float | None:
        """Solve the LP; return its objective, None if it was stopped."""
        status = self._session.solve(limit_s)
        # New schedules leave the basis feasible, new bounds leave the prices so.
        self._session.set_option("simplex_strategy", PRIMAL)
        self.work.iterated(int(self._session.highs.getInfo().simplex_iteration_count))
        if status == ModelStatus.kInfeasible:
            raise SolverTrouble("The master of the rota has no answer, although every row has a slack.")
        return self._session.objective() if status == ModelStatus.kOptimal else None

    def duals(self) -> Duals:
        """Return the duals of the last solve."""
        every = self._session.row_duals()
        cover = every[: len(self.problem.need)]
        first = self._side_first
        return Duals(cover, tuple(np.minimum(0.0, every[a:b]) for a, b in pairwise(first)))

    def saved(self, lines: Sequence[Ints]) -> Floats:
        """Return by how much a new schedule of each group is cheaper than its schedules in use, at the last duals."""
        every = self._session.row_duals()
        columns = [self._column(number, line) for number, line in enumerate(lines)]
        return np.array([float(every[rows] @ values) - cost for rows, values, cost in columns])

    def weights(self) -> Floats:
        """Return how much of each schedule the last solve uses."""
        return self._session.values()[self._fixed_columns :]

    def restrict(self, allowed: Allowed) -> None:
        """Let only schedules be used whose every day is allowed: group x day x (day off, shifts)."""
        upper = np.full(len(self.lines), np.inf)
        if self.lines:
            groups, lines = self.arrays()
            fits = allowed[groups[:, None], np.arange(lines.shape[1]), lines + 1].all(axis=1)
            upper[~fits] = 0.0
        numbers = np.arange(len(upper), dtype=np.int32) + np.int32(self._fixed_columns)
        self._session.set_bounds(numbers, np.zeros(len(upper)), upper)
        self._session.set_option("simplex_strategy", DUAL)

    def mix(self) -> Floats:
        """Return how much each group is used on each day at each shift: group x day x (day off, shifts)."""
        problem = self.problem
        found = np.zeros((len(problem.groups), problem.inputs.days, len(problem.inputs.shifts) + 1))
        weights = self.weights()
        used = np.flatnonzero(weights > 1e-9)
        groups, lines = self.arrays()
        for place in used.tolist():
            found[groups[place], np.arange(lines.shape[1]), lines[place] + 1] += weights[place]
        return found

    def arrays(self) -> tuple[Ints, Ints]:
        """Return the group of each schedule, and the schedules."""
        if len(self._stacked[0]) < len(self.lines):
            new = self.lines[len(self._stacked[0]) :]
            groups = np.array([group for group, _ in new], dtype=np.int32)
            lines = np.array([line for _, line in new], dtype=np.int32)
            old = self._stacked
            self._stacked = (
                np.concatenate([old[0], groups]),
                np.concatenate([old[1], lines]) if len(old[0]) else lines,
            )
        return self._stacked

    def _column(self, number: int, line: Ints) -> tuple[Ints, Floats, float]:
        problem, group = self.problem, self.problem.groups[number]
        days = np.flatnonzero(line != OFF)
        covered = problem.covered(line)
        rows = np.flatnonzero(covered)
        weights = np.array([side.weight[days, line[days]].sum() for side in group.sides])
        sides = np.flatnonzero(weights)
        return (
            np.concatenate([rows, [len(problem.need) + number], self._side_first[number] + sides]),
            np.concatenate([covered[rows], [1.0], weights[sides]]),
            line_cost(problem, number, line),
        )


def _first_model(problem: Problem, counts: Floats, limits: Floats) -> Compiled:
    """Return the master without schedules: slacks of cover, of the groups (dear) and of the side limits."""
    cover, groups, sides = len(problem.need), len(counts), len(limits)
    gbp = np.array([side.gbp for group in problem.groups for side in group.sides], dtype=float)
    dear = penalty(problem)
    rows = [np.tile(np.arange(cover), 4), cover + np.arange(groups), cover + groups + np.arange(sides)]
    signs = [np.repeat([1.0, -1.0, 1.0, -1.0], cover), np.ones(groups), -np.ones(sides)]
    columns = 4 * cover + groups + sides
    matrix = sparse.csc_array(
        (np.concatenate(signs), (np.concatenate(rows).astype(np.int32), np.arange(columns, dtype=np.int32))),
        shape=(cover + groups + sides, columns),
    )
    # A hard limit is dear, not infinite, so that the first masters have an answer.
    return Compiled(
        matrix=matrix,
        cost=np.concatenate(
            [
                problem.under_gbp,
                problem.over_gbp,
                np.full(2 * cover, dear),
                np.full(groups, dear * (1 + problem.inputs.days)),
                np.where(np.isfinite(gbp), gbp, dear),
            ]
        ),
        offset=0.0,
        row_lower=np.concatenate([problem.need, counts, np.full(sides, -np.inf)]),
        row_upper=np.concatenate([problem.need, counts, limits]),
        col_lower=np.zeros(columns),
        col_upper=np.concatenate([problem.max_under, problem.max_over, np.full(columns - 2 * cover, np.inf)]),
        integer=np.zeros(columns, dtype=bool),
        maximise=False,
        columns=[],
        constraints=[],
        model=None,
    )


def penalty(problem: Problem) -> float:
    """Return a price dearer than anything a single shift can save."""
    priced = [abs(one) for group in problem.groups for one in group.cost[np.isfinite(group.cost)].tolist()]
    return 10.0 * (1.0 + max(priced, default=0.0) + float(np.max(problem.under_gbp + problem.over_gbp, initial=0.0)))

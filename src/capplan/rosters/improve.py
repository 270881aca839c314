"""Re-optimise a few people at a time while the others' schedules stand: over columns, or by the compact model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from capplan.rosters.compact import Assignment
from capplan.rosters.dive import dive
from capplan.rosters.fixing import Proof, upper_bounds
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lines import lines_of, own_gbp
from capplan.rosters.master import Allowed, Master
from capplan.rosters.neighbours import Neighbours
from capplan.rosters.pricing import Pricer
from capplan.rosters.relaxation import Relaxation
from capplan.rosters.state import State

# Schedules of each person that re-optimisation over columns starts with.
FIRST_LINES = 40
# Share of the people with which re-optimisation over columns begins.
FIRST_SHARE = 0.25
# Checks of the limits, each after some dozens of simplex iterations, in one re-optimisation by the compact model.
MODEL_CHECKS = 300


@dataclass
class Size:
    """How many people, or days, are free at a time: more after an easy search, fewer after a hard one."""

    now: float
    fewest: float
    most: float

    def learn(self, *, finished: bool) -> None:
        """Take note of how a search went."""
        self.now = float(np.clip(self.now * (1.15 if finished else 0.9), self.fewest, self.most))


@dataclass
class Improver:
    """Re-optimisations of one rota.

    Attributes
    ----------
    pool : Master
        Schedules known from the bound.
    proof : Proof
        What the bound says about single shifts.
    """

    state: State
    problem: Problem
    pricer: Pricer
    pool: Master
    proof: Proof
    neighbours: Neighbours
    columns: Size = field(init=False)
    people: Size = field(default_factory=lambda: Size(5.0, 3.0, 11.0))
    window: Size = field(default_factory=lambda: Size(14.0, 7.0, 60.0))
    days: Size = field(default_factory=lambda: Size(7.0, 4.0, 14.0))

    def __post_init__(self) -> None:
        self.columns = Size(max(6.0, FIRST_SHARE * len(self.problem.groups)), 3.0, 60.0)

    def over_columns(self, allowed: Allowed) -> None:
        """Re-optimise some people by branch and price."""
        state, problem = self.state, self.problem
        assignment = state.assignment()
        lines = lines_of(problem, assignment)
        chosen = self.neighbours.people(lines, round(self.columns.now))
        part, others = _part(problem, assignment, lines, chosen)
        own = Pricer(part, state.work, self.pricer.pool)
        master = Master(part, state.context, state.work)
        master.add([(place, lines[number]) for place, number in enumerate(chosen)])
        master.add(self._first_lines(chosen))
        before = state.objective
        is_done = dive(
            Relaxation(state, part, master, own, others), allowed[chosen] | _held(lines[chosen], allowed.shape[2])
        )
        self.columns.learn(finished=is_done or state.objective < before)

    def over_days(self, allowed: Allowed) -> None:
        """Re-optimise everybody for some days by branch and price; the other days stand."""
        state, problem = self.state, self.problem
        lines = lines_of(problem, state.assignment())
        days = self.neighbours.days(round(self.window.now))
        free = _held(lines, allowed.shape[2])
        free[:, days.start : days.stop] |= allowed[:, days.start : days.stop]
        master = Master(problem, state.context, state.work)
        master.add(list(enumerate(lines)))
        before = state.objective
        is_done = dive(Relaxation(state, problem, master, self.pricer), free)
        self.window.learn(finished=is_done or state.objective < before)

    def by_model(self, allowed: Allowed) -> None:
        """Re-optimise some people, or everybody for some days, by the compact model."""
        state, compact = self.state, self.state.compact
        x = state.answer()
        size = self.days if self.neighbours.takes_days() else self.people
        if size is self.days:
            days = self.neighbours.days(round(size.now))
            free = (compact.day < 0) | ((compact.day >= days.start) & (compact.day < days.stop))
        else:
            lines = lines_of(self.problem, state.assignment())
            chosen = self.neighbours.people(lines, round(size.now))
            free = np.isin(compact.person, [-1, *chosen])
        part = compact.solve_part(
            state.context,
            x,
            free,
            np.maximum(x, upper_bounds(self.problem, compact, allowed)),
            start=True,
            limit_s=state.context.seconds_left(),
            nodes=2**30,
            max_checks=MODEL_CHECKS,
            step=state.step,
        )
        size.learn(finished=part.finished)
        if part.x is not None and compact.compiled.objective_at(part.x) < state.objective:
            state.offer(compact.completed(state.context, compact.assignment(part.x)))

    def _first_lines(self, chosen: list[int]) -> list[tuple[int, Ints]]:
        """Return for each person the known schedules that are cheapest at the prices of the proof."""
        groups, lines = self.pool.arrays()
        days = np.arange(lines.shape[1])
        found: list[tuple[int, Ints]] = []
        for place, number in enumerate(chosen):
            mine = lines[groups == number]
            table: Floats = np.column_stack([self.problem.groups[number].off_cost, self.proof.prices[number]])
            cost = table[days, mine + 1].sum(axis=1)
            found += [(place, mine[one]) for one in np.argsort(cost, kind="stable")[:FIRST_LINES]]
        return found


def _part(problem: Problem, assignment: Assignment, lines: Ints, chosen: list[int]) -> tuple[Problem, Assignment]:
    """Return the problem of some people while the others' schedules stand, and those."""
    rest = [number for number in range(len(problem.groups)) if number not in set(chosen)]
    covered = np.zeros(len(problem.need))
    cost = problem.inputs.constant_gbp
    for number in rest:
        covered += problem.covered(lines[number])
        cost += own_gbp(problem, number, lines[number])
    people = {problem.groups[number].members[0] for number in chosen}
    part = replace(
        problem,
        inputs=replace(problem.inputs, constant_gbp=cost),
        groups=tuple(problem.groups[number] for number in chosen),
        need=problem.need - covered,
    )
    return part, {key: shift for key, shift in assignment.items() if key[0] not in people}


def _held(lines: Ints, kinds: int) -> Allowed:
    held = np.zeros((*lines.shape, kinds), dtype=bool)
    people, days = np.indices(lines.shape)
    held[people, days, lines + 1] = True
    return held

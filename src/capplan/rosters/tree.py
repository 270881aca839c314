"""Branching on who works on a day and at what, with schedules priced anew at every node.

Dives settle one whole schedule after another and give a plan; after them one decision at a time, so that the bound of
the open nodes is the bound of the rota.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from capplan.rosters.compact import Assignment
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lagrange import clipped, lagrangian, rounded_up
from capplan.rosters.master import Allowed, Master
from capplan.rosters.pricing import Pricer
from capplan.rosters.state import State

# Rounds of pricing at a node that is to be proved, and in a dive.
ROUNDS, DIVE_ROUNDS = 40, 20
# A dive settles whole schedules, this share of the people still open at a time, and all that are whole. In a hurry (the
# first plan, and a dive that has taken much more work than all before it) it is to come soon rather than to be good.
DIVE_SHARE, HURRIED_SHARE, HURRIED_ROUNDS = 0.025, 0.1, 3
LONG = 3
WHOLE = 1e-6
NOTHING: Mapping[int, Ints] = MappingProxyType({})


class Choice(NamedTuple):
    """A decision: a group on a day may hold only some of (day off, shifts)."""

    group: int
    day: int
    allowed: tuple[int, ...]


@dataclass(order=True, frozen=True)
class Node:
    """An open node: its parent's bound, and all decisions down to it."""

    bound: float
    number: int
    choices: tuple[Choice, ...]


class Tree:
    """Branch and price over one problem whose groups are single people.

    Parameters
    ----------
    allowed
        What may be part of a better rota at all.
    others
        Who works when among the people outside the problem; without them the tree proves the rota's bound.
    """

    def __init__(
        self,
        state: State,
        problem: Problem,
        master: Master,
        pricer: Pricer,
        allowed: Allowed,
        others: Assignment | None = None,
    ) -> None:
        self.state, self.problem, self.master, self.pricer = state, problem, master, pricer
        self.allowed = allowed
        self.others = others
        self._open: list[Node] = [Node(state.bound if others is None else -math.inf, 0, ())]
        self._next: Node | None = None
        self._made = 1

    @property
    def is_done(self) -> bool:
        """Whether no node is left that could hold a better rota."""
        return not self._open and self._next is None

    def dive(self, *, hurry: bool = False) -> None:
        """Settle one whole schedule after another, the others priced anew after each, down to a plan."""
        allowed = self.allowed.copy()
        share, rounds = (HURRIED_SHARE, HURRIED_ROUNDS) if hurry else (DIVE_SHARE, DIVE_ROUNDS)
        late = (1 + LONG) * self.state.work.done
        lines: dict[int, Ints] = {}
        while not self.state.is_over:
            if self.state.work.done > late:
                share, rounds = HURRIED_SHARE, HURRIED_ROUNDS
            bound, mix = self._solve(allowed, rounds, lines, release=True)
            if mix is None or not self._may_hold(bound):
                return
            settled = self._settled(lines, math.ceil(share * (len(allowed) - len(lines))))
            if not settled or not ((mix > WHOLE) & (mix < 1.0 - WHOLE)).any():
                # Where nothing can be settled, the master rather does without somebody's only schedule.
                self._offer(mix)
                return
            for group, line in settled.items():
                lines[group] = line
                allowed[group] = False
                allowed[group, np.arange(allowed.shape[1]), line + 1] = True

    def _settled(self, lines: Mapping[int, Ints], count: int) -> dict[int, Ints]:
        """Return the schedules that the last master uses most, of so many people still open and of all at one alone."""
        weights = self.master.weights()
        found: dict[int, Ints] = {}
        for place in np.argsort(-weights, kind="stable").tolist():
            group, line = self.master.lines[place]
            if weights[place] <= WHOLE or (len(found) >= max(1, count) and weights[place] < 1.0 - WHOLE):
                break
            if group not in lines and group not in found:
                found[group] = line
        return found

    def step(self) -> None:
        """Solve one node; prune it, take its plan, or branch."""
        node = self._next or heapq.heappop(self._open)
        self._next = None
        if not self._may_hold(node.bound):
            self._tell()
            return
        allowed = self.allowed.copy()
        for choice in node.choices:
            only = np.zeros(allowed.shape[2], dtype=bool)
            only[list(choice.allowed)] = True
            allowed[choice.group, choice.day] &= only
        bound, mix = self._solve(allowed, ROUNDS)
        self.state.iterations += 1
        bound = max(bound, node.bound)
        if mix is None:
            # Stopped: the node stays open.
            heapq.heappush(self._open, Node(bound, node.number, node.choices))
        elif self._may_hold(bound):
            self._branch(Node(bound, node.number, node.choices), allowed, mix)
        self._tell()

    def _branch(self, node: Node, allowed: Allowed, mix: Floats) -> None:
        mixed = (mix > WHOLE) & (mix < 1.0 - WHOLE)
        if not mixed.any():
            self._offer(mix)
            if self._may_hold(node.bound):
                # The plan of the mix costs more than the bound: rounds ended early. Try again later, exactly.
                heapq.heappush(self._open, Node(node.bound, node.number, node.choices))
            return
        group, day = self._where(mix, mixed)
        here = np.flatnonzero(allowed[group, day])
        off = mix[group, day, 0]
        if WHOLE < off < 1.0 - WHOLE:
            one, other = here[here > 0], here[here == 0]
            if off > 0.5:
                one, other = other, one
        else:
            best = int(np.argmax(mix[group, day]))
            one, other = here[here == best], here[here != best]
        children = [
            Node(node.bound, self._made + place, (*node.choices, Choice(group, day, tuple(what.tolist()))))
            for place, what in enumerate((one, other))
        ]
        self._made += 2
        self._next = children[0]
        heapq.heappush(self._open, children[1])

    def _where(self, mix: Floats, mixed: Allowed) -> tuple[int, int]:
        """Return the group and day to branch on: work or not where that is open, most undecided first."""
        off = mix[:, :, 0]
        doubt = np.minimum(off, 1.0 - off)
        if doubt.max() <= WHOLE:
            doubt = np.where(mixed.any(axis=2), 1.0 - mix.max(axis=2), 0.0)
        group, day = np.unravel_index(int(np.argmax(doubt)), doubt.shape)
        return int(group), int(day)

    def _solve(
        self, allowed: Allowed, rounds: int, lines: Mapping[int, Ints] = NOTHING, *, release: bool = False
    ) -> tuple[float, Floats | None]:
        """Return a node's bound and the mix of its master, None if the run was stopped.

        People whose whole schedule is settled have it in `lines` and are not priced. With `release`, people for whom
        nothing is left are set to one whole schedule instead, and `allowed` with them.
        """
        master, problem = self.master, self.problem
        blocked = np.where(allowed, 0.0, np.inf)
        off_costs = [group.off_cost + blocked[place, :, 0] for place, group in enumerate(problem.groups)]
        master.restrict(allowed)
        bound = -math.inf
        for _ in range(rounds):
            if self.state.is_over or master.solve() is None:
                return bound, None
            duals = clipped(problem, master.duals())
            prices = self.pricer.prices(duals.cover, duals.sides)
            prices = [price + blocked[place, :, 1:] for place, price in enumerate(prices)]
            priced = self.pricer.best(prices, off_costs, lines)
            stuck = [number for number, one in enumerate(priced) if not math.isfinite(one.value)]
            if stuck and not release:
                return math.inf, np.zeros(allowed.shape)
            if stuck:
                free = self.pricer.best(self.pricer.prices(duals.cover, duals.sides))
                for number in stuck:
                    allowed[number] = False
                    allowed[number, np.arange(allowed.shape[1]), free[number].line + 1] = True
                master.add([(number, free[number].line) for number in stuck])
                return self._solve(allowed, rounds, lines, release=True)
            bound = max(bound, lagrangian(problem, duals, priced))
            if not self._may_hold(bound):
                break
            saved = master.saved([one.line for one in priced])
            if not master.add([(one, priced[one].line) for one in np.flatnonzero(saved > 1e-7).tolist()]):
                break
        if master.solve() is None:
            return bound, None
        return bound, master.mix()

    def _may_hold(self, bound: float) -> bool:
        """Whether a node with this bound can hold a better rota."""
        state = self.state
        rounded = rounded_up(bound, state.step, self.problem.inputs.constant_gbp)
        return rounded <= state.improvable_below()

    def _offer(self, mix: Floats) -> None:
        shifts = self.problem.inputs.shifts
        assignment = dict(self.others or {})
        assignment |= {
            (self.problem.groups[group].members[0], day): shifts[what - 1].id
            for group, day, what in np.argwhere(mix > 0.5).tolist()
            if what > 0
        }
        state, compact = self.state, self.state.compact
        x = compact.completed(state.context, assignment)
        if x is None:
            x = compact.repaired(state.context, assignment, self._wrong(mix), state.step)
        state.offer(x)

    def _wrong(self, mix: Floats) -> set[str]:
        """Return the people without a whole schedule, or whose schedule breaks a hard limit outside the states."""
        return {
            group.members[0]
            for group, mine in zip(self.problem.groups, mix, strict=True)
            if ((mine > WHOLE) & (mine < 1.0 - WHOLE)).any()
            or any(np.isinf(one.gbp) and (one.weight * mine[:, 1:]).sum() > one.limit + WHOLE for one in group.sides)
        }

    def _tell(self) -> None:
        """Raise the bound of the rota to that of the weakest open node."""
        if self.others is not None:
            return
        open_nodes = [*self._open[:1], *([self._next] if self._next else [])]
        self.state.prove(min((node.bound for node in open_nodes), default=self.state.objective))

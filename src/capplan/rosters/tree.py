"""Branching on who works on a day and at what, with schedules priced anew at every node.

One decision at a time, so that the bound of the open nodes is the bound of all rotas among what is allowed.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from capplan.rosters.kernels import Floats
from capplan.rosters.master import Allowed
from capplan.rosters.relaxation import WHOLE, Relaxation, Relaxed

# Rounds of pricing at a node.
ROUNDS = 40
# A plunge ends, and the node of the least bound is next, once its bound has risen by this share of the gap.
PLUNGE = 0.5


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
    """Branch and price over everything that may be part of a better rota."""

    def __init__(self, relaxation: Relaxation, allowed: Allowed) -> None:
        self.relaxation, self.state = relaxation, relaxation.state
        self.allowed = allowed
        self._open: list[Node] = [Node(self.state.bound, 0, ())]
        self._next: Node | None = None
        self._made = 1

    @property
    def is_done(self) -> bool:
        """Whether no node is left that could hold a better rota."""
        return not self._open and self._next is None

    def step(self) -> None:
        """Solve one node; prune it, take its plan, or branch."""
        node = self._next or heapq.heappop(self._open)
        self._next = None
        if not self.relaxation.may_hold(node.bound):
            self._tell()
            return
        allowed = self.allowed.copy()
        for choice in node.choices:
            only = np.zeros(allowed.shape[2], dtype=bool)
            only[list(choice.allowed)] = True
            allowed[choice.group, choice.day] &= only
        found = self.relaxation.solve(allowed, ROUNDS)
        self.state.iterations += 1
        if found is None:
            # Stopped: the node stays open.
            heapq.heappush(self._open, node)
        elif self.relaxation.may_hold(bound := max(found.bound, node.bound)):
            self._branch(Node(bound, node.number, node.choices), allowed, found)
        self._tell()

    def _branch(self, node: Node, allowed: Allowed, found: Relaxed) -> None:
        mix, mixed = found.mix, found.mixed
        if not mixed.any():
            self.relaxation.offer(mix)
            if self.relaxation.may_hold(node.bound):
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
        heapq.heappush(self._open, children[1])
        least = self._open[0].bound
        if node.bound - least > PLUNGE * (self.state.objective - least):
            heapq.heappush(self._open, children[0])
        else:
            self._next = children[0]

    def _where(self, mix: Floats, mixed: Allowed) -> tuple[int, int]:
        """Return the group and day to branch on: work or not where that is open, most undecided first."""
        off = mix[:, :, 0]
        doubt = np.minimum(off, 1.0 - off)
        if doubt.max() <= WHOLE:
            doubt = np.where(mixed.any(axis=2), 1.0 - mix.max(axis=2), 0.0)
        group, day = np.unravel_index(int(np.argmax(doubt)), doubt.shape)
        return int(group), int(day)

    def _tell(self) -> None:
        """Raise the bound of the rota to that of the weakest open node."""
        open_nodes = [*self._open[:1], *([self._next] if self._next else [])]
        self.state.prove(min((node.bound for node in open_nodes), default=self.state.objective))

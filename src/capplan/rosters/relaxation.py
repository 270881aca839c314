"""The mix of schedules that meets cover at least cost where only some shifts are allowed, and the bound it proves."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from capplan.rosters.compact import Assignment
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lagrange import clipped, lagrangian, rounded_up
from capplan.rosters.master import Allowed, Master
from capplan.rosters.pricing import Pricer
from capplan.rosters.state import State

WHOLE = 1e-6


class Relaxed(NamedTuple):
    """What was found where only some shifts are allowed.

    Attributes
    ----------
    bound : float
        No rota of them costs less.
    value : float
        Cost of the mix.
    mix : array of group x day x (day off, shifts)
        How much each is used.
    """

    bound: float
    value: float
    mix: Floats

    @property
    def mixed(self) -> Allowed:
        """What is used in part."""
        return (self.mix > WHOLE) & (self.mix < 1.0 - WHOLE)


class Relaxation:
    """Column generation over one problem whose groups are single people.

    Parameters
    ----------
    others
        Who works when among the people outside the problem.
    """

    def __init__(
        self, state: State, problem: Problem, master: Master, pricer: Pricer, others: Assignment | None = None
    ) -> None:
        self.state, self.problem, self.master, self.pricer = state, problem, master, pricer
        self.others = others or {}

    def solve(self, allowed: Allowed, rounds: int, *, close: float = 0.0, release: bool = False) -> Relaxed | None:
        """Price schedules, so many rounds at most; None if the run was stopped.

        Rounds end where the bound is within `close` of the mix. With `release`, people for whom nothing is left are set
        to one whole schedule, and `allowed` with them; else such a node has an infinite bound.
        """
        master, problem, constant = self.master, self.problem, self.problem.inputs.constant_gbp
        blocked = np.where(allowed, 0.0, np.inf)
        off_costs = [group.off_cost + blocked[place, :, 0] for place, group in enumerate(problem.groups)]
        lines = self._settled(allowed)
        master.restrict(allowed)
        bound = -math.inf
        for _ in range(rounds):
            value = None if self.state.is_over else master.solve()
            if value is None:
                return None
            duals = clipped(problem, master.duals())
            prices = self.pricer.prices(duals.cover, duals.sides)
            prices = [price + blocked[place, :, 1:] for place, price in enumerate(prices)]
            priced = self.pricer.best(prices, off_costs, lines)
            stuck = [number for number, one in enumerate(priced) if not math.isfinite(one.value)]
            if stuck and not release:
                return Relaxed(math.inf, math.inf, np.zeros(allowed.shape))
            if stuck:
                free = self.pricer.best(self.pricer.prices(duals.cover, duals.sides))
                for number in stuck:
                    allowed[number] = False
                    allowed[number, np.arange(allowed.shape[1]), free[number].line + 1] = True
                master.add([(number, free[number].line) for number in stuck])
                return self.solve(allowed, rounds, close=close, release=True)
            bound = max(bound, lagrangian(problem, duals, priced))
            if not self.may_hold(bound) or value + constant - bound <= close:
                return Relaxed(bound, value + constant, master.mix())
            saved = master.saved([one.line for one in priced])
            if not master.add([(one, priced[one].line) for one in np.flatnonzero(saved > 1e-7).tolist()]):
                return Relaxed(bound, value + constant, master.mix())
        value = master.solve()
        return None if value is None else Relaxed(bound, value + constant, master.mix())

    def may_hold(self, bound: float) -> bool:
        """Whether there can be a better rota at this bound."""
        state = self.state
        return rounded_up(bound, state.step, self.problem.inputs.constant_gbp) <= state.improvable_below()

    def offer(self, mix: Floats) -> None:
        """Take a mix as a rota, what is not whole in it or breaks a limit repaired."""
        shifts = self.problem.inputs.shifts
        assignment = {**self.others} | {
            (self.problem.groups[group].members[0], day): shifts[what - 1].id
            for group, day, what in np.argwhere(mix > 0.5).tolist()
            if what > 0
        }
        state, compact = self.state, self.state.compact
        x = compact.completed(state.context, assignment)
        if x is None:
            x = compact.repaired(state.context, assignment, self._wrong(mix), state.step)
        state.offer(x)

    def _settled(self, allowed: Allowed) -> dict[int, Ints]:
        """Return the schedules of people for whom only one is left, which need no pricing."""
        whole = np.flatnonzero((allowed.sum(axis=2) == 1).all(axis=1)).tolist()
        lines = {group: (allowed[group].argmax(axis=1) - 1).astype(np.int32) for group in whole}
        return {group: line for group, line in lines.items() if self.master.knows(group, line)}

    def _wrong(self, mix: Floats) -> set[str]:
        """Return the people without a whole schedule, or whose schedule breaks a hard limit outside the states."""
        return {
            group.members[0]
            for group, mine in zip(self.problem.groups, mix, strict=True)
            if (mine.max(axis=1) < 1.0 - WHOLE).any()
            or any(np.isinf(one.gbp) and (one.weight * mine[:, 1:]).sum() > one.limit + WHOLE for one in group.sides)
        }

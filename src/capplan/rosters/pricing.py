"""The cheapest schedule of each group at given prices of cover, over two threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from capplan.rosters import kernels
from capplan.rosters.groups import Group, Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lines import OFF, priced_gbp
from capplan.rosters.work import Work


@dataclass(frozen=True)
class Priced:
    """The cheapest schedule of a group at some prices.

    Attributes
    ----------
    value : float
        Its cost at those prices; infinite if no schedule keeps the rules.
    line : array of day
        Number of the shift of each day, -1 for a day off.
    """

    value: float
    line: Ints


class Pricer:
    """Prices groups; each thread keeps one block of memory for the values of the states."""

    def __init__(self, problem: Problem, work: Work | None = None, pool: ThreadPoolExecutor | None = None) -> None:
        self.problem = problem
        self._options = [_options_of(problem, group) for group in problem.groups]
        self._most = max((group.network.size for group in problem.groups), default=0)
        self._local = threading.local()
        self.work = work or Work()
        self.pool = pool or ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1))

    def prices(self, cover_duals: Floats, side_duals: Sequence[Floats]) -> list[Floats]:
        """Return each group's reduced price of a shift by day."""
        gain = self.problem.gain(cover_duals)
        found = []
        for group, duals in zip(self.problem.groups, side_duals, strict=True):
            price = group.cost - gain
            for side, dual in zip(group.sides, duals, strict=True):
                if dual != 0.0:
                    price = price - dual * side.weight
            found.append(price)
        return found

    def best(
        self,
        prices: Sequence[Floats],
        off_costs: Sequence[Floats] | None = None,
        lines: Mapping[int, Ints] | None = None,
    ) -> list[Priced]:
        """Return the cheapest schedule of each group, or the price of the one in `lines`.

        `off_costs` replace the groups' own.
        """
        lines = lines or {}
        for number, group in enumerate(self.problem.groups):
            if number not in lines:
                self.work.priced(group.network.size)
        off_costs = off_costs or [group.off_cost for group in self.problem.groups]
        numbers = range(len(self.problem.groups))
        return list(self.pool.map(self._best, numbers, prices, off_costs, (lines.get(number) for number in numbers)))

    def one(self, number: int, price: Floats) -> Priced:
        """Return the cheapest schedule of one group at prices of its own."""
        self.work.priced(self.problem.groups[number].network.size)
        return self._best(number, price, self.problem.groups[number].off_cost)

    def least_through(self, prices: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
        """Return for each group the least cost of a schedule with each shift of each day, and with each day off."""
        return list(self.pool.map(self._through, range(len(self.problem.groups)), prices))

    def close(self) -> None:
        """Let the threads go."""
        self.pool.shutdown()

    def _buffer(self, which: int, group: Group) -> Floats:
        held: dict[int, Floats] = self._local.__dict__.setdefault("held", {})
        if which not in held:
            held[which] = np.empty(self._most)
        return held[which][: group.network.size]

    def _cost(self, number: int, price: Floats, off_cost: Floats) -> Floats:
        cost = np.empty((len(off_cost), len(self._options[number]) + 1))
        cost[:, 0] = off_cost
        for place, shifts in enumerate(self._options[number], 1):
            cost[:, place] = price[:, shifts].min(axis=1)
        return cost

    def _best(self, number: int, price: Floats, off_cost: Floats, line: Ints | None = None) -> Priced:
        group = self.problem.groups[number]
        if line is not None:
            return Priced(priced_gbp(self.problem, number, price, off_cost, line), line)
        network = group.network
        cost = self._cost(number, price, off_cost)
        if network.highest[network.start, 0] < 0:
            return Priced(np.inf, np.full(len(off_cost), OFF, dtype=np.int32))
        values = self._buffer(0, group)
        kernels.backward(values, network.final, network.last_states, *network.arrays, cost)
        value = float(values[network.first[network.start, 0]])
        chosen = np.full(len(off_cost), OFF, dtype=np.int32)
        if np.isfinite(value):
            kernels.path(values, network.start, *network.arrays, cost, chosen)
        line = np.full(len(off_cost), OFF, dtype=np.int32)
        for day in np.flatnonzero(chosen > 0):
            shifts = self._options[number][chosen[day] - 1]
            line[day] = shifts[int(np.argmin(price[day, shifts]))]
        return Priced(value, line)

    def _through(self, number: int, price: Floats) -> tuple[Floats, Floats]:
        group = self.problem.groups[number]
        network = group.network
        cost = self._cost(number, price, group.off_cost)
        ahead, behind = self._buffer(1, group), self._buffer(0, group)
        least = np.full_like(cost, np.inf)
        if network.highest[network.start, 0] >= 0:
            kernels.forward(ahead, network.start, *network.arrays, cost)
            kernels.backward(behind, network.final, network.last_states, *network.arrays, cost)
            kernels.through(ahead, behind, *network.arrays, least)
        with_shift = np.full_like(price, np.inf)
        for place, shifts in enumerate(self._options[number], 1):
            with_shift[:, shifts] = least[:, [place]] + price[:, shifts]
        return with_shift, least[:, 0] + group.off_cost


def _options_of(problem: Problem, group: Group) -> list[Ints]:
    """Return the shift numbers of each option but the day off."""
    option_of = group.network.option_of
    return [
        np.array([problem.shift_number[shift] for shift, number in option_of.items() if number == by], dtype=np.int32)
        for by in range(1, max(option_of.values(), default=0) + 1)
    ]

"""The cheapest schedule of each group at given prices of cover, over two threads."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from capplan.rosters import kernels
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.ladder import Rung
from capplan.rosters.lines import OFF, priced_gbp
from capplan.rosters.network import Network
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
        off_costs = off_costs or [group.off_cost for group in self.problem.groups]
        numbers = range(len(self.problem.groups))
        found = list(self.pool.map(self._best, numbers, prices, off_costs, (lines.get(number) for number in numbers)))
        for _, values in found:
            self._count(values)
        return [priced for priced, _ in found]

    def one(self, number: int, price: Floats) -> Priced:
        """Return the cheapest schedule of one group at prices of its own."""
        priced, values = self._best(number, price, self.problem.groups[number].off_cost)
        self._count(values)
        return priced

    def least_through(self, prices: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
        """Return for each group the least cost of a schedule with each shift of each day, and with each day off."""
        return list(self.pool.map(self._through, range(len(self.problem.groups)), prices))

    def close(self) -> None:
        """Let the threads go."""
        self.pool.shutdown()

    def _count(self, values: int) -> None:
        if values:
            self.work.priced(values)

    def _buffer(self, which: int, network: Network) -> Floats:
        held: dict[int, Floats] = self._local.__dict__.setdefault("held", {})
        if which not in held or len(held[which]) < network.size:
            held[which] = np.empty(network.size)
        return held[which][: network.size]

    def _best(self, number: int, price: Floats, off_cost: Floats, line: Ints | None = None) -> tuple[Priced, int]:
        """Return the cheapest schedule, and over how many values of states it was sought."""
        if line is not None:
            return Priced(priced_gbp(self.problem, number, price, off_cost, line), line), 0
        ladder = self.problem.groups[number].ladder
        kept, values = ladder.first, 0
        while True:
            rung = ladder.rung(kept)
            priced = self._cheapest(rung, price, off_cost)
            values += rung.network.size
            wanting = ladder.wanting(priced.line, kept) if math.isfinite(priced.value) else ()
            if not wanting:
                return priced, values
            kept = tuple(sorted((*kept, *wanting)))

    def _cheapest(self, rung: Rung, price: Floats, off_cost: Floats) -> Priced:
        """Return the cheapest schedule in one network."""
        network = rung.network
        cost = _cost(rung, price, off_cost)
        line = np.full(len(off_cost), OFF, dtype=np.int32)
        if network.highest[network.start, 0] < 0:
            return Priced(np.inf, line)
        values = self._buffer(0, network)
        kernels.backward(values, network.final, network.last_states, *network.arrays, cost)
        value = float(values[network.first[network.start, 0]])
        chosen = np.full(len(off_cost), OFF, dtype=np.int32)
        if np.isfinite(value):
            kernels.path(values, network.start, *network.arrays, cost, chosen)
        for place, shifts in enumerate(rung.options, 1):
            days = np.flatnonzero(chosen == place)
            if len(days):
                line[days] = shifts[price[days[:, None], shifts].argmin(axis=1)]
        return Priced(value, line)

    def _through(self, number: int, price: Floats) -> tuple[Floats, Floats]:
        group = self.problem.groups[number]
        network = group.ladder.full
        rung = group.ladder.rung(tuple(range(len(network.counts))))
        cost = _cost(rung, price, group.off_cost)
        ahead, behind = self._buffer(1, network), self._buffer(0, network)
        least = np.full_like(cost, np.inf)
        if network.highest[network.start, 0] >= 0:
            kernels.forward(ahead, network.start, *network.arrays, cost)
            kernels.backward(behind, network.final, network.last_states, *network.arrays, cost)
            kernels.through(ahead, behind, *network.arrays, least)
        with_shift = np.full_like(price, np.inf)
        for place, shifts in enumerate(rung.options, 1):
            with_shift[:, shifts] = least[:, [place]] + price[:, shifts]
        return with_shift, least[:, 0] + group.off_cost


def _cost(rung: Rung, price: Floats, off_cost: Floats) -> Floats:
    """Return the cost of each option of a network by day: the day off, then the cheapest shift of each."""
    return np.column_stack([off_cost, *(price[:, shifts].min(axis=1) for shifts in rung.options)])

"""The networks of people with the same rules: with all their counts, and with only those that matter at the moment.

A schedule that is cheapest without a count, and neither passes its limit nor has anything to pay for it, is cheapest
with it too (decremental state space relaxation: Righini and Salani 2008, Networks 51(3)).
"""

from __future__ import annotations

import threading
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from capplan.formulations.rota.inputs import Inputs
from capplan.rosters.counters import Count
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.network import Network, Rules, network_of

# Counts are left out only where that leaves at most this share of the values.
LEAN = 0.4
BEYOND = 1e-9

Kept: TypeAlias = tuple[int, ...]


class Rung(NamedTuple):
    """A network with some of the counts, and the shift numbers of each of its options but the day off."""

    network: Network
    options: tuple[Ints, ...]


class Ladder:
    """Networks by the counts they keep, made when they are first asked for.

    Attributes
    ----------
    full : Network
        With every count.
    """

    def __init__(self, inputs: Inputs, rules: Rules) -> None:
        self.inputs, self.rules = inputs, rules
        self.full = network_of(inputs, rules)
        self._all: Kept = tuple(range(len(self.full.counts)))
        self._rungs = {self._all: Rung(self.full, self._options(self.full))}
        self._lock = threading.Lock()

    @cached_property
    def first(self) -> Kept:
        """The counts that pricing begins with: weekends, and all where leaving the others out saves little."""
        weekends = tuple(place for place in self._all if self.full.counts[place].weekends)
        return weekends if self.rung(weekends).network.size <= LEAN * self.full.size else self._all

    def rung(self, kept: Kept) -> Rung:
        """Return the network that keeps these counts."""
        with self._lock:
            if kept not in self._rungs:
                network = network_of(self.inputs, self.rules, tuple(self.full.counts[place] for place in kept))
                self._rungs[kept] = Rung(network, self._options(network))
            return self._rungs[kept]

    def wanting(self, line: Ints, kept: Kept) -> Kept:
        """Return the counts that are not kept and would make this schedule dearer, or forbid it."""
        return tuple(place for place in self._all if place not in kept and self._matters(place, line))

    def _matters(self, place: int, line: Ints) -> bool:
        count = self.full.counts[place]
        days = np.flatnonzero(line >= 0)
        value = float(self._weights[place][days, line[days]].sum())
        passed = count.most is not None and value > count.most
        return passed or (count.share is not None and value > count.share.share + BEYOND)

    @cached_property
    def _weights(self) -> tuple[Floats, ...]:
        """What each count counts, by day and shift; weekends are always kept."""
        return tuple(self._weight(one) for one in self.full.counts)

    def _weight(self, one: Count) -> Floats:
        days = np.array([one.days is None or day in one.days for day in range(self.inputs.days)])
        shifts = np.array([not one.weekends and shift.is_of(one.tag) for shift in self.inputs.shifts])
        return np.outer(days, shifts).astype(float)

    def _options(self, network: Network) -> tuple[Ints, ...]:
        number = {shift.id: place for place, shift in enumerate(self.inputs.shifts)}
        return tuple(
            np.array([number[shift] for shift, mine in network.option_of.items() if mine == by], dtype=np.int32)
            for by in range(1, max(network.option_of.values(), default=0) + 1)
        )

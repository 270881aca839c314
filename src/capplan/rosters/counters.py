"""What a person's states count: weekends, limited kinds of shift, shifts above fair shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from capplan.rosters.kernels import Floats, Ints

# Counts are kept in the states, the hard limits first, while all their combinations are no more than this.
MAX_COUNTERS = 1200


class Share(NamedTuple):
    """A fair share of one person: each shift of a kind above it has a price.

    `days` are None for all days.
    """

    tag: str | None
    days: frozenset[int] | None
    share: float
    gbp: float


@dataclass(frozen=True)
class Count:
    """One count.

    Attributes
    ----------
    tag : str or None
        Kind of shift; None counts every shift.
    days : frozenset of day or None
        Days that count, None for all.
    weekends : bool
        Whether weekends are counted instead of shifts.
    most : int or None
        Hard limit; without one the count stops at where each further shift costs the same.
    share : Share or None
        What is priced.
    """

    tag: str | None
    days: frozenset[int] | None
    weekends: bool
    most: int | None
    share: Share | None

    @property
    def size(self) -> int:
        """Number of values that differ."""
        if self.most is not None:
            return self.most + 1
        return math.ceil(self.share.share) + 1 if self.share else 1

    def toll(self, value: int) -> float:
        """Return the price of the next one after `value`."""
        if self.share is None:
            return 0.0
        above = max(0.0, value + 1 - self.share.share) - max(0.0, value - self.share.share)
        return self.share.gbp * above


class Move(NamedTuple):
    """What one day adds to the counts: an option, whether a weekend begins, which of the counts' days it is."""

    option: int
    begins_weekend: bool
    counts: tuple[bool, ...]


def counts_of(
    max_weekends: int | None, limits: Sequence[tuple[str, int]], shares: Sequence[Share], days: int
) -> tuple[Count, ...]:
    """Return the counts worth keeping in the states: limits before prices, small before large."""
    wanted = [Count(None, None, True, max_weekends, None)] if max_weekends is not None else []
    whole = {share.tag: share for share in shares if share.days is None}
    for tag, most in sorted(limits, key=lambda pair: (pair[1], pair[0])):
        if most < days:
            wanted.append(Count(tag, None, False, most, whole.pop(tag, None)))
    left = [share for share in shares if share.days is not None or whole.get(share.tag) is share]
    wanted += [Count(one.tag, one.days, False, None, one) for one in sorted(left, key=lambda one: -one.gbp)]
    kept: list[Count] = []
    for one in wanted:
        if math.prod(count.size for count in kept) * one.size <= MAX_COUNTERS:
            kept.append(one)
    return tuple(kept)


def steps(counts: Sequence[Count], moves: Sequence[Move]) -> tuple[Ints, Floats]:
    """Return the combination after each move (-1: a limit is passed), and what the move costs by then."""
    values = list(product(*(range(count.size) for count in counts)))
    number = {value: place for place, value in enumerate(values)}
    step = np.full((len(moves), len(values)), -1, dtype=np.int32)
    toll = np.zeros((len(moves), len(values)))
    for row, move in enumerate(moves):
        for place, value in enumerate(values):
            after = []
            for count, digit, counted in zip(counts, value, move.counts, strict=True):
                more = move.begins_weekend if count.weekends else counted
                toll[row, place] += count.toll(digit) if more else 0.0
                then = digit + more
                after.append(then if count.most is not None else min(then, count.size - 1))
            step[row, place] = number.get(tuple(after), -1)
    return step, toll


def carried_minutes(
    counts: Sequence[Count], paid: Sequence[int], counted: Sequence[Sequence[bool]]
) -> tuple[list[int], Ints]:
    """Return what is left of each option's paid minutes, and the minutes that each combination of counts stands for.

    Parameters
    ----------
    paid
        Paid minutes of each option but the day off.
    counted
        Whether each count counts each option.
    """
    left, each = list(paid), []
    for place, count in enumerate(counts):
        exact = not count.weekends and count.days is None and count.most is not None
        mine = [option for option in range(len(left)) if exact and counted[option][place]]
        each.append(min((left[option] for option in mine), default=0))
        for option in mine:
            left[option] -= each[-1]
    values = list(product(*(range(count.size) for count in counts)))
    carried = [sum(digit * one for digit, one in zip(value, each, strict=True)) for value in values]
    return left, np.array(carried, dtype=np.int32)

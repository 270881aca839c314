"""Subset rows: of three visits, or of two visits and one carer, at most one round has two; compiled.

No plan breaks them, for each is made once, and the relaxation does: three rounds by halves, each with two of the three.
Visits by two, and classes of several carers, count as often as they are there: of two visits by two and one by one, of
which there are five in all, at most two rounds have two. Where there is an even number of them, a row says nothing.
A round pays a row's price for every two of its three that it comes by, and the row is forgotten outside the visits that
it remembers, so that labels differ in few of them (M. Jepsen, B. Petersen, S. Spoorendonk and D. Pisinger, Operations
Research 56 (2008) 497; limited memory: D. Pecin, A. Pessoa, M. Poggi and E. Uchoa, Mathematical Programming
Computation 9 (2017) 61).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from capplan.rounds.day import Bools, Floats, Ints
from capplan.solve.jit import compiled, compiled_lean, whole

if TYPE_CHECKING:
    from capplan.rounds.pricing import Column

BITS = 62
AT_ONCE, OF_ONE, MOST = 0.4, 5, 4.0
"""Rows stated at once and in all, for each visit; of those at once, rows with the same visit."""
BROKEN = 0.02
"""By how much a row must be broken."""
TINY = 1e-7


@dataclass(frozen=True)
class Tolls:
    """Subset rows with a price, as labels look at them.

    Attributes
    ----------
    inside, memory
        [visit, word]: bits of the rows that a visit is one of the three of, and of those that are remembered at it.
    begins
        [class, word]: bits of the rows that a class is one of the three of.
    price
        By row, GBP above 0.
    """

    inside: Ints
    memory: Ints
    begins: Ints
    price: Floats

    @classmethod
    def none(cls, visits: int, groups: int) -> Tolls:
        """Return no rows."""
        empty = np.zeros((visits, 0), dtype=np.int64)
        return cls(empty, empty, np.zeros((groups, 0), dtype=np.int64), np.zeros(0))


@dataclass
class SubsetRows:
    """The subset rows of a relaxation.

    Attributes
    ----------
    needs, sizes
        Carers that each visit takes, and duties of each class.
    threes
        Visits of each row, and its class (-1: none).
    memory
        Visits at which each is remembered.
    """

    needs: Floats
    sizes: Floats
    threes: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    memory: list[set[int]] = field(default_factory=list)

    @property
    def visits(self) -> int:
        """How many visits there are."""
        return len(self.needs)

    @property
    def groups(self) -> int:
        """How many classes there are."""
        return len(self.sizes)

    def most(self, number: int) -> float:
        """Return how many rounds may have two of the three of a row."""
        visits, group = self.threes[number]
        return float((self.needs[list(visits)].sum() + (self.sizes[group] if group >= 0 else 0.0)) // 2)

    def put(self, visits: tuple[int, ...], group: int, remembered: set[int]) -> int:
        """Add a row, or have the same row remembered at more visits; return its number."""
        key = (tuple(sorted(visits)), group)
        if key in self.threes:
            number = self.threes.index(key)
            self.memory[number] |= remembered
            return number
        self.threes.append(key)
        self.memory.append({*visits, *remembered})
        return len(self.threes) - 1

    def tolls(self, prices: Floats) -> Tolls:
        """Return the rows that have a price."""
        chosen = np.flatnonzero(prices > TINY).tolist()
        if not chosen:
            return Tolls.none(self.visits, self.groups)
        words = -(-len(chosen) // BITS)
        inside, memory = (np.zeros((self.visits, words), dtype=np.int64) for _ in range(2))
        begins = np.zeros((self.groups, words), dtype=np.int64)
        for place, number in enumerate(chosen):
            word, bit = place // BITS, np.int64(1) << (place % BITS)
            visits, group = self.threes[number]
            inside[list(visits), word] |= bit
            memory[list(self.memory[number]), word] |= bit
            if group >= 0:
                begins[group, word] |= bit
        return Tolls(inside, memory, begins, prices[chosen])

    def counts(self, groups: Ints, begins: Ints, visits: Ints) -> Ints:
        """Return how often rounds (class, where visits begin, all visits) come by each row: [round, row]."""
        tolls = self.tolls(np.ones(len(self.threes)))
        return count_twos(groups, begins, visits, tolls.inside, tolls.memory, tolls.begins, len(self.threes))

    def counts_of(self, columns: Sequence[Column]) -> Ints | None:
        """Return how often rounds come by each row: [round, row]; None: there are no rows."""
        if not self.threes:
            return None
        begins = np.cumsum([0, *(len(one.visits) for one in columns)])
        flat = np.array([v for one in columns for v in one.visits], dtype=np.int64)
        return self.counts(np.array([one.group for one in columns], dtype=np.int64), begins, flat)

    def paid(self, groups: Ints, begins: Ints, visits: Ints, prices: Floats) -> Floats:
        """Return what rounds pay for subset rows at prices, in GBP."""
        tolls = self.tolls(prices)
        if not len(tolls.price):
            return np.zeros(len(groups))
        counted = count_twos(groups, begins, visits, tolls.inside, tolls.memory, tolls.begins, len(tolls.price))
        return np.asarray(counted @ tolls.price)

    def separate(self, columns: Sequence[Column], shares: Floats) -> list[int]:
        """State the rows that rounds break most in these shares; return the numbers of those new or changed."""
        used = np.flatnonzero(shares > TINY).tolist()
        there = np.zeros((self.visits + self.groups, len(used)), dtype=np.bool_)
        for place, one in enumerate(used):
            there[list(columns[one].visits), place] = True
            there[self.visits + columns[one].group, place] = True
        members = np.flatnonzero(there.any(axis=1))
        often_there = np.concatenate([self.needs, self.sizes])[members].astype(np.int64)
        by, threes = broken(there[members], shares[used], often_there, BROKEN)
        often, changed = np.zeros(len(there), dtype=np.int64), set[int]()
        at_once, most = np.ceil(AT_ONCE * self.visits), MOST * self.visits
        for place in np.argsort(-by, kind="stable").tolist():
            three = members[threes[place]]
            if len(changed) >= at_once:
                break
            if (often[three] >= OF_ONE).any():
                continue
            visits = tuple(int(one) for one in three if one < self.visits)
            group = int(three[-1]) - self.visits if len(visits) == 2 else -1
            if len(self.threes) >= most and (visits, group) not in self.threes:
                continue
            remembered = set[int]().union(*(_between(visits, group, columns[one]) for one in used))
            changed.add(self.put(visits, group, remembered))
            often[three] += 1
        return sorted(changed)


def _between(visits: tuple[int, ...], group: int, column: Column) -> set[int]:
    """Return the visits at which a row must be remembered for a round to come by it in full."""
    half, since, found = column.group == group, list[int](), set[int]()
    for v in column.visits:
        if v in visits:
            if half:
                found.update(since)
            half, since = not half, []
        elif half:
            since.append(v)
    return found


@compiled
def broken(there: Bools, shares: Floats, often: Ints, least: float) -> tuple[Floats, Ints]:
    """Return threes of which more rounds have two than may, `least` more or above: by how much, and the three.

    Parameters
    ----------
    there
        [member, round]: whether a round has a member.
    often
        How often each member is there in all.
    """
    num, rounds = there.shape
    both = np.zeros((num, num))
    for r in range(rounds):
        own = np.flatnonzero(there[:, r])
        for i in own:
            for j in own:
                both[i, j] += shares[r]
    room, found = 1024, 0
    by, threes = np.zeros(room), np.zeros((room, 3), dtype=np.int64)
    for a in range(num):
        for b in range(a + 1, num):
            for c in range(b + 1, num):
                total = both[a, b] + both[a, c] + both[b, c]
                all_three = often[a] + often[b] + often[c]
                most = all_three // 2
                if all_three % 2 == 0 or total <= most + least:
                    continue
                for r in range(rounds):
                    if there[a, r] and there[b, r] and there[c, r]:
                        total -= 2.0 * shares[r]
                if total <= most + least:
                    continue
                if found == room:
                    room *= 2
                    more_by, more = np.zeros(room), np.zeros((room, 3), dtype=np.int64)
                    more_by[:found], more[:found] = by, threes
                    by, threes = more_by, more
                by[found], threes[found, 0], threes[found, 1], threes[found, 2] = total - most, a, b, c
                found += 1
    return by[:found], threes[:found]


@compiled
def count_twos(
    groups: Ints, begins: Ints, visits: Ints, inside: Ints, memory: Ints, at_first: Ints, num: int
) -> Ints:  # fmt: skip
    """Return how often rounds come by two of each row while it is remembered: [round, row]."""
    words = inside.shape[1]
    counts = np.zeros((len(groups), num), dtype=np.int64)
    for r in range(len(groups)):
        for w in range(words):
            state = at_first[groups[r], w]
            for k in range(begins[r], begins[r + 1]):
                v = visits[k]
                state &= memory[v, w]
                hit = state & inside[v, w]
                while hit != 0:
                    low = hit & -hit
                    counts[r, w * BITS + lowest_bit(low)] += 1
                    hit ^= low
                state ^= inside[v, w]
    return counts


@compiled_lean
def lowest_bit(one: int) -> int:
    """Return the place of the only bit of a number."""
    return whole(math.frexp(float(one))[1] - 1)


@compiled_lean
def priced(bits: int, word: int, price: Floats) -> float:
    """Return what the rows of some bits of a word cost together, in GBP."""
    total = 0.0
    while bits != 0:
        low = bits & -bits
        total += price[word * BITS + lowest_bit(low)]
        bits ^= low
    return total


@compiled_lean
def come_by(state: Ints, visit: int, inside: Ints, memory: Ints, price: Floats, then: Ints) -> float:
    """Put the rows of which a round has one, after a visit more, into `then`; return what it pays there, in GBP."""
    pays = 0.0
    for w in range(len(state)):
        left = state[w] & memory[visit, w]
        hit = left & inside[visit, w]
        then[w] = left ^ inside[visit, w]
        pays += priced(hit, w, price)
    return pays


@compiled_lean
def at_most_more(state: Ints, other: Ints, price: Floats) -> float:
    """Return what a round may pay more from a state on than from another, at most, in GBP."""
    more = 0.0
    for w in range(len(state)):
        more += priced(state[w] & ~other[w], w, price)
    return more

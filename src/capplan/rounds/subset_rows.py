"""Subset rows: of three visits, or of two visits and one carer, at most one round has two; compiled.

Beside them: a round with a visit by two in some window and another visit is there no more than that window is chosen.

No plan breaks them, for each is made once, and the relaxation does: three rounds by halves, each with two of the three.
Visits by two, and classes of several carers, count as often as they are there: of two visits by two and one by one, of
which there are five in all, at most two rounds have two. Where there is an even number of them, a row says nothing.
A window of a visit by two is there twice as often as it is chosen: rows that have it say that no more than one of the
two who go there together makes the other visit on the same round, whenever both go.
A round pays a row's price for every two of its three that it comes by, and the row is forgotten outside the visits that
it remembers, so that labels differ in few of them (M. Jepsen, B. Petersen, S. Spoorendonk and D. Pisinger, Operations
Research 56 (2008) 497; limited memory: D. Pecin, A. Pessoa, M. Poggi and E. Uchoa, Mathematical Programming
Computation 9 (2017) 61).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

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


class Row(NamedTuple):
    """The members of a row: items of visits by two, visits, and a class (-1: none)."""

    items: tuple[int, ...]
    visits: tuple[int, ...]
    group: int = -1


@dataclass(frozen=True)
class Tolls:
    """Subset rows with a price, as labels look at them.

    Attributes
    ----------
    inside, memory
        [item, word]: bits of the rows that an item is a member of, and of those that are remembered at it.
    begins
        [class, word]: bits of the rows that a class is a member of.
    price
        By row, GBP above 0.
    """

    inside: Ints
    memory: Ints
    begins: Ints
    price: Floats

    @classmethod
    def none(cls, items: int, groups: int) -> Tolls:
        """Return no rows."""
        empty = np.zeros((items, 0), dtype=np.int64)
        return cls(empty, empty, np.zeros((groups, 0), dtype=np.int64), np.zeros(0))


@dataclass
class SubsetRows:
    """The subset rows of a relaxation.

    Attributes
    ----------
    visit
        The visit of each item.
    needs, sizes
        Carers that each visit takes, and duties of each class.
    rows
        The members of each.
    memory
        Visits at which each is remembered.
    """

    visit: Ints
    needs: Floats
    sizes: Floats
    rows: list[Row] = field(default_factory=list)
    memory: list[set[int]] = field(default_factory=list)

    def most(self, number: int) -> float:
        """Return how many rounds may have two members of a row, beside one for each of its items that is chosen."""
        _, visits, group = self.rows[number]
        return float((self.needs[list(visits)].sum() + (self.sizes[group] if group >= 0 else 0.0)) // 2)

    def put(self, row: Row, remembered: set[int]) -> int:
        """Add a row, or have the same row remembered at more visits; return its number."""
        row = Row(tuple(sorted(row.items)), tuple(sorted(row.visits)), row.group)
        if row in self.rows:
            number = self.rows.index(row)
            self.memory[number] |= remembered
            return number
        self.rows.append(row)
        self.memory.append({*row.visits, *self.visit[list(row.items)].tolist(), *remembered})
        return len(self.rows) - 1

    def tolls(self, prices: Floats) -> Tolls:
        """Return the rows that have a price."""
        chosen = np.flatnonzero(prices > TINY).tolist()
        if not chosen:
            return Tolls.none(len(self.visit), len(self.sizes))
        words = -(-len(chosen) // BITS)
        of_visit, memory = (np.zeros((len(self.needs), words), dtype=np.int64) for _ in range(2))
        inside = np.zeros((len(self.visit), words), dtype=np.int64)
        begins = np.zeros((len(self.sizes), words), dtype=np.int64)
        for place, number in enumerate(chosen):
            word, bit = place // BITS, np.int64(1) << (place % BITS)
            items, visits, group = self.rows[number]
            of_visit[list(visits), word] |= bit
            inside[list(items), word] |= bit
            memory[list(self.memory[number]), word] |= bit
            if group >= 0:
                begins[group, word] |= bit
        return Tolls(inside | of_visit[self.visit], memory[self.visit], begins, prices[chosen])

    def counts(self, groups: Ints, begins: Ints, items: Ints, numbers: Sequence[int] | None = None) -> Ints:
        """Return how often rounds (class, where items begin, all items) come by each row: [round, row].

        Parameters
        ----------
        numbers
            Of these rows, in order; None: of all.
        """
        asked = np.zeros(len(self.rows))
        asked[slice(None) if numbers is None else list(numbers)] = 1.0
        tolls = self.tolls(asked)
        return count_twos(groups, begins, items, tolls.inside, tolls.memory, tolls.begins, len(tolls.price))

    def counts_of(self, columns: Sequence[Column], numbers: Sequence[int] | None = None) -> Ints:
        """Return how often rounds come by rows (see `counts`): [round, row]."""
        begins = np.cumsum([0, *(len(one.items) for one in columns)])
        flat = np.array([item for one in columns for item in one.items], dtype=np.int64)
        return self.counts(np.array([one.group for one in columns], dtype=np.int64), begins, flat, numbers)

    def paid(self, groups: Ints, begins: Ints, items: Ints, prices: Floats) -> Floats:
        """Return what rounds pay for subset rows at prices, in GBP."""
        tolls = self.tolls(prices)
        if not len(tolls.price):
            return np.zeros(len(groups))
        counted = count_twos(groups, begins, items, tolls.inside, tolls.memory, tolls.begins, len(tolls.price))
        return np.asarray(counted @ tolls.price)

    def separate(self, columns: Sequence[Column], shares: Floats, chosen: Mapping[int, float]) -> list[int]:
        """State the rows that rounds break most in these shares; return the numbers of those new or changed.

        Parameters
        ----------
        chosen
            How far each window of a visit by two that has several is chosen.
        """
        used = np.flatnonzero(shares > TINY).tolist()
        of_group, of_item = len(self.needs), len(self.needs) + len(self.sizes)
        there = np.zeros((of_item + len(self.visit), len(used)), dtype=np.bool_)
        for place, one in enumerate(used):
            there[list(columns[one].visits), place] = True
            there[of_group + columns[one].group, place] = True
            there[[of_item + item for item in columns[one].items if item in chosen], place] = True
        members = np.flatnonzero(there.any(axis=1))
        often, twice = np.concatenate([self.needs, self.sizes, np.zeros(len(self.visit))]), np.zeros(len(there))
        twice[[of_item + item for item in chosen]] = list(chosen.values())
        owner = np.concatenate([np.arange(of_item), self.visit])
        by, found = broken(
            there[members], shares[used], often[members].astype(np.int64), twice[members], owner[members], BROKEN
        )
        times, changed = np.zeros(len(there), dtype=np.int64), set[int]()
        at_once, most = np.ceil(AT_ONCE * len(self.needs)), MOST * len(self.needs)
        for place in np.argsort(-by, kind="stable").tolist():
            own = members[[one for one in found[place].tolist() if one >= 0]]
            if len(changed) >= at_once:
                break
            if (times[own] >= OF_ONE).any():
                continue
            groups = own[(own >= of_group) & (own < of_item)].tolist()
            row = Row(
                tuple((own[own >= of_item] - of_item).tolist()), tuple(own[own < of_group].tolist()),
                groups[0] - of_group if groups else -1,
            )  # fmt: skip
            if len(self.rows) >= most and row not in self.rows:
                continue
            remembered = set[int]().union(*(_between(row, columns[one]) for one in used))
            changed.add(self.put(row, remembered))
            times[own] += 1
        return sorted(changed)


def _between(row: Row, column: Column) -> set[int]:
    """Return the visits at which a row must be remembered for a round to come by it in full."""
    half, since, found = column.group == row.group, list[int](), set[int]()
    for v, item in zip(column.visits, column.items, strict=True):
        if v in row.visits or item in row.items:
            if half:
                found.update(since)
            half, since = not half, []
        elif half:
            since.append(v)
    return found


@compiled
def broken(
    there: Bools, shares: Floats, often: Ints, twice: Floats, owner: Ints, least: float
) -> tuple[Floats, Ints]:  # fmt: skip
    """Return twos and threes of which more rounds have two than may, `least` more or above: by how much, and which.

    Parameters
    ----------
    there
        [member, round]: whether a round has a member.
    often
        How often each member is there in all.
    twice
        How often two of each are there at once, beside that: how far a window of a visit by two is chosen.
    owner
        Members of the same owner, a visit and its windows, are not taken together.

    Returns
    -------
    by, members
        [row], [row, 3]: the last of twos is -1.
    """
    num, rounds = there.shape
    both = np.zeros((num, num))
    for r in range(rounds):
        own = np.flatnonzero(there[:, r])
        for i in own:
            for j in own:
                both[i, j] += shares[r]
    room, found = 1024, 0
    by, members = np.zeros(room), np.full((room, 3), -1, dtype=np.int64)
    for a in range(num):
        for b in range(a + 1, num):
            if owner[a] == owner[b]:
                continue
            for c in range(b, num):
                # The third is the second itself: a row of two.
                two = c == b
                if not two and (owner[c] == owner[a] or owner[c] == owner[b]):
                    continue
                total = both[a, b] if two else both[a, b] + both[a, c] + both[b, c]
                all_of = often[a] + often[b] + (0 if two else often[c])
                most = all_of // 2 + twice[a] + twice[b] + (0.0 if two else twice[c])
                if all_of % 2 == 0 or total <= most + least:
                    continue
                if not two:
                    for r in range(rounds):
                        if there[a, r] and there[b, r] and there[c, r]:
                            total -= 2.0 * shares[r]
                    if total <= most + least:
                        continue
                if found == room:
                    room *= 2
                    more_by, more = np.zeros(room), np.full((room, 3), -1, dtype=np.int64)
                    more_by[:found], more[:found] = by, members
                    by, members = more_by, more
                by[found], members[found, 0], members[found, 1] = total - most, a, b
                if not two:
                    members[found, 2] = c
                found += 1
    return by[:found], members[:found]


@compiled
def count_twos(
    groups: Ints, begins: Ints, items: Ints, inside: Ints, memory: Ints, at_first: Ints, num: int
) -> Ints:  # fmt: skip
    """Return how often rounds come by two of each row while it is remembered: [round, row]."""
    words = inside.shape[1]
    counts = np.zeros((len(groups), num), dtype=np.int64)
    for r in range(len(groups)):
        for w in range(words):
            state = at_first[groups[r], w]
            for k in range(begins[r], begins[r + 1]):
                item = items[k]
                state &= memory[item, w]
                hit = state & inside[item, w]
                while hit != 0:
                    low = hit & -hit
                    counts[r, w * BITS + lowest_bit(low)] += 1
                    hit ^= low
                state ^= inside[item, w]
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
def come_by(state: Ints, node: int, inside: Ints, memory: Ints, price: Floats, then: Ints) -> float:
    """Put the rows of which a round has one, after a node more, into `then`; return what it pays there, in GBP."""
    pays = 0.0
    for w in range(len(state)):
        left = state[w] & memory[node, w]
        hit = left & inside[node, w]
        then[w] = left ^ inside[node, w]
        pays += priced(hit, w, price)
    return pays


@compiled_lean
def at_most_more(state: Ints, other: Ints, price: Floats) -> float:
    """Return what a round may pay more from a state on than from another, at most, in GBP."""
    more = 0.0
    for w in range(len(state)):
        more += priced(state[w] & ~other[w], w, price)
    return more

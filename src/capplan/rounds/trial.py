"""Rounds found are tried, many at once, for their own class and for others: which of them pay at the master's prices.

Column sharing: what one class's search finds often pays for carers who differ in shift, in base or in whom they know.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.master import Prices
from capplan.rounds.pricing import Class, Column, Items, round_costs
from capplan.rounds.subset_rows import SubsetRows
from capplan.rounds.timing import NO_ROUND

NEGATIVE = -1e-6
NEAR_GBP = 10.0
SHARED = 8
"""How many classes a round is tried for besides its own."""


class Trial:
    """Tries rounds for classes."""

    def __init__(self, day: Day, items: Items, classes: Sequence[Class], rows: SubsetRows | None = None) -> None:
        self._day, self._items = day, items
        self._rows = SubsetRows(items.visit, np.ones(len(day.visits)), np.ones(len(classes))) if rows is None else rows
        self._first = np.array([group.duties[0] for group in classes], dtype=np.int64)
        self._alone = np.array([group.alone for group in classes], dtype=np.bool_)
        # [class, visit]; infinite: they may not make it.
        may = day.first[:, self._first] | day.second[:, self._first]
        self._each: Floats = np.where(may, day.each[:, self._first], np.inf).T

    def own(self, found: Sequence[tuple[int, Ints]], prices: Prices | None) -> list[Column]:
        """Return rounds (class and items of each) that can be worked and, at prices, pay for their own class."""
        groups = np.array([number for number, _ in found], dtype=np.int64)
        begins = np.concatenate([[0], np.cumsum([len(items) for _, items in found])])
        flat = np.concatenate([items for _, items in found])
        costs = self._costs(groups, flat, begins)
        kept = costs < NO_ROUND
        if prices is not None:
            gained = np.add.reduceat(prices.gains[np.repeat(groups, np.diff(begins)), flat], begins[:-1])
            paid = self._rows.paid(groups, begins, flat, prices.rows)
            kept &= costs + paid - gained - prices.limits[groups] < NEGATIVE
        return [self._column(found[k], float(costs[k])) for k in np.flatnonzero(kept).tolist()]

    def _column(self, found: tuple[int, Ints], cost: float) -> Column:
        number, items = found
        return Column(int(number), tuple(self._items.visit[items].tolist()), tuple(items.tolist()), cost)

    def paying(self, found: Sequence[tuple[int, Ints]], prices: Prices) -> list[Column]:
        """Return the rounds that pay at prices, each for its own class and for up to SHARED others.

        Parameters
        ----------
        found
            Class and items of each round.
        """
        own = np.array([number for number, _ in found], dtype=np.int64)
        sizes = np.array([len(items) for _, items in found], dtype=np.int64)
        begins = np.concatenate([[0], np.cumsum(sizes)])
        flat = np.concatenate([items for _, items in found])
        gained = np.add.reduceat(prices.gains[:, flat], begins[:-1], axis=1) + prices.limits[:, None]
        each = np.add.reduceat(self._each[:, self._items.visit[flat]], begins[:-1], axis=1)
        places = np.arange(len(found))
        costs = self._costs(own, flat, begins)
        paid = self._rows.paid(own, begins, flat, prices.rows)
        pays = (costs < NO_ROUND) & (costs + paid - gained[own, places] < NEGATIVE)
        # What a round costs there is near what it costs here: what cannot pay is not tried.
        guess = costs + paid + each - each[own, places] - gained
        guess[:, ~pays] = np.inf
        guess[own, places] = np.where(pays, -np.inf, np.inf)
        order = np.argsort(guess, axis=0, kind="stable")[: SHARED + 1]
        columns: list[Column] = []
        near = np.take_along_axis(guess, order, axis=0) <= NEAR_GBP
        rounds, ranks = np.nonzero(near.T)
        if len(rounds) == 0:
            return columns
        groups, some = order[ranks, rounds], sizes[rounds]
        ends = np.cumsum(some)
        at = np.arange(ends[-1]) + np.repeat(begins[rounds] - ends + some, some)
        flat, begins = flat[at], np.concatenate([[0], ends])
        costs = self._costs(groups, flat, begins)
        paid = self._rows.paid(groups, begins, flat, prices.rows)
        reduced = costs + paid - gained[groups, rounds]
        for k in np.flatnonzero((costs < NO_ROUND) & (reduced < NEGATIVE)).tolist():
            items = flat[begins[k] : begins[k + 1]]
            columns.append(self._column((groups[k], items), float(costs[k])))
        return columns

    def _costs(self, groups: Ints, flat: Ints, begins: Ints) -> Floats:
        items = self._items
        return round_costs(
            self._day, self._first[groups], self._alone[groups], begins, items.visit[flat], items.low[flat],
            items.high[flat],
        )  # fmt: skip

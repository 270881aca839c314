"""A bound on a day by column generation: no rounds, whatever they are, cost less.

It leaves out that two carers start a visit together and that visits of a pair keep their gap, but for the windows
in which they start: both in the same one, or in two that allow the gap. At any prices of visits the cheapest round of
each class gives a bound; the best of all prices tried is kept.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from capplan.rounds.day import FEW_VISITS, Day, Floats, Ints
from capplan.rounds.master import Master, Prices
from capplan.rounds.pool import Pool
from capplan.rounds.pricing import (
    LEVELS,
    ROUNDS_AT_ONCE,
    Column,
    Items,
    Windows,
    classes_of,
    column_of,
    find_rounds,
    kin_of,
)
from capplan.rounds.state import State
from capplan.rounds.subset_rows import Row, SubsetRows
from capplan.rounds.trial import Trial
from capplan.rounds.windows import agreements

CLOSE = 1e-5
CENTRED, FAR = 0.5, 2e-3
"""Prices are kept near those of the best bound where it is so far from the value (share)."""
APART, TINY, AT_ONCE = 0.01, 1e-7, 300
"""From what share on a carer is there in another slot than the one chosen; what counts as used; ties stated at once."""
INNER_ROWS, INNER_SHARE, ROUGH = 250, 0.1, 1e-4
"""Masters of so many rows and more are solved by an interior point, to such a share of what is open or roughly."""
CAPPED_GBP, BROAD = 100.0, 1
"""What leaving a visit out of a large master counts at most, at first: dear visits make wild prices; the level at which
that ends."""
SLOW, FEW, PATIENCE = 2e-3, (5.0, 4.0, 0.5), 2
"""Share of its value that the master gains where a quick level is still worth it; for a large master, by level, rounds
that it finds for each class asked; so often it may be less."""
ROWS_WORTH, ROWS_WORTH_LARGE = 1e-4, 4e-4
"""Share of the value by which subset rows must have raised it for more: on days of few visits, on larger ones."""
MOST_COLUMNS, FOUND = 24, 1000
"""Rounds for each row of the master, at most; found at once."""


@dataclass
class Relaxation:
    """Column generation on some visits and duties.

    Attributes
    ----------
    bound
        GBP; minus infinity until the first full pricing.
    columns
        Every round found so far, in the order of the master.
    left_out
        Visits that the relaxation leaves out, shares of visits added up.
    need
        How many of the duties looked at each visit takes; None: as many as the visit takes.
    prices, least
        What making an item gains behind the bound ([class, item]), and by class the least reduced cost (0 at most).
    rows, row_prices
        Subset rows, and what rounds pay for each behind the bound.
    asked
        The prices looked at last.
    """

    day: Day
    windows: Windows
    duties: Sequence[int]
    bound: float = -np.inf
    value: float = np.inf
    columns: list[Column] = field(default_factory=list)
    need: Floats | None = None
    left_out: float = 0.0
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    least: Floats = field(default_factory=lambda: np.zeros(0))
    row_prices: Floats = field(default_factory=lambda: np.zeros(0))
    asked: Prices | None = None

    def __post_init__(self) -> None:
        self._need: Floats = self.day.visits["need"].astype(np.float64) if self.need is None else self.need
        self.items = Items.of(self.windows)
        self.classes = classes_of(self.day, self.items, self.duties)
        self._large = len(self.items.visit) + len(self.classes) >= INNER_ROWS
        sizes = [len(group.duties) for group in self.classes]
        self._size = np.array(sizes, dtype=np.float64)
        self._group_of = {d: number for number, group in enumerate(self.classes) for d in group.duties}
        self.rows = SubsetRows(self.items.visit, self._need, self._size)
        self._trial = Trial(self.day, self.items, self.classes, self.rows)
        self._kin = kin_of(self.day, self.classes)
        self._cycle = max((len(kin) for kin in self._kin), default=1)
        self._turn = 0
        self._at_once = int(np.clip(FOUND // max(1, len(self.classes)), 6, ROUNDS_AT_ONCE))
        self._agree = agreements(self.day, self.items)
        self.master = self.new_master()
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._now, self._before = np.zeros(len(self.classes)), -np.inf

    def new_master(self) -> Master:
        """Return a master with no rounds."""
        sizes = [len(group.duties) for group in self.classes]
        return Master(self.items.visit, self._need, self.day.visits["price"], sizes, self._agree)

    def add(self, columns: Sequence[Column]) -> int:
        """Add rounds to the master, but for those that are there; return how many."""
        new = {(one.group, one.items): one for one in columns if (one.group, one.items) not in self._known}
        if new:
            self._known.update(zip(new, range(len(self.columns), len(self.columns) + len(new)), strict=True))
            self.columns += new.values()
            self.master.add(
                [(one.group, one.items, one.cost) for one in new.values()], self.rows.counts_of([*new.values()])
            )
        return len(new)

    def add_state(self, state: State) -> list[int]:
        """Add the rounds of a plan; return their places among the columns."""
        places = []
        for d in range(len(self.day.duties)):
            visits = state.stops[d, : state.size[d]].tolist()
            chosen = [self.item_at(v, float(state.start[v])) for v in visits]
            chosen = [item for item in chosen if item >= 0]
            if not chosen or d not in self._group_of:
                continue
            column = column_of(self.day, self.classes, self.items, self._group_of[d], np.array(chosen, dtype=np.int64))
            if column is not None:
                self.add([column])
                places.append(self._known[column.group, column.items])
        return places

    def add_rounds(self, pool: Pool, prices: Prices | None = None) -> int:
        """Add what a pool has that is new, at prices only what pays; return how many.

        Visits with several windows are left to the search: a pool does not say when they start.
        """
        of_visit = {v: item for item, v in enumerate(self.items.visit.tolist())}
        several = np.bincount(self.items.visit, minlength=len(self.day.visits)) != 1
        found = []
        for d, visits in pool.take():
            if d in self._group_of and not several[list(visits)].any():
                found.append((self._group_of[d], np.array([of_visit[v] for v in visits], dtype=np.int64)))
        return self.add(self._trial.own(found, prices)) if found else 0

    def item_at(self, v: int, start: float) -> int:
        """Return the item of a visit at a start; -1: there is none."""
        for item in np.flatnonzero(self.items.visit == v).tolist():
            if self.items.low[item] - 0.5 <= start <= self.items.high[item] + 0.5:
                return int(item)
        return -1

    def excess(self, state: State) -> Floats | None:
        """Return by duty what its round costs beyond what its visits are worth, in GBP; None: no prices yet."""
        asked, found = self.asked, np.zeros(len(self.day.duties))
        if asked is None:
            return None
        gains = asked.gains
        for d, number in self._group_of.items():
            items = [self.item_at(v, float(state.start[v])) for v in state.stops[d, : state.size[d]].tolist()]
            worth = gains[number, [item for item in items if item >= 0]].sum()
            found[d] = state.cost[d] - worth - asked.limits[number]
        return found

    def reduced(self, column: Column, gains: Floats, duals: Floats) -> float:
        """Return the reduced cost of a round."""
        return column.cost - float(gains[column.group, list(column.items)].sum()) - float(duals[column.group])

    def run(
        self, until: float, stopped: Callable[[], bool], tell: Callable[[float], None],
        enough: float = np.inf, close: float = CLOSE, level: int = 0, thorough_from: float = np.inf,
        pool: Pool | None = None, subset_rows: bool = False,
    ) -> bool:  # fmt: skip
        """Generate rounds until the relaxation is solved; True if it was solved before time or Ctrl-C.

        Parameters
        ----------
        enough
            A bound that ends it too, GBP.
        close
            Share of the value by which the bound may stay below it.
        level
            How thoroughly is searched at first (`LEVELS`).
        thorough_from
            From when on all rounds are looked at, even if quick searches still find some.
        pool
            Rounds found elsewhere in the meantime; those that pay are taken over.
        subset_rows
            Whether subset rows that are broken are stated, while that raises the bound.
        """
        centre: Prices | None = None
        share, last = 0.0, len(LEVELS) - 1
        few, nothing = 0, 0
        inner = capped = self._large and level == 0
        if capped:
            self.master.cap(CAPPED_GBP)
        while time.perf_counter() < until and not stopped():
            before = self.value
            if time.perf_counter() >= thorough_from:
                level = last
                if capped:
                    capped = False
                    self.master.cap(np.inf)
            if inner:
                open_share = (self.value - self.bound) / max(1.0, abs(self.value))
                rough = float(np.clip(INNER_SHARE * open_share, close / 10, ROUGH))
                found = self.master.estimate(rough, until - time.perf_counter())
            else:
                found = self.master.solve_within(until - time.perf_counter())
            if found is None:
                return False
            self.value, prices = found
            self.left_out = self.master.left_out
            self._purge()
            if self.value - self.bound <= close * max(1.0, abs(self.value)):
                if inner:
                    # What comes next needs a corner.
                    inner = False
                    continue
                if self._tie() or (subset_rows and self._separate()):
                    centre, share = None, 0.0
                    continue
                return True
            self.asked = asked = prices if centre is None else prices.towards(centre, share)
            if pool is not None:
                self.add_rounds(pool, prices)
            bound, added = self._price_all(asked, prices, level, until)
            if bound > self.bound:
                self.bound, centre = bound, asked
                self.prices, self.row_prices, self.least = asked.gains, asked.rows, self._now.copy()
                tell(self.bound)
                if self.bound >= enough:
                    return True
            if time.perf_counter() >= until:
                # What was not looked at shows nothing.
                return False
            few = few + 1 if self._gains_little(before, added, level) else 0
            nothing = 0 if added else nothing + 1
            through = nothing >= (1 if level == last else self._cycle)
            if capped and level == BROAD and (through or few > PATIENCE):
                few, nothing, level, capped = 0, 0, 0, False
                self.master.cap(np.inf)
            elif level < last and (through or few > PATIENCE):
                few, nothing, level = 0, 0, level + 1
            elif through:
                if inner:
                    inner = False
                    continue
                if share == 0.0:
                    if self._tie() or (subset_rows and self._separate()):
                        centre = None
                        continue
                    return True
                share = 0.0
                continue
            if level == last and not inner:
                share = CENTRED if self.value - self.bound > FAR * abs(self.value) else 0.0
        return False

    def _gains_little(self, before: float, added: int, level: int) -> bool:
        """Say whether the quick search of a level is hardly worth it any more."""
        if self._large:
            return added < FEW[min(level, len(FEW) - 1)] * len(self._kin)
        return before - self.value < SLOW * abs(self.value)

    def _tie(self) -> bool:
        """State that the carers of a visit by two are there in the window chosen, each, where it is not so yet."""
        rows: dict[tuple[int, int], dict[int, float]] = {}
        for place in np.flatnonzero(self.master.shares > TINY).tolist():
            column = self.columns[place]
            for item in column.items:
                if item in self.master.choice and self._need[self.items.visit[item]] > 1.0:
                    by = rows.setdefault((column.group, item), {})
                    by[place] = by.get(place, 0.0) + 1.0
        over = []
        for (group, item), by in rows.items():
            used = sum(times * float(self.master.shares[place]) for place, times in by.items())
            more = used - self.master.most_of(group) * float(self.master.chosen[self.master.choice[item]])
            if more > APART:
                over.append((more, group, item))
        over.sort(reverse=True)
        for _, group, item in over[:AT_ONCE]:
            there = [place for place, one in enumerate(self.columns) if one.group == group and item in one.items]
            self.master.tie(group, item, there, [self.columns[one].items.count(item) for one in there])
        return bool(over)

    def _separate(self) -> bool:
        """State subset rows that are broken; say whether there are any and the last ones were worth it."""
        worth = ROWS_WORTH if len(self.day.visits) <= FEW_VISITS else ROWS_WORTH_LARGE
        if self.value - self._before < worth * abs(self.value):
            return False
        self._before = self.value
        choice, visit = self.master.choice, self.items.visit
        windows = {i: float(self.master.chosen[at]) for i, at in choice.items() if self._need[visit[i]] == 2.0}
        found = self.rows.separate(self.columns, self.master.shares, windows)
        self._state_rows(found)
        return bool(found)

    def _state_rows(self, numbers: Sequence[int]) -> None:
        counts = self.rows.counts_of(self.columns, numbers)
        for place, number in enumerate(numbers):
            self.master.subset_row(number, counts[:, place], self.rows.most(number), self.rows.rows[number].items)

    def state(self, row: Row, remembered: set[int]) -> None:
        """State a subset row."""
        self._state_rows([self.rows.put(row, remembered)])

    def _price_all(self, asked: Prices, prices: Prices, level: int, until: float) -> tuple[float, int]:
        """Price every class; return the bound (minus infinity if one is not proven) and how many rounds were added."""
        bound = self._left_or_made(asked)
        proven, gains, tolls = True, asked.gains, self.rows.tolls(asked.rows)

        def look(number: int) -> tuple[float, bool, list[tuple[int, ...]]]:
            if time.perf_counter() >= until:
                return -np.inf, False, []
            limit = min(0.0, float(asked.limits[number]))
            return find_rounds(self.day, self.classes[number], gains[number], level, limit, tolls, number)

        asked_of: Sequence[int] = range(len(self.classes))
        if level < len(LEVELS) - 1:
            # What one finds is tried for its kin as well.
            asked_of, self._turn = [one[self._turn % len(one)] for one in self._kin], self._turn + 1
        with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as beside:
            looked = list(beside.map(look, asked_of))
        new = []
        for number, (least, seen, found) in zip(asked_of, looked, strict=True):
            proven = proven and seen
            self._now[number] = min(0.0, least)
            bound += self._size[number] * self._now[number]
            of_node = self.classes[number].node_item
            new += [(number, of_node[np.array(nodes, dtype=np.int64)]) for nodes in found[: self._at_once]]
        added = self.add(self._trial.paying(new, prices)) if new else 0
        return (bound if proven else -np.inf), added

    def value_without(self, items: Ints, rounds: Sequence[int] = ()) -> float:
        """Return the value over the rounds there are if some windows are not chosen, nor some rounds (places)."""
        gone = set(items.tolist())
        making = (place for place, column in enumerate(self.columns) if not gone.isdisjoint(column.items))
        return self.master.value_without([int(item) for item in items], sorted({*rounds, *making}))

    def _left_or_made(self, prices: Prices) -> float:
        """Return what visits cost at prices: each left out, or made in its cheapest window."""
        least = np.full(len(self.day.visits), np.inf)
        visit = self.items.visit
        caps = np.array([self.master.most_of(number) for number in range(len(self.classes))])
        np.minimum.at(least, visit, self._need[visit] * prices.worth + prices.pull_item - caps @ prices.toll)
        asked = np.isfinite(least)
        left = self.day.visits["price"] + prices.pull_left
        return float(np.minimum(left[asked], least[asked]).sum()) + prices.pull

    def _purge(self) -> None:
        """Keep the most promising rounds if there are too many."""
        most = MOST_COLUMNS * (len(self.items.visit) + len(self.classes))
        if len(self.columns) <= most:
            return
        kept = np.sort(np.argsort(self.master.reduced, kind="stable")[: most // 2])
        self.master.keep(kept)
        self.columns = [self.columns[one] for one in kept.tolist()]
        self._known = {(one.group, one.items): place for place, one in enumerate(self.columns)}

    def cost_of(self, state: State) -> float:
        """Return what the visits and duties looked at cost in a plan, in GBP."""
        left = [v for v in set(self.items.visit.tolist()) if state.made[v] < self.day.visits[v]["need"]]
        rounds = sum(self.columns[one].cost for one in self.add_state(state))
        return float(rounds + self.day.visits["price"][left].sum())

    def start_of(self, small: Master, state: State, in_plan: Sequence[int], count: int) -> Floats:
        """Return a plan as values of all columns of a master with so many rounds; `in_plan` are places of its own."""
        fixed = np.zeros(small.num_others + count)
        for v in sorted(set(self.items.visit.tolist())):
            item = self.item_at(v, float(state.start[v]))
            if state.made[v] < self.day.visits[v]["need"]:
                fixed[small.left[v]] = 1.0
            elif item in small.choice:
                fixed[small.choice[item]] = 1.0
        for place in in_plan:
            fixed[small.num_others + place] += 1.0
        return fixed

    def duties_of(self, columns: Sequence[Column], values: Floats) -> list[tuple[int, Column]]:
        """Return the rounds that are worked, each with a duty of its class."""
        used: dict[int, int] = {}
        chosen = []
        for column, times in zip(columns, values, strict=True):
            for _ in range(int(times)):
                place = used.get(column.group, 0)
                used[column.group] = place + 1
                chosen.append((self.classes[column.group].duties[place], column))
        return chosen

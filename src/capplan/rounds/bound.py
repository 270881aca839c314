"""A bound on a day by column generation: no rounds, whatever they are, cost less.

It leaves out that two carers start a visit together and that visits of a pair keep their gap. At any prices of visits
the cheapest round of each class gives a bound; the best of all prices tried is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from capplan.rounds.day import Day, Floats
from capplan.rounds.master import Master
from capplan.rounds.pricing import LEVELS, Class, Column, classes_of, column_of, find_rounds, timed_column
from capplan.rounds.state import State

CLOSE = 1e-5
NEGATIVE = -1e-6
SHARED_AT_MOST = 60
CENTRED = 0.5


@dataclass
class Relaxation:
    """Column generation on some visits and duties.

    Attributes
    ----------
    bound
        GBP; minus infinity until the first full pricing.
    columns
        Every round found so far, in the order of the master.
    """

    day: Day
    windows: Sequence[Sequence[tuple[float, float]]]
    duties: Sequence[int]
    bound: float = -np.inf
    value: float = np.inf
    columns: list[Column] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.classes = classes_of(self.day, self.windows, self.duties)
        self.visits = np.array([v for v, choices in enumerate(self.windows) if choices], dtype=np.int64)
        self._row = {int(v): row for row, v in enumerate(self.visits)}
        self._need = self.day.visits["need"][self.visits].astype(np.float64)
        self._price = self.day.visits["price"][self.visits]
        sizes = [len(group.duties) for group in self.classes]
        self._size = np.array(sizes, dtype=np.float64)
        self.master = Master(self._need, self._price, sizes)
        self._known: dict[tuple[int, tuple[int, ...], tuple[float, ...]], int] = {}

    def add(self, column: Column) -> bool:
        """Add a round to the master unless it is there."""
        key = (column.group, column.visits, column.lows)
        if key in self._known:
            return False
        self._known[key] = len(self.columns)
        self.columns.append(column)
        self.master.add(column.group, [self._row[v] for v in column.visits], column.cost)
        return True

    def add_state(self, state: State) -> list[int]:
        """Add the rounds of a plan; return their places among the columns."""
        group_of = {d: number for number, group in enumerate(self.classes) for d in group.duties}
        places = []
        for d in range(len(self.day.duties)):
            visits = [v for v in state.stops[d, : state.size[d]].tolist() if self.windows[v]]
            if not visits or d not in group_of:
                continue
            chosen = [self._window_at(v, float(state.start[v])) for v in visits]
            lows, highs = (np.array([window[side] for window in chosen]) for side in (0, 1))
            at = np.array(visits, dtype=np.int64)
            column = timed_column(self.day, self.classes, group_of[d], at, lows, highs)
            if column is not None:
                self.add(column)
                places.append(self._known[column.group, column.visits, column.lows])
        return places

    def _window_at(self, v: int, start: float) -> tuple[float, float]:
        return next((one for one in self.windows[v] if one[0] - 0.5 <= start <= one[1] + 0.5), self.windows[v][0])

    def whole(self, state: State, time_limit_s: float, most: int, nodes: int) -> list[tuple[int, Column]] | None:
        """Return the best rounds in whole numbers among the most promising ones, with the duty of each.

        Parameters
        ----------
        state
            A plan to start from; nothing that cannot be in a better one is looked at.
        """
        in_plan = self.add_state(state)
        self.value, worth, duals = self.master.solve()
        reduced = np.array([self.reduced(column, worth, duals) for column in self.columns])
        left = [int(v) for v in self.visits if state.made[v] < self.day.visits[v]["need"]]
        cost = sum(self.columns[one].cost for one in in_plan) + float(self.day.visits["price"][left].sum())
        order = np.argsort(reduced, kind="stable")[:most]
        taken = sorted({*in_plan, *(int(one) for one in order if reduced[one] <= cost - self.value + 1e-6)})
        small = Master(self._need, self._price, [len(group.duties) for group in self.classes])
        for one in taken:
            column = self.columns[one]
            small.add(column.group, [self._row[v] for v in column.visits], column.cost)
        fixed = np.zeros(len(self.visits) + len(taken))
        fixed[[self._row[v] for v in left]] = 1.0
        for one in in_plan:
            fixed[len(self.visits) + taken.index(one)] += 1.0
        values = small.whole(fixed, time_limit_s, nodes)
        if values is None:
            return None
        used: dict[int, int] = {}
        chosen = []
        for one, times in zip(taken, values, strict=True):
            column = self.columns[one]
            for _ in range(int(times)):
                place = used.get(column.group, 0)
                used[column.group] = place + 1
                chosen.append((self.classes[column.group].duties[place], column))
        return chosen

    def reduced(self, column: Column, worth: Floats, duals: Floats) -> float:
        """Return the reduced cost of a round."""
        return column.cost - sum(worth[self._row[v]] for v in column.visits) - float(duals[column.group])

    def run(self, until: float, stopped: Callable[[], bool], tell: Callable[[float], None]) -> bool:
        """Generate rounds until the relaxation is solved; True if it was solved before time or Ctrl-C."""
        centre: Floats | None = None
        share, level = 0.0, 0
        while time.perf_counter() < until and not stopped():
            self.value, worth, duals = self.master.solve()
            if self.value - self.bound <= CLOSE * max(1.0, abs(self.value)):
                return True
            asked = worth if centre is None else share * centre + (1.0 - share) * worth
            bound, added = self._price_all(asked, worth, duals, level)
            if bound > self.bound:
                self.bound, centre = bound, asked
                tell(self.bound)
            last = len(LEVELS) - 1
            if added == 0:
                if level < last:
                    level += 1
                elif share > 0.0:
                    share = 0.0
                    continue
                else:
                    return True
            if level == last:
                share = CENTRED
        return False

    def _price_all(self, asked: Floats, worth: Floats, duals: Floats, level: int) -> tuple[float, int]:
        """Price every class; return the bound (minus infinity if not all was seen) and how many rounds were added."""
        gain = np.zeros(len(self.day.visits))
        gain[self.visits] = asked
        bound = float(np.sum(self._need * asked + np.minimum(0.0, self._price - self._need * asked)))
        proven, added = True, 0
        for number, group in enumerate(self.classes):
            least, seen, found = find_rounds(self.day, group, gain, level)
            proven = proven and seen
            bound += self._size[number] * min(0.0, least)
            for nodes in found:
                column = column_of(self.day, self.classes, number, nodes)
                if column is not None and self.reduced(column, worth, duals) < NEGATIVE:
                    added += self.add(column) + self._share(column, worth, duals)
        return (bound if proven else -np.inf), added

    def _share(self, column: Column, worth: Floats, duals: Floats) -> int:
        """Add the same round for other classes where it would pay there as well."""
        added = 0
        at = np.array(column.visits, dtype=np.int64)
        for number, group in enumerate(self.classes):
            d = group.duties[0]
            if number == column.group or not (self.day.first[at, d] | self.day.second[at, d]).all():
                continue
            # What it costs there is at least near what it costs here: skip what cannot pay.
            guess = column.cost + float(
                (self.day.each[at, d] - self.day.each[at, self.classes[column.group].duties[0]]).sum()
            )
            if guess - sum(worth[self._row[v]] for v in column.visits) - float(duals[number]) > 10.0:
                continue
            other = timed_column(self.day, self.classes, number, at, np.array(column.lows), np.array(column.highs))
            if other is not None and self.reduced(other, worth, duals) < NEGATIVE:
                added += self.add(other)
        return added


def windows_of(day: Day) -> list[list[tuple[float, float]]]:
    """Return the windows of every visit as they stand."""
    return [
        [(float(day.low[v, w]), float(day.high[v, w])) for w in range(day.windows[v])] for v in range(len(day.visits))
    ]


__all__ = ["Class", "Relaxation", "windows_of"]

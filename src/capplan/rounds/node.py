"""A part of a day's plans: visits by two start in windows that are told apart, and what is known of the part.

What a relaxation has found, rounds and prices that hold its carers together, goes on to those of narrower windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.pricing import Column, Items, Windows, column_of
from capplan.rounds.subset_rows import Row
from capplan.rounds.timing import NO_ROUND, best_round, room
from capplan.rounds.windows import bound_to_another

MOST_KEPT = 1500
"""Rounds that go on from one part to the next."""
CHOSEN = 0.01
"""A window counts as chosen from this share on."""
TRIED = 4
SHORTEST_S = 120.0
"""Windows of visits by two are not told apart further."""


@dataclass(frozen=True)
class Choice:
    """The windows in which a relaxation has a visit by two start: items, in order of time, and the share of each."""

    visit: int
    items: Ints
    shares: Floats


def inherited(day: Day, windows: Windows, parent: Relaxation) -> Relaxation:
    """Return a relaxation for narrower or finer windows that begins with what another one has found."""
    child = Relaxation(day, windows, parent.duties)
    group_of = {group.duties: number for number, group in enumerate(child.classes)}
    groups = [group_of.get(group.duties, -1) for group in parent.classes]
    own, old = child.items, parent.items
    mine = {key: item for item, key in enumerate(zip(own.visit.tolist(), own.low, own.high, strict=True))}
    same = [mine.get(key, -1) for key in zip(old.visit.tolist(), old.low, old.high, strict=True)]
    for group, item in parent.master.ties:
        for one in _within(own, old, item):
            if groups[group] >= 0 and one in child.master.choice:
                child.master.tie(groups[group], one, [], [])
    for number in np.flatnonzero(parent.row_prices > 0.0).tolist():
        row, remembered = parent.rows.rows[number], parent.rows.memory[number]
        if (moved := _moved(row, parent, child, groups)) is not None:
            child.state(moved, remembered)
    retime = _Retiming(day, child)
    kept = range(len(parent.columns))
    if len(parent.master.reduced) == len(parent.columns) > MOST_KEPT:
        kept = np.argsort(parent.master.reduced, kind="stable")[:MOST_KEPT].tolist()
    new = []
    for place in kept:
        column = parent.columns[place]
        items = tuple(same[item] for item in column.items)
        number = groups[column.group]
        if number >= 0 and min(items) >= 0:
            new.append(Column(number, column.visits, items, column.cost))
        elif number >= 0 and (found := retime(number, column.visits)) is not None:
            new.append(found)
    child.add(new)
    return child


def _within(own: Items, old: Items, item: int) -> list[int]:
    """Return a part's own items of the visit of an older item that lie within its window."""
    same = own.visit == old.visit[item]
    return np.flatnonzero(same & (own.low >= old.low[item]) & (own.high <= old.high[item])).tolist()


def _moved(row: Row, parent: Relaxation, child: Relaxation, groups: Sequence[int]) -> Row | None:
    """Return a subset row over a part's own windows and classes; None: it says nothing there."""
    items, visits, own, old = list[int](), set(row.visits), child.items, parent.items
    for item in row.items:
        mine = _within(own, old, item)
        if mine and mine[0] not in child.master.choice:
            # The only window left is chosen unless the visit is left out.
            visits.add(int(old.visit[item]))
        else:
            items += mine
    group = groups[row.group] if row.group >= 0 else -1
    members = len(items) + len(visits) + (group >= 0)
    if (row.group >= 0 > group) or members < 2 or (members == 2 and not items):
        return None
    return Row(tuple(items), tuple(visits), group)


class _Retiming:
    """Puts rounds whose windows are not there any more into those that are."""

    def __init__(self, day: Day, to: Relaxation) -> None:
        self._day, self._to, self._room = day, to, room()
        self._low, self._high = np.full(len(day.visits), np.inf), np.full(len(day.visits), -np.inf)
        np.minimum.at(self._low, to.items.visit, to.items.low)
        np.maximum.at(self._high, to.items.visit, to.items.high)

    def __call__(self, number: int, visits: tuple[int, ...]) -> Column | None:
        to, stops = self._to, np.array(visits, dtype=np.int64)
        d = to.classes[number].duties[0]
        total, _, _ = best_round(
            self._day, d, stops, len(stops), self._low[stops], self._high[stops], 0.0, *self._room
        )  # fmt: skip
        if total >= NO_ROUND:
            return None
        items = [self._nearest(v, float(start)) for v, start in zip(visits, self._room[0], strict=False)]
        return column_of(self._day, to.classes, to.items, number, np.array(items))

    def _nearest(self, v: int, start: float) -> int:
        own, items = np.flatnonzero(self._to.items.visit == v), self._to.items
        away = np.maximum(items.low[own] - start, 0.0) + np.maximum(start - items.high[own], 0.0)
        return int(own[away.argmin()])


def choices(day: Day, relaxation: Relaxation) -> list[Choice]:
    """Return how the visits that wait for another carer and may start in several windows are divided among them."""
    master, found = relaxation.master, []
    for v in np.flatnonzero(bound_to_another(day)).tolist():
        items = np.flatnonzero(relaxation.items.visit == v)
        if len(items) > 1:
            shares = np.array([master.chosen[master.choice[item]] for item in items.tolist()])
            if shares.sum() > CHOSEN:
                found.append(Choice(v, items, shares / shares.sum()))
    return found


def best_split(relaxation: Relaxation, divided: list[Choice]) -> tuple[Choice, int, float] | None:
    """Return the visit, and the place in its windows, whose two sides are both dearest, and what the cheaper adds.

    None: nothing is divided.
    """
    ranked = []
    for one in divided:
        starts = relaxation.items.low[one.items]
        mean = float(one.shares @ starts)
        at = int(np.clip(np.searchsorted(starts, mean, side="right"), 1, len(starts) - 1))
        spread = float(one.shares @ np.abs(starts - mean))
        side = float(one.shares[:at].sum())
        if min(side, 1.0 - side) > CHOSEN:
            ranked.append((spread * min(side, 1.0 - side), one, at))
    ranked.sort(key=lambda row: -row[0])
    best, score = None, -1.0
    for _, one, at in ranked[:TRIED]:
        sides = [relaxation.value_without(one.items[:at]), relaxation.value_without(one.items[at:])]
        gains = [max(side - relaxation.value, 1e-3) for side in sides]
        if gains[0] * gains[1] > score:
            best, score = (one, at, min(gains)), gains[0] * gains[1]
    return best


def best_hours(relaxation: Relaxation) -> tuple[int, float] | None:
    """Return the visit, and the time, that most rounds by shares would all start it before or all not before.

    None: rounds are flexible enough to start every visit on one side. Of the best few the one counts whose two sides
    are both dearest (windows of visits: S. Gelinas, M. Desrochers, J. Desrosiers and M. Solomon, Annals of Operations
    Research 61 (1995) 91).
    """
    first: dict[int, list[tuple[float, float, float, int]]] = {}
    for place in np.flatnonzero(relaxation.master.shares > CHOSEN).tolist():
        column, share = relaxation.columns[place], float(relaxation.master.shares[place])
        for v, early, late in zip(column.visits, *_earliest_and_latest(relaxation, column), strict=True):
            first.setdefault(v, []).append((early, late, share, place))
    ranked = []
    for v, rows in first.items():
        for at in {late + 1.0 for _, late, _, _ in rows}:
            before = sum(share for _, late, share, _ in rows if late < at)
            after = sum(share for early, _, share, _ in rows if early >= at)
            if min(before, after) > CHOSEN:
                ranked.append((min(before, after), v, at))
    ranked.sort(reverse=True)
    best, score = None, -1.0
    none = np.zeros(0, dtype=np.int64)
    for _, v, at in ranked[:TRIED]:
        late_ones = [place for early, _, _, place in first[v] if early >= at]
        early_ones = [place for _, late, _, place in first[v] if late < at]
        sides = [relaxation.value_without(none, gone) for gone in (late_ones, early_ones)]
        gains = [max(side - relaxation.value, 1e-3) for side in sides]
        if gains[0] * gains[1] > score:
            best, score = (v, at), gains[0] * gains[1]
    return best


def _earliest_and_latest(relaxation: Relaxation, column: Column) -> tuple[list[float], list[float]]:
    """Return between which times a round may start each of its visits, at its longest: no break is looked at."""
    day, items = relaxation.day, relaxation.items
    duty = day.duties[relaxation.classes[column.group].duties[0]]
    way, visits = day.way[duty["mode"]], day.visits
    low, high = items.low[list(column.items)], items.high[list(column.items)]
    place, length = visits["place"][list(column.visits)], visits["length"][list(column.visits)]
    early, at = [], float(duty["begins"])
    before = int(duty["starts_at"])
    for k in range(len(low)):
        at = max(at + float(way[before, place[k]]), float(low[k]))
        early.append(at)
        at, before = at + float(length[k]), int(place[k])
    late, at = [], float(duty["ends"])
    after = int(duty["ends_at"])
    for k in range(len(low) - 1, -1, -1):
        at = min(at - float(way[place[k], after]) - float(length[k]), float(high[k]))
        late.append(at)
        after = int(place[k])
    return early, late[::-1]


def between(windows: Sequence[tuple[float, float]], low: float, high: float) -> list[tuple[float, float]]:
    """Return what of windows lies between two times."""
    return [(max(low, begin), min(high, end)) for begin, end in windows if begin <= high and end >= low]


def finer(windows: Windows, relaxation: Relaxation, day: Day) -> Windows | None:
    """Return windows of visits by two halved where they are chosen; None: they are as short as they get."""
    chosen = {(int(relaxation.items.visit[one.items[k]]), float(relaxation.items.low[one.items[k]]))
              for one in choices(day, relaxation) for k in np.flatnonzero(one.shares > CHOSEN)}  # fmt: skip
    halved, made = [list(own) for own in windows], False
    for v in np.flatnonzero(bound_to_another(day)).tolist():
        own: list[tuple[float, float]] = []
        for low, high in windows[v]:
            if (len(windows[v]) == 1 or (v, low) in chosen) and high - low >= SHORTEST_S:
                middle = float(np.floor((low + high) / 2))
                own += [(low, middle), (middle + 1.0, high)]
                made = True
            else:
                own.append((low, high))
        halved[v] = own
    return halved if made else None

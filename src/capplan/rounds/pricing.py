"""Duties that are alike, the visits they may make, and the search for rounds that would improve the master."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capplan.rounds.completion import completions
from capplan.rounds.curves import CORNERS
from capplan.rounds.day import Bools, Day, Floats, Ints
from capplan.rounds.labels import price
from capplan.rounds.subset_rows import BITS, Tolls
from capplan.rounds.timing import NO_ROUND, STOPS, best_round
from capplan.solve.jit import compiled

Windows = Sequence[Sequence[tuple[float, float]]]
"""For each visit, when it may start; none: it is not looked at."""
REMEMBERED = 10
_QUICK, _BROAD, _BROADER, _ALL = (10, 5, False), (30, 40, False), (60, 100, False), (10_000, 10_000, True)
LEVELS = ((_QUICK,), (_BROAD,), (_BROAD, _BROADER), (_BROAD, _ALL))
"""How many visits may follow, how many labels of a visit go on, and whether all are looked at; quick levels first.

Each step of a level looks only for rounds cheaper than those found, so that the last one proves with few labels that
there is none."""
MANY, _ALL_OF_MANY = 500, (_BROAD, _BROADER, _ALL)
"""From so many visits on labels would run out without a step more."""
ROUNDS_AT_ONCE = 25
MOST_LABELS = 400_000


@dataclass(frozen=True)
class Class:
    """Duties that cost the same and can do the same.

    Attributes
    ----------
    duties
        The duties; the first stands for all.
    alone
        Whether their carers have no other shift, so that overtime is the round's own.
    """

    duties: tuple[int, ...]
    alone: bool
    node_visit: Ints
    node_item: Ints
    node_low: Floats
    node_high: Floats
    node_bit: Ints
    bans: Ints
    ahead: Ints


@dataclass(frozen=True)
class Column:
    """A round: its class, its visits in order, the window (item) of each, and its cost in GBP."""

    group: int
    visits: tuple[int, ...]
    items: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Items:
    """Windows of visits, one after the other: the visit of each, and when it may start."""

    visit: Ints
    low: Floats
    high: Floats

    @classmethod
    def of(cls, windows: Windows) -> Items:
        """Return the items of windows."""
        rows = [(v, low, high) for v, choices in enumerate(windows) for low, high in choices]
        visit = np.array([row[0] for row in rows], dtype=np.int64)
        return cls(visit, np.array([row[1] for row in rows]), np.array([row[2] for row in rows]))


def classes_of(day: Day, items: Items, duties: Sequence[int]) -> list[Class]:
    """Return the classes of some duties."""
    groups: dict[bytes, list[int]] = {}
    shifts = np.bincount(day.duties["carer"], minlength=len(day.carers))
    for d in duties:
        row = day.duties[d].copy()
        person = day.carers[row["carer"]].tobytes() if shifts[row["carer"]] == 1 else bytes([1, int(d) % 251]) * 40
        alone = shifts[row["carer"]] == 1
        row["carer"] = 0 if alone else row["carer"] + 1
        may = day.first[:, d] | day.second[:, d]
        key = row.tobytes() + person + np.where(may, day.each[:, d], 0.0).tobytes() + may.tobytes()
        groups.setdefault(key, []).append(int(d))
    made = [
        _class(day, items, tuple(same), bool(shifts[day.duties[same[0]]["carer"]] == 1)) for same in groups.values()
    ]
    return [one for one in made if len(one.node_visit)]


def kin_of(day: Day, classes: Sequence[Class]) -> list[list[int]]:
    """Return the classes that can do the same, each with its like: they differ in what visits cost them."""
    found: dict[bytes, list[int]] = {}
    for number, group in enumerate(classes):
        row = day.duties[group.duties[0]].copy()
        row["carer"] = group.alone
        found.setdefault(row.tobytes() + group.node_item.tobytes(), []).append(number)
    return list(found.values())


def _class(day: Day, items: Items, same: tuple[int, ...], alone: bool) -> Class:
    d = same[0]
    duty = day.duties[d]
    way, places = day.way[duty["mode"]], day.visits["place"]
    nodes: list[tuple[int, int, float, float]] = []
    for item, v in enumerate(items.visit.tolist()):
        if not (day.first[v, d] or day.second[v, d]) or day.visits[v]["load"] > duty["most_load"]:
            continue
        early = duty["begins"] + way[duty["starts_at"], places[v]]
        late = duty["ends"] - way[places[v], duty["ends_at"]] - day.visits[v]["length"]
        low, high = max(items.low[item], early), min(items.high[item], late)
        if low <= high:
            nodes.append((v, item, low, high))
    visit = np.array([node[0] for node in nodes], dtype=np.int64)
    low = np.array([node[2] for node in nodes], dtype=np.float64)
    high = np.array([node[3] for node in nodes], dtype=np.float64)
    of_item = np.array([node[1] for node in nodes], dtype=np.int64)
    known = {v: bit for bit, v in enumerate(dict.fromkeys(visit.tolist()))}
    bans = np.zeros((len(nodes), max(1, -(-len(known) // BITS))), dtype=np.int64)
    for number, v in enumerate(visit.tolist()):
        for other in [v, *[int(one) for one in day.near[v] if int(one) in known][:REMEMBERED]]:
            bans[number, known[other] // BITS] |= 1 << (known[other] % BITS)
    return Class(
        same, alone, visit, of_item, low, high, np.array([known[v] for v in visit.tolist()], dtype=np.int64), bans,
        _ahead(day, way, visit, low, high),
    )  # fmt: skip


def _ahead(day: Day, way: Floats, visit: Ints, low: Floats, high: Floats) -> Ints:
    if len(visit) == 0:
        return np.full((0, 1), -1, dtype=np.int64)
    places, length = day.visits["place"][visit], day.visits["length"][visit]
    between = way[np.ix_(places, places)]
    arrives = low[:, None] + length[:, None] + between
    possible = (arrives <= high[None, :]) & (visit[:, None] != visit[None, :])
    waits = np.maximum(0.0, low[None, :] - (high + length)[:, None] - between)
    order = np.argsort(np.where(possible, between + waits, np.inf), axis=1, kind="stable")
    widest = int(possible.sum(axis=1).max())
    ahead = np.full((len(visit), widest + 1), -1, dtype=np.int64)
    for i in range(len(visit)):
        count = int(possible[i].sum())
        ahead[i, :count] = order[i, :count]
    return ahead


def find_rounds(
    day: Day, group: Class, gain: Floats, level: int, below: float = 0.0, tolls: Tolls | None = None, number: int = 0
) -> tuple[float, bool, list[tuple[int, ...]]]:
    """Return the least reduced cost without the class's own dual, whether that is proven, and rounds as nodes.

    Where it is, no round costs less (where labels ran out, the figure may lie below every round). Rounds that cost
    `below` or more are not looked for; the cheapest come first.

    Parameters
    ----------
    gain
        What a carer on each item gains, in GBP.
    below
        GBP, at most 0.
    tolls, number
        Subset rows that rounds pay for, and the class's number in them; None: there are none.
    """
    d, tolls = group.duties[0], Tolls.none(len(gain), 1) if tolls is None else tolls
    node_gain = gain[group.node_item] - day.each[group.node_visit, d]
    inside, memory = tolls.inside[group.node_item], tolls.memory[group.node_item]
    stops, sizes = np.zeros((ROUNDS_AT_ONCE, STOPS), dtype=np.int64), np.zeros(ROUNDS_AT_ONCE, dtype=np.int64)
    least, exact, rounds = below, False, list[tuple[int, ...]]()
    steps = _ALL_OF_MANY if level == len(LEVELS) - 1 and len(day.visits) >= MANY else LEVELS[level]
    for follow, beam, exact in steps:
        ahead = np.ascontiguousarray(group.ahead[:, :follow])
        # Of those alone that are gone on to: the quick steps prove nothing.
        rest = completions(day, d, group.node_visit, group.node_low, group.node_high, node_gain, ahead)
        least, found = price(
            day, d, group.node_visit, group.node_low, group.node_high, node_gain, group.node_bit, group.bans,
            ahead, rest, least, beam, exact, MOST_LABELS, ROUNDS_AT_ONCE, stops, sizes,
            inside, memory, tolls.begins[number], tolls.price,
        )  # fmt: skip
        rounds = [tuple(stops[k, : sizes[k]].tolist()) for k in range(found)] + rounds
    return float(least), exact, rounds


@compiled
def round_costs(day: Day, duties: Ints, alone: Bools, begins: Ints, stops: Ints, lows: Floats, highs: Floats) -> Floats:
    """Return what rounds cost, GBP; with another shift of the same carer (not `alone`) without overtime.

    Parameters
    ----------
    duties, alone
        By round.
    begins
        Where the stops of each round begin, and where those of the last one end.
    stops, lows, highs
        Visits of all rounds, one after the other, and from when to when each may start.
    """
    starts, trial = np.zeros(STOPS), np.zeros(STOPS)
    times, costs = np.zeros((STOPS + 2, CORNERS)), np.zeros((STOPS + 2, CORNERS))
    corners = np.zeros(STOPS + 2, dtype=np.int64)
    totals = np.zeros(len(duties))
    for k in range(len(duties)):
        d, first, last = duties[k], begins[k], begins[k + 1]
        total, work, _ = best_round(
            day, d, stops[first:last], last - first, lows[first:last], highs[first:last], 0.0,
            starts, trial, times, costs, corners,
        )  # fmt: skip
        if total < NO_ROUND and not alone[k]:
            c = day.duties[d].carer
            total -= max(0.0, work - day.carers[c].paid) * day.carers[c].overtime
        totals[k] = total
    return totals


def column_of(day: Day, classes: Sequence[Class], items: Items, number: int, chosen: Ints) -> Column | None:
    """Return the round of a class over items, with its cost; None if it cannot be worked (too much work on a day)."""
    group = classes[number]
    visits = items.visit[chosen]
    duty, begins = np.array([group.duties[0]]), np.array([0, len(chosen)])
    alone = np.array([group.alone])
    cost = round_costs(day, duty, alone, begins, visits, items.low[chosen], items.high[chosen])[0]
    if cost >= NO_ROUND:
        return None
    return Column(number, tuple(visits.tolist()), tuple(chosen.tolist()), float(cost))


__all__ = [
    "LEVELS", "Class", "Column", "Items", "Windows", "classes_of", "column_of", "find_rounds", "kin_of", "round_costs",
]  # fmt: skip

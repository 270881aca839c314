"""Rounds timed together: those who go on a visit together meet, and visits of a pair keep their gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from capplan.errors import SolverTrouble
from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.timing import NO_ROUND, best_round, room

APART_GBP = 1.0
"""Price of a second between two who should meet."""
EXACT_S = 1e-3


Apart = tuple[int, float, int, float, float]


@dataclass(frozen=True)
class Planned:
    """A round: its duty, its visits in order, and when each may start."""

    duty: int
    visits: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Meeting:
    """When the visits of rounds start: by round, and by visit the two starts that should be one and are not.

    Attributes
    ----------
    apart
        (visit, start, visit, start, gap): two who do not meet (gap 0), or a pair whose least or most gap is not kept.
    """

    starts: list[Floats]
    apart: list[Apart]


class _Times:
    """A linear model of the starts of rounds."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._count = 0

    def column(self, low: float, high: float, cost: float = 0.0) -> int:
        self._highs.addCol(cost, low, high, 0, np.array([], dtype=np.int32), np.array([]))
        self._count += 1
        return self._count - 1

    def row(self, low: float, *terms: tuple[int, float]) -> None:
        columns = np.array([column for column, _ in terms], dtype=np.int32)
        self._highs.addRow(low, highspy.kHighsInf, len(terms), columns, np.array([value for _, value in terms]))

    def solve(self) -> Any:
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverTrouble(f"Timing of rounds ended with {self._highs.getModelStatus()}.")
        return np.array(self._highs.getSolution().col_value)


def meet(day: Day, rounds: Sequence[Planned]) -> Meeting:
    """Time rounds together so that as little as possible is apart, then at least cost."""
    model = _Times()
    chains = [_chain(day, model, one) for one in rounds]
    on: dict[int, list[tuple[int, int]]] = {}
    for r, one in enumerate(rounds):
        for k, v in enumerate(one.visits.tolist()):
            on.setdefault(v, []).append((r, k))
    together: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for stops in on.values():
        if len(stops) == 2:
            one, two = (chains[r][k] for r, k in stops)
            apart = model.column(0.0, highspy.kHighsInf, APART_GBP)
            model.row(0.0, (apart, 1.0), (one, 1.0), (two, -1.0))
            model.row(0.0, (apart, 1.0), (one, -1.0), (two, 1.0))
            together.append((stops[0], stops[1]))
    kept = []
    for v, stops in on.items():
        for p in range(day.pair_from[v], day.pair_from[v + 1]):
            pair = day.pairs[p]
            # Each pair stands with both of its visits.
            if int(pair["other"]) in on and int(pair["other"]) < v:
                here, there = stops[0], on[int(pair["other"])][0]
                one, two = chains[here[0]][here[1]], chains[there[0]][there[1]]
                apart = model.column(0.0, highspy.kHighsInf, APART_GBP)
                # The start lies between that of the other + low and + high.
                model.row(float(pair["low"]), (one, 1.0), (two, -1.0), (apart, 1.0))
                model.row(-float(pair["high"]), (one, -1.0), (two, 1.0), (apart, 1.0))
                kept.append((v, here, int(pair["other"]), there, apart, (float(pair["low"]), float(pair["high"]))))
    values = model.solve()
    starts = [values[chain] for chain in chains]
    found = []
    for (r, k), (s, q) in together:
        early, late = sorted((float(starts[r][k]), float(starts[s][q])))
        if late - early > EXACT_S:
            v = int(rounds[r].visits[k])
            found.append((v, early, v, late, 0.0))
    for v, (r, k), other, (s, q), apart, (least, most) in kept:
        if values[apart] > EXACT_S:
            begin, before = float(starts[r][k]), float(starts[s][q])
            found.append((v, begin, other, before, least if begin - before < least else most))
    return Meeting(starts, found)


def can_be_worked(day: Day, one: Planned) -> bool:
    """Say whether a round can be worked by itself: what is listed leaves out the most work of a day."""
    return bool(best_round(day, one.duty, one.visits, len(one.visits), one.low, one.high, 0.0, *room())[0] < NO_ROUND)


def _chain(day: Day, model: _Times, one: Planned) -> Ints:
    """State the times of one round; return its columns of starts."""
    duty, visits, count = day.duties[one.duty], one.visits, len(one.visits)
    way, place, length = day.way[duty["mode"]], day.visits["place"][visits], day.visits["length"][visits]
    starts, trial, times, costs, corners = room()
    total, _, pause_at = best_round(
        day, one.duty, visits, count, one.low, one.high, 0.0, starts, trial, times, costs, corners
    )
    if total >= NO_ROUND:
        raise SolverTrouble("A round that was found cannot be worked.")
    # Waiting costs: late back, and early away.
    rate = np.zeros(count)
    rate[-1] += float(duty["wait_rate"])
    rate[0] -= float(duty["wait_rate"])
    columns = [model.column(*limits) for limits in zip(one.low.tolist(), one.high.tolist(), rate.tolist(), strict=True)]
    begin, end = float(duty["begins"]), float(duty["ends"])
    if pause_at == 0:
        begin = max(begin, float(duty["pause_from"])) + float(duty["pause"])
    if pause_at == count:
        end = min(float(duty["pause_by"]), end - float(duty["pause"]))
    model.row(begin + way[duty["starts_at"], place[0]], (columns[0], 1.0))
    model.row(way[place[-1], duty["ends_at"]] + length[-1] - end, (columns[-1], -1.0))
    for k in range(1, count):
        before, after, on_way = columns[k - 1], columns[k], float(way[place[k - 1], place[k]])
        if pause_at == k:
            pause = model.column(float(duty["pause_from"]), float(duty["pause_by"]))
            model.row(float(length[k - 1]), (pause, 1.0), (before, -1.0))
            model.row(float(duty["pause"]) + on_way, (after, 1.0), (pause, -1.0))
        else:
            model.row(float(length[k - 1]) + on_way, (after, 1.0), (before, -1.0))
    for v, column in zip(visits.tolist(), columns, strict=True):
        visit = day.visits[v]
        for price, sign in ((float(visit["away"]), 1.0), (float(visit["late"]), -1.0)):
            if price > 0.0:
                away = model.column(0.0, highspy.kHighsInf, price)
                model.row(sign * float(visit["wish"]), (away, 1.0), (column, sign))
    return np.array(columns, dtype=np.int64)

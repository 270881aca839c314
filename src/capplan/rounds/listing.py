"""Every round that a better plan may consist of, by the prices behind a bound, and the best choice of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day
from capplan.rounds.enumeration import every_round
from capplan.rounds.pricing import Column
from capplan.rounds.state import State

PARTS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05)
"""Shares of the gap: where it holds too many rounds, a part of it is closed."""
EQUAL = 1e-6
WHOLE_S, NODES = 0.5, 10_000


def listed(
    day: Day, relaxation: Relaxation, cost: float, most: int, parts: Sequence[float] = PARTS, until: float = np.inf
) -> tuple[list[Column], float]:
    """Return every round that a plan of less than a cost may contain, and that cost: `cost`, or less if over `most`.

    Nothing, and minus infinity, if not even the smallest part could be listed, or not by `until`.
    """
    gap = max(cost - relaxation.bound, 0.0) + EQUAL
    tolls = relaxation.rows.tolls(relaxation.row_prices)
    for part in parts:
        columns: list[Column] = []
        for number, group in enumerate(relaxation.classes):
            if time.perf_counter() >= until:
                return [], -np.inf
            below = float(relaxation.least[number]) + part * gap
            found = every_round(day, group, relaxation.prices[number], below, tolls, number)
            if found is None or len(columns) + len(found[0]) > most:
                break
            for nodes, reduced in zip(*found, strict=True):
                items = group.node_item[list(nodes)]
                visits = relaxation.items.visit[items]
                whole = float(reduced + relaxation.prices[number, items].sum())
                columns.append(Column(number, tuple(visits.tolist()), tuple(items.tolist()), whole))
        else:
            return columns, cost if part == 1.0 else relaxation.bound + part * gap
    return [], -np.inf


def best_listed(
    relaxation: Relaxation, best: State, columns: list[Column], until: float,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[float, float, list[tuple[int, Column]] | None]:  # fmt: skip
    """Return the least cost of whole rounds, what is proven about it, and the rounds; None: none within the time."""
    places = {(column.group, frozenset(column.items)): place for place, column in enumerate(columns)}
    in_plan = []
    for place in relaxation.add_state(best):
        column = relaxation.columns[place]
        key = (column.group, frozenset(column.items))
        if key not in places:
            places[key] = len(columns)
            columns.append(column)
        in_plan.append(places[key])
    small = relaxation.new_master()
    small.add([(column.group, column.items, column.cost) for column in columns])
    fixed = relaxation.start_of(small, best, in_plan, len(columns))
    values = small.whole(fixed, max(until - time.perf_counter(), WHOLE_S), NODES, True, stopped)
    return small.value, small.bound, None if values is None else relaxation.duties_of(columns, values)

"""A day of visits as arrays: what the compiled parts of the search read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from capplan.formulations.visits.duties import break_of, roles_of
from capplan.formulations.visits.inputs import Carer, Inputs, Visit, Window
from capplan.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SECONDS_PER_HOUR = float(MINUTES_PER_HOUR * SECONDS_PER_MINUTE)
FOREVER_S = 1e9
ALWAYS_ROOM = 1e18
FEW_VISITS = 150
"""A day of so many visits is small: what is looked at whole on such days is looked at in parts on larger ones."""
NUM_NEAR = 60
APART_WEIGHT = 0.2
"""Seconds of travel that a second between the middles of two windows counts for."""


def _record(floats: str, ints: str) -> np.dtype[Any]:
    return np.dtype([*((name, np.float64) for name in floats.split()), *((name, np.int64) for name in ints.split())])


VISIT = _record("length wish away late price load", "place need")
DUTY = _record(
    "begins ends travel_rate wait_rate km_rate pause pause_from pause_by most_load", "carer mode starts_at ends_at"
)
CARER = _record("paid most overtime", "")
PAIR = _record("low high", "other")


class Day(NamedTuple):
    """One day; v is a visit, d a duty (a carer in one shift), m a mode; seconds and GBP, rates by the second.

    Attributes
    ----------
    visits
        `length`, `wish`, `away` and `late` (preferred start, GBP a second before and after it for each of those sent),
        `price` of leaving it out, `load` on the round of each, `place`, `need` (carers).
    duties
        `pause` is below 0 where no break is due.
    within
        [d]: whether no round of a duty is longer than its carer's contract and most work, so that none is overtime.
    low, high, windows
        Windows of the start: [v, number], and how many there are.
    first, second
        [v, d]: whether the duty can be the first or the second of those sent.
    each
        [v, d]: GBP of the visit itself: contact, preference, help across.
    pair_from, pairs
        For each v a slice of `pairs`: start[v] lies between start[other] + low and + high.
    loose
        [v]: whether the visit may still move: it is not under way.
    near
        [v, k]: other visits, nearest in place and time first; those under way come last.
    """

    visits: Any
    duties: Any
    carers: Any
    within: Bools
    low: Floats
    high: Floats
    windows: Ints
    first: Bools
    second: Bools
    each: Floats
    way: Floats
    km: Floats
    pair_from: Ints
    pairs: Any
    loose: Bools
    near: Ints


def day_of(inputs: Inputs) -> Day:
    """Return a day as arrays; duties in the order of carers, then of shifts."""
    visits, carers = inputs.visits, inputs.carers
    duties = [(number, carer, shift) for number, carer in enumerate(carers) for shift in carer.shifts]
    modes = list(inputs.travel_s)
    low, high = _windows(visits)
    first, second = (
        np.array(
            [[roles_of(visit, carer)[role] for _, carer, _ in duties] for visit in visits], dtype=np.bool_
        ).reshape(len(visits), len(duties))
        for role in (0, 1)
    )
    way = np.array([inputs.travel_s[mode] for mode in modes], dtype=np.float64)
    pair_from, pairs = _pairs(inputs)
    rows = np.array([_visit(visit) for visit in visits], dtype=VISIT)
    loose = np.array([not visit.under_way for visit in visits], dtype=np.bool_)
    shifts = np.array([_duty(number, carer, shift, modes) for number, carer, shift in duties], dtype=DUTY)
    people = np.array([_carer(carer) for carer in carers], dtype=CARER)
    return Day(
        visits=rows,
        duties=shifts,
        carers=people,
        within=_within(shifts, people),
        low=low,
        high=high,
        windows=np.array([len(visit.windows) for visit in visits], dtype=np.int64),
        first=first,
        second=second,
        each=np.array([[_each(visit, carer) for _, carer, _ in duties] for visit in visits], dtype=np.float64)
        .reshape(len(visits), len(duties)),
        way=way,
        km=np.array([inputs.km[mode] for mode in modes], dtype=np.float64),
        pair_from=pair_from,
        pairs=pairs,
        loose=loose,
        near=_near(way[0], rows["place"], low, high, loose),
    )  # fmt: skip


def _visit(visit: Visit) -> tuple[Any, ...]:
    away, late = (
        0.0 if visit.preferred_s is None else price / SECONDS_PER_MINUTE / visit.carers
        for price in (visit.deviation_gbp_per_min, visit.price_of_late)
    )
    return (
        visit.duration_s, visit.preferred_s or 0, away, late, visit.unserved_gbp, visit.load, visit.place, visit.carers
    )  # fmt: skip


def _duty(number: int, carer: Carer, shift: Window, modes: list[Any]) -> tuple[Any, ...]:
    pause = break_of(carer, shift)
    hours = (0, 0) if pause is None else (pause.earliest_s, pause.latest_s)
    return (
        *shift, carer.travel_gbp_per_h / SECONDS_PER_HOUR, carer.waiting_gbp_per_h / SECONDS_PER_HOUR,
        carer.mileage_gbp_per_km, -1 if pause is None else pause.length_s, *hours,
        ALWAYS_ROOM if carer.most_load is None else carer.most_load,
        number, modes.index(carer.mode), carer.start_place, carer.end_place,
    )  # fmt: skip


def _carer(carer: Carer) -> tuple[Any, ...]:
    most = FOREVER_S if carer.max_work_s is None else carer.max_work_s
    return (carer.paid_s, most, carer.overtime_gbp_per_h / SECONDS_PER_HOUR)


def _within(duties: Any, carers: Any) -> Bools:
    own = carers[duties["carer"]]
    alone = np.bincount(duties["carer"], minlength=len(carers))[duties["carer"]] == 1
    length = duties["ends"] - duties["begins"] - np.maximum(0.0, duties["pause"])
    return np.asarray(alone & (length <= own["most"]) & ((own["overtime"] <= 0.0) | (length <= own["paid"])))


def _each(visit: Visit, carer: Carer) -> float:
    across = carer.help_across_gbp if carer.base != visit.base else 0.0
    contact = visit.duration_s * carer.service_gbp_per_h / SECONDS_PER_HOUR
    return contact + visit.preferred.get(carer.id, 0.0) + across


def _windows(visits: tuple[Visit, ...]) -> tuple[Floats, Floats]:
    widest = max((len(visit.windows) for visit in visits), default=1) or 1
    low, high = np.full((len(visits), widest), FOREVER_S), np.full((len(visits), widest), -FOREVER_S)
    for v, visit in enumerate(visits):
        for w, (opens, closes) in enumerate(visit.windows):
            low[v, w], high[v, w] = opens, closes
    return low, high


def _pairs(inputs: Inputs) -> tuple[Ints, Any]:
    at = {visit.id: number for number, visit in enumerate(inputs.visits)}
    rows: list[tuple[int, float, float, int]] = []
    for pair in inputs.pairs:
        first, second = at[pair.first], at[pair.second]
        least = float(inputs.visits[first].duration_s + pair.min_gap_s)
        most = FOREVER_S if pair.max_gap_s is None else float(inputs.visits[first].duration_s + pair.max_gap_s)
        rows += [(second, least, most, first), (first, -most, -least, second)]
    rows.sort()
    counts = np.bincount(np.array([row[0] for row in rows], dtype=np.int64), minlength=len(inputs.visits))
    pairs = np.array([row[1:] for row in rows], dtype=PAIR)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), pairs


def _near(way: Floats, place: Ints, low: Floats, high: Floats, loose: Bools) -> Ints:
    if len(place) == 0:
        return np.zeros((0, 0), dtype=np.int64)
    between = way[np.ix_(place, place)]
    middle = (low.min(axis=1) + high.max(axis=1)) / 2
    apart = np.minimum(between, between.T) + APART_WEIGHT * np.abs(middle[:, None] - middle[None, :])
    apart[:, ~loose] += FOREVER_S
    np.fill_diagonal(apart, -1.0)
    order = np.argsort(apart, axis=1, kind="stable")[:, 1 : NUM_NEAR + 1]
    return np.ascontiguousarray(order.astype(np.int64))

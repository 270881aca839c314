"""How a day of visits fares when travel and visits take as long as they will: the rounds run many times by chance.

Every carer follows the round as told and begins no visit before its planned start. A delay passes on along the round,
to the other carer of a visit by two, and to the second visit of a pair. Lengths are drawn from a lognormal
distribution with the planned length as mean and the spread of the case; different ways and visits are independent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class PlannedStop:
    """One carer at one visit, as planned.

    Attributes
    ----------
    visit
        Id; two stops with the same id begin together.
    start_s, length_s
        Planned start and length.
    way_s
        Way to it from the stop before (from the start place for the first), without buffer.
    pause_s, pause_from_s
        Break between the stop before and this one, 0 without, and when it begins at the earliest.
    """

    visit: str
    start_s: int
    length_s: int
    way_s: int
    pause_s: int = 0
    pause_from_s: int = 0


@dataclass(frozen=True)
class Fate:
    """A visit over all simulated days."""

    visit: str
    on_time_share: float
    mean_late_min: float


@dataclass(frozen=True)
class DayFate:
    """A day over all simulated days."""

    visits: tuple[Fate, ...]
    break_kept_share: float | None


def simulate_day(
    rounds: Sequence[Sequence[PlannedStop]],
    latest_s: dict[str, int],
    gaps: Sequence[tuple[str, str, int]],
    noise: tuple[float, float],
    days: int,
    seed: int,
    last_break_s: Sequence[Sequence[int]] = (),
) -> DayFate:
    """Run the rounds of a day many times.

    Parameters
    ----------
    rounds
        Stops of each round in order.
    latest_s
        By visit, the latest start that is on time.
    gaps
        (first visit, second visit, seconds): the second begins so long after the end of the first at the earliest.
    noise
        Standard deviation over mean of travel and of lengths.
    days, seed
        How many days, and the seed of chance; the same seed gives the same shares.
    last_break_s
        By round, for each of its breaks, when it may begin at the latest.

    Raises
    ------
    ValueError
        If the stops wait for each other in a circle, so that no order of time exists.
    """
    random = np.random.default_rng(seed)
    travel = [_lengths(random, [stop.way_s for stop in stops], noise[0], days) for stops in rounds]
    contact = [_lengths(random, [stop.length_s for stop in stops], noise[1], days) for stops in rounds]
    free = [np.full(days, -math.inf) for _ in rounds]
    done: dict[str, FloatArray] = {}
    starts: dict[str, FloatArray] = {}
    num_stops: dict[str, int] = {}
    for stops in rounds:
        for stop in stops:
            num_stops[stop.visit] = num_stops.get(stop.visit, 0) + 1
    before: dict[str, list[tuple[str, int]]] = {}
    for first, second, gap_s in gaps:
        if first in num_stops and second in num_stops:
            before.setdefault(second, []).append((first, gap_s))
    next_stop = [0] * len(rounds)
    breaks_kept: list[FloatArray] = []
    left = sum(map(len, rounds))
    while left:
        waiting: dict[str, list[int]] = {}
        for place, stops in enumerate(rounds):
            if next_stop[place] < len(stops):
                waiting.setdefault(stops[next_stop[place]].visit, []).append(place)
        ready = [
            visit
            for visit, places in waiting.items()
            if len(places) == num_stops[visit] and all(first in done for first, _ in before.get(visit, ()))
        ]
        if not ready:
            raise ValueError("The stops of the rounds wait for each other in a circle.")
        for visit in ready:
            places = waiting[visit]
            start = np.full(days, -math.inf)
            for place in places:
                stop = rounds[place][next_stop[place]]
                at = free[place]
                if stop.pause_s:
                    begins = np.maximum(at, stop.pause_from_s)
                    number = sum(1 for one in rounds[place][: next_stop[place]] if one.pause_s)
                    if len(last_break_s) > place and number < len(last_break_s[place]):
                        breaks_kept.append((begins <= last_break_s[place][number]).astype(np.float64))
                    at = begins + stop.pause_s
                # The first way is begun in time for its planned length.
                at = np.maximum(at, stop.start_s - stop.way_s) if next_stop[place] == 0 else at
                start = np.maximum(start, np.maximum(at + travel[place][next_stop[place]], stop.start_s))
            for first, gap_s in before.get(visit, ()):
                start = np.maximum(start, done[first] + gap_s)
            ends = [start + contact[place][next_stop[place]] for place in places]
            starts[visit] = start
            done[visit] = np.maximum.reduce(ends)
            for place in places:
                # Two carers leave together.
                free[place] = done[visit]
                next_stop[place] += 1
                left -= 1
    fates = tuple(
        Fate(
            visit,
            float(np.mean(starts[visit] <= latest_s[visit])),
            float(np.mean(starts[visit] - _planned(rounds, visit))) / 60,
        )
        for visit in latest_s
        if visit in starts
    )
    kept = float(np.mean(np.concatenate(breaks_kept))) if breaks_kept else None
    return DayFate(fates, kept)


def _planned(rounds: Sequence[Sequence[PlannedStop]], visit: str) -> int:
    return next(stop.start_s for stops in rounds for stop in stops if stop.visit == visit)


def _lengths(random: np.random.Generator, mean_s: Sequence[int], spread: float, days: int) -> FloatArray:
    """Draw lengths, shape (stops, days): lognormal with these means and this standard deviation over mean."""
    sigma = math.sqrt(math.log1p(spread**2))
    factor = np.exp(random.normal(-(sigma**2) / 2, sigma, (len(mean_s), days))) if spread > 0 else 1.0
    return np.asarray(mean_s, dtype=np.float64)[:, None] * factor * np.ones((1, days))

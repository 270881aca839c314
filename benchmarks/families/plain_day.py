"""What days of public files have in common: distance is the cost, a unit of the file's time is a minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from capplan.formulations.visits import Carer, Inputs, Pair, Visit

UNIT_S = 60
LEFT_OUT_WAYS = 10.0
"""A visit left out costs so many of the longest ways: more than any detour for it."""
TOLERANCE = 1e-6

Matrix = NDArray[np.float64]
Stops = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Kept:
    """What a plan is worth by the file's own lines, and every rule it breaks (empty: it is a solution)."""

    objective: float
    faults: list[str]


def seconds(units: float) -> int:
    """Return units of the file as whole seconds, rounded up: what is kept in seconds is kept in the file's units."""
    return ceil(round(units * UNIT_S, 6))


def day(
    visits: Sequence[Visit], carers: Sequence[Carer], ways: Matrix, pairs: Sequence[Pair] = (), share: float = 1.0
) -> Inputs:
    """Return a day on a matrix of ways in the file's units; each costs `share` GBP a unit."""
    travel_s = np.ceil(np.round(ways * UNIT_S, 6)).astype(np.int64)
    return Inputs(tuple(visits), tuple(pairs), tuple(carers), {"car": travel_s}, {"car": ways * share})


def vehicle(
    name: str,
    place: int,
    hours: tuple[float, float],
    longest: float = 0.0,
    skills: frozenset[str] = frozenset(),
    most_load: float | None = None,
) -> Carer:
    """Return a carer who costs nothing but the way; `longest` 0: as long as the hours."""
    shift = (seconds(hours[0]), seconds(hours[1]))
    most = seconds(longest) if longest > 0 else None
    return Carer(
        name, "base", place, place, (shift,), skills=skills, paid_s=shift[1], max_work_s=most, mileage_gbp_per_km=1.0,
        most_load=most_load,
    )  # fmt: skip


def euclidean(points: Sequence[tuple[float, float]]) -> Matrix:
    """Return distances in double precision."""
    at = np.array(points, dtype=np.float64)
    apart = at[:, None, :] - at[None, :, :]
    return np.sqrt((apart**2).sum(axis=2))


def route_faults(
    name: str, legs: Sequence[float], lengths: Sequence[float], starts: Sequence[float], hours: tuple[float, float]
) -> Iterator[str]:
    """Yield where a round leaves too early, comes too late or is back too late, all in the file's units."""
    if starts[0] - legs[0] < hours[0] - TOLERANCE:
        yield f"{name}: leaves before {hours[0]:g}"
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    for place, ((_, free), (start, _)) in enumerate(pairwise(zip(starts, ends, strict=True))):
        if free + legs[place + 1] > start + TOLERANCE:
            yield f"{name}: late at stop {place + 2}"
    if ends[-1] + legs[-1] > hours[1] + TOLERANCE:
        yield f"{name}: back after {hours[1]:g}"

"""Files of Solomon and of Gehring and Homberger: one depot, vehicles alike, each customer once within hard hours.

Distances are Euclidean, cut after one decimal, as the best-known values have it; the cost is distance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from capplan.formulations.visits import Inputs, Visit
from families.plain_day import (
    LEFT_OUT_WAYS,
    UNIT_S,
    Kept,
    Matrix,
    Stops,
    day,
    euclidean,
    route_faults,
    seconds,
    vehicle,
)


@dataclass(frozen=True)
class Lines:
    """What a file says; rows are number, x, y, demand, ready, due, service, the depot first."""

    vehicles: int
    capacity: float
    rows: tuple[tuple[float, ...], ...]


def lines_of(path: Path) -> Lines:
    """Read the lines of a file."""
    numbers = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [tuple(map(float, words)) for words in numbers if words and words[0].isdecimal()]
    return Lines(int(rows[0][0]), rows[0][1], tuple(rows[1:]))


def distances(lines: Lines) -> Matrix:
    """Return distances cut after one decimal."""
    return np.floor(np.round(euclidean([(row[1], row[2]) for row in lines.rows]) * 10, 9)) / 10


def read(path: Path) -> Inputs:
    """Return a file as a day."""
    lines = lines_of(path)
    ways = distances(lines)
    opens, closes = lines.rows[0][4:6]
    visits = [
        Visit(
            id=f"{row[0]:g}",
            client=f"{row[0]:g}",
            place=place,
            duration_s=seconds(row[6]),
            windows=((seconds(row[4]), seconds(row[5])),),
            unserved_gbp=LEFT_OUT_WAYS * float(ways.max()),
            base="base",
            load=row[3],
        )
        for place, row in enumerate(lines.rows)
        if place > 0
    ]
    carers = [vehicle(f"k{number}", 0, (opens, closes), most_load=lines.capacity) for number in range(lines.vehicles)]
    return day(visits, carers, ways)


def recount(path: Path, rounds: Mapping[str, Stops]) -> Kept:
    """Return distance and broken rules of a plan."""
    lines, faults, total = lines_of(path), [], 0.0
    ways = distances(lines)
    row = {f"{one[0]:g}": one for one in lines.rows[1:]}
    place = {name: at + 1 for at, name in enumerate(row)}
    made = Counter(name for stops in rounds.values() for name, _ in stops)
    faults += [f"customer {name}: {made[name]} times" for name in row if made[name] != 1]
    if sum(bool(stops) for stops in rounds.values()) > lines.vehicles:
        faults.append(f"more than {lines.vehicles} vehicles")
    for vehicle_id, stops in rounds.items():
        if not stops:
            continue
        at = [0, *(place[name] for name, _ in stops), 0]
        legs = [float(ways[way]) for way in pairwise(at)]
        total += sum(legs)
        starts = [start / UNIT_S for _, start in stops]
        hours = (lines.rows[0][4], lines.rows[0][5])
        faults += route_faults(vehicle_id, legs, [row[name][6] for name, _ in stops], starts, hours)
        faults += [
            f"customer {name}: outside its hours"
            for (name, _), start in zip(stops, starts, strict=True)
            if not row[name][4] <= start <= row[name][5]
        ]
        load = sum(row[name][3] for name, _ in stops)
        if load > lines.capacity:
            faults.append(f"{vehicle_id}: load {load:g} of {lines.capacity:g}")
    return Kept(total, faults)

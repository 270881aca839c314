"""Files of Cordeau and others with several depots, hours and a longest round (type 6): distance in double precision.

Ways are rounded up to the second, so a plan keeps the file's hours; the bound is of the day with these ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from capplan.formulations.visits import Inputs, Visit
from families.plain_day import (
    LEFT_OUT_WAYS,
    TOLERANCE,
    UNIT_S,
    Kept,
    Stops,
    day,
    euclidean,
    route_faults,
    seconds,
    vehicle,
)  # fmt: skip

MDVRPTW = 6


@dataclass(frozen=True)
class Lines:
    """What a file says: vehicles a depot, (longest, load) by depot, and rows of customers and of depots."""

    vehicles: int
    limits: tuple[tuple[float, float], ...]
    customers: tuple[tuple[float, ...], ...]
    depots: tuple[tuple[float, ...], ...]

    @property
    def points(self) -> list[tuple[float, float]]:
        return [(row[1], row[2]) for row in (*self.customers, *self.depots)]


def lines_of(path: Path) -> Lines:
    """Read the lines of a file.

    Raises
    ------
    ValueError
        If the file is of another type.
    """
    rows = [tuple(map(float, line.split())) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    kind, vehicles, customers, depots = (int(one) for one in rows[0])
    if kind != MDVRPTW:
        raise ValueError(f"{path.name} is of type {kind}; only type {MDVRPTW} has several depots and hours.")
    at = 1 + depots
    limits = tuple((row[0], row[1]) for row in rows[1:at])
    return Lines(vehicles, limits, tuple(rows[at : at + customers]), tuple(rows[at + customers :]))


def read(path: Path) -> Inputs:
    """Return a file as a day; vehicle k of depot d is `d-k`."""
    lines = lines_of(path)
    ways = euclidean(lines.points)
    visits = [
        Visit(
            id=f"{row[0]:g}",
            client=f"{row[0]:g}",
            place=place,
            duration_s=seconds(row[3]),
            windows=((seconds(row[-2]), seconds(row[-1])),),
            unserved_gbp=LEFT_OUT_WAYS * float(ways.max()),
            base="base",
            load=row[4],
        )
        for place, row in enumerate(lines.customers)
    ]
    carers = [
        vehicle(
            f"{depot}-{number}",
            len(visits) + depot,
            (row[-2], row[-1]),
            lines.limits[depot][0],
            most_load=lines.limits[depot][1],
        )
        for depot, row in enumerate(lines.depots)
        for number in range(lines.vehicles)
    ]
    return day(visits, carers, ways)


def recount(path: Path, rounds: Mapping[str, Stops]) -> Kept:
    """Return distance and broken rules of a plan."""
    lines, faults, total = lines_of(path), [], 0.0
    ways = euclidean(lines.points)
    row = {f"{one[0]:g}": one for one in lines.customers}
    place = {name: at for at, name in enumerate(row)}
    made = Counter(name for stops in rounds.values() for name, _ in stops)
    faults += [f"customer {name}: {made[name]} times" for name in row if made[name] != 1]
    for vehicle_id, stops in rounds.items():
        if not stops:
            continue
        depot, number = (int(part) for part in vehicle_id.split("-"))
        if number >= lines.vehicles:
            faults.append(f"{vehicle_id}: the depot has no such vehicle")
        at = [len(row) + depot, *(place[name] for name, _ in stops), len(row) + depot]
        legs = [float(ways[way]) for way in pairwise(at)]
        total += sum(legs)
        starts, lengths = [start / UNIT_S for _, start in stops], [row[name][3] for name, _ in stops]
        hours = (lines.depots[depot][-2], lines.depots[depot][-1])
        faults += route_faults(vehicle_id, legs, lengths, starts, hours)
        faults += [
            f"customer {name}: outside its hours"
            for (name, _), start in zip(stops, starts, strict=True)
            if not row[name][-2] <= start <= row[name][-1]
        ]
        longest, most = lines.limits[depot]
        out = starts[-1] + lengths[-1] + legs[-1] - (starts[0] - legs[0])
        if 0 < longest < out - TOLERANCE:
            faults.append(f"{vehicle_id}: {out:.3f} of {longest:g} on the way")
        load = sum(row[name][4] for name, _ in stops)
        if 0 < most < load:
            faults.append(f"{vehicle_id}: load {load:g} of {most:g}")
    return Kept(total, faults)

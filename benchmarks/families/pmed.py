"""p-median files of the OR-Library (pmed1-pmed40) as cases of the `bases` formulation.

A vertex is an area with one older person and, at the same place, a base that may be used; travel is the shortest way
over the edges of the file. There are no work types, so each person is a visit a year; with two visits a round and an
hour of travel at 60 GBP, a minute of the way costs 1 GBP and the objective is the p-median sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod


@dataclass(frozen=True)
class Instance:
    """A p-median instance: shortest ways between all vertices, and how many medians are asked for."""

    name: str
    num_open: int
    distance: np.ndarray


def find(folder: Path) -> Iterator[Instance]:
    """Yield every p-median file of a folder, in the order of their numbers."""
    for path in sorted(folder.glob("pmed*.txt"), key=lambda path: int(path.stem[4:])):
        yield read(path)


def read(path: Path) -> Instance:
    """Read one file: vertices, edges, p, then the edges; where an edge stands twice, the last one counts."""
    words = path.read_text(encoding="utf-8").split()
    vertices, edges, num_open = (int(word) for word in words[:3])
    rows = np.array(words[3 : 3 + 3 * edges], dtype=float).reshape(-1, 3)
    length: dict[tuple[int, int], float] = {}
    for first, second, cost in rows.tolist():
        length[min(int(first), int(second)) - 1, max(int(first), int(second)) - 1] = cost
    ends = np.array(list(length), dtype=np.int64)
    graph = csr_array((np.array(list(length.values())), (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    return Instance(path.stem, num_open, shortest_path(graph, directed=False))


def case_of(instance: Instance) -> Case:
    """Return the instance as a case."""
    vertices = [f"v{number + 1}" for number in range(len(instance.distance))]
    place = {"lat": 0.0, "lon": 0.0}
    return Case(
        identity=Identity(id=instance.name, title=instance.name),
        horizon=Horizon(start="2000-01", months=1, standard_from="2000-01", year_starts_month=1),
        travel=TravelMethod(method="matrix"),
        parameters=Parameters(
            acute_delayed_day_gbp=0,
            acute_admission_day_gbp=0,
            num_bases=instance.num_open,
            staff_travel_gbp_per_hour=60,
            visits_per_round=2,
        ),
        localities=(t.Locality(locality="all", title="All"),),
        areas=tuple(
            t.Area(area=name, title=name, locality="all", age_65_74=1, age_75_84=0, age_85_plus=0, **place)
            for name in vertices
        ),
        settings=(),
        cohorts=(),
        stays=(),
        growth=(),
        seasons=(),
        sites=(),
        configurations=(),
        funders=(),
        funding=(),
        bases=tuple(
            staff.Base(base=f"b{name}", title=name, kind="other", use="may", cost_gbp_per_year=0, **place)
            for name in vertices
        ),
        area_travel_min={
            (area, f"b{base}"): minutes
            for area, row in zip(vertices, instance.distance.tolist(), strict=True)
            for base, minutes in zip(vertices, row, strict=True)
        },
    )

"""What the `bases` model is built from: plain numbers on sparse index sets, derived from a case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import networkx as nx

from capplan.case.case import Case
from capplan.formulations.bases.demand import AreaDemand, area_demand
from capplan.units import minutes_to_hours

Choice = Literal["fixed", "choose"]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Inputs:
    """Numbers of one choice of bases on one scenario.

    Attributes
    ----------
    bases : tuple of str
        Bases that may be open: all but those marked `never`.
    fixed_bases : tuple of str
        Bases that have to be open; none where they are chosen freely.
    pairs : tuple of (area, base)
        Bases that could serve an area: a way leads there, over neighbouring areas where territories must hang
        together.
    in_reach : frozenset of (area, base)
        Pairs near enough for a rapid call.
    travel_gbp : mapping of (area, base) to float
        Travel of a year if the base serves the area.
    visits_limit : mapping of base to float
        Bases with a limit only.
    visits_band : pair of float or None
        Least and largest number of visits of an open base; None where no balance is asked.
    root : mapping of base to area
        The area nearest to it; empty where territories need not hang together.
    neighbours : mapping of area to areas
        Areas that share a border; empty where territories need not hang together.
    """

    areas: tuple[str, ...]
    bases: tuple[str, ...]
    fixed_bases: tuple[str, ...]
    num_bases: int
    visits: Mapping[str, float]
    travel_min: Mapping[Pair, float]
    pairs: tuple[Pair, ...]
    in_reach: frozenset[Pair]
    travel_gbp: Mapping[Pair, float]
    base_gbp: Mapping[str, float]
    visits_limit: Mapping[str, float]
    visits_band: tuple[float, float] | None
    root: Mapping[str, str]
    neighbours: Mapping[str, tuple[str, ...]]

    @property
    def farther_possible(self) -> bool:
        """Can an area belong to a base that is not its nearest open one? Then assignments are stated one by one."""
        return bool(self.visits_limit) or self.visits_band is not None or bool(self.root)

    def reduced(self, closed: Iterable[str], opened: Iterable[str]) -> Inputs:
        """Return the same numbers with some bases known to be closed and some known to be open."""
        gone, kept = set(closed), set(opened)
        pairs = tuple(pair for pair in self.pairs if pair[1] not in gone)
        return replace(
            self,
            bases=tuple(base for base in self.bases if base not in gone),
            fixed_bases=tuple(base for base in self.bases if base in kept or base in self.fixed_bases),
            pairs=pairs,
            in_reach=self.in_reach & frozenset(pairs),
        )


def inputs_of(case: Case, option: Choice = "fixed", num_bases: int | None = None) -> Inputs:
    """Derive the numbers from a case, in the scenario the case is set to.

    Parameters
    ----------
    case : Case
    option : {'fixed', 'choose'}
        Are the bases marked `must` open whatever they cost, or is every base as free as those marked `may`?
    num_bases : int, optional
        Bases to open; by default as the case says.
    """
    figures = case.parameters
    bases = tuple(row.base for row in case.bases if row.use != "never")
    musts = tuple(row.base for row in case.bases if row.use == "must")
    demand = area_demand(case)
    count = num_bases or figures.num_bases or len(musts)
    neighbours = _neighbours(case) if figures.contiguous_territories else {}
    root = {base: _nearest_area(case, base) for base in bases} if figures.contiguous_territories else {}
    pairs = tuple(_pairs(case, bases, root, neighbours))
    total = sum(one.visits for one in demand.values())
    limit_min = math.inf if figures.max_rapid_min is None else figures.max_rapid_min
    return Inputs(
        areas=tuple(area.area for area in case.areas),
        bases=bases,
        fixed_bases=musts if option == "fixed" else (),
        num_bases=count,
        visits={area: one.visits for area, one in demand.items()},
        travel_min={pair: case.area_travel_min[pair] for pair in pairs},
        pairs=pairs,
        in_reach=frozenset(pair for pair in pairs if case.area_travel_min[pair] <= limit_min),
        travel_gbp={pair: _travel_gbp(case, demand[pair[0]], case.area_travel_min[pair]) for pair in pairs},
        base_gbp={base: case.base[base].cost_gbp_per_year for base in bases},
        visits_limit={base: limit for base in bases if (limit := case.base[base].max_visits_per_year) is not None},
        visits_band=_band(total, count, figures.max_base_imbalance),
        root=root,
        neighbours=neighbours,
    )


def _travel_gbp(case: Case, demand: AreaDemand, minutes: float) -> float:
    """Return the travel of an area's year: each visit has its part of a round, each rapid call its own way."""
    figures = case.parameters
    there_and_back = 2.0 * minutes
    journeys = demand.visits / figures.visits_per_round + demand.rapid_calls * figures.rapid_visit_weight
    return journeys * minutes_to_hours(there_and_back) * figures.staff_travel_gbp_per_hour


def _band(total: float, num_bases: int, imbalance: float | None) -> tuple[float, float] | None:
    if imbalance is None or num_bases == 0:
        return None
    mean = total / num_bases
    return max(0.0, 1.0 - imbalance) * mean, (1.0 + imbalance) * mean


def _neighbours(case: Case) -> dict[str, tuple[str, ...]]:
    graph = nx.Graph()
    graph.add_nodes_from(area.area for area in case.areas)
    graph.add_edges_from((row.area, row.neighbour) for row in case.adjacency if row.area != row.neighbour)
    return {area: tuple(graph.neighbors(area)) for area in graph}


def _nearest_area(case: Case, base: str) -> str:
    return min((area.area for area in case.areas), key=lambda area: (case.area_travel_min[area, base], area))


def _pairs(
    case: Case, bases: tuple[str, ...], root: Mapping[str, str], neighbours: Mapping[str, tuple[str, ...]]
) -> Iterable[Pair]:
    graph = nx.Graph(dict(neighbours)) if root else None
    together = {base: nx.node_connected_component(graph, area) for base, area in root.items()}
    for area in case.areas:
        for base in bases:
            if math.isfinite(case.area_travel_min[area.area, base]) and (not root or area.area in together[base]):
                yield area.area, base

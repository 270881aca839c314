"""Minutes from every area to every site and base, by the method that case.toml names."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault
from capplan.case.roads import road_graph
from capplan.travel import CoordinateTravel, MatrixTravel, MissingTravelError, Point, RoadTravel

AreaTravel = dict[tuple[str, str], float]


def area_travel_min(draft: Draft) -> tuple[AreaTravel, list[Fault]]:
    """Return minutes by (area, site or base), infinite where there is no way, or the faults of their tables."""
    areas = draft.of(t.Area)
    origins = [Point(area.area, area.lat, area.lon) for area in areas]
    destinations = [Point(site.site, site.lat, site.lon) for site in draft.of(t.Site)]
    destinations += [Point(base.base, base.lat, base.lon) for base in draft.of(staff.Base)]
    figures = draft.figures
    match draft.header.travel.method:
        case "coordinates":
            source = CoordinateTravel(figures.detour_factor, figures.speed_kmh, figures.access_min)
            minutes = source.minutes(origins, destinations)
        case "matrix":
            matrix = MatrixTravel({(row.area, row.site): row.travel_min for row in draft.of(t.TravelTime)})
            try:
                minutes = matrix.minutes(origins, destinations)
            except MissingTravelError as error:
                return {}, _missing(draft, error.pairs)
        case "roads":
            if not draft.of(t.RoadNode):
                hint = "Add the junctions, or choose another travel method in case.toml."
                return {}, [fault_at(t.RoadNode, None, "node", None, "has no rows, but the method is roads", hint)]
            graph = road_graph(draft.of(t.RoadNode), draft.of(t.Road))
            roads = RoadTravel(graph, figures.speed_kmh, figures.detour_factor)
            minutes = roads.minutes(origins, destinations) + figures.access_min
    pairs = [(area.area, place.id) for area in areas for place in destinations]
    return dict(zip(pairs, map(float, minutes.ravel()), strict=True)), []


def _missing(draft: Draft, pairs: Sequence[tuple[str, str]]) -> list[Fault]:
    hint = "Add the row with its minutes, or choose another travel method in case.toml."
    bases = draft.ids("bases", "base")
    return [
        fault_at(
            t.TravelTime,
            None,
            "area + site",
            None,
            f"has no time from area {area} to {'base' if place in bases else 'site'} {place}",
            hint,
        )
        for area, place in pairs
    ]

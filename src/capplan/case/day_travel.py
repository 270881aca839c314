"""Travel between the places of a day of visits, for each way of travelling.

Where `visit_travel.csv` has rows, they are the travel. Otherwise cars take the case's method: roads where case.toml
says so, else the straight line times the detour; bikes and feet take the straight line times the detour at their own
speeds. Kilometres without a measured row are the straight line times the detour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capplan.case import staff_tables as staff
from capplan.case import visit_tables as day
from capplan.case.header import Parameters
from capplan.case.roads import road_graph
from capplan.case.tables import Road, RoadNode
from capplan.travel import CoordinateTravel, Point, RoadTravel, great_circle_km
from capplan.travel.source import FloatArray


@dataclass(frozen=True)
class DayTravel:
    """Minutes and kilometres between the places of a day.

    Attributes
    ----------
    places
        Place ids: bases first, then visit_places.csv, in file order.
    minutes
        By mode, minutes from row to column, in the order of `places`; infinite where there is no way. Handover at
        the door is not in them.
    distance_km
        Kilometres on the road, by mode.
    """

    places: tuple[str, ...]
    minutes: Mapping[str, FloatArray]
    distance_km: Mapping[str, FloatArray]

    def index(self) -> dict[str, int]:
        """Return the position of each place."""
        return {place: position for position, place in enumerate(self.places)}


def points_of(bases: Iterable[staff.Base], places: Iterable[day.VisitPlace]) -> list[Point]:
    """Return the places of a day as points: bases, then visit places."""
    points = [Point(base.base, base.lat, base.lon) for base in bases]
    return points + [Point(place.place, place.lat, place.lon) for place in places]


def modes_of(carers: Iterable[day.CarerRow]) -> tuple[day.Mode, ...]:
    """Return the ways of travelling that somebody uses."""
    return tuple(dict.fromkeys(carer.mode for carer in carers))


def needed_places(
    bases: Iterable[staff.Base], visits: Iterable[day.VisitRow], carers: Iterable[day.CarerRow]
) -> tuple[str, ...]:
    """Return the places between which somebody may travel: of visits, and where rounds begin and end."""
    used = {visit.place for visit in visits}
    for carer in carers:
        used |= {carer.start_place or carer.base, carer.end_place or carer.base}
    known = [base.base for base in bases if base.base in used]
    return (*known, *sorted(used - set(known)))


def measured_travel(
    points: Sequence[Point], modes: Sequence[str], rows: Iterable[day.VisitTravel]
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Return minutes and kilometres by mode from the rows of visit_travel.csv, infinite where there is none."""
    position = {point.id: place for place, point in enumerate(points)}
    nowhere = np.full((len(points), len(points)), np.inf)
    np.fill_diagonal(nowhere, 0.0)
    minutes = {mode: nowhere.copy() for mode in modes}
    distance_km = {mode: nowhere.copy() for mode in modes}
    for row in rows:
        if row.mode in minutes and row.travel_min is not None:
            pair = position[row.from_place], position[row.to_place]
            minutes[row.mode][pair] = row.travel_min
            distance_km[row.mode][pair] = row.distance_km
    return minutes, distance_km


def estimated_travel(
    points: Sequence[Point],
    modes: Sequence[str],
    figures: Parameters,
    roads: tuple[Sequence[RoadNode], Sequence[Road]] | None,
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Return minutes and kilometres by mode from coordinates, or by car over the road graph where one is given."""
    speed = {"car": figures.speed_kmh, "bike": figures.bike_kmh, "foot": figures.foot_kmh}
    minutes = {}
    for mode in modes:
        access = figures.access_min if mode == "car" else 0.0
        if mode == "car" and roads is not None:
            graph = RoadTravel(road_graph(*roads), figures.speed_kmh, figures.detour_factor)
            found = graph.minutes(points, points) + access
            np.fill_diagonal(found, 0.0)
            minutes[mode] = found
        else:
            minutes[mode] = CoordinateTravel(figures.detour_factor, speed[mode], access).minutes(points, points)
    distance = great_circle_km(points, points) * figures.detour_factor
    return minutes, dict.fromkeys(modes, distance)

"""Places: people in every locality, coordinates that belong together, sites within reach."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault
from capplan.case.fields import Row
from capplan.travel import Point, great_circle_km

MAX_KM_FROM_MIDDLE = 300.0


def locality_without_people(draft: Draft) -> Iterator[Fault]:
    """Yield localities without an area, or with nobody aged 65 or over, in a case that has areas."""
    if not draft.of(t.Area):
        return
    people: dict[str, float] = {}
    for area in draft.of(t.Area):
        older = sum(getattr(area, band) for band in t.AGE_BANDS)
        people[area.locality] = people.get(area.locality, 0.0) + older
    for number, row in draft.numbered(t.Locality):
        if row.locality not in people:
            yield fault_at(t.Locality, number, "locality", row.locality, "has no area", "Add its areas to areas.csv.")
        elif people[row.locality] == 0:
            problem = "has no people aged 65 or over in any of its areas"
            yield fault_at(t.Locality, number, "locality", row.locality, problem, "Fill the ages in areas.csv.")


def far_from_the_rest(draft: Draft) -> Iterator[Fault]:
    """Yield places more than 300 km from the middle of the areas: mostly swapped columns or a lost sign."""
    areas = draft.of(t.Area)
    if not areas:
        return
    middle = Point("middle", median(area.lat for area in areas), median(area.lon for area in areas))
    found: list[tuple[type[Row], int, Point]] = [
        *((t.Area, number, Point(row.area, row.lat, row.lon)) for number, row in draft.numbered(t.Area)),
        *((t.Site, number, Point(row.site, row.lat, row.lon)) for number, row in draft.numbered(t.Site)),
        *((t.RoadNode, number, Point(row.node, row.lat, row.lon)) for number, row in draft.numbered(t.RoadNode)),
    ]
    distances_km = great_circle_km([middle], [point for _, _, point in found])[0]
    for (model, number, point), distance_km in zip(found, distances_km, strict=True):
        if distance_km > MAX_KM_FROM_MIDDLE:
            problem = f"is {distance_km:,.0f} km from the middle of the areas"
            repair = "Check that lat and lon are not swapped and that west of Greenwich is negative."
            yield fault_at(model, number, "lat + lon", f"{point.lat:g}, {point.lon:g}", problem, repair)


def road_twice(draft: Draft) -> Iterator[Fault]:
    """Yield roads that stand in the table in both directions: each row is passable both ways already."""
    row_of: dict[tuple[str, str], int] = {}
    for number, road in draft.numbered(t.Road):
        row_of[road.from_node, road.to_node] = number
        first = row_of.get((road.to_node, road.from_node), number)
        if first != number:
            problem = f"is the road of row {first} the other way round"
            repair = "Keep one of them: a road is passable both ways."
            yield fault_at(t.Road, number, "from_node + to_node", f"{road.from_node} / {road.to_node}", problem, repair)


def site_within_reach(draft: Draft, case: Case) -> Iterator[Fault]:
    """Yield sites that no locality can reach within the travel limit of any cohort they admit."""
    for number, row in draft.numbered(t.Site):
        admitted = list(case.admitted(row))
        if not admitted:
            continue
        limit = max(cohort.max_travel_min for cohort in admitted)
        minutes = [case.locality_travel_min[place.locality, row.site] for place in case.localities]
        if not any(value <= limit for value in minutes):
            nearest = min((value for value in minutes if math.isfinite(value)), default=math.inf)
            how_far = f"{nearest:.0f} minutes" if math.isfinite(nearest) else "no way there"
            problem = f"is within reach of no locality (nearest: {how_far}; limit: {limit:g} minutes)"
            repair = "Check its coordinates, the travel figures and max_travel_min in cohorts.csv."
            yield fault_at(t.Site, number, "site", row.site, problem, repair)


def place_within_reach(draft: Draft, case: Case) -> Iterator[Fault]:
    """Yield cohorts that must always be placed but live in a locality without any site in reach."""
    sites_of = {
        cohort.cohort: [site for site in case.sites if cohort in case.admitted(site)] for cohort in case.cohorts
    }
    for number, row in draft.numbered(t.Cohort):
        for place in _homes(case, row) if row.when_full == "never" else ():
            minutes = [case.locality_travel_min[place.locality, site.site] for site in sites_of[row.cohort]]
            if not any(value <= row.max_travel_min for value in minutes):
                problem = f"leaves locality {place.locality} without any site that admits {row.cohort}"
                repair = "Raise it, add a site, or let the cohort wait or divert (when_full)."
                yield fault_at(t.Cohort, number, "max_travel_min", f"{row.max_travel_min:g}", problem, repair)


def _homes(case: Case, cohort: t.Cohort) -> list[t.Locality]:
    """Return the localities in which people of a cohort's ages live."""
    bands = [band for band in t.AGE_BANDS if getattr(cohort, band) > 0]
    inhabited = {area.locality for area in case.areas if any(getattr(area, band) > 0 for band in bands)}
    return [place for place in case.localities if place.locality in inhabited]

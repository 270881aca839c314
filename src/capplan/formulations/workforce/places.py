"""Bases in use, territories, workplaces, travel: where staff work and how far they drive."""

from __future__ import annotations

from collections.abc import Mapping

from capplan.case.case import Case
from capplan.case.staff_tables import Base
from capplan.case.tables import Site
from capplan.travel import CoordinateTravel, Point

BED_DRIVERS = frozenset({"occupied-days", "staffed-days"})
Territory = Mapping[str, str]
"""Base of every area."""


def bases_in_use(case: Case) -> tuple[Base, ...]:
    """Return the bases that must be used, in file order."""
    return tuple(row for row in case.bases if row.use == "must")


def nearest_territory(case: Case) -> dict[str, str]:
    """Return the nearest base in use of every area; of two as near, the first by id."""
    bases = bases_in_use(case)
    return {
        area.area: min(bases, key=lambda base: (case.area_travel_min[area.area, base.base], base.base)).base
        for area in case.areas
    }


def staffed_sites(case: Case) -> tuple[Site, ...]:
    """Return the sites whose setting some bed-day work type names."""
    settings: set[str] = set()
    for row in case.work_types:
        if row.driver in BED_DRIVERS:
            settings |= set(row.of.split()) or set(case.setting)
    return tuple(site for site in case.sites if site.setting in settings and site.travels == "person")


def workplaces(case: Case) -> tuple[str, ...]:
    """Return the bases in use, then the staffed sites."""
    return (*(row.base for row in bases_in_use(case)), *(site.site for site in staffed_sites(case)))


def shares(case: Case, territory: Territory) -> dict[str, float]:
    """Return each base's share of the people aged 65 and over."""
    people = {row.base: 0.0 for row in bases_in_use(case)}
    for area in case.areas:
        people[territory[area.area]] += area.older_people
    total = sum(people.values())
    return {base: count / total if total > 0 else 0.0 for base, count in people.items()}


def serves(case: Case, territory: Territory) -> frozenset[tuple[str, str]]:
    """Return (locality, base) for every base that serves an area of the locality."""
    return frozenset((area.locality, territory[area.area]) for area in case.areas)


def travel_min_per_visit(case: Case, territory: Territory) -> dict[str, float]:
    """Return minutes of travel that one visit takes, by base."""
    return {row.base: _travel_of(case, territory, row) for row in bases_in_use(case)}


def _travel_of(case: Case, territory: Territory, base: Base) -> float:
    if base.travel_min_per_visit is not None:
        return base.travel_min_per_visit
    served = [area for area in case.areas if territory[area.area] == base.base]
    people = sum(area.older_people for area in served)
    minutes = sum(area.older_people * case.area_travel_min[area.area, base.base] for area in served)
    mean = minutes / people if people > 0 else 0.0
    return case.parameters.min_between_visits + 2.0 * mean / case.parameters.visits_per_round


def commute_min(case: Case) -> dict[tuple[str, str], float]:
    """Return minutes by car from every staffed site to every base in use, by straight line and detour."""
    sites, bases = staffed_sites(case), bases_in_use(case)
    if not sites or not bases:
        return {}
    figures = case.parameters
    source = CoordinateTravel(figures.detour_factor, figures.speed_kmh, figures.access_min)
    minutes = source.minutes(
        [Point(site.site, site.lat, site.lon) for site in sites],
        [Point(base.base, base.lat, base.lon) for base in bases],
    )
    return {
        (site.site, base.base): float(minutes[row, column])
        for row, site in enumerate(sites)
        for column, base in enumerate(bases)
    }

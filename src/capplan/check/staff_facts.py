"""What the staff of an option follow from: bases in use, workplaces, posts, moves, hours of an FTE, who may do what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from capplan.case.case import Case
from capplan.case.staff_tables import Base, Establishment, MayDo, Move, Role
from capplan.case.tables import Area, Site
from capplan.check.facts import Facts
from capplan.check.violation import TRAVEL_TOLERANCE_MIN
from capplan.units import DAYS_PER_WEEK, MINUTES_PER_HOUR

BED_DAYS = ("occupied-days", "staffed-days")
_EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class StaffFacts:
    """Sets and parameters of `workforce` for one option, each from the tables and the given territories.

    Attributes
    ----------
    facts : Facts
        Those of the beds; its territory is that of the staff decisions.
    """

    facts: Facts

    @property
    def case(self) -> Case:
        """The case, in the scenario of the option."""
        return self.facts.case

    @cached_property
    def bases(self) -> tuple[Base, ...]:
        """Bases in use: those that must be used and those that some area is served from, in file order."""
        serving = set(self.facts.territory.values())
        return tuple(base for base in self.case.bases if base.use == "must" or base.base in serving)

    @cached_property
    def staffed_sites(self) -> tuple[Site, ...]:
        """Sites to which people travel whose setting a bed-day work type names (all settings where it names none)."""
        named: set[str] = set()
        for work in self.case.work_types:
            if work.driver in BED_DAYS:
                named |= set(work.of.split() or self.case.setting)
        return tuple(site for site in self.case.sites if site.setting in named and site.travels == "person")

    @cached_property
    def workplaces(self) -> tuple[str, ...]:
        """Bases in use, then staffed sites."""
        return (*(base.base for base in self.bases), *(site.site for site in self.staffed_sites))

    @cached_property
    def establishment(self) -> dict[tuple[str, str], Establishment]:
        """Establishment rows at workplaces, by role and workplace."""
        return {(row.role, row.workplace): row for row in self.case.establishment if row.workplace in self.workplaces}

    @cached_property
    def moves(self) -> dict[tuple[str, str, str, str], Move]:
        """Permitted redeployments by role, site, role taken up and base."""
        return {
            (move.from_role, site.site, move.to_role, base.base): move
            for move in self.case.moves
            for site in self.staffed_sites
            for base in self.bases
            if (move.from_role, site.site) in self.establishment
            and self.commute_min(site, base) <= move.max_travel_min + TRAVEL_TOLERANCE_MIN
        }

    @cached_property
    def posts(self) -> tuple[tuple[str, str], ...]:
        """Every (role, workplace) that can have people in post: the establishment, then where moves may lead."""
        return tuple(dict.fromkeys([*self.establishment, *((to, base) for _, _, to, base in self.moves)]))

    def has_post(self, role: str, workplace: str) -> bool:
        """Say whether a role can have people in post at a workplace."""
        return (role, workplace) in self._post_set

    def commute_min(self, site: Site, base: Base) -> float:
        """Return the minutes by car from a site to a base: haversine distance, detour, speed, access."""
        lat_from, lat_to = math.radians(site.lat), math.radians(base.lat)
        east = math.radians(base.lon - site.lon) / 2
        half_chord = math.hypot(
            math.sin((lat_to - lat_from) / 2), math.sqrt(math.cos(lat_from) * math.cos(lat_to)) * math.sin(east)
        )
        straight_km = 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, half_chord))
        figures = self.case.parameters
        road_km = straight_km * figures.detour_factor
        return road_km / figures.speed_kmh * MINUTES_PER_HOUR + figures.access_min

    def hours(self, role_id: str, number: int) -> float:
        """Return the hours of work that one FTE of a role gives in a period."""
        role = self.case.role[role_id]
        weeks = self.case.periods[number].days / DAYS_PER_WEEK
        return role.hours_per_week * weeks * _worked_share(role) * (1.0 - role.other_share)

    def may_do(self, role: str, skill: str, number: int) -> MayDo | None:
        """Return the row by which a role may do a skill in a period; none where it may not."""
        row = self._may_do.get((role, skill))
        return row if row is not None and self._counts(row, number) else None

    def main_role(self, skill: str, workplace: str, number: int) -> str | None:
        """Return the role that first does a skill at a workplace: overskilled roles only where there is no other."""
        rows = [
            row
            for row in self.case.may_do
            if row.skill == skill and self._counts(row, number) and self.has_post(row.role, workplace)
        ]
        right = [row for row in rows if not row.overskilled] or rows
        return right[0].role if right else None

    @cached_property
    def _post_set(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.posts)

    @cached_property
    def _may_do(self) -> dict[tuple[str, str], MayDo]:
        return {(row.role, row.skill): row for row in self.case.may_do}

    def _counts(self, row: MayDo, number: int) -> bool:
        """Say whether a row of may_do counts: without a lever always, with one from its month if it is on."""
        if row.lever is None:
            return True
        lever = next((lever for lever in self.case.levers if lever.lever == row.lever), None)
        return lever is not None and lever.on and lever.from_month <= self.case.periods[number].id

    @cached_property
    def older_share(self) -> dict[str, float]:
        """Share of each base in use in the people aged 65 and over."""
        everyone = math.fsum(_older(area) for area in self.case.areas)
        return {base.base: math.fsum(map(_older, self._areas(base))) / everyone for base in self.bases}

    @cached_property
    def travel_min_per_visit(self) -> dict[str, float]:
        """Minutes of travel a visit at each base in use: measured, or from its territory; 0 for one without people."""
        figures = self.case.parameters
        found = {}
        for base in self.bases:
            areas = self._areas(base)
            people = math.fsum(map(_older, areas))
            far = math.fsum(_older(area) * self.case.area_travel_min[area.area, base.base] for area in areas if people)
            mean = far / people if people > 0.0 else 0.0
            reckoned = figures.min_between_visits + 2.0 * mean / figures.visits_per_round
            found[base.base] = reckoned if base.travel_min_per_visit is None else base.travel_min_per_visit
        return found

    def _areas(self, base: Base) -> list[Area]:
        return [area for area in self.case.areas if self.facts.territory.get(area.area) == base.base]


def _older(area: Area) -> float:
    return math.fsum((area.age_65_74, area.age_75_84, area.age_85_plus))


def _worked_share(role: Role) -> float:
    """Return hours worked over hours paid."""
    absent = math.fsum((role.leave_share, role.sickness_share, role.training_share))
    return 1.0 - absent if role.headroom == "paid-hours" else 1.0 / (1.0 + absent)

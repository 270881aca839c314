"""What the case says about bases, worked out once more for the checker: visits, calls, limits, borders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from capplan.case.case import Case
from capplan.case.staff_tables import Recipe, WorkType

_BED_DAY_DRIVERS = ("occupied-days", "staffed-days")


@dataclass(frozen=True)
class BaseFacts:
    """The parameters of the `bases` formulation, each from the tables alone, in the scenario of the case."""

    case: Case

    @cached_property
    def older_people(self) -> dict[str, float]:
        """People aged 65 and over by area."""
        return {row.area: row.age_65_74 + row.age_75_84 + row.age_85_plus for row in self.case.areas}

    @cached_property
    def visits(self) -> dict[str, float]:
        """Visits in the first year by area."""
        if not self.case.work_types:
            return dict(self.older_people)
        total = 0.0
        for recipe in self.case.recipes:
            work = self._travelling.get(recipe.work)
            if work is not None:
                total += self._units(work) * self._visits_a_unit(recipe)
        return self._by_older_people(total)

    @cached_property
    def rapid_calls(self) -> dict[str, float]:
        """Rapid calls in the first year by area."""
        rapid = [work for work in self._travelling.values() if work.response == "rapid"]
        return self._by_older_people(sum(map(self._units, rapid)))

    @cached_property
    def _travelling(self) -> dict[str, WorkType]:
        return {work.work: work for work in self.case.work_types if work.travels}

    def _by_older_people(self, total: float) -> dict[str, float]:
        county = sum(self.older_people.values())
        return {area: total * people / county if county else 0.0 for area, people in self.older_people.items()}

    def _units(self, work: WorkType) -> float:
        if work.driver in _BED_DAY_DRIVERS:
            return 0.0
        if work.driver != "home-starts":
            return work.volume_per_year if work.volume_per_year is not None else 0.0
        starts = 0.0
        for cohort in self.case.cohorts:
            if work.of and cohort.cohort not in work.of.split():
                continue
            shares = {stay.setting: stay.min_share for stay in self.case.stays if stay.cohort == cohort.cohort}
            homes = [setting.setting for setting in self.case.settings if setting.unit == "place"]
            only_home = bool(shares) and set(shares) <= set(homes)
            share = 1.0 if only_home else sum(shares.get(home, 0.0) for home in homes)
            starts += share * cohort.admissions_per_year * self.case.factor(cohort.cohort)[0]
        return starts

    def _visits_a_unit(self, recipe: Recipe) -> float:
        if recipe.visits is not None:
            return recipe.visits
        return sum(7 * week.visits_per_day for week in self.case.tapers if week.work == recipe.work)

    @cached_property
    def borders(self) -> dict[str, set[str]]:
        """The areas that share a border with each area."""
        beside: dict[str, set[str]] = {row.area: set() for row in self.case.areas}
        for row in self.case.adjacency:
            beside[row.area].add(row.neighbour)
            beside[row.neighbour].add(row.area)
        return beside

    def parts(self, areas: set[str]) -> list[set[str]]:
        """Cut areas into parts that hang together over borders inside them."""
        left, parts = set(areas), []
        while left:
            part = {left.pop()}
            edge = set(part)
            while edge:
                edge = {other for area in edge for other in self.borders[area]} & left
                part |= edge
                left -= edge
            parts.append(part)
        return parts

    def nearest_area(self, base: str) -> str:
        """Return the area nearest to a base, the first of equals by id."""
        areas = sorted(row.area for row in self.case.areas)
        nearest = areas[0]
        for area in areas:
            if self.case.area_travel_min[area, base] < self.case.area_travel_min[nearest, base]:
                nearest = area
        return nearest

    def open_by_rule(self, fixed: bool) -> Counter[str]:
        """Return the uses of the bases that bind: `must` counts only where the fixed bases are kept."""
        uses = Counter({row.base: 1 for row in self.case.bases if row.use == "must" and fixed})
        uses.update({row.base: -1 for row in self.case.bases if row.use == "never"})
        return uses

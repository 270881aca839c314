"""What a unit of work takes, and how many units the case itself gives: growth, seasons, levers, tapers, travel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from capplan.case.fields import Row
from capplan.case.staff_tables import Recipe, WorkType
from capplan.case.tables import AGE_BANDS
from capplan.check.staff_facts import StaffFacts
from capplan.units import DAYS_PER_WEEK, MONTHS_PER_YEAR, add_months, days_in_month, financial_year


@dataclass(frozen=True)
class WorkFacts:
    """Parameters of the work types for one option.

    Attributes
    ----------
    staff : StaffFacts
        Bases in use, workplaces and travel.
    """

    staff: StaffFacts

    def growth(self, year: str) -> float:
        """Return how many people there are in a year against the table of areas, by the growth of each age band."""
        case = self.staff.case
        index = next(row for row in case.growth if row.year == year)
        people = {band: math.fsum(_band(area, band) for area in case.areas) for band in AGE_BANDS}
        grown = math.fsum(_band(index, band) * people[band] for band in AGE_BANDS)
        return grown / math.fsum(people.values())

    def lever_share(self, kind: Literal["productivity", "less-work"], named: str, number: int) -> float:
        """Return the summed share of the levers that are on, have begun and name a skill or work type; at most 1."""
        month = self.staff.case.periods[number].id
        shares = [
            lever.share
            for lever in self.staff.case.levers
            if lever.kind == kind and lever.on and named in lever.of.split() and lever.from_month <= month
        ]
        return min(1.0, math.fsum(shares))

    def kept_share(self, work: WorkType, number: int) -> float:
        """Return the share of a work type's units that less-work levers leave."""
        return 1.0 - self.lever_share("less-work", work.work, number)

    def visits(self, recipe: Recipe) -> float:
        """Return the visits of a unit: stated, or of the tapers."""
        if recipe.visits is not None:
            return recipe.visits
        return math.fsum(DAYS_PER_WEEK * visits for visits in self._taper(recipe.work).values())

    def unit_min(self, work: WorkType, recipe: Recipe, workplace: str, number: int) -> tuple[float, float]:
        """Return (all minutes, minutes of travel) of one unit of work on the recipe's skill at a workplace."""
        kept = 1.0 - self.lever_share("productivity", recipe.skill, number)
        travel = self.staff.travel_min_per_visit.get(workplace, 0.0) if work.travels else 0.0
        visits = self.visits(recipe)
        return visits * ((recipe.contact_min + recipe.other_min) * kept + travel), visits * travel

    def weight_of_start(self, work: WorkType, stay_days: float) -> float:
        """Return the units of work of one start: visits of an episode of this length over those of the tapers."""
        taper = self._taper(work.work)
        as_it_stands = math.fsum(DAYS_PER_WEEK * visits for visits in taper.values())
        if as_it_stands == 0.0:
            return 1.0
        last = max(taper)
        terms = [
            max(0.0, min(float(DAYS_PER_WEEK), stay_days - DAYS_PER_WEEK * (week - 1))) * visits
            for week, visits in taper.items()
        ]
        terms.append(max(0.0, stay_days - DAYS_PER_WEEK * last) * taper[last])
        return math.fsum(terms) / as_it_stands

    def _taper(self, work: str) -> dict[int, float]:
        return {row.week: row.visits_per_day for row in self.staff.case.tapers if row.work == work}

    def given_volume(self, work: WorkType, workplace: str, number: int) -> float:
        """Return the units of referrals, older-people or fixed work at a workplace in a period."""
        yearly = (work.volume_per_year or 0.0) * self.kept_share(work, number)
        parts = self._year_parts[number]
        if work.driver == "fixed":
            named = [place for place in dict.fromkeys(work.of.split()) if place in self.staff.workplaces]
            sharers = named or [base.base for base in self.staff.bases]
            return yearly * parts.days / len(sharers) if workplace in sharers else 0.0
        local = self.staff.older_share.get(workplace, 0.0)
        if work.driver == "referrals":
            return yearly * parts.grown_season * local
        return yearly * parts.grown_days * local if work.driver == "older-people" else 0.0

    @cached_property
    def _year_parts(self) -> tuple[_YearParts, ...]:
        return tuple(
            _YearParts(
                days=math.fsum(self._share_of_year(month, seasonal=False) for month in period.months_covered),
                grown_days=math.fsum(
                    self.growth(self._year(month)) * self._share_of_year(month, seasonal=False)
                    for month in period.months_covered
                ),
                grown_season=math.fsum(
                    self.growth(self._year(month)) * self._share_of_year(month, seasonal=True)
                    for month in period.months_covered
                ),
            )
            for period in self.staff.case.periods
        )

    def _year(self, month: str) -> str:
        return financial_year(month, self.staff.case.horizon.year_starts_month)

    def _share_of_year(self, month: str, *, seasonal: bool) -> float:
        """Return a month's part of its financial year, by days or by days times the index of the season."""
        index = {row.month: row.index for row in self.staff.case.seasons}
        first = self.staff.case.horizon.year_starts_month
        since = (int(month[5:]) - first) % MONTHS_PER_YEAR

        def weight(one: str) -> float:
            return days_in_month(one) * (index[int(one[5:])] if seasonal else 1.0)

        whole = math.fsum(weight(add_months(month, ahead - since)) for ahead in range(MONTHS_PER_YEAR))
        return weight(month) / whole


@dataclass(frozen=True)
class _YearParts:
    """What a period has of a year, summed over its months."""

    days: float
    grown_days: float
    grown_season: float


def _band(row: Row, band: str) -> float:
    return float(getattr(row, band))

"""Work: how many units of each type arise, and how many hours of each skill a unit takes."""

from __future__ import annotations

from collections.abc import Mapping

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.demand import season_shares, year_months
from capplan.case.staff_hours import visits_per_unit
from capplan.case.staff_tables import WorkType
from capplan.case.tables import AGE_BANDS
from capplan.formulations.workforce.places import bases_in_use, workplaces
from capplan.units import DAYS_PER_WEEK, days_in_period, financial_year, minutes_to_hours

GIVEN_DRIVERS = frozenset({"referrals", "older-people", "fixed"})


def episode_weight(case: Case, work: str, stay_days: float) -> float:
    """Return units of work that one start counts: visits of an episode as long as the stay, over the tapers'."""
    rates = [row.visits_per_day for row in sorted(case.tapers, key=lambda row: row.week) if row.work == work]
    table = DAYS_PER_WEEK * sum(rates)
    if not rates or table == 0:
        return 1.0
    visits, left = 0.0, stay_days
    for rate in rates:
        days = min(float(DAYS_PER_WEEK), left)
        visits += days * rate
        left -= days
    return (visits + left * rates[-1]) / table


def lever_share(case: Case, kind: str, name: str, period: Period) -> float:
    """Return by how much the levers of a kind that are on and name an id have cut it in a period, at most 1."""
    pulled = (
        row.share
        for row in case.levers
        if row.on and row.kind == kind and name in row.of.split() and row.from_month <= period.id
    )
    return min(1.0, sum(pulled))


def unit_hours(case: Case, travel: Mapping[str, float]) -> dict[tuple[str, str, str, str], float]:
    """Return hours of a skill that a unit takes, by (work, skill, workplace or '' for any site, period id)."""
    works = {row.work: row for row in case.work_types}
    hours = {}
    for recipe in case.recipes:
        visits, work = visits_per_unit(case, recipe), works[recipe.work]
        for period in case.periods:
            kept = 1.0 - lever_share(case, "productivity", recipe.skill, period)
            at_work = (recipe.contact_min + recipe.other_min) * kept
            for place in (*travel, ""):
                driven = travel[place] if place and work.travels else 0.0
                key = (recipe.work, recipe.skill, place, period.id)
                hours[key] = minutes_to_hours(visits * (at_work + driven))
    return hours


def older_people_growth(case: Case) -> dict[str, float]:
    """Return the growth of all people aged 65 and over by financial year, first year of the table = 1."""
    people = {band: sum(getattr(area, band) for area in case.areas) for band in AGE_BANDS}
    total = sum(people.values())
    return {
        row.year: sum(getattr(row, band) * people[band] for band in AGE_BANDS) / total if total > 0 else 1.0
        for row in case.growth
    }


def given_volumes(case: Case, share: Mapping[str, float]) -> dict[tuple[str, str, str], float]:
    """Return units by (work, workplace, period id) of the work types that no bed decision drives."""
    yearly, even, seasonal = older_people_growth(case), _even_shares(case), season_shares(case)
    first = case.horizon.year_starts_month
    volumes = {}
    for row in case.work_types:
        if row.driver not in GIVEN_DRIVERS:
            continue
        parts = _parts(case, row, share)
        for period in case.periods:
            units = 0.0
            for month in period.months_covered:
                growth = 1.0 if row.driver == "fixed" else yearly[financial_year(month, first)]
                units += growth * (seasonal if row.driver == "referrals" else even)[month]
            kept = 1.0 - lever_share(case, "less-work", row.work, period)
            for place, part in parts.items():
                volumes[row.work, place, period.id] = (row.volume_per_year or 0.0) * units * part * kept
    return volumes


def _parts(case: Case, row: WorkType, share: Mapping[str, float]) -> dict[str, float]:
    """Return the share of a work type that falls to each workplace."""
    if row.driver != "fixed":
        return dict(share)
    known = workplaces(case)
    named = [place for place in dict.fromkeys(row.of.split()) if place in known]
    sharers = named or [base.base for base in bases_in_use(case)]
    return {place: 1.0 / len(sharers) for place in sharers}


def _even_shares(case: Case) -> dict[str, float]:
    """Return each month's share of the days of its financial year."""
    first, shares = case.horizon.year_starts_month, {}
    for year in {financial_year(month, first) for period in case.periods for month in period.months_covered}:
        months = year_months(year, first)
        total = sum(days_in_period(month, 1) for month in months)
        shares.update({month: days_in_period(month, 1) / total for month in months})
    return shares

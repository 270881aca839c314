"""Visits and rapid calls of every area in the first year: what a base has to reach."""

from __future__ import annotations

from typing import NamedTuple

from capplan.case.case import Case
from capplan.case.staff_tables import WorkType
from capplan.case.tables import AGE_BANDS
from capplan.units import DAYS_PER_WEEK

# Bed-days are worked where the beds are: nobody travels to them from a base.
STATED_VOLUME = frozenset({"referrals", "older-people", "fixed"})


class AreaDemand(NamedTuple):
    """Visits and rapid calls of an area in the first year."""

    visits: float
    rapid_calls: float


def area_demand(case: Case) -> dict[str, AreaDemand]:
    """Return visits and rapid calls a year by area, in the case's scenario.

    The county's totals are split by people aged 65 and over. A case without work types has one visit for
    each of them and no rapid call.
    """
    people = {area.area: float(sum(getattr(area, band) for band in AGE_BANDS)) for area in case.areas}
    county = sum(people.values())
    if not case.work_types:
        return {area: AreaDemand(number, 0.0) for area, number in people.items()}
    travelling = [work for work in case.work_types if work.travels]
    visits = sum(units_per_year(case, work) * visits_per_unit(case, work) for work in travelling)
    rapid = sum(units_per_year(case, work) for work in travelling if work.response == "rapid")
    return {
        area: AreaDemand(visits * number / county, rapid * number / county) if county > 0 else AreaDemand(0.0, 0.0)
        for area, number in people.items()
    }


def units_per_year(case: Case, work: WorkType) -> float:
    """Return the units of a work type in the first year, whole county; 0 for bed-days."""
    if work.driver in STATED_VOLUME:
        return work.volume_per_year or 0.0
    if work.driver != "home-starts":
        return 0.0
    named = work.of.split()
    starting = [row for row in case.cohorts if not named or row.cohort in named]
    return sum(
        row.admissions_per_year * case.factor(row.cohort)[0] * _least_home_share(case, row.cohort) for row in starting
    )


def _least_home_share(case: Case, cohort: str) -> float:
    """Return the share of a cohort that starts at home in any plan: all where it has no other setting."""
    stays = [row for row in case.stays if row.cohort == cohort]
    at_home = [row for row in stays if case.setting[row.setting].unit == "place"]
    if at_home and len(at_home) == len(stays):
        return 1.0
    return sum(row.min_share for row in at_home)


def visits_per_unit(case: Case, work: WorkType) -> float:
    """Return the visits that a unit of a work type takes, over all its recipes."""
    tapered = DAYS_PER_WEEK * sum(row.visits_per_day for row in case.tapers if row.work == work.work)
    recipes = [row for row in case.recipes if row.work == work.work]
    return sum(tapered if row.visits is None else row.visits for row in recipes)

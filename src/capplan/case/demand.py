"""Arrivals by cohort, locality and period from admissions, age, growth and season."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.case.tables import AGE_BANDS
from capplan.units import add_months, days_in_period, financial_year


def year_months(year: str, year_starts_month: int) -> tuple[str, ...]:
    """Return the twelve months of a financial year such as '2015/16'."""
    first = f"{year[:4]}-{year_starts_month:02d}"
    return tuple(add_months(first, offset) for offset in range(12))


def annual_arrivals(case: Case) -> dict[tuple[str, str, str], float]:
    """Return people a year by (cohort, locality, financial year), in the case's scenario.

    admissions x demand factor x sum over age bands of (share of the cohort x growth index x the
    locality's share of the county's people in that band).
    """
    county = {band: sum(getattr(area, band) for area in case.areas) for band in AGE_BANDS}
    local: dict[tuple[str, str], float] = {}
    for area in case.areas:
        for band in AGE_BANDS:
            key = (area.locality, band)
            local[key] = local.get(key, 0.0) + getattr(area, band)
    arrivals = {}
    for cohort in case.cohorts:
        demand_factor, _ = case.factor(cohort.cohort)
        for growth in case.growth:
            for locality in case.localities:
                share = sum(
                    getattr(cohort, band)
                    * getattr(growth, band)
                    * local.get((locality.locality, band), 0.0)
                    / county[band]
                    for band in AGE_BANDS
                    if county[band] > 0
                )
                arrivals[cohort.cohort, locality.locality, growth.year] = (
                    cohort.admissions_per_year * demand_factor * share
                )
    return arrivals


def season_shares(case: Case) -> dict[str, float]:
    """Return each month's share of its financial year's arrivals (days x index, normalised)."""
    index = {row.month: row.index for row in case.seasons}
    shares: dict[str, float] = {}
    for year in {period.year for period in case.periods}:
        months = year_months(year, case.horizon.year_starts_month)
        weight = {month: days_in_period(month, 1) * index[int(month[5:])] for month in months}
        total = sum(weight.values())
        shares.update({month: value / total for month, value in weight.items()})
    return shares


def arrivals(case: Case) -> dict[tuple[str, str, str], float]:
    """Return people arriving by (cohort, locality, period id)."""
    annual, shares = annual_arrivals(case), season_shares(case)
    first_month = case.horizon.year_starts_month
    return {
        (cohort.cohort, locality.locality, period.id): sum(
            annual[cohort.cohort, locality.locality, financial_year(month, first_month)] * shares[month]
            for month in period.months_covered
        )
        for cohort in case.cohorts
        for locality in case.localities
        for period in case.periods
    }


def opening_waiting(case: Case) -> dict[tuple[str, str], float]:
    """Return people waiting as the plan starts, by (cohort, locality): the share that capacity can cure.

    Only cohorts that wait have any; they are split over localities as the first year's arrivals are.
    """
    annual, year = annual_arrivals(case), case.periods[0].year
    waiting = {}
    for cohort in case.cohorts:
        total = sum(annual[cohort.cohort, place.locality, year] for place in case.localities)
        for place in case.localities:
            part = annual[cohort.cohort, place.locality, year] / total if total > 0 else 0.0
            people = cohort.delayed_in_acute * case.parameters.capacity_share
            waiting[cohort.cohort, place.locality] = people * part if cohort.when_full == "wait" else 0.0
    return waiting

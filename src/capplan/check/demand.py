"""Arrivals and opening waiting list, worked out from the tables for the checker alone."""

from __future__ import annotations

import math

from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.tables import AGE_BANDS
from capplan.units import add_months, days_in_month, financial_year


def _band(row: Row, band: str) -> float:
    return float(getattr(row, band))


def _people(case: Case, locality: str, band: str) -> float:
    return math.fsum(_band(area, band) for area in case.areas if area.locality == locality)


def _share_of_cohort(case: Case, cohort: str, locality: str, year: str) -> float:
    """Return growth times the locality's part of a cohort: its arrivals per admission of the first year."""
    return math.fsum(share_of_cohort_by_age(case, cohort, locality, year).values())


def share_of_cohort_by_age(case: Case, cohort: str, locality: str, year: str) -> dict[str, float]:
    """Return the same by age band; a band of which there is nobody is left out."""
    growth = next(row for row in case.growth if row.year == year)
    terms = {}
    for band in AGE_BANDS:
        everyone = math.fsum(_band(area, band) for area in case.areas)
        if everyone > 0.0:
            part = _people(case, locality, band) / everyone
            terms[band] = _band(case.cohort[cohort], band) * _band(growth, band) * part
    return terms


def _share_of_year(case: Case, month: str) -> float:
    """Return the part of its financial year's arrivals that falls into a month."""
    index = {row.month: row.index for row in case.seasons}
    first = case.horizon.year_starts_month
    calendar_year, calendar_month = int(month[:4]), int(month[5:])
    year_start = f"{calendar_year - (calendar_month < first):04d}-{first:02d}"

    def weight(one: str) -> float:
        return days_in_month(one) * index[int(one[5:])]

    return weight(month) / math.fsum(weight(add_months(year_start, ahead)) for ahead in range(12))


def arrivals(case: Case) -> dict[tuple[str, str, int], float]:
    """Return people arriving by cohort, locality and number of the period (from 0)."""
    share_of_year = {month: _share_of_year(case, month) for period in case.periods for month in period.months_covered}
    year_of = {month: financial_year(month, case.horizon.year_starts_month) for month in share_of_year}
    people: dict[tuple[str, str, int], float] = {}
    for cohort in case.cohorts:
        admissions = cohort.admissions_per_year * case.factor(cohort.cohort)[0]
        for locality in case.localities:
            annual = {
                year: admissions * _share_of_cohort(case, cohort.cohort, locality.locality, year)
                for year in set(year_of.values())
            }
            for number, period in enumerate(case.periods):
                people[cohort.cohort, locality.locality, number] = math.fsum(
                    annual[year_of[month]] * share_of_year[month] for month in period.months_covered
                )
    return people


def opening_waiting(case: Case) -> dict[tuple[str, str], float]:
    """Return people waiting as the plan starts, for the cohorts that wait, by cohort and locality."""
    year = case.periods[0].year
    waiting: dict[tuple[str, str], float] = {}
    for cohort in case.cohorts:
        if cohort.when_full != "wait":
            continue
        share = {row.locality: _share_of_cohort(case, cohort.cohort, row.locality, year) for row in case.localities}
        whole = math.fsum(share.values())
        for locality, part in share.items():
            everyone = cohort.delayed_in_acute * case.parameters.capacity_share
            waiting[cohort.cohort, locality] = everyone * part / whole if whole > 0.0 else 0.0
    return waiting

"""Who travels how far, by age and by town or country (`docs/figures.md`, Options)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from capplan.case.case import Case
from capplan.case.tables import AGE_BANDS
from capplan.decisions import BedDecisions
from capplan.decisions.board import Group, GroupAccess
from capplan.plan.access import area_shares
from capplan.plan.flows import TINY

GROUPS: tuple[Group, ...] = get_args(Group)


def group_access(case: Case, decisions: BedDecisions) -> tuple[GroupAccess, ...]:
    """Return one row per group with anybody in it: everybody, three age bands, and people of rural areas and others.

    A cohort's people of a locality have the ages of its arrivals in that year, wherever they are placed, and
    live where the locality's people aged 65 and over live.
    """
    people: dict[str, float] = dict.fromkeys(GROUPS, 0.0)
    minutes: dict[str, float] = dict.fromkeys(GROUPS, 0.0)
    near: dict[str, float] = dict.fromkeys(GROUPS, 0.0)
    year = {period.id: period.year for period in case.periods}
    ages, shares = _ages(case), area_shares(case)
    rural = {area.area: area.rural_share for area in case.areas}
    for row in decisions.starts:
        if case.site[row.site].travels != "person":
            continue
        of_age = ages[row.cohort, row.locality, year[row.period]]
        for area, share in shares.get(row.locality, ()):
            here = row.people * share
            travel = case.area_travel_min[area, row.site]
            parts = {"all": here, "rural": here * rural[area], "other": here * (1.0 - rural[area])}
            parts |= {band: here * part for band, part in of_age.items()}
            for group, number in parts.items():
                people[group] += number
                minutes[group] += number * travel
                near[group] += number * (travel <= case.parameters.near_min)
    return tuple(
        GroupAccess(
            group=group,
            people=people[group],
            mean_min=minutes[group] / people[group],
            near_share=near[group] / people[group],
        )
        for group in GROUPS
        if people[group] > TINY
    )


def _ages(case: Case) -> dict[tuple[str, str, str], Mapping[str, float]]:
    """Return the share of each age band in the arrivals of a cohort, locality and financial year."""
    county = {band: sum(getattr(area, band) for area in case.areas) for band in AGE_BANDS}
    ages: dict[tuple[str, str, str], Mapping[str, float]] = {}
    for place in case.localities:
        own = {
            band: sum(getattr(area, band) for area in case.areas if area.locality == place.locality)
            for band in AGE_BANDS
        }
        for cohort in case.cohorts:
            for growth in case.growth:
                weight = {
                    band: getattr(cohort, band) * getattr(growth, band) * own[band] / county[band]
                    for band in AGE_BANDS
                    if county[band] > 0
                }
                total = sum(weight.values())
                if total > 0:
                    key = (cohort.cohort, place.locality, growth.year)
                    ages[key] = {band: value / total for band, value in weight.items()}
    return ages

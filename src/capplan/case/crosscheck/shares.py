"""Shares that must add to one, or leave room to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault

TOLERANCE = 1e-6


def age_shares(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts whose age shares do not sum to 1."""
    for number, cohort in draft.numbered(t.Cohort):
        total = sum(getattr(cohort, band) for band in t.AGE_BANDS)
        if abs(total - 1) > TOLERANCE:
            columns, problem = " + ".join(t.AGE_BANDS), f"sum to {total:.10g}, not to 1"
            yield fault_at(t.Cohort, number, columns, None, problem, "Correct the shares of this cohort.")


def people_of_age(draft: Draft) -> Iterator[Fault]:
    """Yield age shares of a cohort in a band that nobody in the areas belongs to: they would be lost."""
    for band in t.AGE_BANDS:
        people = sum(getattr(area, band) for area in draft.of(t.Area))
        for number, cohort in draft.numbered(t.Cohort):
            share = getattr(cohort, band)
            if share > 0 and people == 0:
                problem = "is above 0, but no area has people of that age"
                yield fault_at(
                    t.Cohort, number, band, f"{share:g}", problem, "Fill the column in areas.csv or write 0."
                )


def share_order(draft: Draft) -> Iterator[Fault]:
    """Yield stays whose smallest share is above their largest."""
    for number, stay in draft.numbered(t.Stay):
        if stay.min_share > stay.max_share:
            problem = f"is above max_share ({stay.max_share:g})"
            yield fault_at(
                t.Stay, number, "min_share", f"{stay.min_share:g}", problem, f"Write at most {stay.max_share:g}."
            )


def share_room(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts whose smallest shares exceed the whole, or whose largest shares do not reach it."""
    smallest: dict[str, float] = defaultdict(float)
    largest: dict[str, float] = defaultdict(float)
    last_row = {}
    known = set(draft.ids("cohorts", "cohort"))
    for number, stay in draft.numbered(t.Stay):
        if stay.cohort not in known:
            continue
        smallest[stay.cohort] += stay.min_share
        largest[stay.cohort] += stay.max_share
        last_row[stay.cohort] = number
    for cohort, number in last_row.items():
        if smallest[cohort] > 1 + TOLERANCE:
            problem = f"sums to {smallest[cohort]:.10g} over the settings of {cohort}, above 1"
            yield fault_at(t.Stay, number, "min_share", None, problem, "Lower the smallest shares.")
        if largest[cohort] < 1 - TOLERANCE:
            problem = f"sums to {largest[cohort]:.10g} over the settings of {cohort}, below 1"
            yield fault_at(t.Stay, number, "max_share", None, problem, "Raise the largest shares.")


def stay_for_cohort(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts that no setting is open to."""
    with_stay = set(draft.ids("stays", "cohort"))
    for number, cohort in draft.numbered(t.Cohort):
        if cohort.cohort not in with_stay:
            problem = "has no stay in any setting"
            yield fault_at(t.Cohort, number, "cohort", cohort.cohort, problem, "Add a row to stays.csv.")


def funding_shares(draft: Draft) -> Iterator[Fault]:
    """Yield settings in use, and acute, whose funding shares do not sum to 1."""
    total: dict[str, float] = defaultdict(float)
    row_of: dict[str, int] = {}
    for number, row in draft.numbered(t.Funding):
        total[row.setting] += row.share
        row_of[row.setting] = number
    if not draft.of(t.Funding):
        return
    known = {*draft.ids("settings", "setting"), "acute"}
    for setting in dict.fromkeys([*draft.ids("sites", "setting"), "acute", *row_of]):
        if setting in known and abs(total[setting] - 1) > TOLERANCE:
            problem = f"shares of setting {setting} sum to {total[setting]:.10g}, not to 1"
            yield fault_at(t.Funding, row_of.get(setting), "share", None, problem, "Say who pays all of its cost.")


def pool_without_funders(draft: Draft) -> Iterator[Fault]:
    """Yield limits on the pooled budget where no funder's money is in it: they would limit nothing."""
    if not any(funder.pooled for funder in draft.of(t.Funder)):
        for number, row in draft.numbered(t.Budget):
            if row.funder == "pool":
                problem = "has no funder in it"
                yield fault_at(t.Budget, number, "funder", "pool", problem, "Write pooled = yes in funders.csv.")

"""What an average day of short-term care at home consists of, from the case's own episodes."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.staff_tables import Recipe, WorkType
from capplan.units import DAYS_PER_WEEK

DAYS_PER_YEAR = 365
_EPISODES = ("home-starts", "referrals")


@dataclass(frozen=True)
class Stream:
    """Visits of one kind of work and one skill.

    Attributes
    ----------
    work, skill
        Ids of the case.
    rapid
        Whether they answer a rapid call.
    visits_per_day
        In the whole county, on an average day.
    contact_min
        Minutes with the person, as the recipe says; visits by two people are in it.
    rates
        (people on the books that day, visits a day each): one entry a week of the taper, or one entry of single
        visits where the work has no taper.
    """

    work: str
    skill: str
    rapid: bool
    visits_per_day: float
    contact_min: float
    rates: tuple[tuple[float, float], ...]


def streams(case: Case) -> tuple[Stream, ...]:
    """Return the streams of visits of a case: work that travels and comes from an episode or a referral.

    Long-term work of the localities (drivers older-people and fixed) is no part of the rounds.
    """
    works = {work.work: work for work in case.work_types if work.travels and work.driver in _EPISODES}
    found = (_stream(case, works[recipe.work], recipe) for recipe in case.recipes if recipe.work in works)
    return tuple(stream for stream in found if stream.visits_per_day > 0)


def _stream(case: Case, work: WorkType, recipe: Recipe) -> Stream:
    starts_per_day = _units_per_year(case, work) / DAYS_PER_YEAR
    if recipe.visits is not None:
        visits = starts_per_day * recipe.visits
        rates: tuple[tuple[float, float], ...] = ((visits, 1.0),)
    else:
        # Somebody started on every day of the week: so many people are in this week of their episode today.
        people = starts_per_day * DAYS_PER_WEEK
        weeks = [row.visits_per_day for row in case.tapers if row.work == work.work and row.visits_per_day > 0]
        rates = tuple((people, rate) for rate in weeks)
    total = sum(people * rate for people, rate in rates)
    return Stream(work.work, recipe.skill, work.response == "rapid", total, recipe.contact_min, rates)


def _units_per_year(case: Case, work: WorkType) -> float:
    """Return units in the first year; of those who start at home only in part, the least that must."""
    if work.volume_per_year is not None:
        return work.volume_per_year
    homes = {setting.setting for setting in case.settings if setting.unit == "place"}
    named = work.of.split()
    total = 0.0
    for cohort in case.cohorts:
        shares = {stay.setting: stay.min_share for stay in case.stays if stay.cohort == cohort.cohort}
        if (not named or cohort.cohort in named) and homes & set(shares):
            share = 1.0 if set(shares) <= homes else sum(shares.get(home, 0.0) for home in homes)
            total += share * cohort.admissions_per_year * case.factor(cohort.cohort)[0]
    return total

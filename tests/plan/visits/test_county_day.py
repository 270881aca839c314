"""A made-up county day: the mix of the case, the same day for the same seed, and nobody real in it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.visit_facts import VisitFacts, seconds
from capplan.check.visit_reasons import can_be_made_alone
from capplan.plan.visits.county_day import county_day, territories
from capplan.plan.visits.day_carers import Staffing
from capplan.plan.visits.day_mix import streams
from capplan.plan.visits.day_visits import Habits, make_visits

COUNTY = Path(__file__).parents[3] / "data" / "buckinghamshire"


@cache
def county() -> Case:
    return read_case(COUNTY)


@cache
def made(num_visits: int, seed: int) -> Case:
    return county_day(county(), num_visits, seed)


def test_rapid_calls_of_people_who_are_visited_daily_have_no_gaps_and_no_medication() -> None:
    """Two visits a day or more, none with windows: there is nothing to measure a gap by."""
    daily = next(one for one in streams(county()) if len(one.rates) > 1)
    once = next(one for one in streams(county()) if len(one.rates) == 1)
    made = make_visits(
        county(), (replace(daily, rapid=True), replace(once, rapid=False)), 40, territories(county()),
        Habits(medication_share=1.0), Random(1),
    )  # fmt: skip
    rapid = [row for row in made.visits if row.response == "rapid"]
    assert len(rapid) > len({row.client for row in rapid}) > 1
    assert all(row.windows is None and row.called for row in rapid)
    assert made.pairs == ()


def test_visits_a_day_follow_from_episodes_and_tapers() -> None:
    mix = {(one.work, one.skill): one for one in streams(county())}
    # Reablement visits: 1,651.54 people a year, all of them at home, x 7 x (1.5 + 2 + 1) visits = 52,023.5; / 365.
    # People of other cohorts start at home only as far as they choose to: their least share is 0.
    assert mix["reablement-visits", "reablement"].visits_per_day == pytest.approx(1651.54 * 31.5 / 365)
    assert len(mix["reablement-visits", "reablement"].rates) == 3
    # Nurse leads, within three hours: 1,425.6 referrals, one visit each.
    assert mix["nurse-rapid", "nursing"].visits_per_day == pytest.approx(1425.6 / 365)
    assert mix["nurse-rapid", "nursing"].rapid
    # Long-term work of the localities is no part of it.
    assert not [work for work, _ in mix if work.startswith("locality")]


def test_every_area_belongs_to_its_nearest_base_in_use() -> None:
    base_of = territories(county())
    assert set(base_of.values()) == {"base-aylesbury", "base-amersham", "base-wycombe"}
    assert base_of["aylesbury-east"] == "base-aylesbury"
    assert base_of["abbey"] == "base-wycombe"


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    again = county_day(county(), 100, 1)
    day = made(100, 1)
    tables = ("visits", "visit_places", "visit_pairs", "carers")
    assert [getattr(day, name) for name in tables] == [getattr(again, name) for name in tables]
    assert made(100, 2).visits != day.visits


@pytest.mark.parametrize("num_visits", [100, 300, 1000])
def test_a_day_has_its_size_and_its_shares(num_visits: int) -> None:
    day = made(num_visits, 1)
    assert len(day.visits) == num_visits
    assert len({visit.visit for visit in day.visits}) == num_visits
    doubled = sum(visit.carers == 2 for visit in day.visits) / num_visits
    # 16 % of the care and reablement visits, which are about four in five; clients with several visits make it lumpy.
    assert abs(doubled - 0.128) < 4 * (0.128 * 0.872 / num_visits) ** 0.5
    for visit in day.visits:
        assert visit.duration_min >= 15
        for part in (visit.windows or "").split():
            low, high = map(seconds, part.split("-"))
            assert 7 * 3600 <= low < high <= 21.25 * 3600


def test_nearly_every_visit_could_be_made_by_somebody_on_an_empty_day() -> None:
    facts = VisitFacts(made(300, 1))
    impossible = [visit.visit for visit in made(300, 1).visits if not can_be_made_alone(facts, visit)]
    assert len(impossible) <= 3


def test_people_are_keys_and_places_are_rounded() -> None:
    day = made(100, 1)
    assert all(visit.client.startswith("c") and visit.client[1:].isdigit() for visit in day.visits)
    assert all(round(place.lat, 3) == place.lat and round(place.lon, 3) == place.lon for place in day.visit_places)


def test_a_case_without_bases_in_use_has_no_day() -> None:
    with pytest.raises(ValueError, match="bases marked must"):
        county_day(county().with_bases([]), 10, 1)


def test_those_whom_nobody_can_help_are_staffed_for_nearly_all_of_their_work() -> None:
    """At 1,000 visits 0.3 of the specialists' work in place of 0.1 left some forty visits that nobody could make."""
    few = county_day(county(), 1000, 1, staffing=Staffing(alone_uncovered_share=0.3))
    roles = {role: [sum(one.role == role for one in day.carers) for day in (few, made(1000, 1))]
             for role in {one.role for one in few.carers}}  # fmt: skip
    assert roles["acht-nurse"][1] >= 1.25 * roles["acht-nurse"][0]
    assert {role for role, (fewer, more) in roles.items() if fewer != more} == {"acht-nurse"}

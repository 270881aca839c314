"""Arrivals and the opening list, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case import tables as t
from capplan.check.demand import arrivals, opening_waiting
from small import small_case, with_row


def test_a_day_brings_one_step_down_person_three_in_four_from_the_north() -> None:
    people = arrivals(small_case())
    assert people["step-down", "north", 0] == pytest.approx(30 * 0.75)  # April 2013
    assert people["step-down", "south", 10] == pytest.approx(28 * 0.25)  # February 2014
    assert people["step-up", "north", 1] == pytest.approx(31 * 0.2 * 0.75)  # May 2013
    assert people["step-up", "south", 12] == pytest.approx(30 * 0.2 * 0.25 * 1.1)  # April 2014, grown


def test_only_the_capacity_share_waits_split_as_arrivals() -> None:
    # 10 delayed x 0.5; step-up people do not wait.
    assert opening_waiting(small_case()) == pytest.approx({("step-down", "north"): 3.75, ("step-down", "south"): 1.25})


def test_scenario_changes_arrivals_but_not_the_opening_list() -> None:
    longer = small_case().in_scenario("longer")
    assert arrivals(longer)["step-down", "north", 0] == pytest.approx(1.1 * 22.5)
    assert arrivals(longer)["step-up", "north", 0] == pytest.approx(4.5)
    assert opening_waiting(longer) == pytest.approx(opening_waiting(small_case()))


def test_a_leap_year_with_a_busy_january_adds_to_the_annual_figure() -> None:
    case = small_case()
    seasons = tuple(t.Season(month=month, index=2.0 if month == 1 else 1.0) for month in range(1, 13))
    growth = (t.Growth(year="2015/16", age_65_74=1.0, age_75_84=1.0, age_85_plus=1.0),)
    horizon = case.horizon.model_copy(update={"start": "2015-04", "months": 12})
    people = arrivals(replace(case, seasons=seasons, growth=growth, horizon=horizon))
    # Weights: 366 days, January's 31 twice: 397. North: 365 x 0.75 = 273.75 a year.
    assert people["step-down", "north", 9] == pytest.approx(273.75 * 62 / 397)
    assert people["step-down", "north", 10] == pytest.approx(273.75 * 29 / 397)
    assert sum(people["step-down", "north", number] for number in range(12)) == pytest.approx(273.75)


def test_a_period_across_two_years_sums_its_months() -> None:
    case = small_case()
    horizon = case.horizon.model_copy(update={"start": "2014-02", "months": 3, "months_per_period": 3})
    people = arrivals(replace(case, horizon=horizon))
    # February and March: 59 days of 0.75; April: 30 days of 0.75 x 1.1.
    assert people["step-down", "north", 0] == pytest.approx(59 * 0.75 + 30 * 0.825)


def test_age_bands_grow_and_settle_apart() -> None:
    # Only people of 85 and over are admitted; 500 of them live in the south, 1500 in the north.
    case = with_row(small_case(), "cohorts", "step-down", age_65_74=0.0, age_75_84=0.0, age_85_plus=1.0)
    case = with_row(case, "growth", "2013/14", age_65_74=9.0, age_75_84=9.0, age_85_plus=1.2)
    case = with_row(case, "areas", "s1", age_85_plus=1500.0)
    # South: 1500 of 3000 people of 85 and over: half of 365 x 1.2, 30 of 365 days.
    assert arrivals(case)["step-down", "south", 0] == pytest.approx(0.5 * 1.2 * 30)

"""Unit conversions and calendar months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan import units

some_month = st.builds(lambda year, month: f"{year:04d}-{month:02d}", st.integers(1900, 2200), st.integers(1, 12))


def test_minutes_and_hours() -> None:
    assert units.minutes_to_hours(90) == 1.5
    assert units.hours_to_minutes(7.5) == 450


def test_speed_becomes_minutes_per_km() -> None:
    # 40 km in 60 minutes: 1.5 minutes for each.
    assert units.speed_kmh_to_min_per_km(40) == 1.5


@pytest.mark.parametrize("speed_kmh", [0, -5, float("nan")])
def test_speed_must_be_above_zero(speed_kmh: float) -> None:
    with pytest.raises(ValueError, match="above 0 km/h"):
        units.speed_kmh_to_min_per_km(speed_kmh)


def test_month_start() -> None:
    assert units.month_start("2015-06") == date(2015, 6, 1)


@pytest.mark.parametrize("text", ["2015-6", "2015-13", "2015-00", "0000-01", "2015/06", "2015-06-01", "", " 2015-06"])
def test_month_must_be_written_yyyy_mm(text: str) -> None:
    with pytest.raises(ValueError, match="written YYYY-MM"):
        units.month_start(text)


def test_add_months_crosses_years_both_ways() -> None:
    assert units.add_months("2015-06", 12) == "2016-06"
    assert units.add_months("2015-11", 3) == "2016-02"
    assert units.add_months("2016-01", -1) == "2015-12"
    assert units.add_months("2015-12", 0) == "2015-12"


def test_add_months_stays_within_four_digit_years() -> None:
    assert units.add_months("9999-11", 1) == "9999-12"
    with pytest.raises(ValueError, match="outside the years"):
        units.add_months("9999-12", 1)
    with pytest.raises(ValueError, match="outside the years"):
        units.add_months("0001-01", -1)


def test_months_between_has_a_sign() -> None:
    assert units.months_between("2015-06", "2016-06") == 12
    assert units.months_between("2016-02", "2015-11") == -3


@given(some_month, st.integers(-1200, 1200))
def test_months_between_undoes_add_months(month: str, num_months: int) -> None:
    assert units.months_between(month, units.add_months(month, num_months)) == num_months


def test_days_in_month_knows_leap_years() -> None:
    assert units.days_in_month("2015-06") == 30
    assert units.days_in_month("2016-02") == 29
    assert units.days_in_month("2100-02") == 28


def test_days_in_period_adds_calendar_months() -> None:
    # December 31, January 31, February 29.
    assert units.days_in_period("2015-12", 3) == 91
    assert units.days_in_period("2015-04", 12) == 366
    assert units.days_in_period("2015-04", 0) == 0
    with pytest.raises(ValueError, match="0 or more months, not -1"):
        units.days_in_period("2015-04", -1)


def test_financial_year_starts_in_april() -> None:
    assert units.financial_year("2015-04") == "2015/16"
    assert units.financial_year("2016-03") == "2015/16"
    assert units.financial_year("2016-04") == "2016/17"
    assert units.financial_year("1999-12") == "1999/00"


def test_financial_year_may_start_in_another_month() -> None:
    assert units.financial_year("2015-07", start_month=7) == "2015/16"
    assert units.financial_year("2015-06", start_month=7) == "2014/15"
    assert units.financial_year("2015-06", start_month=1) == "2015"
    with pytest.raises(ValueError, match="month 1 to 12, not 13"):
        units.financial_year("2015-06", start_month=13)


def test_times_of_day_count_on_after_midnight() -> None:
    # 7.5 h = 27,000 s; 25.5 h = 91,800 s.
    assert units.clock_to_seconds("07:30") == 27_000
    assert units.clock_to_seconds("25:30") == 91_800
    assert units.seconds_to_clock(91_805) == "25:30:05"
    assert units.seconds_to_clock(27_000) == "07:30"


def test_parts_of_a_second_are_rounded_up_but_not_the_noise_of_a_sum() -> None:
    # 1.501 min = 90.06 s; 0.1 + 0.2 min = 18 s and 4e-16 min.
    assert units.minutes_to_seconds(1.501) == 91
    assert units.minutes_to_seconds(0.1 + 0.2) == 18
    assert units.hours_to_seconds(1.5) == 5400
    assert units.seconds_to_minutes(90) == 1.5
    assert units.seconds_to_hours(5400) == 1.5

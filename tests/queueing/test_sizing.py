"""Largest loads and fewest beds: published tables, 50-digit brackets, safety and consistency."""

import math

import pytest
from exact_erlang import exact_b, exact_wait, just_above
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capplan.queueing import (
    beds_needed_occupancy,
    beds_needed_refusal,
    beds_needed_wait,
    carried_occupancy,
    erlang_b,
    max_load_occupancy,
    max_load_refusal,
    max_load_wait,
    wait_exceeds,
)

some_beds = st.integers(1, 120)
some_share = st.floats(0.001, 0.999)

# The usual traffic table at 1 % refused: beds and largest load in Erlangs, to four digits.
ONE_PER_CENT_TABLE = {5: "1.361", 10: "4.461", 20: "12.03", 30: "20.34", 50: "37.90", 100: "84.06"}

# Fewest beds by load, for refusals of at most 0.1, 0.5, 1, 2, 3, 5 and 10 %.
REFUSALS = (0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
BEDS_NEEDED = {
    1: (6, 5, 5, 4, 4, 4, 3),
    2: (8, 7, 7, 6, 6, 5, 4),
    5: (14, 12, 11, 10, 10, 9, 8),
    20: (35, 32, 30, 28, 27, 26, 23),
    60: (83, 78, 75, 71, 69, 66, 60),
    200: (238, 227, 221, 214, 210, 202, 188),
}


def test_one_bed_refusal_by_hand() -> None:
    # B(1, a) = a / (1 + a) = 1/5 at a = 1/4.
    assert max_load_refusal(1, 0.2) == pytest.approx(0.25, rel=1e-15)


def test_two_beds_wait_by_hand() -> None:
    # C(2, 1) = 1/3, and a wait of 0 days makes no difference to it.
    assert max_load_wait(2, 21.0, 0.0, 1 / 3) == pytest.approx(1.0, rel=1e-15)


def test_published_traffic_table_at_one_per_cent() -> None:
    for beds, printed in ONE_PER_CENT_TABLE.items():
        half_unit = 0.5 * 10.0 ** -len(printed.split(".")[1])
        assert abs(max_load_refusal(beds, 0.01) - float(printed)) <= half_unit, beds


def test_fewest_beds_agree_with_the_table_and_one_bed_less_is_too_few() -> None:
    for load, row in BEDS_NEEDED.items():
        for max_refusal, beds in zip(REFUSALS, row, strict=True):
            assert beds_needed_refusal(load, max_refusal) == beds
            assert exact_b(beds, load) <= max_refusal < exact_b(beds - 1, load)


@pytest.mark.parametrize("beds", [1, 2, 8, 28, 60, 100, 300])
@pytest.mark.parametrize("share", [1e-6, 0.001, 0.05, 0.5, 0.99])
def test_largest_loads_lie_within_1e_12_of_the_exact_root(beds: int, share: float) -> None:
    load = max_load_refusal(beds, share)
    assert exact_b(beds, just_above(load, -1e-12)) < share < exact_b(beds, just_above(load, 1e-12))
    load = max_load_wait(beds, 21.0, 2.0, share)
    assert exact_wait(beds, just_above(load, -1e-12), 21.0, 2.0) < share
    assert exact_wait(beds, just_above(load, 1e-12), 21.0, 2.0) > share


def test_load_per_bed_for_starts_within_two_days() -> None:
    # Largest load per bed with at most 5, 10 and 24 % waiting over 2 days, by mean stay and beds.
    expected = {
        (21.0, 8): (0.52, 0.60, 0.72),
        (21.0, 28): (0.75, 0.79, 0.86),
        (28.0, 8): (0.51, 0.59, 0.71),
        (28.0, 100): (0.87, 0.90, 0.93),
    }
    for (stay_days, beds), shares in expected.items():
        loads = [max_load_wait(beds, stay_days, 2.0, late) / beds for late in (0.05, 0.10, 0.24)]
        assert [round(load, 2) for load in loads] == list(shares)


def test_occupancy_that_refuses_one_in_twenty_rises_with_size() -> None:
    occupancy = {beds: carried_occupancy(beds, max_load_refusal(beds, 0.05)) for beds in (10, 28, 60)}
    assert {beds: round(share, 2) for beds, share in occupancy.items()} == {10: 0.59, 28: 0.78, 60: 0.86}


def test_load_at_fixed_occupancy_by_hand() -> None:
    # 85 % of 20 beds is 17; 17.1 Erlangs need 17.1 / 0.85 = 20.1, so 21 beds.
    assert max_load_occupancy(20, 0.85) == pytest.approx(17.0, rel=1e-15)
    assert beds_needed_occupancy(17.0, 0.85) == 20
    assert beds_needed_occupancy(17.1, 0.85) == 21
    assert max_load_occupancy(20, 1.0) == 20.0


@settings(deadline=None)
@given(some_beds, some_share)
def test_returned_load_meets_the_standard(beds: int, share: float) -> None:
    assert erlang_b(beds, max_load_refusal(beds, share)) <= share
    assert wait_exceeds(beds, max_load_wait(beds, 28.0, 2.0, share), 28.0, 2.0) <= share


@settings(deadline=None)
@given(some_beds, some_share)
@example(3, 0.7)
def test_returned_load_at_fixed_occupancy_is_not_rounded_above_it(beds: int, share: float) -> None:
    assert max_load_occupancy(beds, share) / beds <= share


@settings(deadline=None)
@given(some_beds, some_share)
def test_one_more_bed_takes_more_load(beds: int, share: float) -> None:
    assert max_load_refusal(beds + 1, share) > max_load_refusal(beds, share)
    assert max_load_wait(beds + 1, 21.0, 2.0, share) > max_load_wait(beds, 21.0, 2.0, share)
    assert max_load_occupancy(beds + 1, share) > max_load_occupancy(beds, share)


@settings(deadline=None)
@given(some_beds, some_share)
def test_beds_needed_for_the_largest_load_are_the_beds(beds: int, share: float) -> None:
    assert beds_needed_refusal(max_load_refusal(beds, share), share) == beds
    assert beds_needed_wait(max_load_wait(beds, 21.0, 2.0, share), 21.0, 2.0, share) == beds
    assert beds_needed_occupancy(max_load_occupancy(beds, share), share) == beds


@settings(deadline=None)
@given(st.floats(0.01, 150), some_share)
def test_beds_needed_are_enough_and_one_less_is_not(load: float, share: float) -> None:
    beds = beds_needed_refusal(load, share)
    assert erlang_b(beds, load) <= share < erlang_b(beds - 1, load)
    beds = beds_needed_wait(load, 21.0, 2.0, share)
    assert wait_exceeds(beds, load, 21.0, 2.0) <= share < wait_exceeds(beds - 1, load, 21.0, 2.0)


def test_no_load_needs_no_beds_and_no_beds_take_no_load() -> None:
    assert beds_needed_refusal(0.0, 0.05) == 0
    assert beds_needed_wait(0.0, 21.0, 2.0, 0.05) == 0
    assert beds_needed_occupancy(0.0, 0.85) == 0
    assert max_load_refusal(0, 0.05) == 0.0
    assert max_load_wait(0, 21.0, 2.0, 0.05) == 0.0
    assert max_load_occupancy(0, 0.85) == 0.0


def test_extreme_standards_still_have_an_answer() -> None:
    # One bed: a / (1 + a) = r gives a = r / (1 - r).
    assert max_load_refusal(1, 1e-200) == pytest.approx(1e-200, rel=1e-12)
    assert max_load_refusal(1, 0.999999) == pytest.approx(999999, rel=1e-9)
    # Nearly everyone may wait: the load comes close to the beds but never reaches them.
    assert 27.99 < max_load_wait(28, 21.0, 0.0, 0.9999) < 28


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.5, math.nan])
def test_a_refusal_or_wait_standard_lies_strictly_between_0_and_1(share: float) -> None:
    with pytest.raises(ValueError, match="max_refusal must be above 0 and below 1"):
        max_load_refusal(5, share)
    with pytest.raises(ValueError, match="max_refusal must be above 0 and below 1"):
        beds_needed_refusal(5.0, share)
    with pytest.raises(ValueError, match="max_probability must be above 0 and below 1"):
        max_load_wait(5, 21.0, 2.0, share)
    with pytest.raises(ValueError, match="max_probability must be above 0 and below 1"):
        beds_needed_wait(5.0, 21.0, 2.0, share)


@pytest.mark.parametrize("occupancy", [0.0, 1.01, math.nan])
def test_an_occupancy_is_above_0_and_at_most_1(occupancy: float) -> None:
    with pytest.raises(ValueError, match="occupancy must be above 0 and up to 1"):
        max_load_occupancy(5, occupancy)
    with pytest.raises(ValueError, match="occupancy must be above 0 and up to 1"):
        beds_needed_occupancy(5.0, occupancy)


def test_wrong_stay_is_found_even_without_beds_or_load() -> None:
    with pytest.raises(ValueError, match="stay_days"):
        max_load_wait(0, 0.0, 2.0, 0.1)
    with pytest.raises(ValueError, match="stay_days"):
        beds_needed_wait(0.0, -1.0, 2.0, 0.1)

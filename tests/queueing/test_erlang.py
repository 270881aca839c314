"""Erlang's formulae: values by hand, 50-digit references, limits and identities."""

import math

import numpy as np
import pytest
from exact_erlang import exact_b, exact_c, exact_wait, relative_error
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from capplan.queueing import carried_occupancy, erlang_b, erlang_c, wait_exceeds

BEDS = [1, 2, 3, 5, 8, 10, 16, 20, 28, 40, 60, 100, 150, 200, 250, 300]
LOAD_PER_BED = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.95, 0.98, 0.999999, 1.0, 1.1, 1.2, 3.0, 100.0]
GRID = [(beds, beds * share) for beds in BEDS for share in LOAD_PER_BED]
SMALL_LOADS = [(beds, load) for beds in (1, 5, 28, 80) for load in (1e-2, 0.1, 1.0)]

some_beds = st.integers(1, 200)
some_load = st.floats(0.01, 300)


def test_two_beds_one_erlang_by_hand() -> None:
    # Terms 1, 1, 1/2 sum to 5/2, so B = (1/2) / (5/2) = 1/5.
    assert erlang_b(2, 1.0) == pytest.approx(1 / 5, rel=1e-15)
    # C = 2 B / (2 - 1 (1 - B)) = 0.4 / 1.2 = 1/3.
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3, rel=1e-15)
    # Stay 20 days: P(W > 10) = 1/3 exp(-(2 - 1) 10 / 20).
    assert wait_exceeds(2, 1.0, 20.0, 10.0) == pytest.approx(math.exp(-0.5) / 3, rel=1e-15)
    # In use: 1 (1 - 1/5) of 2 beds = 0.4.
    assert carried_occupancy(2, 1.0) == pytest.approx(0.4, rel=1e-15)


def test_refusal_agrees_with_50_digits() -> None:
    for beds, load in GRID + SMALL_LOADS:
        assert relative_error(erlang_b(beds, load), exact_b(beds, load)) < 1e-12, (beds, load)


def test_waiting_agrees_with_50_digits() -> None:
    for beds, load in GRID + SMALL_LOADS:
        if load < beds:
            assert relative_error(erlang_c(beds, load), exact_c(beds, load)) < 1e-12, (beds, load)


def test_wait_beyond_two_days_agrees_with_50_digits() -> None:
    for beds, load in GRID:
        if load < beds:
            exact = exact_wait(beds, load, 21.0, 2.0)
            assert relative_error(wait_exceeds(beds, load, 21.0, 2.0), exact) < 1e-12, (beds, load)


def test_carried_occupancy_agrees_with_50_digits() -> None:
    for beds, load in GRID + SMALL_LOADS:
        exact = load * (1 - exact_b(beds, load)) / beds
        assert relative_error(carried_occupancy(beds, load), exact) < 1e-12, (beds, load)


def test_array_and_single_value_agree_to_the_last_bit() -> None:
    beds, load = (np.array(column) for column in zip(*GRID, strict=True))
    refused, waiting = erlang_b(beds, load), erlang_c(beds, load)
    for index, (one_beds, one_load) in enumerate(GRID):
        assert refused[index] == erlang_b(one_beds, one_load)
        assert waiting[index] == erlang_c(one_beds, one_load)


def test_beds_and_loads_broadcast_like_numpy() -> None:
    table = erlang_b(np.array([[3], [0], [1]]), np.array([0.5, 2.0]))
    assert table.shape == (3, 2)
    assert table.tolist() == [[erlang_b(beds, load) for load in (0.5, 2.0)] for beds in (3, 0, 1)]
    assert erlang_b(np.arange(4), 2.0).tolist() == [erlang_b(beds, 2.0) for beds in range(4)]
    assert erlang_b(np.array([], dtype=int), 2.0).shape == (0,)


def test_no_load_is_never_refused_and_never_waits() -> None:
    assert erlang_b(5, 0.0) == 0.0
    assert erlang_c(5, 0.0) == 0.0
    assert carried_occupancy(5, 0.0) == 0.0
    assert erlang_b(np.array([5, 0]), 0.0).tolist() == [0.0, 1.0]


def test_no_beds_refuse_everyone() -> None:
    assert erlang_b(0, 3.0) == 1.0
    assert erlang_b(0, 0.0) == 1.0
    assert erlang_c(0, 0.0) == 1.0


def test_load_of_all_beds_or_more_has_no_steady_state() -> None:
    for load in (8.0, 8.1, 800.0):
        assert erlang_c(8, load) == 1.0
        assert wait_exceeds(8, load, 21.0, 400.0) == 1.0


def test_tiny_and_huge_loads_stay_finite() -> None:
    # With a tiny load B(c) is close to a^c / c!: 1e-20 / 2 for two beds at 1e-10 Erlangs.
    assert erlang_b(2, 1e-10) == pytest.approx(0.5e-20, rel=1e-9)
    # 1e-400 is below the smallest float.
    assert erlang_b(40, 1e-10) == 0.0
    assert erlang_c(300, 1e-3) == 0.0
    # 1 / B is close to the largest float here; times 194 beds it would be above it.
    assert relative_error(erlang_c(194, 1.9375), exact_c(194, 1.9375)) < 1e-12
    # With a huge load c of the a referrals find a bed: 1 - B = c / a, and every bed is in use.
    assert 1 - erlang_b(5, 1e6) == pytest.approx(5e-6, rel=1e-5)
    assert carried_occupancy(5, 1e300) == 1.0
    # Stays so short that nobody is still waiting.
    assert wait_exceeds(5, 4.0, 1e-300, 1e300) == 0.0


def test_load_just_below_the_beds_keeps_its_digits() -> None:
    load = math.nextafter(28.0, 0.0)
    assert relative_error(erlang_c(28, load), exact_c(28, load)) < 1e-12


@settings(deadline=None)
@given(some_beds, some_load)
def test_recursion_in_beds(beds: int, load: float) -> None:
    before = erlang_b(beds - 1, load)
    assert erlang_b(beds, load) == pytest.approx(load * before / (beds + load * before), rel=1e-12)


@settings(deadline=None)
@given(some_beds, some_load)
def test_waiting_follows_from_refusal(beds: int, load: float) -> None:
    assume(load < beds)
    refused = erlang_b(beds, load)
    assert erlang_c(beds, load) == pytest.approx(beds * refused / (beds - load * (1 - refused)), rel=1e-10)


@settings(deadline=None)
@given(some_beds, some_load)
def test_more_beds_refuse_fewer_and_keep_fewer_waiting(beds: int, load: float) -> None:
    assert erlang_b(beds + 1, load) <= erlang_b(beds, load)
    assert erlang_c(beds + 1, load) <= erlang_c(beds, load)
    assert wait_exceeds(beds + 1, load, 21.0, 2.0) <= wait_exceeds(beds, load, 21.0, 2.0)


@settings(deadline=None)
@given(some_beds, some_load)
def test_more_load_refuses_more_and_keeps_more_waiting(beds: int, load: float) -> None:
    heavier = load * 1.01
    assert erlang_b(beds, heavier) >= erlang_b(beds, load)
    assert erlang_c(beds, heavier) >= erlang_c(beds, load)
    assert carried_occupancy(beds, heavier) >= carried_occupancy(beds, load) * (1 - 1e-12)


@settings(deadline=None)
@given(some_beds, some_load)
@example(194, 1.9375)
def test_shares_are_shares_and_waiting_is_commoner_than_refusal(beds: int, load: float) -> None:
    assert 0 <= erlang_b(beds, load) <= erlang_c(beds, load) * (1 + 1e-12) <= 1 + 1e-12
    assert 0 <= carried_occupancy(beds, load) <= 1


@pytest.mark.parametrize("beds", [-1, 2.0, True, "2", np.array([3, -1])])
def test_beds_must_be_whole_and_not_negative(beds: object) -> None:
    with pytest.raises(ValueError, match="beds must be"):
        erlang_b(beds, 1.0)  # type: ignore[call-overload]


@pytest.mark.parametrize("load", [-0.1, math.nan, math.inf, np.array([1.0, -1.0])])
def test_load_must_be_finite_and_not_negative(load: float) -> None:
    for function in (erlang_b, erlang_c, carried_occupancy):
        with pytest.raises(ValueError, match="load must be finite and at least 0"):
            function(2, load)


def test_stay_must_be_above_zero_and_wait_not_negative() -> None:
    with pytest.raises(ValueError, match="stay_days must be finite and above 0, not 0"):
        wait_exceeds(2, 1.0, 0.0, 2.0)
    with pytest.raises(ValueError, match="wait_days must be finite and at least 0, not -2"):
        wait_exceeds(2, 1.0, 21.0, -2.0)


def test_occupancy_of_no_beds_is_an_error() -> None:
    with pytest.raises(ValueError, match="beds must be at least 1, not 0"):
        carried_occupancy(0, 1.0)

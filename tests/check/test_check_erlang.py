"""The checker's own queue against arbitrary-precision arithmetic and cases solved by hand."""

from __future__ import annotations

import math

import mpmath
import pytest

from capplan.check.erlang import refused_share, safe_load, waiting_share, waits_too_long_share

BEDS = (1, 2, 12, 100, 400, 1000)


def exact_refused(num_beds: int, load: float) -> mpmath.mpf:
    """Erlang B by its definition: the last term of the sum of a^k / k! over the sum, at 50 digits."""
    with mpmath.workdps(50):
        term = total = mpmath.mpf(1)
        for number in range(1, num_beds + 1):
            term = term * mpmath.mpf(load) / number
            total += term
        return term / total


def exact_waits_too_long(num_beds: int, load: float, wait_days: float, stay_days: float) -> mpmath.mpf:
    with mpmath.workdps(50):
        refused = exact_refused(num_beds, load)
        waits = refused / (1 - mpmath.mpf(load) / num_beds * (1 - refused))
        return waits * mpmath.exp(-(num_beds - mpmath.mpf(load)) * wait_days / stay_days)


@pytest.mark.parametrize("num_beds", BEDS)
@pytest.mark.parametrize("occupancy", [0.3, 0.85, 0.99, 1.2])
def test_refused_share_agrees_with_the_definition_at_50_digits(num_beds: int, occupancy: float) -> None:
    load = occupancy * num_beds
    assert refused_share(num_beds, load) == pytest.approx(float(exact_refused(num_beds, load)), rel=1e-9)


@pytest.mark.parametrize("num_beds", BEDS)
@pytest.mark.parametrize("occupancy", [0.3, 0.85, 0.99])
def test_waits_too_long_agrees_with_the_definition_at_50_digits(num_beds: int, occupancy: float) -> None:
    load = occupancy * num_beds
    expected = float(exact_waits_too_long(num_beds, load, 2.0, 28.0))
    assert waits_too_long_share(num_beds, load, 2.0, 28.0) == pytest.approx(expected, rel=1e-9)


def test_one_bed_by_hand() -> None:
    # One bed, load 0.25: refused 0.25 / 1.25 = 0.2; who comes waits when the bed is busy: 0.25.
    assert refused_share(1, 0.25) == pytest.approx(0.2)
    assert waiting_share(1, 0.25) == pytest.approx(0.25)
    # Largest load with 20 % refused: a / (1 + a) = 0.2 gives a = 0.25.
    assert safe_load("refusal", 0.2, 0.0, 10.0, 1) == pytest.approx(0.25, rel=1e-12)
    # Everybody who must wait waits longer than 0 days: C = a = 0.1.
    assert safe_load("wait", 0.1, 0.0, 10.0, 1) == pytest.approx(0.1, rel=1e-12)


def test_two_beds_by_hand() -> None:
    # Two beds, load 1: B = (1/2) / (1 + 1 + 1/2) = 0.2; C = 0.2 / (1 - 0.5 x 0.8) = 1/3.
    assert refused_share(2, 1.0) == pytest.approx(0.2)
    assert waiting_share(2, 1.0) == pytest.approx(1 / 3)
    # 10 days of stay, 5 days of wait: exp(-(2 - 1) x 5 / 10) of them wait too long.
    assert waits_too_long_share(2, 1.0, 5.0, 10.0) == pytest.approx(math.exp(-0.5) / 3)


def test_nobody_comes_and_no_beds() -> None:
    assert refused_share(5, 0.0) == 0.0
    assert refused_share(0, 1.0) == 1.0
    assert waiting_share(3, 3.0) == 1.0
    assert waits_too_long_share(3, 4.0, 2.0, 10.0) == 1.0
    assert safe_load("refusal", 0.05, 0.0, 10.0, 0) == 0.0


def test_occupancy_rule_is_the_target_times_beds() -> None:
    assert safe_load("occupancy", 0.75, 2.0, 20.0, 24) == 18.0


@pytest.mark.parametrize("num_beds", BEDS)
@pytest.mark.parametrize("target", [0.2, 0.05, 0.001])
def test_safe_load_keeps_refusal_and_a_billionth_more_breaks_it(num_beds: int, target: float) -> None:
    load = safe_load("refusal", target, 0.0, 20.0, num_beds)
    assert exact_refused(num_beds, load * (1 - 1e-9)) <= target
    assert exact_refused(num_beds, load * (1 + 1e-9)) > target


@pytest.mark.parametrize("num_beds", BEDS)
@pytest.mark.parametrize("target", [0.2, 0.05, 0.001])
def test_safe_load_keeps_the_wait_and_a_billionth_more_breaks_it(num_beds: int, target: float) -> None:
    load = safe_load("wait", target, 2.0, 28.0, num_beds)
    assert exact_waits_too_long(num_beds, load * (1 - 1e-9), 2.0, 28.0) <= target
    assert exact_waits_too_long(num_beds, load * (1 + 1e-9), 2.0, 28.0) > target

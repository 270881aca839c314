"""One function for all service rules."""

import pytest

from capplan.queueing import (
    ServiceRule,
    beds_needed,
    beds_needed_wait,
    max_load_refusal,
    max_load_wait,
    safe_load,
)


def test_each_rule_has_its_own_formula() -> None:
    assert safe_load(28, "refusal", 0.05, stay_days=21.0) == max_load_refusal(28, 0.05)
    assert safe_load(28, "wait", 0.10, stay_days=21.0) == max_load_wait(28, 21.0, 2.0, 0.10)
    assert safe_load(28, "wait", 0.10, 21.0, wait_days=5.0) == max_load_wait(28, 21.0, 5.0, 0.10)
    # 85 % of 28 beds.
    assert safe_load(28, "occupancy", 0.85, stay_days=21.0) == pytest.approx(23.8, rel=1e-15)


def test_one_per_cent_refusals_is_the_stricter_standard() -> None:
    assert safe_load(28, "refusal", 0.01, 21.0) < safe_load(28, "refusal", 0.05, 21.0)


def test_longer_stays_lower_the_safe_load_where_people_wait_only() -> None:
    assert safe_load(28, "wait", 0.10, 28.0) < safe_load(28, "wait", 0.10, 21.0)
    assert safe_load(28, "refusal", 0.10, 28.0) == safe_load(28, "refusal", 0.10, 21.0)


def test_beds_needed_by_each_rule() -> None:
    # Table values at 5 % refused.
    assert [beds_needed(load, "refusal", 0.05, 21.0) for load in (1.0, 5.0, 20.0, 60.0)] == [4, 9, 26, 66]
    assert beds_needed(20.0, "wait", 0.10, 21.0) == beds_needed_wait(20.0, 21.0, 2.0, 0.10)
    # 17 / 0.85 = 20.
    assert beds_needed(17.0, "occupancy", 0.85, 21.0) == 20


def test_unknown_rule_is_named() -> None:
    unknown: ServiceRule = "queue"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="refusal, wait or occupancy, not 'queue'"):
        safe_load(28, unknown, 0.05, 21.0)
    with pytest.raises(ValueError, match="refusal, wait or occupancy, not 'queue'"):
        beds_needed(28.0, unknown, 0.05, 21.0)


def test_stay_and_wait_are_checked_whatever_the_rule() -> None:
    with pytest.raises(ValueError, match="stay_days"):
        safe_load(28, "refusal", 0.05, stay_days=0.0)
    with pytest.raises(ValueError, match="wait_days"):
        beds_needed(28.0, "occupancy", 0.85, 21.0, wait_days=-1.0)

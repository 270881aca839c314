"""One function for all service rules, and the price of small units."""

import pytest

from capplan.queueing import (
    PooledBeds,
    ServiceRule,
    beds_needed,
    beds_needed_wait,
    max_load_refusal,
    max_load_wait,
    pooled_beds,
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
    assert beds_needed(60.0, "refusal", 0.05, 21.0) == 66
    assert beds_needed(20.0, "wait", 0.10, 21.0) == beds_needed_wait(20.0, 21.0, 2.0, 0.10)
    # 17 / 0.85 = 20.
    assert beds_needed(17.0, "occupancy", 0.85, 21.0) == 20


@pytest.mark.parametrize(("num_sites", "total_beds"), [(1, 66), (2, 72), (3, 78), (5, 85)])
def test_load_of_60_at_5_per_cent_refusals_costs_more_beds_on_more_sites(num_sites: int, total_beds: int) -> None:
    answer = pooled_beds([60 / num_sites] * num_sites, "refusal", 0.05, stay_days=21.0)
    assert answer.pooled == 66
    assert sum(answer.separate) == total_beds
    assert answer.extra_beds == total_beds - 66


def test_separate_beds_keep_the_order_of_the_loads() -> None:
    # Table values at 5 % refused: 5 Erlangs 9 beds, 20 Erlangs 26 beds, 1 Erlang 4 beds; together 26 Erlangs.
    answer = pooled_beds([5.0, 20.0, 1.0], "refusal", 0.05, 21.0)
    assert answer == PooledBeds(beds_needed(26.0, "refusal", 0.05, 21.0), (9, 26, 4))


def test_pooling_saves_nothing_at_a_fixed_occupancy() -> None:
    # 17 / 0.85 = 20 beds and 34 / 0.85 = 40 beds: no reserve for small units, which is the fault of this
    # rule.
    assert pooled_beds([17.0, 17.0], "occupancy", 0.85, 21.0).extra_beds == 0


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

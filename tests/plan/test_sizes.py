"""Sizes of settings in the busiest month of the last year."""

from __future__ import annotations

from math import exp, factorial

import pytest
from worked_case import unchanged_plan, worked_case, worked_plan

from capplan.decisions import SettingSize
from capplan.plan.sizes import setting_sizes


def sizes(plan: object = None) -> dict[str, SettingSize]:
    return {row.setting: row for row in setting_sizes(worked_case(), plan or worked_plan())}  # type: ignore[arg-type]


def waits_too_long(beds: int, load: float, stay_days: float, wait_days: float) -> float:
    """Erlang's delay formula as plain sums."""
    terms = [load**n / factorial(n) for n in range(beds + 1)]
    loss = terms[-1] / sum(terms)
    return beds * loss / (beds - load * (1 - loss)) * exp(-(beds - load) * wait_days / stay_days)


def test_busiest_month_is_the_earliest_of_equal_ones_in_the_last_year() -> None:
    # Nursing care: 10 + 2 beds from April 2016, 12 + 0 from October: equal, so April 2016 with 12 + 5 spot beds.
    row = sizes()["nursing"]
    assert row.load == pytest.approx(12)
    assert (row.beds, row.units) == (17, 2)


def test_beds_at_reading_are_rounded_up() -> None:
    # 12 / 0.85 = 14.1; 5 / 0.85 = 5.9.
    assert sizes()["nursing"].beds_at_reading == 15
    assert sizes()["home"].beds_at_reading == 6


def test_pooled_beds_are_the_fewest_that_keep_the_standard() -> None:
    # `down` stays 36.6 days in nursing care; at most one in ten waits over two days.
    pooled = sizes()["nursing"].beds_for_standard_pooled
    assert pooled is not None
    assert waits_too_long(pooled, 12, 36.6, 2) <= 0.1 < waits_too_long(pooled - 1, 12, 36.6, 2)


def test_every_setting_has_a_row_even_without_beds() -> None:
    assert list(sizes()) == ["hospital", "nursing", "home"]
    assert sizes()["hospital"] == SettingSize(
        setting="hospital", load=0, beds=0, beds_at_reading=0, beds_for_standard_pooled=None, units=0
    )


def test_setting_of_spot_beds_only_has_no_pooled_size() -> None:
    # As usual the nursing home has no beds: five spot beds are all there is.
    row = sizes(unchanged_plan())["nursing"]
    assert (row.beds, row.units, row.beds_for_standard_pooled) == (5, 1, None)


def test_first_year_is_not_looked_at() -> None:
    # The ward carried 9.7 beds until October 2016; in the last year, from April 2016, 97 x 18.3 / 183 = 9.7 again,
    # then 60 x 18.3 / 182 = 6.03. In the plan it closes in April 2016, so its 9 beds before do not count.
    assert sizes(unchanged_plan())["hospital"].load == pytest.approx(9.7)
    assert sizes()["hospital"].load == 0

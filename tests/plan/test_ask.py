"""Questions the other way round: by hand on one ward, and with a bound on either side everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.plan.board.ask import NARROW, beds_for_service, carries, largest_demand, largest_stay
from capplan.queueing import safe_load
from capplan.solve import Profile
from small import small_case


def one_ward(people_a_year: float = 365.0) -> Case:
    """24 beds held to 85 % carry 20.4 people; one person a day who stays 20 days is a load of 20."""
    small = small_case()
    cohort = small.cohort["step-down"].model_copy(
        update={
            "admissions_per_year": people_a_year, "rule": "occupancy", "rule_target": 0.85, "max_travel_min": 90.0,
            "delayed_in_acute": 0.0,
        }
    )  # fmt: skip
    flat = tuple(t.Growth(year=row.year, age_65_74=1.0, age_75_84=1.0, age_85_plus=1.0) for row in small.growth)
    return replace(
        small,
        cohorts=(cohort,),
        stays=(t.Stay(cohort="step-down", setting="hospital", stay_days=20.0),),
        sites=(small.site["ward-north"],),
        configurations=small.configurations_of["ward-north"],
        transitions=(),
        budgets=(),
        growth=flat,
        scenarios=(),
        scenario="base",
    )


def test_the_largest_demand_and_stay_of_one_ward_by_hand() -> None:
    case = one_ward()
    for found in (largest_demand(case, Profile()), largest_stay(case, Profile())):
        assert found.now
        assert found.carried is not None
        assert found.not_carried is not None
        # 20.4 / 20 = 1.02
        assert found.carried <= 1.02 <= found.not_carried
        assert found.not_carried - found.carried <= NARROW * found.carried


def test_what_is_not_carried_today_is_carried_with_less() -> None:
    case = one_ward(people_a_year=2 * 365.0)
    found = largest_demand(case, Profile())
    assert not found.now
    assert found.carried is not None
    assert found.not_carried is not None
    assert found.carried <= 0.51 <= found.not_carried
    assert not carries(case, Profile())


def test_beds_for_a_level_are_the_fewest_that_keep_it() -> None:
    rows = list(beds_for_service(one_ward()))
    assert [(row.level, row.own) for row in rows] == [(0.85, True), (0.9, False), (0.95, False)]
    # A load of 20: 20 / 0.85 = 23.5, 20 / 0.9 = 22.2, 20 / 0.95 = 21.05.
    assert [row.beds for row in rows] == [24, 23, 22]
    assert all(row.one_less < row.load for row in rows)


@pytest.mark.parametrize("rule", ["wait", "refusal"])
def test_a_stricter_level_never_needs_fewer_beds(rule: Literal["wait", "refusal"]) -> None:
    ward = one_ward()
    cohort = ward.cohorts[0].model_copy(update={"rule": rule, "rule_target": 0.1})
    case = replace(ward, cohorts=(cohort,))
    rows = list(beds_for_service(case, levels=(0.02, 0.3)))
    assert [row.level for row in rows] == [0.02, 0.1, 0.3]
    for row in rows:
        assert safe_load(row.beds, rule, row.level, 20.0, case.cohorts[0].wait_days) >= row.load - 1e-6
        assert row.one_less < row.load
    assert [row.beds for row in rows] == sorted((row.beds for row in rows), reverse=True)
    assert rows[0].beds > rows[2].beds


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_less_is_carried_where_more_is(factor: float) -> None:
    case = one_ward()
    less = tuple(row.model_copy(update={"admissions_per_year": 365.0 * factor}) for row in case.cohorts)
    assert carries(replace(case, cohorts=less), Profile())

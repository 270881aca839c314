"""Lists of decisions that cannot be read: unknown ids, rows twice or missing, values that are no numbers."""

from __future__ import annotations

import math

import pytest

from capplan.check import check_beds
from capplan.decisions import BedDecisions, SiteConfiguration, Starts
from check.plans import hand_plan
from small import small_case

ROW = {"cohort": "step-down", "locality": "north", "site": "ward-north", "period": "2013-04", "people": 1.0}


def faults_with(**changes: object) -> list[tuple[str, str]]:
    """Return (rule, message) of the hand-built plan with these lists of decisions replaced."""
    case = small_case()
    plan = hand_plan(case)
    decisions = plan.decisions.model_copy(update=changes)
    faults = check_beds(case, plan.model_copy(update={"decisions": decisions}))
    return [(fault.rule, fault.message) for fault in faults]


def hand() -> BedDecisions:
    return hand_plan(small_case()).decisions


@pytest.mark.parametrize("kind", ["cohort", "locality", "site", "period"])
def test_an_id_that_the_case_does_not_have(kind: str) -> None:
    stranger = Starts.model_validate({**ROW, kind: "nowhere"})
    assert faults_with(starts=(*hand().starts, stranger)) == [("decisions ids", f"'nowhere' is no {kind} of the case.")]


def test_a_configuration_that_the_site_does_not_have() -> None:
    first, *others = hand().configurations
    stranger = first.model_copy(update={"configuration": "huge"})
    assert faults_with(configurations=(stranger, *others)) == [
        ("decisions ids", "'huge' is no configuration of the site.")
    ]


@pytest.mark.parametrize("table", ["starts", "waiting"])
def test_a_row_that_stands_twice(table: str) -> None:
    rows = getattr(hand(), table)
    assert [rule for rule, _ in faults_with(**{table: (*rows, rows[0])})] == ["decisions duplicates"]


def test_a_site_without_a_configuration() -> None:
    assert faults_with(configurations=hand().configurations[1:]) == [
        ("B1 enter", "0 configurations run in the period; exactly 1 must.")
    ]


def test_a_site_with_two_configurations() -> None:
    more = SiteConfiguration(site="ward-north", period="2013-04", configuration="half")
    assert faults_with(configurations=(*hand().configurations, more)) == [
        ("B1 enter", "2 configurations run in the period; exactly 1 must.")
    ]


@pytest.mark.parametrize("people", [math.nan, math.inf])
def test_people_that_are_no_number_and_slipped_past_the_model(people: float) -> None:
    row = Starts.model_construct(**{**ROW, "site": "spot-county", "people": people})
    assert [rule for rule, _ in faults_with(starts=(*hand().starts, row))] == ["decisions finite"]


def test_a_scenario_that_the_case_does_not_have() -> None:
    case = small_case()
    faults = check_beds(case, hand_plan(case).model_copy(update={"scenario": "dream"}))
    assert [(fault.rule, fault.message) for fault in faults] == [
        ("decisions ids", "'dream' is no scenario of the case.")
    ]


def test_the_scenario_of_the_plan_decides_not_the_one_the_case_is_set_to() -> None:
    assert check_beds(small_case().in_scenario("longer"), hand_plan(small_case())) == ()

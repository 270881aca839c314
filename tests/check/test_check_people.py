"""Planted faults in where people go: each is caught by its rule, and by no other."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from capplan.check import check_beds
from capplan.check.violation import Violation
from capplan.decisions import BedDecisions, Starts
from check.plans import (
    CHANGES,
    WARD_CLOSED,
    WARD_FULL,
    WARD_HALF,
    bed_plan,
    business_as_usual,
    decisions_of,
    diverts,
    hand_decisions,
    hand_plan,
    more_starts,
    moved,
    rules_broken,
    waits,
)
from small import small_case, with_row


def only_fault(decisions: BedDecisions) -> Violation:
    case = small_case()
    faults = check_beds(case, bed_plan(case, decisions))
    assert len(faults) == 1, faults
    return faults[0]


@pytest.mark.parametrize(("beds", "broken"), [(31, set()), (30, {"B3 load_limit"})])
def test_one_bed_too_few(beds: int, broken: set[str]) -> None:
    # From 2014-04 the block carries 23.1 beds: safe in 31 beds (23.25), not in 30 (22.5).
    case = with_row(small_case(), "configurations", "block-south/thirty-two", beds_staffed=beds)
    assert rules_broken(case, hand_decisions(case)) == broken


def test_double_running_skipped() -> None:
    # The ward is left a month later: in 2013-09 it still takes 15.5 beds' worth where 9 are left to it.
    case = small_case()
    decisions = decisions_of(case, CHANGES, {"2013-04": WARD_FULL, "2013-10": WARD_HALF, "2014-03": WARD_CLOSED})
    fault = only_fault(decisions)
    assert (fault.rule, fault.where) == ("B3 load_limit", "site ward-north, period 2013-09")
    assert fault.amount == pytest.approx(6.5)
    assert fault.message == ("the load is 15.500000 beds; the limit is 9.000000 beds (9 beds are in double running).")


def test_new_beds_used_before_they_are_ramped_up() -> None:
    # Opened in 2013-09 instead of 2013-08: half of 12 safe beds are usable, 9.75 are used.
    case = small_case()
    changes = (("2013-09", "block-south", "sixteen"), *CHANGES[1:])
    decisions = decisions_of(case, changes, {"2013-04": WARD_FULL, "2013-09": WARD_HALF, "2014-03": WARD_CLOSED})
    fault = only_fault(decisions)
    assert (fault.rule, fault.where) == ("B3 load_limit", "site block-south, period 2013-09")
    assert fault.amount == pytest.approx(3.75)


def test_a_closure_before_its_replacement_overloads_what_is_there() -> None:
    # The block grows in 2014-05 instead of 2014-02, but the ward closes in 2014-04 all the same.
    case = small_case()
    changes = tuple(("2014-05", *row[1:]) if row[0] == "2014-02" else row for row in CHANGES)
    decisions = decisions_of(case, changes, {"2013-04": WARD_FULL, "2013-09": WARD_HALF, "2014-03": WARD_CLOSED})
    assert rules_broken(case, decisions) == {"B3 load_limit"}


def test_business_as_usual_may_fill_its_beds_but_a_plan_may_not() -> None:
    # From 2014-04 the ten home places carry 7.7: below full (9.5), above safe (7.5).
    case = small_case()
    usual = business_as_usual(case)
    assert check_beds(case, usual) == ()
    faults = check_beds(case, bed_plan(case, usual.decisions, "plan"))
    assert {(fault.rule, fault.where[:16]) for fault in faults} == {("B3 load_limit", "site home-county")}
    assert [fault.amount for fault in faults] == pytest.approx([0.2] * 6)


@pytest.mark.parametrize(("month", "broken"), [("2013-05", set()), ("2013-04", {"B3 load_limit"})])
def test_the_standard_applies_from_its_month(month: str, broken: set[str]) -> None:
    # In 2013-04 the north's opening list fills the ward to 18 beds; 1.5 people more make it 19.
    case = small_case()
    horizon = case.horizon.model_copy(update={"standard_from": month})
    case = small_case(horizon=horizon)
    decisions = moved(hand_decisions(case), "step-down", "north", "2013-04", 1.5, "home-county", "ward-north")
    assert rules_broken(case, decisions) == broken


@pytest.mark.parametrize(("site", "people"), [("home-county", -0.25), ("ward-north", 0.25)])
def test_a_person_lost_or_invented(site: str, people: float) -> None:
    decisions = more_starts(hand_decisions(small_case()), "step-down", "north", site, "2013-07", people)
    fault = only_fault(decisions)
    assert (fault.rule, fault.where) == (
        "B4 demand",
        "period 2013-07, cohort step-down, locality north",
    )
    assert fault.amount == pytest.approx(0.25)


def test_the_opening_list_may_not_vanish() -> None:
    # The south's 1.25 waiting people start in May; without the row of April they are never accounted for.
    decisions = hand_decisions(small_case()).model_copy(update={"waiting": ()})
    case = small_case()
    faults = check_beds(case, bed_plan(case, decisions))
    assert [(fault.rule, round(fault.amount, 6)) for fault in faults] == [("B4 demand", 1.25)] * 2


def test_a_person_beyond_the_travel_limit() -> None:
    decisions = moved(hand_decisions(small_case()), "step-up", "south", "2013-07", 0.1, "home-county", "ward-north")
    fault = only_fault(decisions)
    assert (fault.rule, fault.amount) == ("placement travel", 10.0)
    assert fault.message == "0.1 people travel 40 minutes; the limit is 30 minutes."


def test_travel_of_exactly_the_limit_is_allowed() -> None:
    # From 2014-03 step-up people of the north are cared for at home, 25 minutes away.
    case = with_row(small_case(), "cohorts", "step-up", max_travel_min=25.0)
    assert rules_broken(case, hand_decisions(case)) == set()


def test_a_person_sent_where_no_way_leads_is_reported_without_figures() -> None:
    case = small_case()
    case = small_case(area_travel_min={**case.area_travel_min, ("s1", "ward-north"): math.inf})
    faults = check_beds(case, hand_plan(small_case()))
    assert {(fault.rule, fault.amount) for fault in faults} == {("placement travel", math.inf)}


def test_a_cohort_in_a_setting_it_may_not_use() -> None:
    decisions = moved(hand_decisions(small_case()), "step-up", "north", "2013-07", 0.1, "ward-north", "spot-county")
    assert only_fault(decisions).rule == "placement stay"


def test_a_site_that_does_not_admit_the_cohort() -> None:
    # The spot beds take step-up people only, so the 1.25 step-down people of May may not go there.
    case = with_row(small_case(), "sites", "spot-county", admits="step-up")
    faults = check_beds(case, bed_plan(case, hand_decisions(case)))
    assert [(fault.rule, fault.amount) for fault in faults] == [("placement admits", 1.25)]


def test_more_at_home_than_the_largest_share() -> None:
    # July: 31 people, at most 9.3 at home; half a person more goes there (7.32 of 7.5 safe places).
    decisions = moved(hand_decisions(small_case()), "step-down", "north", "2013-07", 0.5, "ward-north", "home-county")
    fault = only_fault(decisions)
    assert (fault.rule, round(fault.amount, 6)) == ("B5 max_share", 0.5)


def test_fewer_at_home_than_the_smallest_share() -> None:
    # July: 31 people, at least 6.2 at home; 9.3 - 3.2 = 6.1 go there.
    decisions = moved(hand_decisions(small_case()), "step-down", "north", "2013-07", 3.2, "home-county", "ward-north")
    fault = only_fault(decisions)
    assert (fault.rule, round(fault.amount, 6)) == ("B6 min_share", 0.1)


@pytest.mark.parametrize(
    ("month", "next_month", "broken"),
    [("2013-08", "2013-09", set()), ("2013-09", "2013-10", {"B9 closure_test"})],
)
def test_waiting_may_not_grow_from_double_running_on(month: str, next_month: str, broken: set[str]) -> None:
    # Half a person bound for home waits a month, then takes a spot bed.
    # Beds begin to leave with double running in 2013-09.
    case = small_case()
    decisions = more_starts(hand_decisions(case), "step-down", "south", "home-county", month, -0.5)
    decisions = waits(decisions, "step-down", "south", month, 0.5)
    decisions = more_starts(decisions, "step-down", "south", "spot-county", next_month, 0.5)
    assert rules_broken(case, decisions) == broken


def test_nobody_of_the_catchment_may_be_diverted_once_beds_left() -> None:
    case = small_case()
    decisions = more_starts(hand_decisions(case), "step-up", "north", "home-county", "2014-06", -0.5)
    fault = only_fault(diverts(decisions, "step-up", "north", "2014-06", 0.5))
    assert (fault.rule, fault.amount) == ("B9 closure_test", 0.5)
    assert fault.where == "site ward-north, period 2014-06, cohort step-up, locality north"


def test_people_outside_the_catchment_do_not_enter_the_closure_test() -> None:
    # Step-up people of the south could never reach the ward.
    case = small_case()
    decisions = more_starts(hand_decisions(case), "step-up", "south", "home-county", "2014-06", -0.5)
    assert rules_broken(case, diverts(decisions, "step-up", "south", "2014-06", 0.5)) == set()


def test_a_cohort_that_does_not_wait_may_not() -> None:
    decisions = more_starts(hand_decisions(small_case()), "step-up", "north", "ward-north", "2013-06", -0.5)
    decisions = more_starts(decisions, "step-up", "north", "ward-north", "2013-07", 0.5)
    assert only_fault(waits(decisions, "step-up", "north", "2013-06", 0.5)).rule == "placement waiting"


def test_a_cohort_that_waits_is_not_diverted() -> None:
    decisions = more_starts(hand_decisions(small_case()), "step-down", "north", "home-county", "2013-06", -0.5)
    decisions = diverts(decisions, "step-down", "north", "2013-06", 0.5)
    assert only_fault(decisions).rule == "placement diverted"


def test_negative_people() -> None:
    decisions = moved(hand_decisions(small_case()), "step-up", "north", "2013-06", 0.5, "home-county", "ward-north")
    fault = only_fault(decisions)
    assert (fault.rule, fault.amount) == ("decisions non-negative", 0.5)


def test_people_that_are_no_number_cannot_be_written_down() -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Starts(cohort="step-down", locality="north", site="ward-north", period="2013-04", people=math.nan)

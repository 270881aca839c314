"""Planted faults in what sites run: each is caught by its rule, and by no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.decisions import OptionId
from check.plans import CHANGES, bed_plan, hand_decisions, hand_plan, quiet_decisions, rules_broken, runs
from small import small_case, with_row

HOME_AND_BACK = (("2013-05", "home-county", "twenty"), ("2013-07", "home-county", "ten"))
TOO_EARLY = "B2 leave (reduction too early)"


def test_the_hand_built_plan_and_the_quiet_one_break_nothing() -> None:
    case = small_case()
    assert check_beds(case, hand_plan(case)) == ()
    assert check_beds(case, bed_plan(case, quiet_decisions(case))) == ()


@pytest.mark.parametrize(
    "case",
    [
        with_row(small_case(), "contracts", "ward-lease", notice_months=4),
        with_row(small_case(), "contracts", "ward-lease", ends="2013-11"),
        with_row(small_case(), "gates", "consult", passed="2013-08"),
        with_row(small_case(), "sites", "ward-north", closes_from="2013-11"),
    ],
    ids=["notice", "contract end", "gate", "closes from"],
)
def test_a_reduction_a_month_before_the_rules_allow(case: Case) -> None:
    # Each rule alone moves the earliest month from 2013-10 to 2013-11.
    faults = check_beds(case, hand_plan(case))
    assert [(fault.rule, fault.amount) for fault in faults] == [(TOO_EARLY, 1.0)]
    assert faults[0].message == "it takes effect in 2013-10, 1 month before 2013-11."


def test_a_reduction_before_its_double_running_fits() -> None:
    # Home places have neither contract nor notice: only one month of double running stands in the way.
    case = with_row(small_case(), "sites", "home-county", double_running_months=1, today="twenty")
    early = runs(quiet_decisions(case), "home-county", "twenty")
    assert rules_broken(case, early) == {TOO_EARLY}


def test_a_ward_closed_a_month_early_also_skips_its_double_running() -> None:
    case = small_case()
    decisions = runs(hand_decisions(case), "ward-north", "half", "2013-09")
    # Notice runs to 2013-10, and in 2013-08 the ward still takes 15.5 beds' worth instead of 9.
    assert rules_broken(case, decisions) == {TOO_EARLY, "B3 load_limit"}


def test_capacity_before_its_lead_time() -> None:
    case = small_case()
    assert rules_broken(case, quiet_decisions(case, ("2013-07", "block-south", "sixteen"))) == set()
    early = quiet_decisions(case, ("2013-06", "block-south", "sixteen"))
    assert rules_broken(case, early) == {"B2 leave (increase too early)"}


def test_capacity_before_the_month_it_may_open_from() -> None:
    case = with_row(small_case(), "sites", "block-south", opens_from="2013-09")
    assert rules_broken(case, hand_decisions(case)) == {"B2 leave (increase too early)"}


def test_a_transition_that_is_not_listed() -> None:
    case = small_case()
    fewer = tuple(row for row in case.transitions if row.to_configuration != "twenty")
    decisions = quiet_decisions(case, ("2013-05", "home-county", "twenty"))
    assert rules_broken(case, decisions) == set()
    assert rules_broken(replace(case, transitions=fewer), decisions) == {"B2 leave (not listed)"}


@pytest.mark.parametrize(
    ("option", "change", "message"),
    [
        (
            "business-as-usual",
            ("2013-05", "home-county", "twenty"),
            "ten changes to twenty, but business as usual changes nothing.",
        ),
        (
            "do-minimum",
            ("2013-04", "ward-north", "half"),
            "1 bed fewer, but do-minimum reduces nothing.",
        ),
    ],
)
def test_a_change_that_the_option_does_not_have(option: OptionId, change: tuple[str, str, str], message: str) -> None:
    # The ward may lose a bed at once here, so that only the option stands in the way.
    case = with_row(small_case(), "contracts", "ward-lease", notice_months=0, gate=None)
    case = with_row(case, "sites", "ward-north", double_running_months=0)
    case = with_row(case, "configurations", "ward-north/half", beds_staffed=23)
    decisions = quiet_decisions(case, change)
    faults = check_beds(case, bed_plan(case, decisions, option))
    assert [(fault.rule, fault.message) for fault in faults] == [("B2 leave (option)", message)]
    assert rules_broken(case, decisions, "plan") == set()


def test_do_minimum_buys_but_does_not_build() -> None:
    # The ward runs half today and is built up at once: the plan may, do-minimum may not; it may buy places.
    case = with_row(small_case(), "sites", "ward-north", today="half")
    decisions = quiet_decisions(case, ("2013-05", "home-county", "twenty"))
    assert rules_broken(case, decisions, "plan") == set()
    faults = check_beds(case, bed_plan(case, decisions, "do-minimum"))
    assert [(fault.rule, fault.amount) for fault in faults] == [("B2 leave (option)", 12.0)]


def test_a_change_between_the_months_of_change() -> None:
    # Every three months from 2013-04: July is one of them, May comes a month after April.
    case = _changing_every(small_case(), 3)
    assert rules_broken(case, quiet_decisions(case, ("2013-07", "home-county", "twenty"))) == set()
    decisions = quiet_decisions(case, ("2013-05", "home-county", "twenty"))
    (fault,) = check_beds(case, bed_plan(case, decisions))
    assert (fault.rule, fault.where, fault.amount) == (
        "B2 leave (between changes)",
        "site home-county, period 2013-05",
        1.0,
    )
    assert fault.message == "ten changes to twenty in 2013-05, but changes take effect every 3 months only."
    assert rules_broken(_changing_every(case, 1), decisions) == set()


def test_two_changes_of_direction() -> None:
    case = with_row(small_case(), "sites", "home-county", reopens=True)
    once = quiet_decisions(case, *HOME_AND_BACK)
    twice = quiet_decisions(case, *HOME_AND_BACK, ("2013-09", "home-county", "twenty"))
    assert rules_broken(case, once) == set()
    assert rules_broken(case, twice) == {"B10 one_turn"}


def test_a_site_that_reopens() -> None:
    case = small_case()
    decisions = quiet_decisions(case, ("2013-05", "home-county", "ten"), ("2014-04", "home-county", "twenty"))
    case = with_row(case, "sites", "home-county", today="twenty")
    case = with_row(case, "sites", "home-county", reopens=True)
    assert rules_broken(case, decisions) == set()
    shut_for_good = with_row(case, "sites", "home-county", reopens=False)
    assert rules_broken(shut_for_good, decisions) == {"B12 no_reopening"}


@pytest.mark.parametrize(("months", "broken"), [(2, set()), (3, {"B13 commitment"})])
def test_new_capacity_leaves_before_its_commitment(months: int, broken: set[str]) -> None:
    # Opened in 2013-05, reduced in 2013-07: it ran two months.
    case = with_row(small_case(), "sites", "home-county", min_commitment_months=months)
    assert rules_broken(case, quiet_decisions(case, *HOME_AND_BACK)) == broken


def test_the_message_on_a_commitment_names_both_figures() -> None:
    case = with_row(small_case(), "sites", "home-county", min_commitment_months=3)
    (fault,) = check_beds(case, bed_plan(case, quiet_decisions(case, *HOME_AND_BACK)))
    assert (fault.where, fault.amount) == ("site home-county, period 2013-07", 1.0)
    assert fault.message == "beds added 2 months ago are reduced; they must run 3 months."


def test_beds_opened_a_month() -> None:
    case = small_case()
    assert rules_broken(_with_ramp(case, opened=16.0), hand_decisions(case)) == set()
    faults = check_beds(_with_ramp(case, opened=15.0), hand_plan(case))
    assert [(fault.rule, fault.amount) for fault in faults] == [("B14 opening_ramp", 1.0)] * 2


def test_home_places_are_no_beds_for_the_ramp() -> None:
    case = _with_ramp(small_case(), opened=0.0)
    assert rules_broken(case, quiet_decisions(case, ("2013-05", "home-county", "twenty"))) == set()


def test_beds_closed_a_month() -> None:
    faults = check_beds(_with_ramp(small_case(), closed=11.0), hand_plan(small_case()))
    assert [(fault.rule, fault.amount) for fault in faults] == [("B15 closing_ramp", 1.0)] * 2


@pytest.mark.parametrize(("month", "broken"), [("2014-04", set()), ("2014-03", {"B16 closes_by"})])
def test_a_site_that_must_have_closed(month: str, broken: set[str]) -> None:
    case = with_row(small_case(), "sites", "ward-north", closes_by=month)
    assert rules_broken(case, hand_decisions(case)) == broken


def test_every_change_of_the_hand_plan_is_seen() -> None:
    figures = hand_plan(small_case()).figures
    months = sorted([row.closed for row in figures.closures] + [row.opens for row in figures.openings])
    assert months == [month for month, _, _ in CHANGES]


def _changing_every(case: Case, months: int) -> Case:
    return replace(case, parameters=case.parameters.model_copy(update={"change_every_months": months}))


def _with_ramp(case: Case, opened: float | None = None, closed: float | None = None) -> Case:
    limits = {"max_beds_opened_per_month": opened, "max_beds_closed_per_month": closed}
    return replace(case, parameters=case.parameters.model_copy(update=limits))

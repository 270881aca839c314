"""Lists of staff decisions that cannot be read: unknown ids, rows twice, amounts that are no numbers."""

from __future__ import annotations

import math
from typing import Any

import pytest

from capplan.check import check_beds
from capplan.check.proof import check_proof
from capplan.decisions import StaffDecisions, TerritoryRow, Worked
from check.staff_plans import BASE, hand_staffed_plan, plan_case

CASE = plan_case()
PLAN = hand_staffed_plan(CASE)
TABLES = ("recruited", "redeployed", "redundant", "worked", "agency", "shortfall", "unstaffed")


def hand() -> StaffDecisions:
    assert PLAN.staff is not None
    return PLAN.staff.decisions


def faults_with(**changes: Any) -> list[tuple[str, str]]:
    """Return (rule, message) of the hand-made plan with these lists of staff decisions replaced."""
    assert PLAN.staff is not None
    decisions = hand().model_copy(update=changes)
    plan = PLAN.model_copy(update={"staff": PLAN.staff.model_copy(update={"decisions": decisions})})
    return [(fault.rule, fault.message) for fault in check_beds(CASE, plan)]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (table, name)
        for table in TABLES
        for name in type(getattr(hand(), table)[0]).model_fields
        if name not in ("fte", "hours", "beds", "response")
    ],
)
def test_an_id_that_the_case_does_not_have(table: str, name: str) -> None:
    first, *others = getattr(hand(), table)
    stranger = first.model_copy(update={name: "nowhere"})
    assert faults_with(**{table: (stranger, *others)}) == [("decisions ids", f"'nowhere' is no {name} of the case.")]


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_stands_twice(table: str) -> None:
    rows = getattr(hand(), table)
    assert [rule for rule, _ in faults_with(**{table: (*rows, rows[0])})] == ["decisions duplicates"]
    assert faults_with(**{table: tuple(reversed(rows))}) == []


@pytest.mark.parametrize("hours", [math.nan, math.inf])
def test_hours_that_are_no_number_and_slipped_past_the_model(hours: float) -> None:
    row = {"role": "nurse", "workplace": BASE, "skill": "care", "period": "2013-04", "hours": hours}
    worked = (*hand().worked, Worked.model_construct(**row))
    assert [rule for rule, _ in faults_with(worked=worked)] == ["decisions finite"]


def test_a_territory_of_an_unknown_area_or_base() -> None:
    more = (*hand().territory, TerritoryRow(area="mars", base=BASE))
    assert faults_with(territory=more) == [("decisions ids", "'mars' is no area of the case.")]
    first, *others = hand().territory
    other = (first.model_copy(update={"base": "moon"}), *others)
    # Nobody can start at home from an area that no base of the case serves, but n2 is still north.
    assert faults_with(territory=other) == [("decisions ids", "'moon' is no base of the case.")]


def test_faults_of_the_staff_do_not_hide_those_of_the_beds_and_the_proof() -> None:
    assert PLAN.staff is not None
    staff = PLAN.staff.model_copy(update={"decisions": hand().model_copy(update={"territory": hand().territory[1:]})})
    proof = PLAN.proof.model_copy(update={"bound": 2 * PLAN.proof.objective})
    starts = PLAN.decisions.starts[1:]
    beds = PLAN.decisions.model_copy(update={"starts": starts})
    plan = PLAN.model_copy(update={"staff": staff, "proof": proof, "decisions": beds})
    assert {"territory", "B4 demand", "proof bound"} <= {fault.rule for fault in check_beds(CASE, plan)}
    assert {fault.rule for fault in check_proof(proof, "option plan")} == {"proof bound", "proof gap"}

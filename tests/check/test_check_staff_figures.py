"""Figures on staff: a planted change in any field is caught by its name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from capplan.check import check_beds
from capplan.check.compare import unit_of
from capplan.decisions import (
    BedPlan,
    CalendarRow,
    DutyRow,
    ResponseRow,
    SkillRow,
    StaffPlanRow,
    StaffTotals,
    TravelRow,
)
from check.staff_plans import (
    SOUTH,
    figures_of,
    hand_staffed_plan,
    plan_case,
)

CASE = plan_case()
PLAN = hand_staffed_plan(CASE)


FIGURES = figures_of(PLAN)
KEYS: dict[str, tuple[str, ...]] = {
    "staff_plan": ("role", "workplace", "period"),
    "skills": ("workplace", "skill", "period"),
    "responses": ("workplace", "response", "period"),
    "duty": ("cover", "base", "period"),
    "calendar": ("kind", "role", "workplace", "from_role", "from_site", "starts"),
    "travel": ("base",),
}
FIELDS = [
    (table, field)
    for table, keys in KEYS.items()
    for field in type(getattr(FIGURES, table)[0]).model_fields
    if field not in keys
]


def other(value: Any) -> Any:
    """Return another value of the same kind, as little off as matters."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value + 0.011 if isinstance(value, float) else "other"


def with_figures(**changes: object) -> BedPlan:
    assert PLAN.staff is not None
    figures = FIGURES.model_copy(update=changes)
    return PLAN.model_copy(update={"staff": PLAN.staff.model_copy(update={"figures": figures})})


def rules_of(plan: BedPlan) -> list[str]:
    return [fault.rule for fault in check_beds(CASE, plan)]


@pytest.mark.parametrize("field", list(StaffTotals.model_fields))
def test_an_altered_total(field: str) -> None:
    altered = FIGURES.totals.model_copy(update={field: other(getattr(FIGURES.totals, field))})
    assert rules_of(with_figures(totals=altered)) == [f"figure staff.totals.{field}"]


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_an_altered_field_of_a_row(table: str, field: str) -> None:
    rows = list(getattr(FIGURES, table))
    number = next(n for n, row in enumerate(rows) if getattr(row, field) is not None)
    rows[number] = rows[number].model_copy(update={field: other(getattr(rows[number], field))})
    faults = check_beds(CASE, with_figures(**{table: tuple(rows)}))
    assert [fault.rule for fault in faults] == [f"figure staff.{table}.{field}"]
    assert faults[0].amount > 0.0


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_figure_left_blank(table: str, field: str) -> None:
    rows = list(getattr(FIGURES, table))
    number = next(n for n, row in enumerate(rows) if getattr(row, field) is not None)
    rows[number] = rows[number].model_copy(update={field: None})
    assert rules_of(with_figures(**{table: tuple(rows)})) == [f"figure staff.{table}.{field}"]


@pytest.mark.parametrize("table", KEYS)
def test_a_row_missing_or_twice(table: str) -> None:
    rows = getattr(FIGURES, table)
    assert rules_of(with_figures(**{table: rows[1:]})) == [f"figure staff.{table}"]
    assert rules_of(with_figures(**{table: (*rows, rows[-1])})) == [f"figure staff.{table}"]
    assert rules_of(with_figures(**{table: tuple(reversed(rows))})) == []


@pytest.mark.parametrize("table", KEYS)
def test_a_row_under_another_name_is_missing_and_extra(table: str) -> None:
    first, *others = getattr(FIGURES, table)
    altered = first.model_copy(update={KEYS[table][0]: "elsewhere"})
    assert rules_of(with_figures(**{table: (altered, *others)})) == [f"figure staff.{table}"] * 2


@pytest.mark.parametrize(
    "field", ["cost_present_gbp", "cost_nominal_gbp", "shortfall_weight_gbp", "overskill_weight_gbp", "objective_gbp"]
)
def test_an_altered_total_of_beds_and_staff(field: str) -> None:
    totals = PLAN.figures.totals
    altered = totals.model_copy(update={field: getattr(totals, field) + 0.011})
    plan = PLAN.model_copy(update={"figures": PLAN.figures.model_copy(update={"totals": altered})})
    assert rules_of(plan) == [f"figure totals.{field}"]


@pytest.mark.parametrize(("field", "value"), [("workforce_passed", False), ("worst_shortfall_hours", 0.011)])
@pytest.mark.parametrize("blank", [False, True])
def test_an_altered_workforce_test_of_a_closure(field: str, value: object, blank: bool) -> None:
    first, *others = PLAN.figures.closures
    altered = first.model_copy(update={field: None if blank else value})
    plan = PLAN.model_copy(update={"figures": PLAN.figures.model_copy(update={"closures": (altered, *others)})})
    assert rules_of(plan) == [f"figure closures.{field}"]


@pytest.mark.parametrize("kind", ["pay", "agency", "recruitment", "pay-protection", "redundancy", "bases"])
@pytest.mark.parametrize("field", ["nominal_gbp", "present_gbp"])
def test_an_altered_amount_of_staff_money(kind: str, field: str) -> None:
    rows = list(PLAN.figures.money)
    number = next(n for n, row in enumerate(rows) if row.kind == kind)
    altered = rows[number].model_copy(update={field: getattr(rows[number], field) + 0.011})
    money = (*rows[:number], altered, *rows[number + 1 :])
    plan = PLAN.model_copy(update={"figures": PLAN.figures.model_copy(update={"money": money})})
    assert rules_of(plan) == [f"figure money.{field}"]
    less = (*rows[:number], *rows[number + 1 :])
    plan = PLAN.model_copy(update={"figures": PLAN.figures.model_copy(update={"money": less})})
    assert rules_of(plan) == ["figure money"]


def test_hours_to_six_decimals_are_no_difference() -> None:
    first, *others = FIGURES.skills
    altered = first.model_copy(update={"in_post_hours": first.in_post_hours + 5e-5})
    assert rules_of(with_figures(skills=(altered, *others))) == []


def test_a_row_of_next_to_no_need_may_be_there_or_not() -> None:
    row = FIGURES.skills[0].model_copy(update={"workplace": SOUTH, "needed_hours": 1e-7})
    assert rules_of(with_figures(skills=(*FIGURES.skills, row))) == []


def test_every_number_on_staff_has_a_unit() -> None:
    models: list[type[BaseModel]] = [StaffTotals, StaffPlanRow, SkillRow, ResponseRow, DutyRow, CalendarRow, TravelRow]
    unnamed = [
        field
        for model in models
        for field, info in model.model_fields.items()
        if info.annotation in (int, float, float | None) and not unit_of(field)
    ]
    assert unnamed == []
    assert unit_of("worst_shortfall_hours") == "hours"

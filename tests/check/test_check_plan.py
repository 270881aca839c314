"""The whole plan: options against each other, sizes, regrets, scenarios."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from capplan.check import check_plan
from capplan.check.sizes import setting_sizes
from check.plans import answer_of, hand_decisions, more_starts, runs, whole_plan
from small import small_case, with_row

CASE = small_case()
PLAN = whole_plan(CASE)


def rules_with(**changes: object) -> list[str]:
    return [fault.rule for fault in check_plan(CASE, PLAN.model_copy(update=changes))]


def changed(rows: tuple[Any, ...], number: int, **changes: object) -> tuple[BaseModel, ...]:
    return tuple(row.model_copy(update=changes) if place == number else row for place, row in enumerate(rows))


def test_the_whole_hand_built_plan_passes() -> None:
    assert check_plan(CASE, PLAN) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [("case", "other"), ("case_digest", "1" * 64), ("title", "Other"), ("schema_version", 0)],
)
def test_a_plan_of_another_case(field: str, value: str) -> None:
    assert rules_with(**{field: value}) == ["plan identity"]


def test_an_option_on_another_scenario_or_twice() -> None:
    assert "plan identity" in rules_with(scenario="longer")
    assert rules_with(options=(*PLAN.options, PLAN.options[0])) == ["plan identity"]


def test_a_fault_inside_an_option_names_the_option() -> None:
    first = PLAN.options[0]
    totals = first.figures.totals.model_copy(update={"beds_at_end": 25})
    broken = first.model_copy(update={"figures": first.figures.model_copy(update={"totals": totals})})
    faults = check_plan(CASE, PLAN.model_copy(update={"options": (broken, *PLAN.options[1:])}))
    assert [(fault.rule, fault.where) for fault in faults] == [
        ("figure totals.beds_at_end", "option business-as-usual: all")
    ]


def test_a_bound_above_a_plan_that_do_minimum_already_is() -> None:
    # Do-minimum costs less than the hand-built plan, so a bound just below the plan cannot be one.
    chosen = PLAN.options[2]
    bound = chosen.proof.objective - 100.0
    proof = chosen.proof.model_copy(update={"bound": bound, "gap": 100.0 / chosen.proof.objective})
    options = (*PLAN.options[:2], chosen.model_copy(update={"proof": proof}))
    assert "proof bound" in rules_with(options=options, regrets=())


def test_sizes_by_hand() -> None:
    rows = {row.setting: row for row in PLAN.sizes}
    # Ward: the twelve months from 2013-10 begin with 9 beds' worth in 12; 9/0.85 = 10.6; 9 = 0.75 x 12.
    ward = rows["hospital"]
    assert (ward.beds, ward.beds_at_reading, ward.beds_for_standard_pooled, ward.units) == (12, 11, 12, 1)
    assert ward.load == pytest.approx(9.0)
    # Nursing homes: 23.1 of 32 and 8 spot beds; 23.1/0.85 = 27.2; 23.1/0.75 = 30.8.
    nursing = rows["nursing-home"]
    assert (nursing.beds, nursing.beds_at_reading, nursing.beds_for_standard_pooled) == (40, 28, 31)
    assert nursing.units == 2
    # Home: 11 of 20 places; 11/0.85 = 12.9; 11/0.75 = 14.7.
    home = rows["home"]
    assert (home.beds, home.beds_at_reading, home.beds_for_standard_pooled) == (20, 13, 15)


def test_sizes_of_a_setting_with_spot_beds_only_need_no_standard() -> None:
    case = with_row(CASE, "configurations", "block-south/thirty-two", kind="spot")
    rows = setting_sizes(answer_of(case, hand_decisions(case)))
    assert rows[1].beds_for_standard_pooled is None


def test_sizes_read_the_fullest_month() -> None:
    decisions = more_starts(hand_decisions(CASE), "step-up", "north", "home-county", "2014-08", 1.55)
    # 1.55 people x 20 days / 31 days: one place more than 11.
    assert setting_sizes(answer_of(CASE, decisions))[2].load == pytest.approx(12.0)


def test_sizes_read_the_earliest_of_equally_full_months() -> None:
    # A rounding more in the last month, when only ten places run, does not make it the fullest.
    decisions = more_starts(hand_decisions(CASE), "step-up", "north", "home-county", "2014-09", 1e-7)
    decisions = runs(decisions, "home-county", "ten", "2014-09")
    assert setting_sizes(answer_of(CASE, decisions))[2].beds == 20


@pytest.mark.parametrize("field", ["load", "beds", "beds_at_reading", "beds_for_standard_pooled", "units"])
def test_an_altered_size(field: str) -> None:
    value = getattr(PLAN.sizes[0], field)
    assert rules_with(sizes=changed(PLAN.sizes, 0, **{field: value + 1})) == [f"figure sizes.{field}"]


def test_a_setting_without_its_size() -> None:
    assert rules_with(sizes=PLAN.sizes[1:]) == ["figure sizes"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"site": "block-south"}, "regret closure"),
        ({"closed_later": "2014-10"}, "regret closed_later"),
        ({"cost_gbp": None}, "regret reason"),
        ({"cost_gbp": -1e6}, "regret cost"),
    ],
)
def test_a_regret_that_cannot_be(changes: dict[str, Any], rule: str) -> None:
    assert rules_with(regrets=changed(PLAN.regrets, 0, **changes)) == [rule]


@pytest.mark.parametrize("month", ["zz", "2012-04"])
def test_a_regret_of_a_month_without_a_period(month: str) -> None:
    assert rules_with(regrets=changed(PLAN.regrets, 0, closed=month)) == ["regret closure", "regret closed"]


def test_a_regret_inside_the_horizon_has_its_month() -> None:
    # Nineteen months would reach 2014-10: then a year after 2013-10 lies inside.
    longer = CASE.horizon.model_copy(update={"months": 19})
    case = small_case(horizon=longer)
    plan = whole_plan(case)
    assert [fault.rule for fault in check_plan(case, plan)] == ["regret closed_later"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"scenario": "dream"}, "scenario id"),
        ({"title": "Shorter stays"}, "scenario title"),
        ({"beds_at_end": {"palace": 3}}, "scenario beds_at_end"),
        (
            {"proof": PLAN.options[2].proof.model_copy(update={"gap": 0.5, "asked_gap": 1.0})},
            "proof gap",
        ),
        ({"proof": PLAN.options[1].proof}, "proof objective"),
        (
            {"business_as_usual": PLAN.options[0].figures.totals.model_copy(update={"objective_gbp": 1.0})},
            "scenario totals.objective_gbp",
        ),
        (
            {"totals": PLAN.options[2].figures.totals.model_copy(update={"capital_nominal_gbp": 1.0})},
            "scenario totals.cost_nominal_gbp",
        ),
    ],
)
def test_a_scenario_that_contradicts_itself(changes: dict[str, Any], rule: str) -> None:
    assert rules_with(scenarios=changed(PLAN.scenarios, 0, **changes)) == [rule]

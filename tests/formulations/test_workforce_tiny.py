"""The tiny case of `workforce`: every rule and figure matters, by the amount derived in its tiny.md."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.formulations import workforce
from capplan.formulations.workforce.duty import on_duty
from capplan.formulations.workforce.places import nearest_territory, shares, travel_min_per_visit
from capplan.formulations.workforce.work import given_volumes, unit_hours
from capplan.solve import Profile, Status, run
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("workforce")
DAYS = 365
OPTIMUM_A_DAY = 11_015

# Rule -> change in GBP a day over the three years, as in tiny.md.
WITHOUT_RULE = {
    "volume_given": -320,
    "released_given": -120,
    "balance": -2_480,
    "hours_limit": -6_200,
    "work_done": -6_320,
    "shortfall_limit": -240,
    "agency_limit": -160,
    "team_minimum": -100,
    "supervised": -300,
    "recruit_limit": -200,
    "move_after_release": -120,
    "room": -140,
}
Change = tuple[str, str, dict[str, Any]]
# What the page calls the figure -> (table, row, what it becomes) for each row, change in GBP a day.
WITH_FIGURE: dict[str, tuple[tuple[Change, ...], int]] = {
    "nobody leaves (contract)": ((("roles", "contract", {"turnover_per_year": 0.0}),), -420),
    "the contract goes on": ((("roles", "contract", {"takes_on_until": None}),), -420),
    "no lead time (pace)": ((("roles", "pace", {"recruit_lead_months": 0}),), -230),
    "recruiting costs nothing": ((("roles", "pace", {"recruit_gbp_per_fte": 0.0}),), -30),
    "no redundancy": ((("roles", "surplus", {"redundancy_gbp_per_fte": None}),), 75),
    "minutes are not halved (surplus)": ((("levers", "shorter", {"on": False}),), 75),
    "no agency": ((("roles", "agency", {"max_agency_share": 0.0}),), 160),
    "agency team recruits a year sooner": ((("roles", "agency", {"recruit_lead_months": 12}),), -120),
    "three calls in five may wait": ((("duty_cover", "mornings", {"min_on_duty": 1, "max_wait_share": 0.6}),), -480),
    "older people do not grow": (
        tuple(
            ("growth", year, dict.fromkeys(("age_65_74", "age_75_84", "age_85_plus"), 1.0))
            for year in ("2025/26", "2026/27")
        ),
        -840,
    ),
    "hills travel as the town": ((("bases", "hills", {"travel_min_per_visit": 20.0}),), -400),
    "no supervisor's lead time": ((("roles", "supervisor", {"recruit_lead_months": 0}),), 50),
    "no lead time of the minimum": ((("roles", "minimum", {"recruit_lead_months": 0}),), 40),
    "nurses may travel 10 minutes only": ((("moves", "ward-nurse/community-nurse", {"max_travel_min": 10.0}),), 360),
    "the ward goes on": ((("sites", "ward", {"closes_by": None}),), 360),
    "no retraining": ((("moves", "ward-nurse/community-nurse", {"retrain_months": 0}),), -320),
    "no protection": ((("moves", "ward-nurse/community-nurse", {"protected_months": 0}),), -40),
    "stay of 7 days at home": ((("stays", "step-down/home", {"stay_days": 7.0}),), 420),
    "episodes are not halved": ((("levers", "fewer", {"on": False}),), 40),
    "seniors may not care": ((("levers", "seniors-care", {"on": False}),), 120),
    "seniors care at full pace": ((("may_do", "senior/care", {"efficiency": 1.0}),), -20),
    "overskill weighs nothing": ((("may_do", "senior/care", {"overskilled": False}),), -40),
    "the hill base costs nothing": ((("bases", "hills", {"cost_gbp_per_year": 0.0}),), -30),
}


def a_day(case: Case, *, without: str | None = None) -> float:
    model = workforce.build(workforce.inputs_of(case, "plan"))
    if without:
        model.component(without).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution() / DAYS


def test_every_constraint_is_left_out_once() -> None:
    assert WITHOUT_RULE.keys() == TINY.expected["constraints"].keys()


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    assert a_day(TINY.case(), without=rule) == pytest.approx(OPTIMUM_A_DAY + WITHOUT_RULE[rule], rel=1e-9)


@pytest.mark.parametrize("figure", WITH_FIGURE)
def test_with_another_figure_the_optimum_changes_as_derived(figure: str) -> None:
    changes, per_day = WITH_FIGURE[figure]
    case = TINY.case()
    for table, key, change in changes:
        case = with_row(case, table, key, **change)
    assert a_day(case) == pytest.approx(OPTIMUM_A_DAY + per_day, rel=1e-9)


def test_whole_posts_as_steps() -> None:
    """Pace: one a year, 740 + 680 + 620 + 20 instead of 1,980; the hills: half a supervisor too many, 50 twice."""
    case = TINY.case()
    whole = case.parameters.model_copy(update={"fte_step": 1.0})
    assert a_day(replace(case, parameters=whole)) == pytest.approx(OPTIMUM_A_DAY + 180, rel=1e-9)


def test_an_fte_gives_four_hours_a_day_in_each_convention() -> None:
    """35 hours a week are 5 a day: 5 x (1 - 0.2), 5 / 1.25, 5 x (1 - 0.2 of the hours worked)."""
    hours = workforce.inputs_of(TINY.case()).hours_per_fte
    assert [hours[role, "2024-04"] / DAYS for role in ("pace", "contract", "surplus")] == pytest.approx([4.0] * 3)


def test_two_are_on_duty_and_one_call_in_ten_waits() -> None:
    """Load 1/4 in the first year, 1/2 from the second on; with two on duty a call waits with a² / (2 + a)."""
    case = TINY.case()
    territory = nearest_territory(case)
    hours = unit_hours(case, travel_min_per_visit(case, territory))
    first, second, _ = on_duty(case, given_volumes(case, shares(case, territory)), hours)
    assert (first.num, second.num) == (2, 2)
    assert (first.waits_too_long, second.waits_too_long) == pytest.approx((1 / 36, 1 / 10))
    assert second.hours == 2 * 4 * DAYS


def test_the_page_states_what_each_rule_and_figure_is_worth() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8").replace("−", "-")
    for rule, per_day in WITHOUT_RULE.items():
        assert re.search(rf"`{rule}` \|.*\| {per_day:,} \|", page), rule
    for figure, (_, per_day) in WITH_FIGURE.items():
        assert re.search(rf"\| {re.escape(figure)} \|.*\| {re.escape(f'{per_day:+,}')} \|", page), figure
    assert re.search(r"\| whole posts as steps \|.*\| \+180 \|", page)

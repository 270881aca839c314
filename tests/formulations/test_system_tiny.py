"""The tiny case of `system`: every link matters, by the amount derived in formulations/system/tiny.md."""

from __future__ import annotations

import re
from typing import Any

import pyomo.environ as pyo
import pytest

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.formulations import beds, system
from capplan.plan.option import solve_option
from capplan.solve import Profile, Status, run
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("system")
DAYS = 365
OPTIMUM_A_DAY = 10_090

# Rule -> change in GBP a day over the three years, as in tiny.md.
WITHOUT_RULE = {
    "home_starts": -2_650,
    "occupied_days": -80,
    "staffed_days": -1_380,
    "released_beds": -120,
    "staffed_load": -900,
    "unstaffed_beds": -900,
    "workforce_test": -240,
    "staff_in_post": -360,
    "revenue_budget": -50,
}
# What the page calls the figure -> (table, row, what it becomes), change in GBP a day.
WITH_FIGURE: dict[str, tuple[tuple[str, str, dict[str, Any]], int]] = {
    "no double running, closing from year 2 (a)": (
        ("sites", "ward-a", {"double_running_months": 0, "closes_from": "2025-04"}),
        -600,
    ),
    "recruits of b a year sooner": (("roles", "reabler-b", {"recruit_lead_months": 12}), -400),
    "a second nurse on ward c": (("establishment", "nurse-c/ward-c", {"actual_fte": 2.0}), -1_080),
    "council home keeps the price of its staff": (("settings", "council-home", {"staff_share": 0.0}), 400),
    "the NHS pays the staff of f": (("roles", "reabler-f", {"funder": "nhs"}), -50),
}


def built(case: Case) -> pyo.ConcreteModel:
    return system.build(system.inputs_of(case, "plan"))


def a_day(model: pyo.ConcreteModel) -> float:
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution() / DAYS


def test_every_link_is_left_out_once() -> None:
    blocks = {"beds", "workforce"}
    assert WITHOUT_RULE.keys() == TINY.expected["constraints"].keys() - blocks


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    model = built(TINY.case())
    model.component(rule).deactivate()
    assert a_day(model) == pytest.approx(OPTIMUM_A_DAY + WITHOUT_RULE[rule], rel=1e-9)


@pytest.mark.parametrize("figure", WITH_FIGURE)
def test_with_another_figure_the_optimum_changes_as_derived(figure: str) -> None:
    (table, key, change), per_day = WITH_FIGURE[figure]
    assert a_day(built(with_row(TINY.case(), table, key, **change))) == pytest.approx(OPTIMUM_A_DAY + per_day, rel=1e-9)


def beds_first() -> dict[tuple[str, str, str], int]:
    """What beds alone run at full prices, by (site, configuration, period)."""
    model = beds.build(beds.inputs_of(TINY.case().without_staff(), "plan"))
    assert run(model, EXACT).status is Status.OPTIMAL
    return {key: round(one.value) for key, one in model.configuration.items()}


def held_as_beds_first(*sites: str) -> pyo.ConcreteModel:
    """The joint model with the configurations of some sites held at those of beds alone."""
    model, wanted = built(TINY.case()), beds_first()
    for key, one in model.beds.configuration.items():
        if key[0] in sites:
            one.fix(wanted[key])
    return model


def test_beds_alone_close_two_wards_a_year_sooner_and_never_the_third() -> None:
    runs = {key for key, value in beds_first().items() if value and key[0].startswith("ward")}
    assert {key for key in runs if key[2] == "2025-04"} == {
        ("ward-a", "none", "2025-04"),
        ("ward-b", "none", "2025-04"),
        ("ward-c", "ten", "2025-04"),
        ("ward-d", "ten", "2025-04"),
    }
    assert ("ward-d", "ten", "2026-04") in runs


@pytest.mark.parametrize(
    ("site", "rule"), [("ward-a", "workforce_test"), ("ward-b", "workforce_test"), ("ward-b", "staff_in_post")]
)
def test_a_closure_of_beds_alone_cannot_be_staffed(site: str, rule: str) -> None:
    """Without the rule hours are left undone, or agency carries the closure."""
    model = held_as_beds_first(site)
    assert run(model, EXACT).status is Status.INFEASIBLE
    model.component(rule).deactivate()
    assert run(model, EXACT).status is Status.OPTIMAL


def test_in_sequence_ward_d_costs_780_a_day_more() -> None:
    """1,340 in each year instead of 950 in years 2 and 3."""
    assert a_day(held_as_beds_first("ward-d")) == pytest.approx(OPTIMUM_A_DAY + 780, rel=1e-9)


def test_business_as_usual_closes_nothing_and_is_held_to_no_budget() -> None:
    """a and b run on: 1,800 each and 300 of home places; c 1,980; d 3 x 1,340; f 400, 200, 200 and 300; bases 120."""
    model = system.build(system.inputs_of(TINY.case(), "business-as-usual"))
    assert a_day(model) == pytest.approx(2 * 2_100 + 1_980 + 3 * 1_340 + 1_100 + 120, rel=1e-9)


def test_the_checker_passes_the_tiny_plan_and_agrees_on_its_cost() -> None:
    """The checker shares no code with the model, so that the hand, the model and the checker are three reckonings."""
    plan = solve_option(TINY.case(), "plan", EXACT).plan
    assert check_beds(TINY.case(), plan) == ()
    assert plan.figures.totals.objective_gbp == pytest.approx(DAYS * OPTIMUM_A_DAY, rel=1e-9)


# What the checker calls an answer that leaves a link out, where that is not the link's own number: it works out the
# volumes, the beds that have gone and those that nobody staffs anew from the decisions.
FOUND_AS = {
    "home_starts": "W5",
    "occupied_days": "W5",
    "staffed_days": "W5",
    "released_beds": "W11",
    "unstaffed_beds": "S5",
}


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_the_checker_catches_the_cheaper_plan_that_leaves_the_rule_out(rule: str) -> None:
    case = TINY.case()
    numbers = {row["code_name"]: row["source"] for row in TINY.symbols if row["kind"] == "constraint"}
    good = solve_option(case, "plan", EXACT).plan
    assert good.staff is not None
    model = built(case)
    model.component(rule).deactivate()
    run(model, EXACT)
    decisions, staffing = system.extract(model)
    staff = good.staff.model_copy(update={"decisions": staffing})
    broken = check_beds(case, good.model_copy(update={"decisions": decisions, "staff": staff}))
    assert FOUND_AS.get(rule, numbers[rule]) in {one.rule.split()[0] for one in broken}


def test_the_page_states_what_each_rule_and_figure_is_worth() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8").replace("−", "-")
    for rule, per_day in WITHOUT_RULE.items():
        assert re.search(rf"`{rule}` \|.*\| {per_day:,} \|", page), rule
    for figure, (_, per_day) in WITH_FIGURE.items():
        assert re.search(rf"\| {re.escape(figure)} \|.*\| {re.escape(f'{per_day:+,}')} \|", page), figure
    assert re.search(r"\| ward d never closes \|.*\| \+780 \|", page)

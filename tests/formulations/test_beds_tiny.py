"""The tiny case of `beds`: every rule and every date matters, by the amount derived in formulations/beds/tiny.md."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pyomo.environ as pyo
import pytest

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.formulations import beds
from capplan.plan.option import solve_option
from capplan.solve import Profile, Status, run
from capplan.solve.relaxation import lp_relaxation
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("beds")
DAYS = 365
OPTIMUM_GBP = DAYS * 30_750 + 600 + 57
ONE_TURN = ("one_turn_up_first", "one_turn_up_last", "one_turn_down_first", "one_turn_down_last")

# Rule -> (change in GBP a day over the three years, other GBP: beds changed and access), as in tiny.md.
WITHOUT_RULE = {
    "enter": (-9_700, -57),
    "leave": (-8_250, -42),
    "load_limit": (-13_420, -34),
    "occupied": (-13_420, -34),
    "demand": (-17_720, -634),
    "max_share": (-400, 0),
    "min_share": (-600, -600),
    "reduction_noted": (-835, 6),
    "reduction_kept": (-405, 1),
    "closure_test": (-735, 1),
    **dict.fromkeys(ONE_TURN, (-100, 5)),
    "turn_kept": (-100, 5),
    "no_reopening": (-100, 5),
    "commitment": (-200, 5),
    "opening_ramp": (-400, 0),
    "closing_ramp": (-400, 5),
    "closes_by": (-185, -2),
    "revenue_budget": (-100, 0),
    "capital_budget": (-800, 0),
}
# Rows that follow from others; see test_beds_implied.py.
IMPLIED = {"cover", "one_configuration", "most_occupied", "least_occupied"}
# Figure -> (table, row, what it becomes), change a day, other GBP, as in tiny.md.
WITHOUT_FIGURE: dict[str, tuple[tuple[str, str, dict[str, Any]], int, int]] = {
    "notice": (("contracts", "ward-lease", {"notice_months": 0}), -1_100, 5),
    "gate": (("contracts", "ward-lease", {"gate": None}), -1_100, 5),
    "stranded cost": (("sites", "closing-ward", {"stranded_share": 0.0}), -300, 0),
    "stranded time": (("sites", "closing-ward", {"stranded_months": 0}), -300, 0),
    "lead time": (("sites", "opening-ward", {"lead_months": 0}), -800, 0),
    "ramp-up": (("sites", "opening-ward", {"ramp_months": 0}), -500, 0),
    "double running": (("sites", "double-team", {"double_running_months": 0}), -2_500, 0),
    "travel limit": (("cohorts", "shares", {"max_travel_min": 60.0}), -350, 1_400),
    "kind wait": (("cohorts", "wait", {"when_full": "never"}), -25, 0),
    "kind divert, opening": (("cohorts", "opening", {"when_full": "never"}), 1_200, 0),
    "kind divert, refusal": (("cohorts", "refusal", {"when_full": "never"}), 45, 0),
}


def optimum_gbp(case: Case, *, without: str | None = None) -> float:
    # An implied row repeats the rule that is left out.
    model = beds.build(beds.inputs_of(case, "plan"), tight=without is None)
    if without:
        model.component(without).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    assert result.objective is not None
    return result.objective


def gbp(per_day: float, other: float) -> float:
    return OPTIMUM_GBP + DAYS * per_day + other


def test_every_constraint_is_left_out_once() -> None:
    assert {*WITHOUT_RULE, *IMPLIED} == TINY.expected["constraints"].keys()


def test_the_plain_model_has_every_rule_but_the_implied_ones() -> None:
    plain = beds.build(beds.inputs_of(TINY.case(), "plan"), tight=False)
    built = {one.name: len(one) for one in plain.component_objects(pyo.Constraint)}
    assert built == {name: size for name, size in TINY.expected["constraints"].items() if name not in IMPLIED}
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    rows = (sum(built.values()), sum(TINY.expected["constraints"].values()))
    for words, count in zip(("(plain)", "(tight)"), rows, strict=True):
        assert f"{words} | {count} | {OPTIMUM_GBP:,} | {TINY.expected['optimum']['lp_relaxation']:,.2f} |" in page


@pytest.mark.parametrize("tight", [True, False])
def test_implied_rows_change_neither_the_optimum_nor_the_relaxation(tight: bool) -> None:
    """Each is a sum of other rows, and sums hold for fractions as well."""
    model = beds.build(beds.inputs_of(TINY.case(), "plan"), tight=tight)
    assert lp_relaxation(model, EXACT).objective == pytest.approx(TINY.expected["optimum"]["lp_relaxation"], rel=1e-9)
    assert run(model, EXACT).require_solution() == pytest.approx(OPTIMUM_GBP, rel=1e-9)


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    assert optimum_gbp(TINY.case(), without=rule) == pytest.approx(gbp(*WITHOUT_RULE[rule]), rel=1e-9)


@pytest.mark.parametrize("figure", WITHOUT_FIGURE)
def test_without_the_figure_the_optimum_changes_as_derived(figure: str) -> None:
    (table, key, change), per_day, other = WITHOUT_FIGURE[figure]
    assert optimum_gbp(with_row(TINY.case(), table, key, **change)) == pytest.approx(gbp(per_day, other), rel=1e-9)


def test_if_the_standard_never_holds_full_loads_remain() -> None:
    """Refusal 60, 60, 320 instead of 60, 135, 320; wait 120, 90, 90 instead of 120, 110, 105: 110 less."""
    case = TINY.case()
    never = case.horizon.model_copy(update={"standard_from": "2027-04"})
    assert optimum_gbp(replace(case, horizon=never)) == pytest.approx(gbp(-110, 0), rel=1e-9)


def test_the_page_states_what_each_rule_is_worth() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8").replace("−", "-")
    assert "B21 `occupied` only gives a name to the load of B3" in page
    for rule, (per_day, other) in WITHOUT_RULE.items():
        if rule not in (*ONE_TURN, "occupied"):
            assert re.search(rf"`{rule}` \|.*\| {per_day:,} \| \+?{other:,} \|", page), rule
    assert re.search(r"B10 any one of its four rows \|.*\| -100 \| \+5 \|", page)


def test_the_checker_passes_the_tiny_plan_and_agrees_on_its_cost() -> None:
    """The checker shares no code with the model, so that the hand, the model and the checker are three reckonings."""
    case = TINY.case()
    plan = solve_option(case, "plan", EXACT).plan
    assert check_beds(case, plan) == ()
    # The tie-break may give up a millionth.
    assert plan.figures.totals.objective_gbp == pytest.approx(OPTIMUM_GBP, rel=1.1e-6)
    assert plan.figures.totals.beds_changed == 57


# What the checker calls a plan that leaves a rule out, where that is not the rule's own number: it knows no `reduced`
# and no `turned`, only what they stand for.
FOUND_AS = {
    "leave": "B1",
    "reduction_noted": "B12",
    "reduction_kept": "B9",
    "turn_kept": "B10",
    "occupied": "B3",
}


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_the_checker_catches_the_cheaper_plan_that_leaves_the_rule_out(rule: str) -> None:
    case = TINY.case()
    numbers = {row["code_name"]: row["source"] for row in TINY.symbols if row["kind"] == "constraint"}
    good = solve_option(case, "plan", EXACT).plan
    model = beds.build(beds.inputs_of(case, "plan"), tight=False)
    model.component(rule).deactivate()
    run(model, EXACT)
    broken = check_beds(case, good.model_copy(update={"decisions": beds.extract(model)}))
    assert FOUND_AS.get(rule, numbers[rule]) in {one.rule.split()[0] for one in broken}

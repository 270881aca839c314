"""The tiny case of `linked`: both rules matter, by the amounts derived in formulations/linked/tiny.md."""

from __future__ import annotations

import re
from dataclasses import replace

import pyomo.environ as pyo
import pytest

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.check.linked import check_linked
from capplan.formulations import linked
from capplan.plan.linked import start_months
from capplan.plan.option import solve_option
from capplan.plan.programme import plan_programme
from capplan.solve import Profile, Status, run
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("linked")
DAYS = 365
OPTIMUM_A_DAY = 2_680

WITHOUT_RULE = {"not_before": -200, "with_change": -240}


def built(case: Case) -> pyo.ConcreteModel:
    return linked.build(linked.inputs_of(case))


def a_day(model: pyo.ConcreteModel) -> float:
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution() / DAYS


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    model = built(TINY.case())
    model.component(rule).deactivate()
    assert a_day(model) == pytest.approx(OPTIMUM_A_DAY + WITHOUT_RULE[rule], rel=1e-9)


def test_without_both_rules_beds_are_planned_alone() -> None:
    model = built(TINY.case())
    for rule in WITHOUT_RULE:
        model.component(rule).deactivate()
    assert a_day(model) == pytest.approx(OPTIMUM_A_DAY - 840, rel=1e-9)
    alone = solve_option(replace(TINY.case(), programme_sites=()), "plan", EXACT).plan
    assert alone.figures.totals.objective_gbp == pytest.approx(DAYS * (OPTIMUM_A_DAY - 840), rel=1e-9)


def test_the_page_states_the_worth_of_every_rule() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| L\d+ `(\w+)` \|.*\| −(\d+) \|$", page, re.MULTILINE))
    assert {name: -int(amount) for name, amount in stated.items()} == WITHOUT_RULE


@pytest.mark.parametrize(
    ("case", "per_day"),
    [
        (replace(TINY.case(), precedence=()), -600),
        (with_row(TINY.case(), "initiatives", "open-b", use="may"), -40),
        (with_row(TINY.case(), "initiatives", "fewer-c", latest="2025-04"), -200),
    ],
    ids=["the closure waits for nobody", "the clinic may open or not", "the initiative of c may start in April 2025"],
)
def test_with_another_figure_the_optimum_changes_as_derived(case: Case, per_day: int) -> None:
    assert a_day(built(case)) == pytest.approx(OPTIMUM_A_DAY + per_day, rel=1e-9)


def test_the_plan_of_beds_and_the_programme_around_it_pass_the_checkers() -> None:
    """The checker shares no code with the model: the hand, the model and the checker are three reckonings."""
    case = TINY.case()
    plan = solve_option(case, "plan", EXACT).plan
    assert check_beds(case, plan) == ()
    assert plan.figures.totals.objective_gbp == pytest.approx(DAYS * OPTIMUM_A_DAY, rel=1e-9)
    months = start_months(case, plan)
    assert months == {"close-a": "2026-04", "open-b": "2025-04", "fewer-c": None}
    around = plan_programme(case, EXACT, tied=months)
    assert list(check_linked(case, plan.decisions, around.decisions)) == []


def test_business_as_usual_is_not_held_to_the_programme() -> None:
    """a 700 and b 80 in each year, c 300."""
    plan = solve_option(TINY.case(), "business-as-usual", EXACT).plan
    assert plan.figures.totals.objective_gbp == pytest.approx(3 * DAYS * 1_080, rel=1e-9)

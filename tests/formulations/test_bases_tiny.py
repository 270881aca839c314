"""The tiny case of `bases`: every rule matters, by the amount derived in formulations/bases/tiny.md."""

from __future__ import annotations

import re
from dataclasses import replace

import pyomo.environ as pyo
import pytest

from capplan.case.case import Case
from capplan.check.bases import check_bases
from capplan.formulations import bases
from capplan.plan.bases import plan_bases
from capplan.solve import Profile, Status, run
from capplan.solve.relaxation import lp_relaxation
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("bases")
OPTIMUM_GBP = 18_100

# Rule -> change of the optimum in GBP a year without it, as in tiny.md.
WITHOUT_RULE = {
    "one_base": -10_400,
    "only_open": -3_450,
    "num_open": -1_300,
    "must_open": -600,
    "max_visits": -500,
    "balance_low": -300,
    "balance_high": -400,
    "rapid_reach": -900,
    "own_area": -350,
    "flow_kept": -600,
    "flow_inside": -600,
}
# The same valleys by distance: rule -> optimum without it.
BY_DISTANCE_GBP = 15_950
BY_DISTANCE = {"num_open": 12_750, "must_open": 15_350, "rapid_cover": 15_050, "next_ring": 12_450}
IMPLIED = {"neighbour", "open_room"}


def optimum_gbp(inputs: bases.Inputs, *, without: str | None = None) -> float:
    # An implied row repeats the rule that is left out.
    model = bases.build(inputs, tight=without is None)
    if without:
        model.component(without).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def by_distance() -> Case:
    """The tiny case without balance, room and hanging together."""
    case = TINY.case()
    free = case.parameters.model_copy(update={"max_base_imbalance": None, "contiguous_territories": 0})
    roomy = tuple(row.model_copy(update={"max_visits_per_year": None}) for row in case.bases)
    return replace(case, parameters=free, bases=roomy)


def test_every_constraint_is_left_out_once() -> None:
    assert {*WITHOUT_RULE, *BY_DISTANCE, *IMPLIED} == TINY.expected["constraints"].keys()


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    inputs = bases.inputs_of(TINY.case(), "fixed")
    assert optimum_gbp(inputs, without=rule) == pytest.approx(OPTIMUM_GBP + WITHOUT_RULE[rule], rel=1e-9)


def test_nearest_bases_are_stated_by_distance_and_cost_as_derived() -> None:
    """11,350 with all fourteen open, 3,500 to close the three cheapest to close, 1,100 of rent."""
    inputs = bases.inputs_of(by_distance(), "fixed")
    assert not inputs.farther_possible
    assert optimum_gbp(inputs) == pytest.approx(BY_DISTANCE_GBP, rel=1e-9)
    model = bases.build(inputs, assigned=True)
    assert run(model, EXACT).require_solution() == pytest.approx(BY_DISTANCE_GBP, rel=1e-9)


@pytest.mark.parametrize("rule", BY_DISTANCE)
def test_by_distance_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    inputs = bases.inputs_of(by_distance(), "fixed")
    assert optimum_gbp(inputs, without=rule) == pytest.approx(BY_DISTANCE[rule], rel=1e-9)


def test_implied_rows_change_the_relaxation_alone() -> None:
    inputs = bases.inputs_of(TINY.case(), "fixed")
    plain = bases.build(inputs, tight=False)
    assert run(plain, EXACT).require_solution() == pytest.approx(OPTIMUM_GBP, rel=1e-9)
    # 18,030 - 600 - 350/6 + 3,600/6 - 1,400/6
    assert lp_relaxation(plain, EXACT).objective == pytest.approx(18_030 - 1_750 / 6, rel=1e-9)


def test_the_best_eleven_save_what_the_fixed_base_costs_more() -> None:
    """900 instead of 1,500 in the valley of the fixed base."""
    case = TINY.case()
    plan = plan_bases(case, EXACT, 11)
    assert check_bases(case, plan) == ()
    assert plan.figures.totals.objective_gbp == pytest.approx(17_500)
    assert plan.instead_of is not None
    assert plan.instead_of.more_gbp == pytest.approx(600)
    # 2 minutes less each way, two ways over six visits, for 300 of 3,300 people.
    assert plan.instead_of.more_min_per_visit == pytest.approx(2 * 2 / 6 * 300 / 3_300)
    assert "must-2" in plan.decisions.open


def test_the_checker_passes_the_tiny_plan_and_agrees_on_its_cost() -> None:
    """The checker shares no code with the model, so that the hand, the model and the checker are three reckonings."""
    case = TINY.case()
    plan = plan_bases(case, EXACT)
    assert check_bases(case, plan) == ()
    totals = plan.figures.totals
    assert (totals.travel_gbp, totals.base_gbp) == pytest.approx((17_000, 1_100))
    assert (totals.visits, totals.rapid_calls) == pytest.approx((19_800, 3_300))
    # The largest territory is that of number: 400 people, a third more than 300.
    assert totals.imbalance == pytest.approx(400 / 300 - 1)


# What the checker calls a plan that leaves a rule out, where that is not the rule's own number.
FOUND_AS = {"flow_inside": "P9"}


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_the_checker_catches_the_cheaper_plan_that_leaves_the_rule_out(rule: str) -> None:
    case = TINY.case()
    numbers = {row["code_name"]: row["source"] for row in TINY.symbols if row["kind"] == "constraint"}
    good = plan_bases(case, EXACT)
    model = bases.build(bases.inputs_of(case, "fixed"), tight=False)
    model.component(rule).deactivate()
    run(model, EXACT)
    served = [(area, base) for (area, base), one in model.serves.items() if round(one.value) == 1]
    decisions = good.decisions.model_copy(
        update={
            "open": tuple(base for base, one in model.open.items() if round(one.value) == 1),
            "territory": tuple(type(good.decisions.territory[0])(area=a, base=b) for a, b in served),
        }
    )
    broken = check_bases(case, good.model_copy(update={"decisions": decisions}))
    assert FOUND_AS.get(rule, numbers[rule]) in {one.rule.split()[0] for one in broken}


def test_the_page_states_what_each_rule_is_worth() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8").replace("−", "-")
    for rule, change in WITHOUT_RULE.items():
        assert re.search(rf"`{rule}` \|.*\| {change:,} \|", page), rule
    for rule, optimum in BY_DISTANCE.items():
        assert re.search(rf"`{rule}` \|.*\| {optimum:,} \|", page), rule


def test_the_page_states_the_rows_of_both_models() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    plain = bases.build(bases.inputs_of(TINY.case(), "fixed"), tight=False)
    built = {one.name: len(one) for one in plain.component_objects(pyo.Constraint)}
    assert built == {name: size for name, size in TINY.expected["constraints"].items() if name not in IMPLIED}
    assert f"(plain) | {sum(built.values())} | 18,100 | 17,738.33 |" in page
    assert f"(tight) | {sum(TINY.expected['constraints'].values())} | 18,100 | 18,030.00 |" in page

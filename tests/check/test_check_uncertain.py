"""The checker of plans for many futures: every fault planted is found, and by the right rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from scipy.stats import binomtest

from capplan.case.case import Case
from capplan.case.uncertainty_tables import Uncertainty
from capplan.check.uncertain import check_uncertain, dear_end, wilson
from capplan.decisions.uncertain import Recourse, UncertainPlan
from capplan.formulations.workforce.places import nearest_territory
from capplan.plan.uncertain.make import Made, make_uncertain
from capplan.plan.uncertain.sample import futures_of
from capplan.solve import Profile
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
DEMAND = Uncertainty(
    uncertain="demand", title="Demand", quantity="demand", distribution="triangular", low=0.5, mode=1, high=3.5
)


@cache
def made() -> Made:
    case: Case = replace(Formulation("uncertain").case(), uncertainty=(DEMAND,), scenario_chances=())
    return make_uncertain(case, nearest_territory(case), futures_of(case, 3, 1), EXACT, try_on=4)


def rules(plan: UncertainPlan | None = None, recourses: tuple[Recourse, ...] | None = None) -> set[str]:
    found = made()
    faults = check_uncertain(found.case, plan or found.plan, found.recourses if recourses is None else recourses)
    return {fault.rule for fault in faults}


def plan_with(**changes: Any) -> UncertainPlan:
    return made().plan.model_copy(update=changes)


def first_of(rows: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    return (rows[0].model_copy(update=changes), *rows[1:])


def recourse_with(number: int, change: Callable[[Recourse], Recourse]) -> tuple[Recourse, ...]:
    rows = list(made().recourses)
    rows[number] = change(rows[number])
    return tuple(rows)


def test_the_plan_as_made_has_no_fault() -> None:
    assert rules() == set()


def test_probabilities_must_sum_to_one() -> None:
    assert "U probability" in rules(plan_with(futures=first_of(made().plan.futures, probability=0.5)))


def test_a_future_outside_its_range_is_found() -> None:
    futures = made().plan.futures
    wild = (*futures[:-1], futures[-1].model_copy(update={"values": {"demand": 9.0}}))
    assert "U futures" in rules(plan_with(futures=wild))


def test_a_future_that_stands_twice_is_found() -> None:
    futures = made().plan.futures
    assert "U futures" in rules(plan_with(futures=(futures[0], futures[1], futures[1])))


def test_another_estate_in_one_future_is_found() -> None:
    def other(row: Recourse) -> Recourse:
        moved = tuple(
            one.model_copy(update={"configuration": "none" if one.configuration == "ten" else "ten"})
            if one.site == "block-a"
            else one
            for one in row.beds.configurations
        )
        return row.model_copy(update={"beds": row.beds.model_copy(update={"configurations": moved})})

    assert "U1 same_configuration" in rules(recourses=recourse_with(1, other))


@pytest.mark.parametrize(("rule", "field"), [("U2 same_recruits", "recruited"), ("U3 same_moves", "redeployed")])
def test_other_staff_in_one_future_are_found(rule: str, field: str) -> None:
    def fewer(row: Recourse) -> Recourse:
        return row.model_copy(update={"staff": row.staff.model_copy(update={field: ()})})

    assert rule in rules(recourses=recourse_with(2, fewer))


def test_people_who_vanish_in_one_future_are_found() -> None:
    def fewer(row: Recourse) -> Recourse:
        return row.model_copy(update={"beds": row.beds.model_copy(update={"starts": row.beds.starts[1:]})})

    found = rules(recourses=recourse_with(1, fewer))
    assert "B4 demand" in found
    assert "outcome objective_gbp" in found


@pytest.mark.parametrize(
    "field", ["objective_gbp", "waiting_bed_days", "diverted_people", "shortfall_hours", "agency_hours"]
)
def test_a_wrong_figure_of_a_future_is_found(field: str) -> None:
    row = made().plan.outcomes[0]
    outcomes = first_of(made().plan.outcomes, **{field: getattr(row, field) + 100.0})
    assert f"outcome {field}" in rules(plan_with(outcomes=outcomes))


@pytest.mark.parametrize("field", ["closure_test_kept", "workforce_test_kept", "budget_kept", "level_kept"])
def test_a_wrong_promise_of_a_future_is_found(field: str) -> None:
    row = made().plan.outcomes[0]
    outcomes = first_of(made().plan.outcomes, **{field: not getattr(row, field)})
    assert f"outcome {field}" in rules(plan_with(outcomes=outcomes))


def test_a_wrong_mean_dear_end_or_bound_is_found() -> None:
    plan = made().plan
    assert "U5 mean_gbp" in rules(plan_with(mean_gbp=plan.mean_gbp - 1_000.0))
    assert "U6 cvar_gbp" in rules(plan_with(cvar_gbp=plan.cvar_gbp - 1_000.0))
    above = plan.proof.model_copy(update={"bound": plan.proof.objective * 1.01})
    assert "proof bound" in rules(plan_with(proof=above))
    cheaper = plan.proof.model_copy(update={"objective": plan.proof.objective * 0.9, "bound": plan.proof.bound * 0.9})
    assert "proof objective" in rules(plan_with(proof=cheaper))


@pytest.mark.parametrize("name", ["value_of_stochastic_solution", "value_of_perfect_information"])
def test_a_value_below_nothing_is_found(name: str) -> None:
    row = getattr(made().plan, name).model_copy(update={"low_gbp": -5.0})
    assert name in rules(plan_with(**{name: row}))


@pytest.mark.parametrize("field", ["kept_in", "share", "low", "high", "futures"])
def test_a_wrong_chance_is_found(field: str) -> None:
    row = made().plan.chances[0]
    chances = first_of(made().plan.chances, **{field: getattr(row, field) + 1})
    assert rules(plan_with(chances=chances)) == {"chance"}


@pytest.mark.parametrize("field", ["mean_gbp", "low_gbp", "high_gbp", "dearest_tenth_gbp"])
def test_a_wrong_mean_on_other_futures_is_found(field: str) -> None:
    row = made().plan.plans[0]
    plans = first_of(made().plan.plans, **{field: getattr(row, field) + 1_000.0})
    assert rules(plan_with(plans=plans)) == {f"tried {field}"}


def test_outcomes_of_other_futures_are_found() -> None:
    plans = first_of(made().plan.plans, outcomes=made().plan.plans[0].outcomes[1:])
    assert "U futures" in rules(plan_with(plans=plans))


def test_the_dear_end_of_three_costs_by_hand() -> None:
    """A quarter at 10, a quarter at 20, half at 30: the dearest 60 % are (0.5 x 30 + 0.1 x 20) / 0.6."""
    costs = [(10.0, 0.25), (20.0, 0.25), (30.0, 0.5)]
    assert dear_end(costs, 0.6) == pytest.approx(30.0)
    assert dear_end(costs, 0.4) == pytest.approx(17.0 / 0.6)
    assert dear_end(costs, 0.0) == pytest.approx(22.5)


@pytest.mark.parametrize(("kept", "num"), [(0, 5), (3, 5), (5, 5), (87, 100)])
def test_wilsons_interval_is_that_of_the_library(kept: int, num: int) -> None:
    interval = binomtest(kept, num).proportion_ci(confidence_level=0.8, method="wilson")
    assert wilson(kept, num) == pytest.approx((interval.low, interval.high), abs=1e-12)

"""What a plan claims about its own quality."""

from __future__ import annotations

import pytest

from capplan.check import check_beds
from check.plans import hand_plan
from small import small_case

CASE = small_case()
PLAN = hand_plan(CASE)
OBJECTIVE = PLAN.proof.objective


def faults_with(**changes: object) -> list[str]:
    proof = PLAN.proof.model_copy(update=changes)
    return [fault.rule for fault in check_beds(CASE, PLAN.model_copy(update={"proof": proof}))]


def test_bound_above_the_objective() -> None:
    assert faults_with(bound=1.01 * OBJECTIVE, gap=-0.01) == ["proof bound"]


def test_bound_a_rounding_above_the_objective_is_no_gap() -> None:
    assert faults_with(bound=OBJECTIVE * (1 + 1e-9), gap=0.0) == []


@pytest.mark.parametrize("gap", [0.0, 0.0301, 3.0])
def test_gap_that_is_not_objective_less_bound_over_objective(gap: float) -> None:
    assert "proof gap" in faults_with(gap=gap, status="feasible")
    assert faults_with(gap=0.03, status="feasible") == []


def test_optimal_with_a_gap_above_the_one_asked_for() -> None:
    assert faults_with(asked_gap=0.03) == []
    assert faults_with(asked_gap=0.029) == ["proof status"]
    assert faults_with(asked_gap=0.029, status="feasible") == []


def test_optimal_claimed_by_a_gap_that_is_made_up() -> None:
    assert faults_with(gap=0.001, asked_gap=0.01) == ["proof gap", "proof status"]


def test_objective_of_another_plan() -> None:
    objective = OBJECTIVE - 10.0
    gap = (objective - PLAN.proof.bound) / objective
    assert faults_with(objective=objective, gap=gap) == ["proof objective"]


def test_an_objective_of_nothing_has_no_gap() -> None:
    assert faults_with(objective=0.0, bound=0.0, gap=0.0) == ["proof objective"]

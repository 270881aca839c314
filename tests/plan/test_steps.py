"""Recruits and moves in whole steps: rounding of running sums, and what it may cost."""

from __future__ import annotations

from typing import Any

import pytest

from capplan.formulations import workforce
from capplan.plan.held import for_whole_steps, steps_as_fractions
from capplan.plan.option import solve_option
from capplan.plan.steps import _rounded
from capplan.solve import Profile, run
from small_staff import staffed_case

PROFILE = Profile(mip_rel_gap=1e-3, time_limit_s=60.0)


class Holder:
    """A system model's place for its staff block."""

    def __init__(self, staff: Any) -> None:
        self.workforce = staff


def test_running_sums_are_rounded_to_the_nearest_step() -> None:
    """0.4 a month joins: sums 0.4, 0.8, 1.2, 1.6 round to 0, 1, 1, 2, so 0, 1, 0, 1 join."""
    model = workforce.build(workforce.inputs_of(staffed_case()))
    team = next(key[:2] for key in model.recruited)
    keys = sorted(key for key in model.recruited if key[:2] == team)[:4]
    for one in (*model.recruited.values(), *model.redeployed.values()):
        one.set_value(0.0, skip_validation=True)
    for key in keys:
        model.recruited[key].set_value(0.4, skip_validation=True)
    for rule in ("room", "team_minimum", "supervised"):
        model.component(rule).clear()
    steps = _rounded(Holder(model), up=False)
    assert [steps[model.recruited[key]] for key in keys] == [0, 1, 0, 1]
    up = _rounded(Holder(model), up=True)
    assert [up[model.recruited[key]] for key in keys] == [1, 0, 1, 0]


def test_a_plan_holds_whole_steps_and_little_more_cost_than_fractions() -> None:
    case = staffed_case()
    solved = solve_option(case, "plan", PROFILE)
    assert solved.plan.staff is not None
    rows = solved.plan.staff.decisions
    for row in (*rows.recruited, *rows.redeployed):
        steps = row.fte / case.parameters.fte_step
        assert steps == pytest.approx(round(steps), abs=1e-9)
    with steps_as_fractions(solved.model):
        fractions = run(solved.model, PROFILE)
    assert fractions.bound <= solved.plan.proof.objective + 1e-6


def test_whole_steps_are_solved_without_the_aggregator_unless_the_profile_says_otherwise() -> None:
    assert for_whole_steps(PROFILE).highs["presolve_rule_off"] == 4096
    asked = Profile(highs={"presolve_rule_off": 0})
    assert for_whole_steps(asked).highs["presolve_rule_off"] == 0

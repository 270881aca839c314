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


def test_teams_follow_their_size_in_fractions_to_the_nearest_step() -> None:
    """0.04 FTE a month join in fractions; a tenth joins whenever the team is half a step short."""
    case = staffed_case()
    model = workforce.build(workforce.inputs_of(case).in_fractions())
    assert run(model, PROFILE).has_solution
    inputs = model.inputs
    steps = _rounded(Holder(model), up=False)
    tied = {key[:2] for rule in (model.team_minimum, model.room) for key in rule}
    tied |= {(role, row.workplace) for row in inputs.supervised for role in (row.role, row.supervisor)}
    last = inputs.periods[-1].id
    for post in inputs.posts:
        team = [key for key in model.recruited if key[:2] == post]
        assert all(steps[model.recruited[key]] == int(steps[model.recruited[key]]) >= 0 for key in team)
        if team and post not in tied and inputs.roles[post.role].max_recruits_fte_per_month is None:
            here = inputs.actual_fte[post]
            for period in inputs.periods:
                before = model.before.get(period.id)
                here *= 1.0 if before is None else inputs.stays[post.role, before]
                if (*post, period.id) in model.recruit_keys:
                    here += inputs.fte_step * steps[model.recruited[(*post, period.id)]]
            assert here >= model.in_post[(*post, last)].value - 0.5 * inputs.fte_step - 1e-9


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

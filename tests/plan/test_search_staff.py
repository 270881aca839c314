"""Beds and staff over many months: two rounds of the coarse model are as good as a direct search says.

The case is the small staffed one stretched to thirty months.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.check import check_beds
from capplan.formulations import system
from capplan.plan import search as module
from capplan.plan.held import for_whole_steps
from capplan.plan.option import JOINT_GAPS, solve_option
from capplan.plan.search import search
from capplan.solve import Profile, Status, run
from small_staff import staffed_case

PROFILE = Profile(name="test", mip_rel_gap=0.01, time_limit_s=60.0)
CLOSE = Profile(name="close", mip_rel_gap=1e-3, time_limit_s=90.0)


@cache
def long_case() -> Case:
    case = staffed_case()
    return replace(
        case,
        horizon=case.horizon.model_copy(update={"months": 30}),
        growth=(*case.growth, t.Growth(year="2015/16", age_65_74=1.2, age_75_84=1.2, age_85_plus=1.2)),
        parameters=case.parameters.model_copy(update={"change_every_months": 3}),
        budgets=(),
    )


@cache
def direct_gbp() -> tuple[float, float]:
    """Objective and bound of the whole model in whole steps, searched at once."""
    result = run(system.build(system.inputs_of(long_case(), "plan")), for_whole_steps(CLOSE))
    assert result.has_solution
    return result.require_solution(), result.bound


def test_the_coarse_bound_is_a_bound_and_the_plan_is_as_good_as_direct() -> None:
    plan = solve_option(long_case(), "plan", PROFILE).plan
    best, least = direct_gbp()
    assert plan.proof.bound <= best * (1 + 1e-6)
    assert plan.proof.objective >= least * (1 - 1e-6)
    assert plan.proof.gap <= 2 * JOINT_GAPS * PROFILE.mip_rel_gap
    assert plan.proof.asked_gap == JOINT_GAPS * PROFILE.mip_rel_gap
    assert check_beds(long_case(), plan) == ()


def test_two_rounds_keep_the_better_plan_and_the_better_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gap that cannot be met makes the second round run; it may only improve on the first."""
    inputs = system.inputs_of(long_case(), "plan")
    seen: list[float] = []
    refine = module._refine

    def watched(*arguments: object) -> object:
        found = refine(*arguments)  # type: ignore[arg-type]
        seen.append(found.result.require_solution())
        return found

    monkeypatch.setattr(module, "_refine", watched)
    found = search(inputs, replace(PROFILE, mip_rel_gap=1e-5, time_limit_s=20.0))
    assert found.result.status in {Status.OPTIMAL, Status.FEASIBLE}
    assert found.result.require_solution() == pytest.approx(min(seen), rel=1e-9)
    assert found.model.objective() == pytest.approx(min(seen), rel=1e-6)
    assert found.bound <= direct_gbp()[0] * (1 + 1e-6)

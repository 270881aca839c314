"""The optimum of `bases` against every possible choice, for both ways of stating who serves whom."""

from __future__ import annotations

import pytest

from base_cases import least_cost, random_base_case
from capplan.check.bases import check_bases
from capplan.errors import Infeasible
from capplan.formulations import bases
from capplan.plan.bases import plan_bases
from capplan.solve import Profile, Status, run

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
SEEDS = range(50)


@pytest.mark.parametrize("farther", [True, False], ids=["assigned", "nearest"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_plan_is_the_best_of_all_choices(seed: int, farther: bool) -> None:
    case = random_base_case(seed, farther=farther)
    wanted = least_cost(case)
    if wanted is None:
        with pytest.raises(Infeasible):
            plan_bases(case, EXACT)
        return
    plan = plan_bases(case, EXACT)
    assert plan.proof.objective == pytest.approx(wanted, rel=1e-9, abs=1e-6)
    assert plan.proof.bound == pytest.approx(wanted, rel=1e-9, abs=1e-6)
    assert check_bases(case, plan) == ()


def test_the_random_cases_are_of_both_kinds() -> None:
    """Cases that cannot be met at all, and cases in which an area belongs to a farther base."""
    found = [least_cost(random_base_case(seed, farther=True)) for seed in SEEDS]
    assert 5 <= sum(cost is None for cost in found) <= 30
    asked = [bases.inputs_of(random_base_case(seed, farther=True)) for seed in SEEDS]
    assert sum(bool(inputs.root) for inputs in asked) >= 5
    assert sum(inputs.visits_band is not None for inputs in asked) >= 5
    assert sum(bool(inputs.visits_limit) for inputs in asked) >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_both_statements_have_one_optimum_where_both_apply(seed: int) -> None:
    inputs = bases.inputs_of(random_base_case(seed, farther=False))
    assert not inputs.farther_possible
    by_distance, assigned = (run(bases.build(inputs, assigned=one), EXACT) for one in (False, True))
    assert by_distance.status is assigned.status
    if assigned.status is Status.OPTIMAL:
        assert by_distance.require_solution() == pytest.approx(assigned.require_solution(), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_implied_rows_change_no_optimum(seed: int) -> None:
    inputs = bases.inputs_of(random_base_case(seed, farther=True))
    tight, plain = (run(bases.build(inputs, tight=one), EXACT) for one in (True, False))
    assert tight.status is plain.status
    if plain.status is Status.OPTIMAL:
        assert tight.require_solution() == pytest.approx(plain.require_solution(), rel=1e-9, abs=1e-6)

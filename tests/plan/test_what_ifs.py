"""Beds and staff together against in sequence, efficiencies, and one unit more: on the small staffed case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.formulations import system
from capplan.formulations.workforce.places import nearest_territory
from capplan.plan.levers import lever_worth
from capplan.plan.marginal import marginal_values
from capplan.plan.option import Solved, solve_option
from capplan.plan.sequence import in_sequence
from capplan.solve import Profile
from small import with_row
from small_staff import staffed_case

PROFILE = Profile(mip_rel_gap=1e-3, time_limit_s=60.0)


@pytest.fixture(scope="module")
def case() -> Case:
    return staffed_case()


@pytest.fixture(scope="module")
def solved(case: Case) -> Solved:
    return solve_option(case, "plan", PROFILE)


def test_the_sequence_never_costs_less_than_the_joint_plan_by_more_than_its_gap(case: Case, solved: Solved) -> None:
    row = in_sequence(case, solved, PROFILE)
    assert row.scenario == case.scenario
    if row.sequence_objective_gbp is None:
        assert row.reason
    else:
        assert row.difference_gbp == pytest.approx(row.sequence_objective_gbp - row.joint_objective_gbp)
        assert row.sequence_objective_gbp >= row.joint_bound_gbp - 1.0


def test_a_beds_first_plan_that_nobody_can_staff_says_which_closure_lacks_whom(case: Case) -> None:
    """Nobody is recruited for a year and no agency is bought, so the ward's replacement cannot be staffed."""
    slow = tuple(
        role.model_copy(update={"recruit_lead_months": 36, "max_agency_share": 0.0, "turnover_per_year": 0.5})
        for role in case.roles
    )
    stuck = replace(case, roles=slow)
    row = in_sequence(stuck, solve_option(stuck, "plan", PROFILE), PROFILE)
    if row.sequence_objective_gbp is None:
        assert "is reduced" in row.reason
    else:
        assert row.difference_gbp is not None
        assert row.difference_gbp >= -PROFILE.mip_rel_gap * row.joint_objective_gbp


def test_what_ifs_leave_the_plans_own_configurations_as_they_are(case: Case, solved: Solved) -> None:
    before = solved.configurations()
    territory = nearest_territory(case)
    assert list(marginal_values(case, territory, solved, PROFILE))
    assert solved.configurations() == before
    runs = {(row.site, row.configuration, row.period) for row in solved.plan.decisions.configurations}
    assert {key for key, value in before.items() if value == 1} == runs


def test_a_lever_gives_its_share_of_the_hours(case: Case, solved: Solved) -> None:
    """A productivity lever that is on saves something, and one switched the other way says the same."""
    territory = nearest_territory(case)
    rows = {row.lever: row for row in lever_worth(case, territory, solved.plan.decisions, PROFILE)}
    assert set(rows) == {lever.lever for lever in case.levers}
    for lever in case.levers:
        turned = with_row(case, "levers", lever.lever, on=not lever.on)
        other = {row.lever: row for row in lever_worth(turned, territory, solved.plan.decisions, PROFILE)}
        assert other[lever.lever].worth_present_gbp == pytest.approx(rows[lever.lever].worth_present_gbp, abs=1.0)
        if lever.kind == "productivity" and lever.share > 0:
            assert rows[lever.lever].worth_present_gbp >= -1.0


def test_without_a_budget_money_is_worth_nothing(case: Case) -> None:
    free = replace(case, budgets=())
    rows = list(marginal_values(free, nearest_territory(free), solve_option(free, "plan", PROFILE), PROFILE))
    (money,) = [row for row in rows if row.kind == "money"]
    assert money.worth_present_gbp == 0.0
    assert "No budget is set" in money.text


def test_beds_first_are_held_to_the_same_territories_as_the_joint_plan(case: Case, solved: Solved) -> None:
    """Else the difference would be one of rules, not of order: people would wait at a base that is not theirs."""
    inputs = solved.model.inputs
    alone = system.beds_alone(case, "plan", inputs.territory)
    assert alone.placements == inputs.beds.placements
    assert alone.coarse_pools == inputs.beds.coarse_pools

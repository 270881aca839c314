"""A whole plan with staff: its bases, territories of the options, beds first and staff after them, levers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capplan.check import check_plan
from capplan.check.sizes import setting_sizes
from capplan.decisions import LeverRow, MarginalRow, Plan, ScenarioSummary, SequenceRow, TerritoryRow
from capplan.plan.bases import plan_bases
from capplan.solve import Profile
from check.plans import hand_plan, whole_plan
from check.staff_plans import BASE, SOUTH, hand_staff, hand_staffed_plan, plan_case, staffing_of, usual_staffed_plan
from small import small_case

CASE = plan_case()
CHOSEN = hand_staffed_plan(CASE)
OBJECTIVE = CHOSEN.proof.objective


def made() -> Plan:
    """Return the plan of the hand-made options on the base that the county must run."""
    bases = plan_bases(CASE, Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0))
    assert {row.base for row in bases.decisions.territory} == {BASE}
    sequence = SequenceRow(
        scenario="base",
        joint_objective_gbp=OBJECTIVE,
        joint_bound_gbp=CHOSEN.proof.bound,
        sequence_objective_gbp=OBJECTIVE + 100.0,
        difference_gbp=100.0,
        reason="",
    )
    lever = LeverRow(
        lever="shorter-visits",
        title="Records on a tablet",
        on=True,
        stated_saving_gbp_per_year=20_000.0,
        worth_present_gbp=1.0,
        worth_gbp_per_year=1.0,
    )
    return Plan(
        case=CASE.identity.id,
        title=CASE.identity.title,
        case_digest=CASE.digest,
        scenario=CASE.scenario,
        bases=bases,
        options=(usual_staffed_plan(CASE), CHOSEN),
        regrets=(),
        sizes=setting_sizes(staffing_of(CASE, CHOSEN.decisions, hand_staff(CASE)).beds),
        sequence=(sequence,),
        levers=(lever,),
        marginal=(MarginalRow(kind="bed", where="ward-north", role="", worth_present_gbp=1.0, text=""),),
        scenarios=(),
        findings=(),
    )


PLAN = made()


def rules_with(**changes: Any) -> list[str]:
    return [fault.rule for fault in check_plan(CASE, PLAN.model_copy(update=changes))]


def sequence_with(**changes: Any) -> list[str]:
    return rules_with(sequence=(PLAN.sequence[0].model_copy(update=changes),))


def test_the_whole_hand_made_plan_passes() -> None:
    assert check_plan(CASE, PLAN) == ()


def test_a_plan_without_bases() -> None:
    assert rules_with(bases=None) == ["bases missing"]


def test_bases_in_a_case_that_plans_no_staff() -> None:
    plan = whole_plan(small_case()).model_copy(update={"bases": PLAN.bases})
    assert [(fault.rule, fault.amount) for fault in check_plan(small_case(), plan)] == [("bases not planned", 1.0)]


def test_bases_on_another_scenario() -> None:
    assert PLAN.bases is not None
    bases = PLAN.bases.model_copy(update={"scenario": "longer"})
    assert "plan identity" in rules_with(bases=bases)


def test_an_altered_figure_of_the_bases() -> None:
    assert PLAN.bases is not None
    totals = PLAN.bases.figures.totals.model_copy(update={"visits": 1.0})
    figures = PLAN.bases.figures.model_copy(update={"totals": totals})
    plan = PLAN.model_copy(update={"bases": PLAN.bases.model_copy(update={"figures": figures})})
    faults = check_plan(CASE, plan)
    assert [fault.rule for fault in faults] == ["figure totals.visits"]
    assert faults[0].where.startswith("bases: ")


def test_an_option_with_another_territory_than_the_bases() -> None:
    staff = CHOSEN.staff
    assert staff is not None
    rows = tuple(
        TerritoryRow(area=row.area, base=SOUTH) if row.area == "n2" else row for row in staff.decisions.territory
    )
    decisions = staff.decisions.model_copy(update={"territory": rows})
    option = CHOSEN.model_copy(update={"staff": staff.model_copy(update={"decisions": decisions})})
    faults = check_plan(CASE, PLAN.model_copy(update={"options": (PLAN.options[0], option)}))
    assert {fault.rule for fault in faults} == {"territory"}
    assert {fault.where for fault in faults} == {"option plan: area n2"}
    # One is that the south's base must not be used at all, the other that the bases of the plan differ.
    assert ["bases say otherwise" in fault.message for fault in faults].count(True) == 1


def test_beds_first_and_its_difference() -> None:
    assert sequence_with(difference_gbp=101.0) == ["sequence difference_gbp"]
    assert sequence_with(difference_gbp=None) == ["sequence difference_gbp"]
    assert sequence_with(sequence_objective_gbp=None, reason="nobody is there") == ["sequence difference_gbp"]


def test_beds_first_and_why_it_cannot_be_staffed() -> None:
    assert sequence_with(sequence_objective_gbp=None, difference_gbp=None, reason="nobody is there") == []
    assert sequence_with(sequence_objective_gbp=None, difference_gbp=None) == ["sequence reason"]
    assert sequence_with(reason="nobody is there") == ["sequence reason"]


def test_a_bound_above_the_plan_it_speaks_of() -> None:
    assert sequence_with(joint_bound_gbp=OBJECTIVE + 50.0) == ["sequence bound"]
    # The two objectives compared count recruits as fractions: they may lie below the bound of whole steps.
    fractions = {"joint_objective_gbp": CHOSEN.proof.bound - 10.0, "sequence_objective_gbp": CHOSEN.proof.bound}
    assert sequence_with(difference_gbp=10.0, **fractions) == []


def test_a_scenario_that_is_not_there_or_twice() -> None:
    assert sequence_with(scenario="dream") == ["sequence scenario"]
    assert rules_with(sequence=PLAN.sequence * 2) == ["sequence scenario"]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("lever", "other", "lever id"),
        ("title", "Other", "lever title"),
        ("on", False, "lever on"),
        ("stated_saving_gbp_per_year", None, "lever stated_saving_gbp_per_year"),
    ],
)
def test_an_altered_lever(field: str, value: object, rule: str) -> None:
    assert rules_with(levers=(PLAN.levers[0].model_copy(update={field: value}),)) == [rule]


def test_a_lever_that_stands_twice() -> None:
    assert rules_with(levers=PLAN.levers * 2) == ["lever id"]


def test_one_unit_more_is_worth_something_or_the_row_says_why_not() -> None:
    blank = PLAN.marginal[0].model_copy(update={"worth_present_gbp": None})
    assert rules_with(marginal=(blank,)) == ["marginal text"]
    assert rules_with(marginal=(blank.model_copy(update={"text": "not possible"}),)) == []


def test_totals_of_another_scenario_add_up_with_the_weights_on_staff() -> None:
    totals = CHOSEN.figures.totals
    assert totals.shortfall_weight_gbp > 1.0
    summary = ScenarioSummary(
        scenario="longer",
        title="Longer stays",
        proof=CHOSEN.proof,
        totals=totals,
        business_as_usual=totals,
        beds_at_end={},
        closures=(),
    )
    assert rules_with(scenarios=(summary,)) == []
    less = totals.model_copy(update={"shortfall_weight_gbp": 0.0})
    assert rules_with(scenarios=(summary.model_copy(update={"business_as_usual": less}),)) == [
        "scenario totals.objective_gbp"
    ]


def test_a_plan_of_beds_alone_needs_no_bases() -> None:
    assert check_plan(small_case(), whole_plan(small_case())) == ()
    assert hand_plan(small_case()).staff is None
    # With roles, the same plan lacks its staff and its bases.
    staffed = replace(small_case(), bases=CASE.bases, roles=CASE.roles)
    rules = {fault.rule for fault in check_plan(staffed, whole_plan(small_case()))}
    assert {"staff missing", "bases missing"} <= rules

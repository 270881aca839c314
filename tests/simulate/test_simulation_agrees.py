"""Any decisions can be simulated, and the checker derives the same promises from the counts by other code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case import simulation_tables as simulated
from capplan.case.case import Case
from capplan.check.facts import Facts
from capplan.check.simulation import check_simulation
from capplan.decisions import BedPlan, Proof
from capplan.plan.figures import bed_figures
from capplan.plan.findings.simulation import simulation_findings
from capplan.simulate.beds import simulate_beds
from random_decisions import random_decisions
from small import small_case


def quarterly(case: Case) -> Case:
    return replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 3}))


def waits_and_refusals(case: Case) -> Case:
    """Standards from the queue instead of an occupancy, stays that spread, a week with days off, a full ward."""
    rules = {"step-down": {"rule": "wait", "rule_target": 0.1}, "step-up": {"rule": "refusal", "rule_target": 0.05}}
    return replace(
        case,
        cohorts=tuple(row.model_copy(update=rules[row.cohort]) for row in case.cohorts),
        stay_spread=(simulated.StaySpread(cohort="step-up", setting="hospital", median_days=6.0),),
        weekdays=(simulated.WeekdayIndex(cohort="step-down", weekday="sun", index=0.0),),
        occupied_today=(simulated.OccupiedToday(site="ward-north", people=27),),
    )


@pytest.mark.parametrize(
    ("seed", "scenario", "change"),
    [
        (1, "base", None),
        (2, "longer", None),
        (3, "base", quarterly),
        (4, "base", waits_and_refusals),
        (5, "longer", waits_and_refusals),
    ],
)
def test_random_decisions_are_simulated_and_the_checker_agrees(seed, scenario, change) -> None:
    case = small_case()
    case = (change(case) if change else case).in_scenario(scenario)
    decisions = random_decisions(case, seed)
    figures = bed_figures(case, decisions)
    proof = Proof(status="optimal", objective=1.0, bound=1.0, gap=0.0, asked_gap=0.0)
    plan = BedPlan(option="plan", scenario=scenario, proof=proof, decisions=decisions, figures=figures)
    simulation = simulate_beds(case, plan, 3, seed)
    assert [str(fault) for fault in check_simulation(Facts(case, "plan"), plan, simulation)] == []
    assert {row.cohort for row in simulation.promises} == {"step-down", "step-up"}
    ids = [row.id for row in simulation_findings(case, simulation)]
    assert len(ids) == len(set(ids))
    if change is waits_and_refusals:
        # 27 people in a ward of 24 beds as the plan begins: three of them are above its beds.
        assert simulation.loads[0].above_beds == 3.0

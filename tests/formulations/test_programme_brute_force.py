"""Small random programmes: the model's optimum is the least of all choices of starts that the checker lets pass.

Every choice is tried: for each unit every month or none. Rules and objective come from the checker alone, so that
model and checker must agree on both.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.programme_tables import (
    BenefitGate,
    BenefitOverlap,
    Initiative,
    InitiativeMoney,
    Precedence,
    ProgrammeBudget,
    ProgrammeCapacity,
    RollOut,
)
from capplan.case.read import read_case
from capplan.check.programme import check_programme, rules_broken
from capplan.check.programme_facts import ProgrammeFacts
from capplan.check.programme_figures import Sums, recompute_pots, recompute_totals
from capplan.decisions.programme import ProgrammeDecisions, ProgrammeStart
from capplan.errors import Infeasible
from capplan.plan.programme import plan_programme
from capplan.solve import Profile

TINY = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"
MONTHS = 5
SEEDS = range(8)


def random_case(seed: int) -> Case:
    """Three initiatives and one in two localities over five months in two years, with every kind of rule."""
    rng = random.Random(seed)
    case = read_case(TINY)
    rows, money = [], []
    for name in ("a", "b", "c", "d"):
        rows.append(
            Initiative(
                initiative=name,
                title=name,
                kind="commission",
                use="must" if name == "a" else "may",
                per="locality" if name == "d" else "whole",
                earliest=rng.choice([None, None, "2026-02"]),
                duration_months=rng.choice([None, None, 2, 3]) if name != "a" else 2,
                ramp_months=rng.choice([0, 1, 2]),
                team_fte=rng.choice([0.5, 1.0]),
                team_months=rng.choice([0, 1, 2]),
                optimism=rng.choice(["none", "own", "equipment"]),
                optimism_share=rng.choice([None, 0.2]),
            )
        )
        money += [
            InitiativeMoney(
                line=f"{name}-{side}",
                initiative=name,
                title=side,
                pot=rng.choice(["main", "capital-fund"]),
                side=side,
                money=rng.choice(["revenue", "capital"]),
                timing=rng.choice(["recurring", "one-off"]),
                gbp=float(rng.randrange(0, 1200, 60)),
                from_months=rng.choice([0, 0, 1]),
                months=rng.choice([None, 2]),
                counted_share=rng.choice([1.0, 0.5]),
            )
            for side in ("cost", "benefit")
        ]
    return replace(
        case,
        horizon=case.horizon.model_copy(update={"months": MONTHS}),
        aim=case.aim.model_copy(
            update={
                "objective": rng.choice(["present", "gap", "coverage"]),
                "max_gap_year_gbp": None,
                "max_mean_wait_months": None,
                "max_present_gbp": None,
                "delay_weight": 0.5,
            }
        ),
        parameters=case.parameters.model_copy(update={"discount_rate": 0.1}),
        initiatives=tuple(rows),
        initiative_money=tuple(money),
        roll_out=(
            RollOut(initiative="d", locality="north", use="may"),
            RollOut(
                initiative="d", locality="south", use="may", after="north", lag_months=rng.choice([0, 1]), people=2
            ),
        ),
        precedence=(Precedence(initiative="b", after="a", counts_from=rng.choice(["start", "end"]), lag_months=1),),
        benefit_gates=(BenefitGate(initiative="d", benefit_of="c", min_share=rng.choice([0.5, 1.0]), shown_months=0),),
        benefit_overlaps=(BenefitOverlap(initiative="d", line="c-benefit", share=rng.choice([0.3, 1.0])),),
        programme_budgets=(
            ProgrammeBudget(pot="main", year="2025/26", revenue_gbp=rng.choice([100.0, 400.0]), carry_over=0.5),
            ProgrammeBudget(pot="main", year="2026/27", revenue_gbp=rng.choice([0.0, 50.0])),
            ProgrammeBudget(pot="capital-fund", year="2025/26", capital_gbp=rng.choice([0.0, 300.0])),
        ),
        programme_capacity=(
            ProgrammeCapacity(resource="team", from_month="2026-01", limit=1.0),
            ProgrammeCapacity(resource="starts", from_month="2026-02", limit=1.0),
        ),
    )


def least(case: Case) -> float:
    """The least objective of all choices that break no rule; infinite if there is none."""
    keys = ProgrammeFacts(case, ProgrammeDecisions(starts=())).keys
    months = [None, *(f"2026-{month:02d}" for month in range(1, MONTHS + 1))]
    best = math.inf
    for choice in product(months, repeat=len(keys)):
        starts = tuple(
            ProgrammeStart(initiative=key[0], locality=key[1], month=month)
            for key, month in zip(keys, choice, strict=True)
            if month is not None
        )
        facts = ProgrammeFacts(case, ProgrammeDecisions(starts=starts))
        if any(facts.broken_date(key, month) for key, month in facts.start.items()):
            continue
        if any(_late(facts, *wait) for wait in facts.waits()):
            continue
        sums = Sums(facts)
        totals = recompute_totals(facts, sums)
        if totals.objective < best and not any(rules_broken(facts, recompute_pots(facts, sums), totals)):
            best = totals.objective
    return best


def _late(facts: ProgrammeFacts, _: str, key: tuple[str, str], other: tuple[str, str], lag: int) -> bool:
    """Say whether a start comes too early: tried first, because most choices fail here."""
    if key not in facts.start:
        return False
    return other not in facts.start or facts.start[key] < facts.start[other] + lag


@pytest.mark.parametrize("seed", SEEDS)
def test_no_choice_that_the_checker_lets_pass_is_better(seed: int) -> None:
    case = random_case(seed)
    best = least(case)
    try:
        plan = plan_programme(case, Profile())
    except Infeasible:
        assert best == math.inf
        return
    assert check_programme(case, plan) == ()
    assert plan.proof.objective == pytest.approx(best, abs=1e-6)


def test_most_random_programmes_are_possible_and_some_are_not_trivial() -> None:
    """Otherwise the test above would compare nothing with nothing."""
    made = []
    for seed in SEEDS:
        try:
            made.append(plan_programme(random_case(seed), Profile()))
        except Infeasible:
            continue
    assert len(made) >= 6
    assert len({len(plan.decisions.starts) for plan in made}) >= 3

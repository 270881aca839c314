"""A made-up frontier and tornado around the made-up plan: nothing here was solved."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.decisions.board import Frontier, FrontierPoint, LeftOut
from capplan.decisions.tornado import BreakEven, Tornado, TornadoRow


def made_up_frontier(case: Case, plan: Plan) -> Frontier:
    """Three points along one curve, the last hardly proven, and a limit that another point betters."""
    option = plan.option("plan")
    hardly = option.model_copy(update={"proof": option.proof.model_copy(update={"gap": 0.2})})
    figures = ((2_000.0, 1_990.0, 95.5, hardly), (3_000.0, 2_900.0, 91.0, option), (None, 4_000.0, 90.0, option))
    points = tuple(
        FrontierPoint(
            limit=limit, measured=measured, cost_gbp=cost * 1e6, objective_gbp=cost * 1e6, bound_gbp=cost * 0.99e6,
            plan=made,
        )
        for limit, measured, cost, made in figures
    )  # fmt: skip
    left = LeftOut(limit=2_950.0, measured=2_910.0, cost_gbp=92e6, why="dominated")
    return Frontier(
        case=plan.case, title=plan.title, case_digest=plan.case_digest, scenario=plan.scenario, against="travel",
        unit="hours", bases=None, cap_gbp=99e6, points=points, left_out=(left,),
    )  # fmt: skip


def made_up_tornado(case: Case, plan: Plan) -> Tornado:
    """Six assumptions with long names, one of which cannot be held at its high end, and one that tips the plan."""
    option = plan.option("plan")
    rows = tuple(
        TornadoRow(
            driver=f"stays.stay_days.{number}",
            title=f"Stay of cohort {number} in the community hospital and at home, days of the first two months",
            unit="days", rows=3, now=20.0, ends="share", low_factor=0.8, high_factor=1.2,
            low_gbp=-1e6 / number, high_gbp=None if number == 3 else 1.2e6 / number,
            low_again_gbp=-1.1e6 if number == 1 else None, high_again_gbp=0.9e6 if number == 1 else None,
        )
        for number in range(1, 7)
    )  # fmt: skip
    tip = BreakEven(
        decision="plan", driver=rows[0].driver, saves_gbp=2e6, factor=1.31, within=(1.3, 1.32), value=26.2,
        text="The plan stops paying where stays are 31 % longer: 26.2 days.",
    )  # fmt: skip
    return Tornado(
        case=plan.case, title=plan.title, case_digest=plan.case_digest, scenario=plan.scenario, share=0.2, coarse=True,
        bases=None, plan_proof=option.proof, decisions=option.decisions, objective_gbp=90e6, rows=rows,
        break_evens=(tip,),
    )  # fmt: skip

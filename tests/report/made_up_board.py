"""A made-up frontier and tornado around the made-up plan: nothing here was solved."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.decisions.board import Frontier, FrontierPoint
from capplan.decisions.tornado import BreakEven, Tornado, TornadoRow


def made_up_frontier(case: Case, plan: Plan) -> Frontier:
    """Four points along one curve, the third bettered by the second."""
    option = plan.option("plan")
    figures = ((None, 4_000.0, 90.0, False), (3_000.0, 2_900.0, 91.0, False), (2_950.0, 2_910.0, 92.0, True),
               (2_000.0, 1_990.0, 95.5, False))  # fmt: skip
    points = tuple(
        FrontierPoint(
            limit=limit, measured=measured, cost_gbp=cost * 1e6, objective_gbp=cost * 1e6, bound_gbp=cost * 0.99e6,
            dominated=dominated, plan=option,
        )
        for limit, measured, cost, dominated in figures
    )  # fmt: skip
    return Frontier(
        case=plan.case, title=plan.title, case_digest=plan.case_digest, scenario=plan.scenario, against="travel",
        unit="hours", bases=None, points=points,
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

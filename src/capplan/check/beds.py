"""Check one option of a bed plan: every rule of the formulation, every figure, and the proof.

Specification: `formulations/beds/formulation.md`; definitions of the figures: `docs/figures.md`.
Works from the case and the decisions alone and shares no code with the model that made them.
"""

from __future__ import annotations

import math

from capplan.case.case import Case
from capplan.check.answer import Answer, read_answer
from capplan.check.compare import compare_figures
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.money import check_budgets
from capplan.check.paths import check_paths
from capplan.check.people import check_people
from capplan.check.proof import check_objective, check_proof
from capplan.check.violation import Violation
from capplan.decisions import BedPlan


def check_beds(case: Case, plan: BedPlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with an option; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case the plan is for; the scenario is taken from the plan.
    plan : BedPlan
        Decisions, figures and proof.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof. When the decisions cannot be
        read at all (unknown ids, a site without a configuration), these faults and those of the proof alone.
    """
    where = f"option {plan.option}"
    proof_faults = tuple(check_proof(plan.proof, where))
    if plan.scenario not in case.scenario_ids:
        message = f"{plan.scenario!r} is no scenario of the case."
        return (Violation("decisions ids", where, message, 1.0), *proof_faults)
    facts = Facts(case.in_scenario(plan.scenario), plan.option)
    answer, structural_faults = read_answer(facts, plan.decisions)
    if answer is None:
        return (*structural_faults, *proof_faults)
    broken = (*check_paths(answer), *check_people(answer), *check_budgets(answer))
    if _goes_where_no_way_leads(answer):
        return (*broken, *proof_faults)
    recomputed = recompute_figures(answer)
    return (
        *broken,
        *compare_figures(plan.figures, recomputed),
        *check_objective(plan.proof, recomputed.totals.objective_gbp, where),
        *proof_faults,
    )


def _goes_where_no_way_leads(answer: Answer) -> bool:
    """Say whether somebody's travel is infinite: the placement is reported, but no figure exists."""
    return any(not math.isfinite(answer.facts.travel_min[locality, site]) for _, locality, site, _ in answer.starts)

"""Check one option of a plan: every rule of the formulations, every figure, and the proof.

Specifications: `formulations/beds`, `formulations/workforce` and `formulations/system`; definitions of the figures:
`docs/figures.md`. The staff of an option are checked with its beds.
Works from the case and the decisions alone and shares no code with the model that made them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from capplan.case.case import Case
from capplan.check.answer import Answer, read_answer
from capplan.check.compare import compare_figures, compare_staff_figures
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.money import check_budgets
from capplan.check.paths import check_paths
from capplan.check.people import check_people
from capplan.check.proof import check_objective, check_proof
from capplan.check.staff import check_staff
from capplan.check.staff_answer import StaffAnswer, read_staff
from capplan.check.staff_figures import recompute_staff_figures
from capplan.check.staffing import Staffing
from capplan.check.system import check_system
from capplan.check.violation import Violation
from capplan.decisions import BedPlan


def check_beds(case: Case, plan: BedPlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with an option; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case the plan is for; the scenario is taken from the plan.
    plan : BedPlan
        Decisions, figures and proof, with the staff where the case plans any.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof. When the decisions cannot be
        read at all (unknown ids, a site without a configuration), these faults and those of the proof alone;
        when only those on staff cannot be read, these, the rules on beds without budgets, and the proof.
    """
    where = f"option {plan.option}"
    proof_faults = tuple(check_proof(plan.proof, where))
    if plan.scenario not in case.scenario_ids:
        message = f"{plan.scenario!r} is no scenario of the case."
        return (Violation("decisions ids", where, message), *proof_faults)
    facts = Facts(case.in_scenario(plan.scenario), plan.option, _territory(plan))
    answer, structural_faults = read_answer(facts, plan.decisions)
    staff, staff_faults = _read_staff(facts, plan, where)
    if answer is None:
        return (*structural_faults, *staff_faults, *proof_faults)
    answer = replace(answer, staff=staff)
    staffing = None if staff is None else Staffing(answer, staff)
    broken = (*staff_faults, *check_paths(answer), *check_people(answer))
    if staff_faults:
        return (*broken, *proof_faults)
    broken += (*check_budgets(answer), *_check_staffing(staffing))
    if _goes_where_no_way_leads(answer):
        return (*broken, *proof_faults)
    recomputed = recompute_figures(answer)
    return (
        *broken,
        *compare_figures(plan.figures, recomputed),
        *_compare_staff(plan, staffing),
        *check_objective(plan.proof, recomputed.totals.objective_gbp, where),
        *proof_faults,
    )


def _territory(plan: BedPlan) -> dict[str, str]:
    return {} if plan.staff is None else {row.area: row.base for row in plan.staff.decisions.territory}


def _read_staff(facts: Facts, plan: BedPlan, where: str) -> tuple[StaffAnswer | None, tuple[Violation, ...]]:
    """Return the staff of the option as lookups, or what is wrong with their lists; staff must be there or not."""
    if plan.staff is None:
        missing = Violation("staff missing", where, "the case plans staff, but the option has none.")
        return None, (missing,) if facts.case.roles else ()
    if not facts.case.roles:
        return None, (Violation("staff not planned", where, "the option has staff, but the case plans none."),)
    return read_staff(facts, plan.staff.decisions)


def _check_staffing(staffing: Staffing | None) -> Iterator[Violation]:
    if staffing is not None:
        yield from check_staff(staffing)
        yield from check_system(staffing)


def _compare_staff(plan: BedPlan, staffing: Staffing | None) -> Iterator[Violation]:
    if staffing is not None and plan.staff is not None:
        yield from compare_staff_figures(plan.staff.figures, recompute_staff_figures(staffing))


def _goes_where_no_way_leads(answer: Answer) -> bool:
    """Say whether somebody's travel is infinite: the placement is reported, but no figure exists."""
    return any(not math.isfinite(answer.facts.travel_min[locality, site]) for _, locality, site, _ in answer.starts)

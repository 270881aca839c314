"""Beds and staff decided together, against beds first and staff after them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from capplan.case.case import Case
from capplan.decisions import SequenceRow
from capplan.errors import Infeasible
from capplan.formulations import system
from capplan.plan.held import chosen, held, run_held, steps_as_fractions
from capplan.plan.infeasible import why_infeasible
from capplan.plan.linked import prepared
from capplan.plan.option import JOINT_GAPS, Solved
from capplan.plan.search import search
from capplan.solve import Profile, Progress, Status

# Causes that are written down where the beds-first plan cannot be staffed.
MAX_CAUSES = 5


def in_sequence(
    case: Case,
    joint: Solved,
    profile: Profile,
    *,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> SequenceRow:
    """Compare the joint plan with the plan of beds alone, staffed afterwards.

    Beds alone are planned with full prices (staff inside them), each area with its own base as in the joint
    plan. Their configurations are then held in the joint model and people, recruits and hours follow; recruits
    as fractions, so the comparison is the kindest to the sequence.

    Parameters
    ----------
    case : Case
        Plans staff; in the scenario of `joint`.
    joint : Solved
        The joint plan with its model, whose variables are changed.
    profile : Profile
        For planning the beds alone; to the joint plan's gap in pounds, which is twice the share of beds alone.
    """
    profile = replace(profile, mip_rel_gap=JOINT_GAPS * profile.mip_rel_gap)
    inputs = system.beds_alone(case, "plan", joint.model.inputs.territory)
    alone = search(inputs, profile, log_path=log_path, on_progress=on_progress, prepare=prepared(case, "plan"))
    alone.result.require_solution()
    plan = chosen(alone.model)
    together = run_held(joint.model, joint.configurations(), profile).require_solution()
    found = run_held(joint.model, plan, profile)
    objective, reason = found.objective, ""
    if found.status is Status.INFEASIBLE:
        reason = " ".join(_causes(joint, plan))
    return SequenceRow(
        scenario=case.scenario,
        joint_objective_gbp=together,
        joint_bound_gbp=min(joint.plan.proof.bound, together),
        sequence_objective_gbp=objective,
        difference_gbp=None if objective is None else objective - together,
        reason=reason,
    )


def _causes(joint: Solved, plan: Mapping[object, int]) -> list[str]:
    try:
        with held(joint.model, plan), steps_as_fractions(joint.model):
            causes = why_infeasible(joint.model)
    except Infeasible as error:
        causes = list(error.cause)
    return causes[:MAX_CAUSES]

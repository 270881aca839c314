"""Solve one option of a case, beds alone or beds and staff: search, tie-break, decisions, figures, proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from capplan.case.case import Case
from capplan.decisions import BedPlan, OptionId, StaffPlan
from capplan.errors import Infeasible
from capplan.formulations import beds, system
from capplan.plan.figures import bed_figures
from capplan.plan.held import estate
from capplan.plan.infeasible import why_infeasible
from capplan.plan.linked import clashes, prepared, ties
from capplan.plan.programme.infeasible import programme_causes
from capplan.plan.proof import proof_of
from capplan.plan.search import Found, Inputs, search
from capplan.plan.staff import staff_figures
from capplan.plan.steps import with_whole_steps
from capplan.plan.ties import break_ties
from capplan.solve import Profile, Progress, Status

# Beds and staff together cost about twice what beds cost; they are proved to this multiple of the gap asked.
JOINT_GAPS = 2.0


@dataclass(frozen=True)
class Solved:
    """A plan with the model it came from, so that what-ifs need not build it again."""

    plan: BedPlan
    model: Any
    found: Found

    def configurations(self) -> dict[Any, int]:
        """Return the plan's configurations, 0 or 1 by index of the model, whatever what-ifs have left in it."""
        runs = {(row.site, row.configuration, row.period) for row in self.plan.decisions.configurations}
        return {key: int(key in runs) for key in estate(self.model).configuration}


def solve_option(
    case: Case,
    option: OptionId,
    profile: Profile,
    *,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    strong: bool | None = None,
    territory: Mapping[str, str] | None = None,
    prepare: Callable[[Any], None] = lambda _: None,
) -> Solved:
    """Solve one option of a case: beds and staff together where the case plans staff, else beds.

    Parameters
    ----------
    case : Case
        Set to the scenario wanted.
    option : OptionId
        Business as usual, do-minimum or plan.
    profile : Profile
        Gap, time limit, seed and HiGHS options.
    strong : bool, optional
        Separate the strong links at the root; by default where the formulation's rule (B19) says so.
    territory : mapping of area to base, optional
        Who serves whom; by default each area is served from the nearest base in use.
    prepare : callable, optional
        Adds rows of its own to each model before it is searched. A plan is held to the programme beside them, where
        initiatives are changes of sites.

    Raises
    ------
    Infeasible
        With the requirements that clash and the cheapest way out, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without an answer, or model and figures disagree.
    """
    inputs: Inputs
    if case.plans_staff:
        inputs = system.inputs_of(case, option, territory)
        profile = replace(profile, mip_rel_gap=JOINT_GAPS * profile.mip_rel_gap)
    else:
        inputs = beds.inputs_of(case, option)
    tied = prepared(case, option, prepare)
    found = search(inputs, profile, log_path=log_path, on_progress=on_progress, strong=strong, prepare=tied)
    if found.result.status is Status.INFEASIBLE:
        raise Infeasible(_causes(case, option, inputs, found, profile, prepare))
    found.result.require_solution()
    if found.result.stopped_by is None:
        break_ties(found, profile)
    found = with_whole_steps(found, profile, log_path=log_path)
    found.result.require_solution()
    plan = plan_of(case, option, found, profile)
    return Solved(plan, found.model, found)


def _causes(
    case: Case, option: OptionId, inputs: Inputs, found: Found, profile: Profile, prepare: Callable[[Any], None]
) -> list[str]:
    """Say what clashes: the programme with itself, sites with the programme, or sites with what they are held to."""
    if not ties(case, option):
        return why_infeasible(found.model, found.result.cause)
    alone = search(inputs, profile, prepare=prepare)
    if alone.result.status is Status.INFEASIBLE:
        return why_infeasible(alone.model, alone.result.cause)
    return programme_causes(case) or clashes(case, inputs)


def plan_of(case: Case, option: OptionId, found: Found, profile: Profile) -> BedPlan:
    """Return the decisions of a solved model with their figures and their proof.

    Raises
    ------
    SolverTrouble
        If model and figures disagree.
    """
    if case.plans_staff:
        decisions, staffing = system.extract(found.model)
        figures = bed_figures(case, decisions, staffing)
        staff = StaffPlan(decisions=staffing, figures=staff_figures(case, decisions, staffing))
    else:
        decisions, staff = beds.extract(found.model), None
        figures = bed_figures(case, decisions)
    said = float(found.model.objective())
    proof = proof_of(said, found.bound, figures.totals.objective_gbp, profile, sign="£")
    return BedPlan(
        option=option, scenario=case.scenario, proof=proof, decisions=decisions, figures=figures, staff=staff
    )

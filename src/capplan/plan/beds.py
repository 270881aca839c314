"""Solve one option of the `beds` formulation on a case: search, tie-break, decisions, figures, proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.case.case import Case
from capplan.decisions import BedPlan, OptionId, Proof
from capplan.errors import Infeasible, SolverTrouble
from capplan.formulations import beds
from capplan.formulations.beds.explain import PENALTY_GBP, sentence
from capplan.plan.figures import bed_figures
from capplan.plan.search import Found, search
from capplan.plan.ties import break_ties
from capplan.solve import Profile, Progress, Status, explain

# The model's objective and the one recomputed from the decisions may differ by this share, no more.
AGREEMENT = 1e-6


@dataclass(frozen=True)
class Solved:
    """A plan with the model it came from, so that what-ifs need not build it again."""

    plan: BedPlan
    model: Any
    found: Found


def solve_beds(
    case: Case,
    option: OptionId,
    profile: Profile,
    *,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    strong: bool | None = None,
) -> Solved:
    """Solve one option of a case.

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

    Raises
    ------
    Infeasible
        With the requirements that clash and the cheapest way out, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without an answer, or model and figures disagree.
    """
    inputs = beds.inputs_of(case, option)
    found = search(inputs, profile, log_path=log_path, on_progress=on_progress, strong=strong)
    if found.result.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(found.model, inputs, found.result.cause))
    found.result.require_solution()
    if found.result.stopped_by is None:
        break_ties(found, profile)
    decisions = beds.extract(found.model)
    figures = bed_figures(case, decisions)
    proof = _proof(found, figures.totals.objective_gbp, profile)
    plan = BedPlan(option=option, scenario=case.scenario, proof=proof, decisions=decisions, figures=figures)
    return Solved(plan, found.model, found)


def _proof(found: Found, objective: float, profile: Profile) -> Proof:
    """Return the proof of an answer whose objective was recomputed from its decisions.

    Raises
    ------
    SolverTrouble
        If the model's own objective says otherwise, or the bound lies above it.
    """
    said = float(found.model.objective())
    slack = AGREEMENT * max(1.0, abs(objective))
    if abs(said - objective) > slack:
        raise SolverTrouble(f"The model's objective £{said:,.2f} is not that of its decisions, £{objective:,.2f}.")
    if found.bound > objective + slack:
        raise SolverTrouble(f"The bound £{found.bound:,.2f} lies above the objective £{objective:,.2f}.")
    bound = min(found.bound, objective)
    gap = (objective - bound) / abs(objective) if objective else 0.0
    return Proof(
        status="optimal" if gap <= profile.mip_rel_gap else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        asked_gap=profile.mip_rel_gap,
    )


def why_infeasible(model: Any, inputs: beds.Inputs, cause: tuple[str, ...] = ()) -> list[str]:
    """Return the requirements that clash, dearest first, and what would meet each, in words."""
    clashes = explain(model, PENALTY_GBP)
    if not clashes:
        return list(cause) or ["The requirements clash, but none of those that may give way resolves it."]
    return [sentence(inputs, clash.component, _as_tuple(clash.index), clash.amount) for clash in clashes]


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)

"""Solve one option of the `beds` formulation on a case: build, run, tie-break, extract, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from capplan.case.case import Case
from capplan.decisions import BedPlan, OptionId, Proof
from capplan.errors import Infeasible
from capplan.formulations import beds
from capplan.formulations.beds.explain import PENALTY_GBP, sentence
from capplan.plan.figures import bed_figures
from capplan.solve import LazyRows, Profile, Progress, SolveResult, Status, explain, paused_gc, run, tie_break

# Plans whose objectives differ by less than this share are ties (a penny in ten thousand pounds).
TIE_TOLERANCE = 1e-6
TIE_NODES = 20


@dataclass(frozen=True)
class Solved:
    """A plan with the model it came from, so that what-ifs need not build it again."""

    plan: BedPlan
    model: Any
    result: SolveResult


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
        If the run ended without an answer.
    """
    inputs = beds.inputs_of(case, option)
    with paused_gc():
        model = beds.build(inputs)
    separated = inputs.all_must_be_met if strong is None else strong
    rows = _lazy(model, inputs) if separated else None
    result = run(model, profile, log_path=log_path, on_progress=on_progress, lazy_rows=rows)
    if result.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(model, inputs, result))
    best = result.require_solution()
    if any(model.changes.values()):
        cap = best + TIE_TOLERANCE * abs(best)
        tie_break(model, model.tie_break, primary_cap=cap, profile=profile, max_nodes=TIE_NODES)
    decisions = beds.extract(model)
    figures = bed_figures(case, decisions)
    objective = figures.totals.objective_gbp
    bound = min(result.bound, objective)
    gap = (objective - bound) / abs(objective) if objective else 0.0
    proof = Proof(
        status="optimal" if gap <= profile.mip_rel_gap else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        asked_gap=profile.mip_rel_gap,
    )
    plan = BedPlan(option=option, scenario=case.scenario, proof=proof, decisions=decisions, figures=figures)
    return Solved(plan, model, result)


def why_infeasible(model: Any, inputs: beds.Inputs, result: SolveResult) -> list[str]:
    """Return the requirements that clash, cheapest way out first, in words."""
    clashes = explain(model, PENALTY_GBP)
    if not clashes:
        return list(result.cause) or ["The requirements clash, but none of those that may give way resolves it."]
    return [sentence(inputs, clash.component, _as_tuple(clash.index), clash.amount) for clash in clashes]


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _lazy(model: Any, inputs: beds.Inputs) -> LazyRows:
    """Turn the strong links into rows for separation: starts - most x (running with beds) <= 0."""
    links = beds.strong_links(model, inputs)
    variables: list[Any] = []
    data: list[float] = []
    ends = [0]
    for starts, most, running in links:
        variables += [starts, *running]
        data += [1.0, *([-most] * len(running))]
        ends.append(len(variables))
    matrix = sparse.csr_array(
        (np.array(data), np.arange(len(variables)), np.array(ends)), shape=(len(links), len(variables))
    )
    return LazyRows(variables, matrix, np.full(len(links), -np.inf), np.zeros(len(links)))

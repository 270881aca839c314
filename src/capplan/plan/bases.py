"""Solve the `bases` formulation on a case: open bases, territories, figures, proof, and the fixed ones beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from capplan.case.case import Case
from capplan.decisions.bases import BasePlan, FixedBases
from capplan.errors import Infeasible
from capplan.formulations import bases
from capplan.formulations.bases.explain import PENALTY, sentence
from capplan.formulations.bases.inputs import Choice
from capplan.plan.base_figures import base_figures, territories
from capplan.plan.base_search import least_reach_min, search
from capplan.plan.proof import proof_of
from capplan.solve import Profile, Progress, Status, explain

__all__ = ["plan_bases", "territories"]


def plan_bases(
    case: Case,
    profile: Profile,
    choose: int | None = None,
    *,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> BasePlan:
    """Find the open bases and the base of every area.

    Parameters
    ----------
    case : Case
        Set to the scenario wanted.
    profile : Profile
        Gap, time limit, seed and HiGHS options.
    choose : int, optional
        Find the best so many bases, those marked `must` no dearer to leave than others, and say what those cost
        more. Without it the bases marked `must` are open.

    Raises
    ------
    Infeasible
        With the requirements that clash and the cheapest way out, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without an answer, or model and figures disagree.
    """
    if choose is None:
        return _solved(case, profile, "fixed", None, log_path, on_progress)
    plan = _solved(case, profile, "choose", choose, log_path, on_progress)
    if not any(row.use == "must" for row in case.bases):
        return plan
    try:
        fixed = _solved(case, profile, "fixed", None, log_path, on_progress)
    except Infeasible as error:
        return plan.model_copy(update={"why_not_fixed": tuple(error.cause)})
    return plan.model_copy(update={"instead_of": _compared(fixed, plan)})


def _compared(fixed: BasePlan, chosen: BasePlan) -> FixedBases:
    theirs, ours = fixed.figures.totals, chosen.figures.totals
    per_visit = None
    if theirs.travel_min_per_visit is not None and ours.travel_min_per_visit is not None:
        per_visit = theirs.travel_min_per_visit - ours.travel_min_per_visit
    return FixedBases(
        decisions=fixed.decisions,
        totals=theirs,
        proof=fixed.proof,
        more_gbp=theirs.objective_gbp - ours.objective_gbp,
        more_min_per_visit=per_visit,
    )


def _solved(
    case: Case,
    profile: Profile,
    option: Choice,
    num_bases: int | None,
    log_path: Path | None,
    on_progress: Callable[[Progress], None] | None,
) -> BasePlan:
    inputs = bases.inputs_of(case, option, num_bases)
    _refuse_impossible_number(inputs)
    _refuse_shared_roots(case, inputs)
    found = search(inputs, profile, log_path=log_path, on_progress=on_progress)
    if found.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(case, inputs, profile))
    figures = base_figures(case, found.decisions)
    return BasePlan(
        scenario=case.scenario,
        fixed=option == "fixed",
        num_bases=inputs.num_bases,
        decisions=found.decisions,
        figures=figures,
        proof=proof_of(found.objective, found.bound, figures.totals.objective_gbp, profile, sign="£"),
    )


def _refuse_impossible_number(inputs: bases.Inputs) -> None:
    """Say in words where the number of bases alone rules out every plan."""
    asked, musts, candidates = inputs.num_bases, len(inputs.fixed_bases), len(inputs.bases)
    if asked == 0:
        raise Infeasible(["No base is marked must and num_bases is blank: set num_bases, or name a number to choose."])
    if asked > candidates:
        raise Infeasible([f"{asked} bases are asked for, but only {candidates} may be used. Add rows to bases.csv."])
    if asked < musts:
        raise Infeasible([f"{asked} bases are asked for, but {musts} are marked must. Raise num_bases to {musts}."])


def _refuse_shared_roots(case: Case, inputs: bases.Inputs) -> None:
    """Say in words where hanging territories would need one area as the root of two bases."""
    title = {row.area: row.title for row in case.areas}
    fixed: dict[str, str] = {}
    for base in inputs.fixed_bases if inputs.root else ():
        other = fixed.setdefault(inputs.root[base], base)
        if other != base:
            both = f"{case.base[other].title} and {case.base[base].title}"
            area = title[inputs.root[base]]
            raise Infeasible(
                [
                    f"{both} must both be used, but {area} is the area nearest to both and can belong to one of them. "
                    "Mark one of them may, or set contiguous_territories to 0."
                ]
            )
    roots = len(set(inputs.root.values()))
    if inputs.root and inputs.num_bases > roots:
        raise Infeasible(
            [
                f"{inputs.num_bases} bases are asked for, but those that may be used lie nearest to {roots} different "
                "areas, and with contiguous_territories each needs its own. Ask for fewer, or set it to 0."
            ]
        )


def why_infeasible(case: Case, inputs: bases.Inputs, profile: Profile) -> list[str]:
    """Return the requirements that clash, dearest first, and what would meet each, in words."""
    model = bases.build(inputs, tight=False)
    clashes = explain(model, {name: price for name, price in PENALTY.items() if len(model.component(name))})
    if not clashes:
        return ["The requirements clash, but none of those that may give way resolves it."]
    causes = [sentence(case, inputs, one.component, one.key, one.amount) for one in clashes]
    if {"rapid_reach", "rapid_cover"} & {one.component for one in clashes}:
        least = least_reach_min(inputs, profile)
        if least is not None:
            causes.append(
                f"With {inputs.num_bases} bases every area can be reached if max_rapid_min is {least:.1f} minutes or "
                "more: the cheapest way out."
            )
    return causes

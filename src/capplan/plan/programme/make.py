"""Solve the `programme` formulation on a case, at its own figures and at both ends of what is undecided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from capplan.case.case import Case
from capplan.decisions import Proof
from capplan.decisions.programme import End, ProgrammeDecisions, ProgrammeEnd, ProgrammePlan, ProgrammeTotals
from capplan.errors import Infeasible
from capplan.formulations import programme
from capplan.plan.programme.figures import programme_figures, programme_totals
from capplan.plan.programme.infeasible import causes
from capplan.plan.programme.ledger import Ledger
from capplan.plan.proof import proof_of
from capplan.solve import Profile, Progress, Status, run


def plan_programme(
    case: Case,
    profile: Profile,
    *,
    tied: Mapping[str, str | None] | None = None,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> ProgrammePlan:
    """Choose what starts when, and say what follows.

    Parameters
    ----------
    case : Case
        With the tables of a programme.
    profile : Profile
        Gap, time limit, seed and HiGHS options.
    tied : mapping of unit to month, optional
        Units that start with the change of a site, and when that is in the plan of beds; None: not at all.

    Raises
    ------
    Infeasible
        With what clashes, and the cheapest way out, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without an answer, or model and figures disagree.
    """
    # Programmes are small: they are solved to the end, so that no start is a matter of the gap.
    profile = replace(profile, mip_rel_gap=0.0)
    inputs, decisions, _, proof = _solve(case, "central", profile, tied or {}, log_path, on_progress)
    ends = []
    if any(line.low_gbp is not None for line in case.initiative_money):
        for end in ("favourable", "adverse"):
            _, made, of_end, proven = _solve(case, end, profile, tied or {}, None, on_progress)
            ends.append(ProgrammeEnd(end=end, decisions=made, totals=of_end, proof=proven))
    return ProgrammePlan(
        decisions=decisions,
        figures=programme_figures(case, inputs, decisions),
        proof=proof,
        ends=tuple(ends),
    )


def _solve(
    case: Case,
    end: End,
    profile: Profile,
    tied: Mapping[str, str | None],
    log_path: Path | None,
    on_progress: Callable[[Progress], None] | None,
) -> tuple[programme.Inputs, ProgrammeDecisions, ProgrammeTotals, Proof]:
    inputs = programme.inputs_of(case, end)
    model = programme.build(inputs)
    for (unit, month), start in model.starts.items():
        if unit in tied:
            start.fix(int(month == tied[unit]))
    result = run(model, profile, log_path=log_path, on_progress=on_progress)
    if result.status is Status.INFEASIBLE:
        named = "" if end == "central" else f"undecided lines at their {end} end: "
        found = causes(case, inputs)
        if tied:
            found.append("Some initiatives are changes of sites, and start in the months of the plan of beds.")
        raise Infeasible([f"programme: {named}{cause}" for cause in found])
    objective = result.require_solution()
    decisions = programme.extract(model)
    totals = programme_totals(case, inputs, Ledger(case, decisions, end))
    return inputs, decisions, totals, proof_of(objective, result.bound, totals.objective, profile)

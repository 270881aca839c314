"""Make the rota of a case: solve each part, add up, prove, explain what is short."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan
from capplan.formulations.rota import Inputs, inputs_of
from capplan.plan.proof import proof_of
from capplan.plan.rota.asked import calls, explained_changes
from capplan.plan.rota.engine import Part, solve_part
from capplan.plan.rota.figures import assignment_of, decisions_of, rota_figures
from capplan.plan.rota.parts import parts
from capplan.plan.rota.published import Published, changes, near_published
from capplan.plan.rota.relaxations import relaxations
from capplan.plan.rota.short import short_cover
from capplan.solve import Profile, Progress

# Sums over parts differ by rounding; a bound so near to the objective is the objective.
ROUNDING = 1e-9
# A part may take at least this share of the time that is left: most are done long before.
LEAST_SHARE = 0.25


def make_rota(
    case: Case,
    profile: Profile,
    *,
    published: Published | None = None,
    explain: bool = True,
    work_s: float = math.inf,
    on_progress: Callable[[Progress], None] | None = None,
) -> RotaPlan:
    """Find who works which shift on which day.

    Parameters
    ----------
    case : Case
        Holds a rota; for a rota made anew, with the new absences.
    profile : Profile
        Gap, time limit (of the whole rota) and seed.
    published : Published, optional
        Stay near this rota.
    explain : bool
        Say of each gap who might have filled it and what would help.
    work_s : float
        Counted work for the whole rota, in what takes about a second of one core each, shared by numbers of people. A
        rota that ends by it, or by its proof, is the same every time; one that the time limit ends need not be.

    Raises
    ------
    Infeasible
        If what is settled for somebody breaks a hard rule, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without a rota, or model and figures disagree.
    """
    plain = inputs_of(case)
    inputs = plain if published is None else near_published(case, plain, published)
    known = None if published is None else assignment_of(case, plain, published.decisions)
    solved = solve_parts(case, inputs, profile, on_progress, known, work_s=work_s)
    assignment = {key: shift for part in solved for key, shift in part.assignment.items()}
    decisions = decisions_of(case, assignment)
    changed = () if published is None else changes(case, plain, published, decisions)
    figures = rota_figures(case, plain, assignment, sum(change.cost_gbp for change in changed))
    total = figures.totals.objective_gbp
    plan = RotaPlan(
        rota=case.rotas[0].rota,
        first_day=case.rotas[0].first_day,
        weeks=case.rotas[0].weeks,
        decisions=decisions,
        figures=figures,
        proof=proof_of(sum(part.objective for part in solved), _bound(solved, total), total, profile, sign="£"),
        iterations=sum(part.iterations for part in solved),
        stopped_by=", ".join(dict.fromkeys(part.stopped_by for part in solved)),
        change_gbp=0.0 if published is None else published.change_gbp,
        changes=explained_changes(case, changed, figures),
    )
    if not explain:
        return plan
    extra: dict[str, object] = {"short": short_cover(case, plan)}
    if published is None and figures.totals.gap:
        extra["relaxations"] = relaxations(case, plan, profile, work_s=work_s)
    if published is not None:
        extra["calls"] = calls(case, plain, published.decisions)
    return plan.model_copy(update=extra)


def solve_parts(
    case: Case,
    inputs: Inputs,
    profile: Profile,
    on_progress: Callable[[Progress], None] | None = None,
    known: Mapping[tuple[str, int], str] | None = None,
    *,
    work_s: float = math.inf,
) -> list[Part]:
    """Solve every part of a rota, the small ones first; each has its part of the time left, by its number of people."""
    found: list[Part] = []
    cut = sorted(parts(inputs), key=lambda part: len(part.people) * len(part.shifts))
    left_people = sum(len(part.people) for part in cut)
    ends = time.perf_counter() + profile.time_limit_s
    for part in cut:
        share = max(LEAST_SHARE, len(part.people) / left_people) if left_people else 1.0
        seconds = max(1.0, (ends - time.perf_counter()) * share)
        work = work_s * len(part.people) / max(1, len(inputs.people))
        found.append(solve_part(case, part, profile, seconds, on_progress, known, work_s=work))
        left_people -= len(part.people)
    return found


def _bound(solved: list[Part], objective: float) -> float:
    """Return the bound of the whole rota.

    No price is below zero, so nothing costs less than nothing: where time ran out before a bound, that is the bound.
    """
    bound = sum(max(0.0, part.bound) for part in solved)
    return objective if abs(objective - bound) <= ROUNDING * abs(objective) else bound

"""One piece worked out, by the code that works it out elsewhere, and checked by code that did not make it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.case.overlay import base_option, with_option
from capplan.case.week import on_weekday
from capplan.check.bases import check_bases
from capplan.check.beds import check_beds
from capplan.check.board import territory_faults
from capplan.check.facts import Facts
from capplan.check.rota import check_rota
from capplan.check.simulation import check_simulation
from capplan.check.visits import check_visits
from capplan.errors import CapplanError, Infeasible, NoPlanInTime, VerificationFailed
from capplan.plan.bases import plan_bases
from capplan.plan.board.options import Done, Job, beside_plan, do
from capplan.plan.rota import make_rota
from capplan.plan.visits.day import Search, plan_visits
from capplan.simulate.beds import simulate_beds
from capplan.sweep.pieces import Answer, Piece, Settings, touched_by

NO_PLAN = "no-plan"
ROTA_WORK_S = 300.0
"""Counted work for a rota, in about a second of one core each: the clock would end it elsewhere on another machine."""
UNEXPECTED = 70  # what sysexits.h calls an internal software error


@dataclass(frozen=True)
class Task:
    """A piece with all that it needs, so that it may be done anywhere.

    Attributes
    ----------
    case : Case
        In the scenario of the piece.
    given : tuple of Answer
        Of the pieces that it needs, in their order.
    """

    piece: Piece
    case: Case
    settings: Settings
    given: tuple[Answer, ...]


@dataclass(frozen=True)
class Failure:
    """Why a piece has no answer, and the exit code that the reason would have had by itself."""

    reason: str
    exit_code: int


def attempt(task: Task) -> Answer | Failure:
    """Work a piece out; whatever goes wrong is told, so that other pieces go on."""
    try:
        return work(task)
    except CapplanError as error:
        return Failure(str(error), error.exit_code)
    except MemoryError:
        return Failure("The machine had no memory left.", UNEXPECTED)
    except Exception as error:
        return Failure(f"A fault of the program: {type(error).__name__}: {error}", UNEXPECTED)


def work(task: Task) -> Answer:
    """Work a piece out and check it.

    Raises
    ------
    NoPlanInTime, SolverTrouble, VerificationFailed
        If there is no answer that may be kept. That no plan is possible is an answer.
    """
    try:
        return _WORK[task.piece.kind](task)
    except Infeasible as reason:
        return Answer(status="infeasible", cause=tuple(reason.cause))


def _bases(task: Task) -> Answer:
    plan = plan_bases(task.case, task.settings.profile)
    _checked(check_bases(task.case, plan))
    return Answer(status=plan.proof.reached, bases=plan)


def _plan(task: Task) -> Answer:
    case, piece = _with_bases(task), task.piece
    bases = next((one.bases for one in task.given if one.bases is not None), None)
    territory = None if bases is None else {row.area: row.base for row in bases.decisions.territory}
    job = Job(
        piece.option,
        with_option(case, piece.option),
        base_option(case, piece.option),
        task.settings.profile,
        territory,
    )
    touched = touched_by(case, piece.option)
    if touched is not None:
        near = task.given[-1].plan
        job = beside_plan(case, job, Done("plan", near, "proven" if near else "infeasible"), touched)
    done = do(job)
    if done.plan is None:
        if done.status == "infeasible":
            raise Infeasible(done.cause)
        raise NoPlanInTime(" ".join(done.cause))
    _checked([*territory_faults(bases, done.plan, str(piece)), *check_beds(job.case, done.plan)])
    return Answer(status=done.plan.proof.reached, plan=done.plan)


def _simulation(task: Task) -> Answer:
    plan, piece = task.given[-1].plan, task.piece
    if plan is None or piece.seed is None:
        return Answer(status=NO_PLAN, cause=("There is no plan to simulate.",))
    case = with_option(_with_bases(task), piece.option)
    found = simulate_beds(case, plan, task.settings.futures, piece.seed)
    _checked(check_simulation(Facts(case, plan.option), plan, found))
    broken = sum(row.verdict == "broken" for row in found.promises)
    return Answer(status="broken" if broken else "kept", simulation=found)


def _day(task: Task) -> Answer:
    profile = task.settings.profile
    case = task.case if task.piece.weekday is None else on_weekday(task.case, task.piece.weekday)
    seed = profile.seed if task.piece.seed is None else task.piece.seed
    limit_s, gap = profile.time_limit_s, profile.mip_rel_gap
    plan = plan_visits(case, Search(time_limit_s=limit_s, gap=gap, seed=seed, days=0, counted=True))
    _checked(check_visits(case, plan))
    return Answer(status=plan.proof.reached, day=plan)


def _rota(task: Task) -> Answer:
    seed = task.piece.seed
    profile = task.settings.profile if seed is None else replace(task.settings.profile, seed=seed)
    plan = make_rota(task.case, profile, explain=False, work_s=ROTA_WORK_S)
    _checked(check_rota(task.case, plan))
    return Answer(status=plan.proof.reached, rota=plan)


_WORK = {"bases": _bases, "plan": _plan, "simulation": _simulation, "day": _day, "rota": _rota}


def _with_bases(task: Task) -> Case:
    """Return the case with the bases that were chosen for it.

    Raises
    ------
    Infeasible
        If no choice of bases is possible.
    """
    if not task.case.plans_staff:
        return task.case
    chosen = task.given[0]
    if chosen.bases is None:
        raise Infeasible(chosen.cause)
    return task.case.with_bases(chosen.bases.decisions.open)


def _checked(faults: Iterable[object]) -> None:
    if found := list(faults):
        raise VerificationFailed("\n".join(["The answer fails its own check:", *map(str, found)]))

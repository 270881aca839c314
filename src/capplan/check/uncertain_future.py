"""One future under a plan for many: every rule of beds and staff, and its figures, from case and decisions alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.case.futures import in_future
from capplan.check.answer import Answer, read_answer
from capplan.check.facts import Facts
from capplan.check.figures import recompute_totals
from capplan.check.money import check_budgets
from capplan.check.paths import check_paths
from capplan.check.people import check_people
from capplan.check.staff import check_staff
from capplan.check.staff_answer import StaffAnswer, read_staff
from capplan.check.staffing import Staffing
from capplan.check.system import check_system
from capplan.check.violation import SUM_TOLERANCE, Violation
from capplan.decisions.uncertain import Future, Outcome, Recourse

PROMISES = {
    "B9 closure_test": "closure",
    "S7 workforce_test": "staff",
    "S8 staff_in_post": "staff",
    "B17 revenue_budget": "budget",
    "S9 revenue_budget": "budget",
}
"""Rules that only tested futures are held to."""
MAX_UNDONE_SHARE = 0.02
"""The service level allows so much of the hours of work to be left undone."""


@dataclass(frozen=True)
class Checked:
    """What the checker makes of one future: its figures (None where nothing can be read) and the rules broken."""

    outcome: Outcome | None
    violations: tuple[Violation, ...]


def check_future(case: Case, future: Future, made: Recourse) -> Checked:
    """Return the figures of one future, recomputed, and every rule that its decisions break.

    Parameters
    ----------
    case : Case
        The case that was planned: periods, bases in use and size of steps as in the plan.
    future : Future
        What is different in it.
    made : Recourse
        All decisions in it.
    """
    now = in_future(case, future.future, future.scenario, future.values)
    facts = Facts(now, "plan", {row.area: row.base for row in made.staff.territory})
    answer, faults = read_answer(facts, made.beds)
    staff, staff_faults = read_staff(facts, made.staff)
    if answer is None or staff is None:
        return Checked(None, _named(future, (*faults, *staff_faults)))
    answer = replace(answer, staff=staff)
    broken = tuple(_broken(answer, staff))
    missed = {PROMISES[fault.rule] for fault in broken if fault.rule in PROMISES}
    held = broken if future.tested else tuple(fault for fault in broken if fault.rule not in PROMISES)
    return Checked(_outcome(future, answer, staff, missed), _named(future, held))


def keeps_level(case: Case, waiting_bed_days: float, shortfall_hours: float, all_hours: float) -> bool:
    """Say whether nobody waits more than today and little work is left undone.

    Parameters
    ----------
    waiting_bed_days
        Of the whole plan; allowed is what those waiting today for want of capacity would wait until its end.
    shortfall_hours, all_hours
        Left undone, at most :data:`MAX_UNDONE_SHARE` of hours worked, of agency and undone together.
    """
    days = sum(period.days for period in case.periods)
    today = sum(row.delayed_in_acute for row in case.cohorts if row.when_full == "wait")
    allowed = today * case.parameters.capacity_share * days
    undone = shortfall_hours - MAX_UNDONE_SHARE * all_hours
    return max(waiting_bed_days - allowed, undone) <= SUM_TOLERANCE


def _broken(answer: Answer, staff: StaffAnswer) -> Iterator[Violation]:
    yield from check_paths(answer)
    yield from check_people(answer)
    yield from check_budgets(answer)
    staffing = Staffing(answer, staff)
    yield from check_staff(staffing)
    yield from check_system(staffing)


def _outcome(future: Future, answer: Answer, staff: StaffAnswer, missed: set[str]) -> Outcome:
    totals = recompute_totals(answer)
    shortfall, agency = sum(staff.shortfall.values()), sum(staff.agency.values())
    all_hours = sum(staff.worked.values()) + agency + shortfall
    return Outcome(
        future=future.future,
        objective_gbp=totals.objective_gbp,
        waiting_bed_days=totals.waiting_bed_days,
        diverted_people=totals.diverted_people,
        shortfall_hours=shortfall,
        agency_hours=agency,
        closure_test_kept="closure" not in missed,
        workforce_test_kept="staff" not in missed,
        budget_kept="budget" not in missed,
        level_kept=keeps_level(answer.facts.case, totals.waiting_bed_days, shortfall, all_hours),
    )


def _named(future: Future, faults: tuple[Violation, ...]) -> tuple[Violation, ...]:
    return tuple(replace(fault, where=f"future {future.future}: {fault.where}") for fault in faults)

"""Check a hub plan: every rule of the formulation, every figure, and the proof.

Specification: `formulations/hub/formulation.md`; definitions of the figures: `docs/figures.md`. Works from the case and
the decisions alone and shares no code with the model that made them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.compare import compare_row, compare_rows
from capplan.check.hub_facts import SLOTS, SLOTS_A_DAY, HubFacts
from capplan.check.hub_figures import recompute_hub_figures, seat_time
from capplan.check.hub_months import recompute_months
from capplan.check.proof import check_objective, check_proof
from capplan.check.violation import FTE_TOLERANCE, HOURS_TOLERANCE, PEOPLE_TOLERANCE, Violation
from capplan.decisions.hub import (
    HubAnswer,
    HubDecisions,
    HubNeed,
    HubPlan,
    HubShort,
    HubSimulated,
    HubWork,
    HubWorkSimulated,
)

_WEEK = "week"
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def check_hub(case: Case, plan: HubPlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a hub plan; nothing when it is right.

    Parameters
    ----------
    case : Case
        With the tables of a hub.
    plan : HubPlan
        Decisions, figures, proof and simulation.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof. Where the decisions cannot be read (unknown
        ids, half hours outside the week) these alone.
    """
    facts = HubFacts(case, plan.aim)
    if unreadable := tuple(_ids(facts, plan.decisions)):
        return unreadable
    figures = recompute_hub_figures(facts, plan.decisions)
    months = recompute_months(facts, plan.decisions, figures.needs)
    found = [
        *_shifts(facts, plan.decisions),
        *_answering(facts, plan.decisions, figures.needs),
        *_time(facts, plan.decisions, figures.needs),
        *_deferring(facts, plan.decisions),
        *_posts(facts, plan.decisions),
        *compare_rows("needs", ("contact", "half_hour"), plan.figures.needs, figures.needs),
        *compare_rows("cover", ("half_hour",), plan.figures.cover, figures.cover),
        *compare_rows("roles", ("role",), plan.figures.roles, figures.roles),
        *compare_row("totals", _WEEK, plan.figures.totals, figures.totals),
        *compare_rows("months", ("month", "contact"), plan.figures.months, months),
        *check_proof(plan.proof, "proof of the hub"),
        *check_objective(plan.proof, figures.totals.objective_gbp, "proof of the hub"),
    ]
    found += [fault for row in plan.simulated for fault in _simulated(facts, row)]
    found += [fault for row in plan.simulated_work for fault in _simulated_work(facts, plan.decisions, row)]
    return tuple(found)


def _clock(at: int) -> str:
    return f"{_NAMES[at // SLOTS_A_DAY]} {at % SLOTS_A_DAY // 2:02d}:{at % 2 * 30:02d}"


def _ids(facts: HubFacts, decisions: HubDecisions) -> Iterator[Violation]:
    roles = {row.role for row in facts.case.hub_roles}
    for field in type(decisions).model_fields:
        for row in getattr(decisions, field):
            for name, known in (
                ("shift", facts.shift),
                ("contact", facts.contact),
                ("role", roles),
                ("contract", facts.contract),
            ):
                if hasattr(row, name) and getattr(row, name) not in known:
                    yield Violation("decisions ids", f"{field}", f"{name} {getattr(row, name)!r} is not in the case.")
            for name in ("start", "half_hour"):
                if hasattr(row, name) and not 0 <= getattr(row, name) < SLOTS:
                    yield Violation(
                        "decisions ids", f"{field}", f"{name} {getattr(row, name)} is no half hour of the week."
                    )
            amount = row.posts if field == "posts" else row.people
            if amount < 0:
                yield Violation("decisions amounts", f"{field}", f"{amount} is below 0.", -amount)


def _shifts(facts: HubFacts, decisions: HubDecisions) -> Iterator[Violation]:
    begun: dict[tuple[str, int], int] = defaultdict(int)
    rested: dict[tuple[str, int], int] = defaultdict(int)
    for row in decisions.starts:
        begun[row.shift, row.start] += row.people
        if not facts.may_begin(facts.shift[row.shift], row.start):
            yield Violation("shift start", f"shift {row.shift}", f"it may not begin on {_clock(row.start)}.")
    for rest in decisions.breaks:
        rested[rest.shift, rest.start] += rest.people
        if not facts.break_fits(facts.shift[rest.shift], rest.start, rest.half_hour):
            message = f"the break on {_clock(rest.half_hour)} lies outside its window."
            yield Violation("H5 breaks_taken", f"shift {rest.shift} from {_clock(rest.start)}", message)
    for shift, start in sorted({*begun, *rested}):
        wanted = begun[shift, start] if facts.shift[shift].break_min else 0
        if rested[shift, start] != wanted:
            message = f"{rested[shift, start]} breaks; {wanted} are needed."
            where = f"shift {shift} from {_clock(start)}"
            yield Violation("H5 breaks_taken", where, message, abs(rested[shift, start] - wanted))


def _answering(facts: HubFacts, decisions: HubDecisions, needs: tuple[HubNeed, ...]) -> Iterator[Violation]:
    who: dict[tuple[str, int], float] = defaultdict(float)
    seats: dict[tuple[str, int], int] = defaultdict(int)
    team: dict[int, int] = defaultdict(int)
    doing: list[HubAnswer | HubWork] = [*decisions.answers, *decisions.works]
    for row in doing:
        if (row.role, row.contact) not in facts.may:
            message = f"{row.role} may not deal with {row.contact}."
            yield Violation("may answer", _clock(row.half_hour), message, float(row.people))
    for seat in decisions.answers:
        who[seat.contact, seat.half_hour] += seat.people
        seats[seat.role, seat.half_hour] += seat.people
    for other in decisions.shared:
        who[other.contact, other.half_hour] += other.people
        team[other.half_hour] += other.people
    for missing in decisions.short:
        who[missing.contact, missing.half_hour] += missing.people
    wanted = {(one.contact, one.half_hour): one.required for one in needs}
    for contact, at in sorted({*wanted, *who}):
        difference = who[contact, at] - wanted.get((contact, at), 0)
        if abs(difference) > PEOPLE_TOLERANCE:
            message = f"{who[contact, at]:g} people and missing together; {wanted.get((contact, at), 0)} are required."
            yield Violation("H1 cover", f"{contact}, {_clock(at)}", message, abs(difference))
    duty, _ = facts.present(decisions)
    for (role, at), people in sorted(seats.items()):
        if people > duty.get((role, at), 0):
            message = f"{people} answer; {duty.get((role, at), 0)} are on duty."
            yield Violation("H2 one_queue", f"{role}, {_clock(at)}", message, people - duty.get((role, at), 0))
    for at, opened in sorted(facts.open.items()):
        total = sum(people for (_, when), people in duty.items() if when == at)
        if opened.answered_by == "hub" and total < opened.min_on_duty:
            message = f"{total} on duty; {opened.min_on_duty} are asked for."
            yield Violation("H6 least_on_duty", _clock(at), message, opened.min_on_duty - total)
    for at, people in sorted(team.items()):
        hours = facts.open.get(at)
        most = hours.max_shared if hours is not None and hours.answered_by == "health-team" else 0
        if people > most:
            message = f"{people} of the health team answer; {most} at most."
            yield Violation("H11 max_shared", _clock(at), message, people - most)


def _time(facts: HubFacts, decisions: HubDecisions, needs: tuple[HubNeed, ...]) -> Iterator[Violation]:
    seat = seat_time(facts, needs)
    taken: dict[tuple[str, int], float] = defaultdict(float)
    for row in decisions.answers:
        taken[row.role, row.half_hour] += row.people * seat.get((row.contact, row.half_hour), 0.0)
    for work in decisions.works:
        taken[work.role, work.half_hour] += work.people
    duty, _ = facts.present(decisions)
    busy_of: dict[tuple[str, int], float] = defaultdict(float)
    there_of: dict[tuple[str, int], int] = defaultdict(int)
    for role, at in sorted({*taken, *duty}):
        busy, there = taken.get((role, at), 0.0), duty.get((role, at), 0)
        busy_of[role, at // SLOTS_A_DAY] += busy
        there_of[role, at // SLOTS_A_DAY] += there
        if busy > there + PEOPLE_TOLERANCE:
            yield Violation("H3 busy", f"{role}, {_clock(at)}", f"{busy:.3f} busy; {there} on duty.", busy - there)
    for (role, day), busy in busy_of.items():
        room = (1.0 - facts.case.parameters.hub_away_share) * there_of[role, day]
        if busy > room + HOURS_TOLERANCE:
            message = f"{busy / 2:.2f} hours of calls and work; {room / 2:.2f} are left beside briefings."
            yield Violation("H4 away", f"{role}, {_NAMES[day]}", message, (busy - room) / 2)


def _deferring(facts: HubFacts, decisions: HubDecisions) -> Iterator[Violation]:
    """Follow the work through the week in order of arrival, and name what is lost or done after its deadline."""
    for row in facts.case.hub_contacts:
        if row.channel != "electronic":
            continue
        gone = [0.0] * SLOTS
        gone_work: list[HubWork | HubShort] = [*decisions.works, *decisions.undone]
        for one in gone_work:
            if one.contact == row.contact:
                gone[one.half_hour] += one.people
        came = [facts.load(row.contact, at) for at in range(SLOTS)]
        if abs(sum(gone) - sum(came)) > HOURS_TOLERANCE:
            message = f"{sum(came) / 2:.3f} hours of work come in a week; {sum(gone) / 2:.3f} are done or left undone."
            yield Violation("H7 backlog_kept", row.contact, message, abs(sum(gone) - sum(came)) / 2)
            continue
        # Work waiting as the week begins: the least with which none is done before it comes.
        level, lowest = 0.0, 0.0
        for at in range(SLOTS):
            level += came[at] - gone[at]
            lowest = min(lowest, level)
        waiting, deadline = -lowest, int(2 * (row.deadline_hours or 0.0))
        for at in range(SLOTS):
            waiting += came[at] - gone[at]
            recent = sum(came[(at - back) % SLOTS] for back in range(deadline - 1))
            if waiting > recent + HOURS_TOLERANCE:
                message = f"{(waiting - recent) / 2:.3f} hours of work are past {row.deadline_hours:g} hours."
                yield Violation("H8 in_time", f"{row.contact}, {_clock(at)}", message, (waiting - recent) / 2)
                break


def _posts(facts: HubFacts, decisions: HubDecisions) -> Iterator[Violation]:
    posts: dict[str, float] = defaultdict(float)
    for row in decisions.posts:
        posts[row.contract] += row.posts
    for contract, terms in facts.contract.items():
        number = posts[contract]
        if terms.whole and number != round(number):
            yield Violation("H9 posted", f"contract {contract}", f"{number:g} posts of whole people.")
        most = math.inf if terms.max_posts is None else terms.max_posts
        if not terms.min_posts - FTE_TOLERANCE <= number <= most + FTE_TOLERANCE:
            message = f"{number:g} posts; {terms.min_posts:g} to {most:g} are allowed."
            yield Violation("H10 posts_limits", f"contract {contract}", message)
    for role in (row.role for row in facts.case.hub_roles):
        hours = sum(
            one.people * facts.paid(facts.shift[one.shift])
            for one in decisions.starts
            if facts.shift[one.shift].role == role
        )
        there = sum(facts.at_work(one) * number for one, number in posts.items() if facts.contract[one].role == role)
        if hours > there + HOURS_TOLERANCE:
            message = f"{hours:.2f} paid hours of shifts; the posts are at work for {there:.2f}."
            yield Violation("H9 posted", f"role {role}", message, hours - there)


def _simulated(facts: HubFacts, row: HubSimulated) -> Iterator[Violation]:
    """Yield what a simulation states and cannot be; it is not repeated here."""
    where = f"simulation of {row.contact}, {row.who}"
    if row.contact not in facts.contact or facts.contact[row.contact].answer_share != row.promised_share:
        yield Violation("simulated promise", where, "the promise is not the contact's.")
    if not (0.0 <= row.low <= row.in_time_share <= row.high <= 1.0 and row.calls > 0):
        yield Violation("simulated interval", where, "the interval does not hold the share.")


def _simulated_work(facts: HubFacts, decisions: HubDecisions, row: HubWorkSimulated) -> Iterator[Violation]:
    """Yield what a simulation of electronic work states and cannot be, and what it says of the plan wrongly."""
    where = f"simulation of {row.contact}"
    if row.contact not in facts.contact or facts.contact[row.contact].deadline_hours != row.deadline_hours:
        yield Violation("simulated deadline", where, "the deadline is not the contact's.")
        return
    comes = sum(facts.load(row.contact, at) for at in range(SLOTS))
    planned = 1.0 - sum(one.people for one in decisions.undone if one.contact == row.contact) / comes
    if abs(planned - row.planned_share) * comes > HOURS_TOLERANCE:
        message = f"{row.planned_share:.4f} of the work is said to be planned; it is {planned:.4f}."
        yield Violation("simulated work planned", where, message, abs(planned - row.planned_share))
    if not (0.0 <= row.low <= row.in_time_share <= row.high <= 1.0 and row.came > 0 and row.mean_hours > 0.0):
        yield Violation("simulated interval", where, "the interval does not hold the share.")

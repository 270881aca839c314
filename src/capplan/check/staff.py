"""Check the staff of one option against the rules of `workforce`: who is in post, what they do, what is left undone.

Specification: `formulations/workforce/formulation.md`. Works from the case and the decisions alone and shares no code
with the model that made them. W1 and W2 need no check of their own: the volumes and the beds that have gone are
worked out anew from the decisions on beds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.check.posts import check_posts
from capplan.check.staffing import Staffing
from capplan.check.violation import HOURS_TOLERANCE, HOURS_TOLERANCE_SHARE, ZERO, Violation, hours_exceed


def check_staff(staffing: Staffing) -> Iterator[Violation]:
    """Yield what breaks W3 to W12, and negative amounts."""
    yield from _non_negative(staffing)
    yield from check_posts(staffing.answer)
    yield from _may_not(staffing)
    yield from _hours_limit(staffing)
    yield from _agency_limit(staffing)
    yield from _work_done(staffing)
    yield from _shortfall_limit(staffing)


def _non_negative(staffing: Staffing) -> Iterator[Violation]:
    answer, periods = staffing.answer, staffing.facts.case.periods
    rows: list[tuple[str, tuple[str | int, ...], float]] = [
        *(("recruited", key, fte) for key, fte in answer.recruited.items()),
        *(("redeployed", key, fte) for key, fte in answer.redeployed.items()),
        *(("redundant", key, fte) for key, fte in answer.redundant.items()),
        *(("worked", key, hours) for key, hours in answer.worked.items()),
        *(("agency", key, hours) for key, hours in answer.agency.items()),
        *(("shortfall", key, hours) for key, hours in answer.shortfall.items()),
        *(("unstaffed", key, beds) for key, beds in answer.unstaffed.items()),
    ]
    for table, key, amount in rows:
        if amount < -ZERO:
            where = f"{table}, {', '.join(map(str, key[:-1]))}, period {periods[int(key[-1])].id}"
            yield Violation("decisions non-negative", where, f"{amount:g}; at least 0.", -amount)


def _where(staffing: Staffing, number: int, **names: str) -> str:
    parts = [f"{kind} {name}" for kind, name in names.items()]
    return ", ".join([*parts, f"period {staffing.facts.case.periods[number].id}"])


def _may_not(staffing: Staffing) -> Iterator[Violation]:
    """Yield hours of a role where it has no post, on a skill that it may not do (yet), or of agency without a price."""
    facts, answer = staffing.facts, staffing.answer
    for what, rows in (("work", answer.worked), ("agency work", answer.agency)):
        for (role, workplace, skill, number), hours in rows.items():
            if abs(hours) <= ZERO:
                continue
            where = _where(staffing, number, role=role, workplace=workplace, skill=skill)
            if workplace not in facts.workplaces:
                yield Violation(
                    "W4 hours_limit (no workplace)", where, f"{hours:g} hours of {what}; it is no workplace.", hours
                )
            elif not facts.has_post(role, workplace):
                yield Violation(
                    "W4 hours_limit (no post)", where, f"{hours:g} hours of {what}; the role has no post there.", hours
                )
            if facts.may_do(role, skill, number) is None:
                yield Violation(
                    "W5 work_done (may not)", where, f"{hours:g} hours of {what}; the role may not do the skill.", hours
                )
    for (role, workplace, skill, number), hours in answer.agency.items():
        if facts.case.role[role].agency_gbp_per_hour is None and abs(hours) > ZERO:
            where = _where(staffing, number, role=role, workplace=workplace, skill=skill)
            message = f"{hours:g} hours of agency; the role has no agency price."
            yield Violation("W7 agency_limit (no price)", where, message, hours)


def _by_post(rows: dict[tuple[str, str, str, int], float]) -> dict[tuple[str, str, int], float]:
    terms: dict[tuple[str, str, int], list[float]] = {}
    for (role, workplace, _, number), hours in rows.items():
        terms.setdefault((role, workplace, number), []).append(hours)
    return {key: math.fsum(parts) for key, parts in terms.items()}


def _hours_limit(staffing: Staffing) -> Iterator[Violation]:
    for (role, workplace, number), hours in _by_post(dict(staffing.answer.worked)).items():
        if not staffing.facts.has_post(role, workplace):
            continue
        fte = staffing.answer.productive(role, workplace, number)
        limit = staffing.facts.hours(role, number) * fte
        if hours_exceed(hours, limit):
            message = f"{hours:.4f} hours are worked; the {fte:g} FTE who count can give {limit:.4f} hours."
            where = _where(staffing, number, role=role, workplace=workplace)
            yield Violation("W4 hours_limit", where, message, hours - limit)


def _agency_limit(staffing: Staffing) -> Iterator[Violation]:
    facts = staffing.facts
    for (role, workplace, number), hours in _by_post(dict(staffing.answer.agency)).items():
        row = facts.establishment.get((role, workplace))
        budget_fte = 0.0 if row is None else row.budget_fte
        limit = facts.case.role[role].max_agency_share * budget_fte * facts.hours(role, number)
        # A role without a price is reported as such.
        if facts.case.role[role].agency_gbp_per_hour is not None and hours_exceed(hours, limit):
            message = f"{hours:.4f} hours of agency; at most {limit:.4f} hours may be."
            where = _where(staffing, number, role=role, workplace=workplace)
            yield Violation("W7 agency_limit", where, message, hours - limit)


def _work_done(staffing: Staffing) -> Iterator[Violation]:
    """Yield work that is neither done nor declared undone, and hours for which there is no work."""
    answer = staffing.answer
    keys = dict.fromkeys(staffing.parts_of)
    keys |= dict.fromkeys((p, k, t) for (_, p, k, t) in [*answer.worked, *answer.agency])
    keys |= dict.fromkeys(answer.shortfall_of)
    for workplace, skill, number in keys:
        needed = staffing.needed(workplace, skill, number)
        by_people, by_agency = staffing.done(workplace, skill, number)
        undone = answer.shortfall_of.get((workplace, skill, number), 0.0)
        given = math.fsum((by_people, by_agency, undone))
        if abs(given - needed) > HOURS_TOLERANCE + HOURS_TOLERANCE_SHARE * needed:
            message = (
                f"{needed:.4f} hours are needed; {by_people + by_agency:.4f} hours are done and {undone:.4f} hours "
                "declared undone."
            )
            where = _where(staffing, number, workplace=workplace, skill=skill)
            yield Violation("W5 work_done", where, message, abs(given - needed))


def _shortfall_limit(staffing: Staffing) -> Iterator[Violation]:
    for (workplace, skill, response, number), hours in staffing.answer.shortfall.items():
        needed = staffing.need.get((workplace, skill, response, number), 0.0)
        if hours_exceed(hours, needed):
            message = f"{hours:.4f} hours are declared undone; {needed:.4f} hours are needed."
            where = _where(staffing, number, workplace=workplace, skill=skill, response=response)
            yield Violation("W6 shortfall_limit", where, message, hours - needed)

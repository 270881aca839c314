"""Rules on posts: who may join, move and go, in what steps and when (W3, W10), and how many there may be (W8, W9, W12).

W11, which ties moves to the beds that have gone, is in `system`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.check.staff_answer import StaffAnswer
from capplan.check.violation import FTE_TOLERANCE, ZERO, Violation
from capplan.units import add_months


def check_posts(answer: StaffAnswer) -> Iterator[Violation]:
    """Yield what breaks W3, W8 to W10 and W12."""
    yield from _recruits(answer)
    yield from _moves(answer)
    yield from _redundancies(answer)
    yield from _nobody_below_zero(answer)
    yield from _team_minimum_and_room(answer)
    yield from _supervised(answer)
    yield from _recruit_limit(answer)


def _where(answer: StaffAnswer, role: str, workplace: str, number: int) -> str:
    return f"role {role}, workplace {workplace}, period {answer.facts.case.periods[number].id}"


def _steps(answer: StaffAnswer, where: str, fte: float) -> Iterator[Violation]:
    step = answer.facts.case.parameters.fte_step
    off = abs(fte - round(fte / step) * step)
    if off > FTE_TOLERANCE:
        yield Violation("W3 balance (step)", where, f"{fte:g} FTE; steps are of {step:g} FTE.", off)


def _takes_on(answer: StaffAnswer, where: str, role: str, number: int, fte: float) -> Iterator[Violation]:
    until, month = answer.facts.case.role[role].takes_on_until, answer.facts.case.periods[number].id
    if until is not None and month >= until:
        message = f"{fte:g} FTE join in {month}; the employer takes nobody on from {until}."
        yield Violation("W3 balance (takes on nobody)", where, message, fte)


def _recruits(answer: StaffAnswer) -> Iterator[Violation]:
    case = answer.facts.case
    for (role, workplace, number), fte in answer.recruited.items():
        if abs(fte) <= ZERO:
            continue
        where = _where(answer, role, workplace, number)
        yield from _steps(answer, where, fte)
        yield from _takes_on(answer, where, role, number, fte)
        if (role, workplace) not in answer.facts.establishment:
            message = f"{fte:g} FTE are recruited; the role has no row there in the establishment."
            yield Violation("W3 balance (no post)", where, message, fte)
        earliest = add_months(case.horizon.start, case.role[role].recruit_lead_months)
        if case.periods[number].id < earliest:
            message = f"{fte:g} FTE join in {case.periods[number].id}; recruits can be there from {earliest}."
            yield Violation("W3 balance (recruited too early)", where, message, fte)


def _moves(answer: StaffAnswer) -> Iterator[Violation]:
    case = answer.facts.case
    listed = {(move.from_role, move.to_role) for move in case.moves}
    for (role, site, to_role, base, number), fte in answer.redeployed.items():
        if abs(fte) <= ZERO:
            continue
        where = f"{_where(answer, role, site, number)}, to {to_role} at {base}"
        yield from _steps(answer, where, fte)
        yield from _takes_on(answer, where, to_role, number, fte)
        if (role, to_role) not in listed:
            message = f"{fte:g} FTE are redeployed; no row of moves permits it."
            yield Violation("W3 balance (move not listed)", where, message, fte)
        elif base not in {one.base for one in answer.facts.bases}:
            message = f"{fte:g} FTE are redeployed; the base is not in use."
            yield Violation("W3 balance (no post)", where, message, fte)
        elif (role, site) not in answer.facts.establishment:
            message = f"{fte:g} FTE are redeployed; the role has no post at the site, or the site is not staffed."
            yield Violation("W3 balance (no post)", where, message, fte)
        elif (role, site, to_role, base) not in answer.facts.moves:
            minutes = answer.facts.commute_min(case.site[site], case.base[base])
            message = f"{fte:g} FTE are redeployed; {minutes:g} minutes lie between, more than the move permits."
            yield Violation("W3 balance (too far)", where, message, fte)


def _redundancies(answer: StaffAnswer) -> Iterator[Violation]:
    for (role, workplace, number), fte in answer.redundant.items():
        if abs(fte) <= ZERO:
            continue
        where = _where(answer, role, workplace, number)
        if answer.facts.case.role[role].redundancy_gbp_per_fte is None:
            message = f"{fte:g} FTE are made redundant; the role has no price for it, so nobody may be."
            yield Violation("W3 balance (no redundancy)", where, message, fte)
        if not answer.facts.has_post(role, workplace):
            message = f"{fte:g} FTE are made redundant; the role has no post there."
            yield Violation("W3 balance (no post)", where, message, fte)


def _nobody_below_zero(answer: StaffAnswer) -> Iterator[Violation]:
    for (role, workplace, number), fte in answer.in_post.items():
        if fte < -FTE_TOLERANCE:
            message = f"{fte:g} FTE are left in post; at least 0 FTE."
            yield Violation("W3 balance", _where(answer, role, workplace, number), message, -fte)


def _team_minimum_and_room(answer: StaffAnswer) -> Iterator[Violation]:
    case = answer.facts.case
    for (role, workplace), row in answer.facts.establishment.items():
        recruited_from = add_months(case.horizon.start, case.role[role].recruit_lead_months)
        for number, period in enumerate(case.periods):
            fte, where = answer.in_post[role, workplace, number], _where(answer, role, workplace, number)
            # Fewer than nobody is reported as such.
            if row.min_fte > 0.0 and period.id >= recruited_from and fte < row.min_fte - FTE_TOLERANCE:
                message = f"{fte:g} FTE are in post; the team minimum is {row.min_fte:g} FTE."
                yield Violation("W8 team_minimum", where, message, row.min_fte - fte)
            if row.max_fte is not None and fte > row.max_fte + FTE_TOLERANCE:
                message = f"{fte:g} FTE are in post; there is room for {row.max_fte:g} FTE."
                yield Violation("W12 room", where, message, fte - row.max_fte)


def _supervised(answer: StaffAnswer) -> Iterator[Violation]:
    case = answer.facts.case
    for row in case.supervision:
        since = add_months(case.horizon.start, case.role[row.supervisor].recruit_lead_months)
        for workplace in answer.facts.workplaces:
            if not answer.facts.has_post(row.role, workplace) or not answer.facts.has_post(row.supervisor, workplace):
                continue
            for number, period in enumerate(case.periods):
                supervisors = answer.in_post[row.supervisor, workplace, number]
                fte, limit = answer.in_post[row.role, workplace, number], row.max_fte_per_supervisor * supervisors
                if period.id >= since and fte > limit + FTE_TOLERANCE:
                    message = (
                        f"{fte:g} FTE are in post; {supervisors:g} FTE of {row.supervisor} supervise {limit:g} FTE."
                    )
                    yield Violation("W9 supervised", _where(answer, row.role, workplace, number), message, fte - limit)


def _recruit_limit(answer: StaffAnswer) -> Iterator[Violation]:
    case = answer.facts.case
    joined: dict[tuple[str, int], list[float]] = {}
    for (role, _, number), fte in answer.recruited.items():
        joined.setdefault((role, number), []).append(fte)
    for (role, number), parts in joined.items():
        monthly = case.role[role].max_recruits_fte_per_month
        fte, limit = math.fsum(parts), (monthly or 0.0) * case.periods[number].months
        if monthly is not None and fte > limit + FTE_TOLERANCE:
            message = f"{fte:g} FTE are recruited; at most {limit:g} FTE can join."
            yield Violation("W10 recruit_limit", f"role {role}, period {case.periods[number].id}", message, fte - limit)

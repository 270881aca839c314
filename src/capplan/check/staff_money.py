"""Every amount of money that the staff of an option cause: pay, agency, recruitment, protection, redundancy, bases."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from capplan.check.staff_answer import StaffAnswer
from capplan.decisions import MoneyKind
from capplan.units import MONTHS_PER_YEAR, months_between


@dataclass(frozen=True)
class StaffAmount:
    """Money of one kind in a period: of one funder, or split as a setting's cost is."""

    number: int
    kind: MoneyKind
    gbp: float
    funder: str | None = None
    setting: str | None = None


def staff_amounts(answer: StaffAnswer) -> Iterator[StaffAmount]:
    """Yield every amount, nominal."""
    case = answer.facts.case
    for (role_id, _, number), fte in answer.in_post.items():
        role = case.role[role_id]
        years = case.periods[number].months / MONTHS_PER_YEAR
        yield StaffAmount(number, "pay", role.pay_gbp_per_year * years * fte, role.funder)
    for (role_id, _, _, number), hours in answer.agency.items():
        role = case.role[role_id]
        yield StaffAmount(number, "agency", (role.agency_gbp_per_hour or 0.0) * hours, role.funder)
    for (role_id, _, number), fte in answer.recruited.items():
        role = case.role[role_id]
        yield StaffAmount(number, "recruitment", role.recruit_gbp_per_fte * fte, role.funder)
    for (role_id, _, number), fte in answer.redundant.items():
        role = case.role[role_id]
        yield StaffAmount(number, "redundancy", (role.redundancy_gbp_per_fte or 0.0) * fte, role.funder)
    yield from _protection(answer)
    yield from _bases(answer)


def _protection(answer: StaffAnswer) -> Iterator[StaffAmount]:
    """Yield what keeps the old pay of people who took up a role that pays less; the new role's funder pays it."""
    case = answer.facts.case
    for (role, site, to_role, base, began), fte in answer.redeployed.items():
        move = answer.facts.moves.get((role, site, to_role, base))
        lost_gbp = case.role[role].pay_gbp_per_year - case.role[to_role].pay_gbp_per_year
        if move is None or lost_gbp <= 0.0:
            continue
        for number in range(began, len(case.periods)):
            period = case.periods[number]
            if months_between(case.periods[began].id, period.id) < move.protected_months:
                gbp = lost_gbp * period.months / MONTHS_PER_YEAR * fte
                yield StaffAmount(number, "pay-protection", gbp, case.role[to_role].funder)


def _bases(answer: StaffAnswer) -> Iterator[StaffAmount]:
    """Yield the cost of the bases in use, split as its home places are; without any, as the first by id with some."""
    case = answer.facts.case
    by_id = sorted(answer.facts.bases, key=lambda base: base.base)
    first = next((base.home_site for base in by_id if base.home_site is not None), None)
    for base in answer.facts.bases:
        home_site = base.home_site or first
        setting = None if home_site is None else case.site[home_site].setting
        for number, period in enumerate(case.periods):
            gbp = base.cost_gbp_per_year * period.months / MONTHS_PER_YEAR
            yield StaffAmount(number, "bases", gbp, setting=setting)


def overskilled_hours(answer: StaffAnswer) -> dict[tuple[str, str, int], float]:
    """Return hours that people in post work below their role's skill, by role, workplace and period."""
    terms: dict[tuple[str, str, int], list[float]] = {}
    for (role, workplace, skill, number), hours in answer.worked.items():
        row = answer.facts.may_do(role, skill, number)
        if row is not None and row.overskilled:
            terms.setdefault((role, workplace, number), []).append(hours)
    return {key: math.fsum(parts) for key, parts in terms.items()}

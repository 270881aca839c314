"""What the staff of an option cost, by funder and kind, and the stated weights (`docs/figures.md`, Money)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from capplan.formulations.workforce.places import bases_in_use
from capplan.plan.money import Amount
from capplan.plan.staff.ledger import Ledger
from capplan.units import MONTHS_PER_YEAR, months_between


class Weights(NamedTuple):
    """Stated weights of an option, GBP present value, and the hours they stand on."""

    shortfall_gbp: float
    overskill_gbp: float
    shortfall_hours: float
    overskilled_hours: float


def staff_amounts(ledger: Ledger) -> Iterator[Amount]:
    """Yield every amount that an option spends on staff and bases, not discounted."""
    period_of = {period.id: period for period in ledger.case.periods}
    roles = ledger.case.role
    for (role, _, month), people in ledger.in_post.items():
        period, row = period_of[month], roles[role]
        pay = row.pay_gbp_per_year * period.months / MONTHS_PER_YEAR * people
        yield Amount(period, "", "pay", pay, row.funder)
    for (role, _, month), skills in ledger.agency.items():
        price = roles[role].agency_gbp_per_hour or 0.0
        yield Amount(period_of[month], "", "agency", price * sum(skills.values()), roles[role].funder)
    for (role, _, month), fte in ledger.recruited.items():
        yield Amount(period_of[month], "", "recruitment", roles[role].recruit_gbp_per_fte * fte, roles[role].funder)
    yield from _protection(ledger)
    for (role, _, month), fte in ledger.redundant.items():
        price = roles[role].redundancy_gbp_per_fte or 0.0
        yield Amount(period_of[month], "", "redundancy", price * fte, roles[role].funder)
    yield from _bases(ledger)


def _protection(ledger: Ledger) -> Iterator[Amount]:
    """Yield the old pay that people keep for a time, paid by the funder of the role they take up."""
    for row in ledger.staff.redeployed:
        terms, funder = ledger.terms(row.role, row.to_role), ledger.case.role[row.to_role].funder
        for period in ledger.case.periods:
            if 0 <= months_between(row.period, period.id) < terms.protected_months:
                gbp = terms.protection_gbp_per_month * period.months * row.fte
                yield Amount(period, "", "pay-protection", gbp, funder)


def _bases(ledger: Ledger) -> Iterator[Amount]:
    """Yield rent and running cost, shared as the setting of the base's home site; without one, of the first by id."""
    case = ledger.case
    settings = {base.base: case.site[base.home_site].setting for base in bases_in_use(case) if base.home_site}
    first = settings[min(settings)] if settings else ""
    for period in case.periods:
        for base in bases_in_use(case):
            gbp = base.cost_gbp_per_year * period.months / MONTHS_PER_YEAR
            yield Amount(period, settings.get(base.base, first), "bases", gbp)


def weights(ledger: Ledger) -> Weights:
    """Return the weights of work left undone and of work below a role's skill."""
    discount = {period.id: period.discount for period in ledger.case.periods}
    undone = ledger.staff.shortfall
    below = [row for row in ledger.staff.worked if (row.role, row.skill) in ledger.inputs.overskilled]
    return Weights(
        shortfall_gbp=sum(
            discount[row.period] * ledger.inputs.shortfall_gbp[row.workplace, row.skill, row.response] * row.hours
            for row in undone
        ),
        overskill_gbp=ledger.inputs.overskill_gbp * sum(discount[row.period] * row.hours for row in below),
        shortfall_hours=sum(row.hours for row in undone),
        overskilled_hours=sum(row.hours for row in below),
    )

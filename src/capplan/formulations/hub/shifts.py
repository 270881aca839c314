"""Shifts of the hub in half hours: when they can begin, whom they have on duty, what their unsocial hours add."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.hub_tables import DAYS_OF, HubRole, HubShift
from capplan.case.hub_week import HALF_HOURS_PER_DAY, HALF_HOURS_PER_WEEK, WEEKS_PER_YEAR

HOURS_PER_HALF_HOUR = 0.5
EVENING_FROM, EVENING_TO = 40, 12
SATURDAY, SUNDAY = 5, 6


def starts_of(shift: HubShift) -> Iterator[int]:
    """Yield the half hours of the week in which a shift can begin."""
    for day in DAYS_OF[shift.days]:
        for place in range(round(2 * shift.first_start_hour), round(2 * shift.last_start_hour) + 1):
            yield day * HALF_HOURS_PER_DAY + place


def half_hours_of(shift: HubShift, start: int) -> tuple[int, ...]:
    """Return the half hours from start to end of a shift, break included."""
    return tuple((start + step) % HALF_HOURS_PER_WEEK for step in range(round(2 * shift.hours)))


def break_length(shift: HubShift) -> int:
    """Return the half hours of its break."""
    return shift.break_min // 30


def break_starts(shift: HubShift, start: int) -> tuple[int, ...]:
    """Return the half hours in which the break of a shift can begin; none where it has no break."""
    if not shift.break_min:
        return ()
    last = round(2 * shift.break_to_hours) - break_length(shift)
    return tuple((start + step) % HALF_HOURS_PER_WEEK for step in range(round(2 * shift.break_from_hours), last + 1))


def paid_hours(shift: HubShift) -> float:
    """Return the hours of a shift that are paid."""
    return shift.hours - (0.0 if shift.break_paid else shift.break_min / 60.0)


def premium_gbp(case: Case, shift: HubShift, start: int) -> float:
    """Return what the unsocial hours of a shift add to its pay; an unpaid break shortens each kind of hour alike."""
    terms = next(row for row in case.hub_roles if row.role == shift.role)
    role = case.role[shift.role]
    pay_gbp_per_hour = role.pay_gbp_per_year / WEEKS_PER_YEAR / role.hours_per_week
    added = sum(premium_share(terms, half_hour) for half_hour in half_hours_of(shift, start))
    return added * HOURS_PER_HALF_HOUR * paid_hours(shift) / shift.hours * pay_gbp_per_hour


def premium_share(terms: HubRole, half_hour: int) -> float:
    """Return the share that a half hour of the week adds to pay: Sunday, Saturday, or a weekday's evening and night."""
    day, place = divmod(half_hour, HALF_HOURS_PER_DAY)
    if day == SUNDAY:
        return terms.sunday_premium
    if day == SATURDAY:
        return terms.saturday_premium
    return terms.evening_premium if place >= EVENING_FROM or place < EVENING_TO else 0.0

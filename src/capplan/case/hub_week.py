"""The hub's typical week in half hours: which half hours a line of a table speaks of, and how many contacts come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capplan.case import hub_tables as hub
from capplan.case.case import Case

HALF_HOURS_PER_DAY = 48
HALF_HOURS_PER_WEEK = 336
WEEKS_PER_YEAR = 365 / 7
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def half_hours(days: str, from_hour: float, to_hour: float) -> Iterator[int]:
    """Yield the half hours of the week (0 = Monday 00:00) of a band; one that ends no later than it begins runs on."""
    length = round(2 * (to_hour - from_hour))
    if length <= 0:
        length += HALF_HOURS_PER_DAY
    for day in hub.DAYS_OF[days]:
        first = day * HALF_HOURS_PER_DAY + round(2 * from_hour)
        for half_hour in range(first, first + length):
            yield half_hour % HALF_HOURS_PER_WEEK


def clock(half_hour: int) -> str:
    """Return a half hour of the week in words, e.g. ``Monday 08:30``."""
    day, place = divmod(half_hour % HALF_HOURS_PER_WEEK, HALF_HOURS_PER_DAY)
    return f"{DAY_NAMES[day]} {place // 2:02d}:{place % 2 * 30:02d}"


def contacts_per_half_hour(case: Case) -> Mapping[str, tuple[float, ...]]:
    """Return for each contact the mean number in every half hour of the mean week of the year.

    The contact's own rows of hub_profile.csv give the shape; else the rows without a contact; else the default shape.
    """
    week: dict[str, tuple[float, ...]] = {}
    for contact in case.hub_contacts:
        rows = [row for row in case.hub_profile if row.contact == contact.contact]
        rows = rows or [row for row in case.hub_profile if row.contact is None] or list(hub.DEFAULT_PROFILE)
        weights = [0.0] * HALF_HOURS_PER_WEEK
        for row in rows:
            for half_hour in half_hours(row.days, row.from_hour, row.to_hour):
                weights[half_hour] += row.weight
        total = sum(weights)
        per_week = contact.volume_per_year / WEEKS_PER_YEAR
        week[contact.contact] = tuple(per_week * weight / total if total else 0.0 for weight in weights)
    return week


def hours_of(case: Case) -> Mapping[int, hub.HubHours]:
    """Return the row of hub_hours.csv that each open half hour lies in."""
    return {half_hour: row for row in case.hub_hours for half_hour in half_hours(row.days, row.from_hour, row.to_hour)}

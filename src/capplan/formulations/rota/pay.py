"""What a shift adds to pay by the hours in which it falls, and the kinds of shift that rules count."""

from __future__ import annotations

from capplan.case.rota_tables import RotaShift, UnsocialRate
from capplan.case.staff_tables import Role
from capplan.formulations.rota.days import Days
from capplan.units import minutes_to_hours

WEEKS_PER_YEAR = 365 / 7
SATURDAY, SUNDAY = 5, 6
# Minutes of the day: unsocial hours on a weekday lie before the first and after the second.
DAY_FROM, DAY_TO = 6 * 60, 20 * 60
# Night in the Working Time Regulations is 23:00 to 06:00; three hours of it make a night shift.
NIGHT_FROM, NIGHT_TO = 23 * 60, 6 * 60
NIGHT_SHIFT_MIN = 180


def hourly_gbp(role: Role) -> float:
    """Return the pay of an hour of a role, with on-costs, over all hours paid in a year."""
    return role.pay_gbp_per_year / (WEEKS_PER_YEAR * role.hours_per_week)


def evening_min(shift: RotaShift) -> int:
    """Return the minutes of a shift between 20:00 and 06:00."""
    return _in_bands(shift, ((0, DAY_FROM), (DAY_TO, 1440 + DAY_FROM), (1440 + DAY_TO, 2880)))


def night_min(shift: RotaShift) -> int:
    """Return the minutes of a shift between 23:00 and 06:00."""
    return _in_bands(shift, ((0, NIGHT_TO), (NIGHT_FROM, 1440 + NIGHT_TO), (1440 + NIGHT_FROM, 2880)))


def tags_of(shift: RotaShift) -> frozenset[str]:
    """Return what rules count a shift as: `night` and `unsocial`."""
    tags = set()
    if night_min(shift) >= NIGHT_SHIFT_MIN:
        tags.add("night")
    if evening_min(shift) > 0:
        tags.add("unsocial")
    return frozenset(tags)


def unsocial_gbp(days: Days, day: int, shift: RotaShift, rate: UnsocialRate | None, gbp_per_hour: float) -> float:
    """Return what a shift that begins on a day adds to pay.

    Sundays and public holidays have one rate, Saturdays and 20:00 to 06:00 the other; where more than half of a
    shift's hours on working days lie in 20:00 to 06:00, all of them have that rate. The unpaid break is spread
    evenly over the shift.
    """
    if rate is None:
        return 0.0
    weighted, weekday, evening = 0.0, 0, 0
    for date, low, high in days.clock_minutes(day, shift):
        if date in days.public_holidays or date.weekday() == SUNDAY:
            weighted += rate.sunday_share * (high - low)
        elif date.weekday() == SATURDAY:
            weighted += rate.night_share * (high - low)
        else:
            weekday += high - low
            evening += _overlap(low, high, 0, DAY_FROM) + _overlap(low, high, DAY_TO, 1440)
    weighted += rate.night_share * (weekday if 2 * evening > weekday else evening)
    paid = days.length_min(day, shift) - shift.break_min
    return gbp_per_hour * minutes_to_hours(paid * weighted / shift.length_min)


def _in_bands(shift: RotaShift, bands: tuple[tuple[int, int], ...]) -> int:
    hours, minutes = map(int, shift.start.split(":"))
    start = 60 * hours + minutes
    return sum(_overlap(start, start + shift.length_min, low, high) for low, high in bands)


def _overlap(start: int, end: int, low: int, high: int) -> int:
    return max(0, min(end, high) - max(start, low))

"""Every unit conversion of the program, so that a factor of 60 or 7 is written in one place only.

Months are text of the form ``YYYY-MM``: they sort in time order, and they read the same in a table, a log and
a report.
"""

import math
import re
from calendar import monthrange
from datetime import date

SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60
DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12
METRES_PER_KM = 1000

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def minutes_to_hours(minutes: float) -> float:
    """Convert minutes to hours."""
    return minutes / MINUTES_PER_HOUR


def hours_to_minutes(hours: float) -> float:
    """Convert hours to minutes."""
    return hours * MINUTES_PER_HOUR


def minutes_to_seconds(minutes: float) -> int:
    """Convert minutes to whole seconds, rounded up: no plan may count on the part of a second.

    >>> minutes_to_seconds(1.501)
    91
    """
    return math.ceil(round(minutes * SECONDS_PER_MINUTE, 6))


def seconds_to_minutes(seconds: float) -> float:
    """Convert seconds to minutes."""
    return seconds / SECONDS_PER_MINUTE


def hours_to_seconds(hours: float) -> int:
    """Convert hours to whole seconds, rounded up."""
    return minutes_to_seconds(hours * MINUTES_PER_HOUR)


def seconds_to_hours(seconds: float) -> float:
    """Convert seconds to hours."""
    return seconds / (SECONDS_PER_MINUTE * MINUTES_PER_HOUR)


def clock_to_seconds(clock: str) -> int:
    """Convert a time of day to seconds since midnight; hours count on after midnight.

    >>> clock_to_seconds("07:30")
    27000
    """
    hours, minutes = clock.split(":")
    return (int(hours) * MINUTES_PER_HOUR + int(minutes)) * SECONDS_PER_MINUTE


def seconds_to_clock(seconds: int) -> str:
    """Convert seconds since midnight to a time of day, with seconds only where they are not 0.

    >>> seconds_to_clock(27000), seconds_to_clock(91805)
    ('07:30', '25:30:05')
    """
    minutes, rest = divmod(seconds, SECONDS_PER_MINUTE)
    text = f"{minutes // MINUTES_PER_HOUR:02d}:{minutes % MINUTES_PER_HOUR:02d}"
    return f"{text}:{rest:02d}" if rest else text


def speed_kmh_to_min_per_km(speed_kmh: float) -> float:
    """Convert a speed in km per hour to minutes per km.

    Raises
    ------
    ValueError
        If the speed is not above zero.
    """
    if not speed_kmh > 0:
        raise ValueError(f"A speed must be above 0 km/h, not {speed_kmh}.")
    return MINUTES_PER_HOUR / speed_kmh


def month_start(month: str) -> date:
    """Return the first day of a month.

    Parameters
    ----------
    month
        Calendar month as ``YYYY-MM``.

    Raises
    ------
    ValueError
        If the text is not a month of the years 0001 to 9999.
    """
    match = _MONTH.fullmatch(month)
    if match is None or match[1] == "0000":
        raise ValueError(f"A month is written YYYY-MM, for example 2015-06, not {month!r}.")
    return date(int(match[1]), int(match[2]), 1)


def add_months(month: str, num_months: int) -> str:
    """Return the month that lies a number of months later (earlier if negative).

    >>> add_months("2015-06", 12)
    '2016-06'

    Raises
    ------
    ValueError
        If the text is not a month, or the result leaves the years 0001 to 9999.
    """
    year, month_index = divmod(_months_since_year_0(month) + num_months, MONTHS_PER_YEAR)
    if not 1 <= year <= 9999:
        raise ValueError(f"{month} and {num_months} months lies outside the years 0001 to 9999.")
    return f"{year:04d}-{month_index + 1:02d}"


def months_between(first: str, second: str) -> int:
    """Return the number of months from the first month to the second (negative if it is earlier).

    >>> months_between("2015-06", "2016-06")
    12
    """
    return _months_since_year_0(second) - _months_since_year_0(first)


def days_in_month(month: str) -> int:
    """Return the number of days of a calendar month, leap years included.

    >>> days_in_month("2016-02")
    29
    """
    start = month_start(month)
    return monthrange(start.year, start.month)[1]


def days_in_period(first_month: str, num_months: int) -> int:
    """Return the number of days of a run of calendar months.

    Parameters
    ----------
    first_month
        First month of the period as ``YYYY-MM``.
    num_months
        Length of the period, 0 or more months.

    Raises
    ------
    ValueError
        If the length is negative or the text is not a month.
    """
    if num_months < 0:
        raise ValueError(f"A period has 0 or more months, not {num_months}.")
    return sum(days_in_month(add_months(first_month, offset)) for offset in range(num_months))


def financial_year(month: str, start_month: int = 4) -> str:
    """Return the label of the financial year that a month belongs to.

    >>> financial_year("2016-03")
    '2015/16'

    Parameters
    ----------
    month
        Calendar month as ``YYYY-MM``.
    start_month
        First month of the financial year, 1 to 12. April, the default, is the year of the NHS and of local
        government. With January the financial year is the calendar year, and the label is that year alone.

    Raises
    ------
    ValueError
        If the text is not a month or the start month is not 1 to 12.
    """
    if not 1 <= start_month <= MONTHS_PER_YEAR:
        raise ValueError(f"A financial year starts in month 1 to 12, not {start_month}.")
    start = month_start(month)
    if start_month == 1:
        return f"{start.year:04d}"
    first_year = start.year if start.month >= start_month else start.year - 1
    return f"{first_year:04d}/{(first_year + 1) % 100:02d}"


def _months_since_year_0(month: str) -> int:
    start = month_start(month)
    return start.year * MONTHS_PER_YEAR + start.month - 1

"""The days of a rota and its shifts on the clock: weekends, public holidays, and nights on which the clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

import holidays

from capplan.case.rota_tables import RotaPeriod, RotaShift
from capplan.units import DAYS_PER_WEEK

# Inside `Days` the name `date` is a method's.
Date: TypeAlias = date
ZONE = ZoneInfo("Europe/London")
SATURDAY = 5
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Days:
    """The days of one rota, numbered from 0."""

    first_day: date
    num_days: int

    @classmethod
    def of(cls, period: RotaPeriod) -> Days:
        """Return the days of a rota of a case."""
        return cls(date.fromisoformat(period.first_day), period.weeks * DAYS_PER_WEEK)

    def date(self, day: int) -> date:
        """Return the date of a day."""
        return self.first_day + timedelta(days=day)

    def number(self, text: str) -> int:
        """Return the number of a date written YYYY-MM-DD; it may lie outside the rota."""
        return (date.fromisoformat(text) - self.first_day).days

    def inside(self, first: str, last: str) -> range:
        """Return the days of the rota from one date to another, both included."""
        return range(max(0, self.number(first)), min(self.num_days, self.number(last) + 1))

    @cached_property
    def public_holidays(self) -> frozenset[Date]:
        """Public holidays of England in the years of the rota."""
        years = range(self.first_day.year, self.date(self.num_days).year + 1)
        return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=years))

    def word(self, day: int) -> str:
        """Return the weekday of a day as in rota_cover.csv, or hol on a public holiday."""
        found = self.date(day)
        return "hol" if found in self.public_holidays else WEEKDAYS[found.weekday()]

    @cached_property
    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """Saturday and Sunday of each week."""
        saturdays = [day for day in range(self.num_days) if self.date(day).weekday() == SATURDAY]
        return tuple(tuple(one for one in (day, day + 1) if one < self.num_days) for day in saturdays)

    @cached_property
    def odd_days(self) -> frozenset[int]:
        """Days around a change of the clocks: a shift there, or the rest after it, has another length."""
        return frozenset(
            day
            for day in range(self.num_days)
            if any(_day_length(self.date(near)) != MINUTES_PER_DAY for near in (day, day + 1, day + 2))
        )

    def begins(self, day: int, shift: RotaShift) -> datetime:
        """Return the moment a shift begins, in UTC."""
        hours, minutes = map(int, shift.start.split(":"))
        return datetime.combine(self.date(day), time(hours, minutes), ZONE).astimezone(UTC)

    def ends(self, day: int, shift: RotaShift) -> datetime:
        """Return the moment a shift ends, in UTC: so long after its start by the clock on the wall."""
        hours, minutes = map(int, shift.start.split(":"))
        wall = datetime.combine(self.date(day), time(hours, minutes)) + timedelta(minutes=shift.length_min)
        return wall.replace(tzinfo=ZONE).astimezone(UTC)

    def length_min(self, day: int, shift: RotaShift) -> int:
        """Return the minutes from start to end of a shift that begins on a day."""
        return _minutes(self.ends(day, shift) - self.begins(day, shift))

    def rest_min(self, day: int, shift: RotaShift, next_day: int, following: RotaShift) -> int:
        """Return the minutes between the end of one shift and the start of another."""
        return _minutes(self.begins(next_day, following) - self.ends(day, shift))

    def clock_minutes(self, day: int, shift: RotaShift) -> Iterator[tuple[Date, int, int]]:
        """Yield (date, from, to) in minutes of the wall clock for each calendar day that a shift touches."""
        hours, minutes = map(int, shift.start.split(":"))
        start = 60 * hours + minutes
        end = start + shift.length_min
        for offset in range(0, end, MINUTES_PER_DAY):
            low, high = max(0, start - offset), min(MINUTES_PER_DAY, end - offset)
            if high > low:
                yield self.date(day + offset // MINUTES_PER_DAY), low, high


def _day_length(day: date) -> int:
    midnight = datetime.combine(day, time(), ZONE)
    following = datetime.combine(day + timedelta(days=1), time(), ZONE)
    return _minutes(following.astimezone(UTC) - midnight.astimezone(UTC))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)

"""What the case says about a rota, read for the checker: moments of shifts, absence, rules, fair shares.

Shares no code with the model. Every time is reckoned as a moment, so that rest and length are right on nights on
which the clocks change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import holidays

from capplan.case.case import Case
from capplan.case.rota_tables import Absence, Person, RotaCover, RotaShift, RuleSet, UnsocialRate
from capplan.decisions.rota import RotaRow

LONDON = ZoneInfo("Europe/London")
WEEKDAY_WORDS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """A shift worked on a day, with its moments."""

    day: date
    shift: RotaShift
    begins: datetime
    ends: datetime

    @property
    def worked_hours(self) -> float:
        """Hours from start to end without the unpaid break."""
        return (self.ends - self.begins).total_seconds() / 3600 - self.shift.break_min / 60

    @property
    def wall_minutes(self) -> Iterable[datetime]:
        """Minutes of the wall clock that the shift spans, as naive times."""
        start = datetime.combine(self.day, datetime.min.time()) + _since_midnight(self.shift)
        return (start + timedelta(minutes=minute) for minute in range(self.shift.length_min))

    @cached_property
    def night_hours(self) -> float:
        """Hours between 23:00 and 06:00."""
        return sum(at.hour >= 23 or at.hour < 6 for at in self.wall_minutes) / 60

    @cached_property
    def evening_hours(self) -> float:
        """Hours between 20:00 and 06:00."""
        return sum(at.hour >= 20 or at.hour < 6 for at in self.wall_minutes) / 60

    @property
    def is_night(self) -> bool:
        """Three hours or more of night work make a night shift."""
        return self.night_hours >= 3


def _since_midnight(shift: RotaShift) -> timedelta:
    hours, minutes = shift.start.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


class RotaFacts:
    """The case as the checker of a rota reads it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.period = case.rotas[0]
        self._duties: dict[tuple[date, str], Duty] = {}
        self._unsocial: dict[tuple[str, date, str], float] = {}
        self.first = date.fromisoformat(self.period.first_day)
        self.dates = [self.first + timedelta(days=number) for number in range(7 * self.period.weeks)]
        self.person = {row.person: row for row in case.people}
        self.shift = {row.shift: row for row in case.rota_shifts}
        self.holidays = holidays.country_holidays(
            "GB", subdiv="ENG", years=range(self.first.year, self.dates[-1].year + 2)
        )

    def duty(self, row: RotaRow) -> Duty:
        """Return the duty that a row of the decisions speaks of."""
        return self.duty_on(date.fromisoformat(row.day), self.shift[row.shift])

    def duty_on(self, day: date, shift: RotaShift) -> Duty:
        """Return a shift worked on a day."""
        key = (day, shift.shift)
        if key not in self._duties:
            self._duties[key] = self._duty_on(day, shift)
        return self._duties[key]

    def _duty_on(self, day: date, shift: RotaShift) -> Duty:
        start = datetime.combine(day, datetime.min.time()) + _since_midnight(shift)
        end = start + timedelta(minutes=shift.length_min)
        return Duty(day, shift, *(moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in (start, end)))

    @cached_property
    def away(self) -> dict[tuple[str, date], Absence]:
        """Absence by person and day of the rota."""
        found = {}
        for row in self.case.absences:
            low, high = date.fromisoformat(row.from_day), date.fromisoformat(row.to_day)
            found.update({(row.person, day): row for day in self.dates if low <= day <= high})
        return found

    def absent(self, person: str, day: date) -> Absence | None:
        """Return the absence of a person on a day, if any."""
        return self.away.get((person, day))

    def runs_into_absence(self, person: str, duty: Duty) -> Absence | None:
        """Return the absence on the next day of a duty that goes on past midnight, if any."""
        runs_on = _since_midnight(duty.shift) + timedelta(minutes=duty.shift.length_min) > ONE_DAY
        return self.absent(person, duty.day + ONE_DAY) if runs_on else None

    def rules(self, person: Person) -> dict[str, RuleSet]:
        """Return the rules of a person's rule set."""
        return {row.rule: row for row in self.case.rule_sets if row.rule_set == person.rule_set}

    def needs(self) -> Iterable[tuple[RotaCover, date]]:
        """Yield every cover on every day on which it is needed."""
        for row in self.case.rota_cover:
            words = set(row.on.split())
            for day in self.dates:
                word = "hol" if day in self.holidays else WEEKDAY_WORDS[day.weekday()]
                if word in words and row.need > 0:
                    yield row, day

    def may_work(self, person: Person, shift: RotaShift) -> str | None:
        """Return why a person may not work a shift; None: they may."""
        if person.role not in shift.roles.split():
            return f"role {person.role} is not among its roles"
        if person.base not in (shift.bases or shift.base).split():
            return f"people of {person.base} do not work it"
        lacking = [skill for skill in shift.needs.split() if skill not in person.skills.split()]
        return f"skill {lacking[0]} is missing" if lacking else None

    def contract_hours(self, person: Person) -> float:
        """Return the contract hours of a person over the rota."""
        return person.fte * self.case.role[person.role].hours_per_week * self.period.weeks

    def credited_hours(self, person: Person, kinds: Iterable[str] = ("leave", "training", "sickness")) -> float:
        """Return the hours credited to a person for absence of some kinds."""
        usual = self.contract_hours(person) / len(self.dates)
        wanted = set(kinds)
        return sum(
            usual if row.hours_per_day is None else row.hours_per_day
            for (key, _), row in self.away.items()
            if key == person.person and row.kind in wanted
        )

    def unsocial_gbp(self, person: Person, duty: Duty) -> float:
        """Return what a duty adds to pay, minute by minute of the wall clock."""
        rate = next((row for row in self.case.unsocial_rates if row.unsocial == person.unsocial), None)
        if rate is None:
            return 0.0
        role = self.case.role[person.role]
        hour = role.pay_gbp_per_year / (365 / 7 * role.hours_per_week)
        key = (rate.unsocial, duty.day, duty.shift.shift)
        if key not in self._unsocial:
            self._unsocial[key] = self._unsocial_hours(rate, duty)
        return hour * self._unsocial[key]

    def _unsocial_hours(self, rate: UnsocialRate, duty: Duty) -> float:
        """Return the hours of pay that a duty adds."""
        sunday = saturday = evening = ordinary = 0
        for at in duty.wall_minutes:
            if at.date() in self.holidays or at.weekday() == 6:
                sunday += 1
            elif at.weekday() == 5:
                saturday += 1
            elif at.hour >= 20 or at.hour < 6:
                evening += 1
            else:
                ordinary += 1
        if evening > ordinary:
            evening += ordinary
        share = (rate.sunday_share * sunday + rate.night_share * (saturday + evening)) / duty.shift.length_min
        return duty.worked_hours * share

    def fair_shares(self, kind: str) -> dict[str, float]:
        """Return each person's fair share of nights, weekend shifts or unsocial shifts (kind of the rule)."""
        needed: dict[frozenset[str], int] = defaultdict(int)
        for cover, day in self.needs():
            shifts = [self.shift[name] for name in cover.shifts.split()]
            duties = [self.duty_on(day, shift) for shift in shifts]
            counts = {
                "fair-nights": all(duty.is_night for duty in duties),
                "fair-weekends": day.weekday() >= 5,
                "fair-unsocial": all(duty.evening_hours > 0 for duty in duties),
            }[kind]
            if counts:
                able = frozenset(
                    row.person for row in self.case.people if any(self.may_work(row, shift) is None for shift in shifts)
                )
                needed[able] += cover.need
        column = {"fair-nights": "nights", "fair-weekends": "weekend_shifts", "fair-unsocial": "unsocial"}[kind]
        return self._shared({able: need for able, need in needed.items() if able}, f"history_{column}")

    def _shared(self, needed: dict[frozenset[str], int], column: str) -> dict[str, float]:
        groups: list[tuple[set[str], int]] = []
        for able, need in needed.items():
            joined, total = set(able), need
            apart = []
            for members, sum_ in groups:
                if members & joined:
                    joined |= members
                    total += sum_
                else:
                    apart.append((members, sum_))
            groups = [*apart, (joined, total)]
        share = {}
        for members, total in groups:
            before = {one: getattr(self.person[one], column) for one in members}
            fte = sum(self.person[one].fte for one in members)
            for one in members:
                part = (total + sum(before.values())) * self.person[one].fte / fte
                share[one] = max(0.0, part - before[one])
        return share

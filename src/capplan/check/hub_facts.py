"""What a hub plan is judged by: the week, its calls and work, the hours on duty, derived anew from the case."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from statistics import NormalDist

from capplan.case.case import Case
from capplan.case.hub_tables import DAYS_OF, DEFAULT_PROFILE, HubContact, HubHours, HubProfile, HubShift
from capplan.check.violation import ROUNDING
from capplan.decisions.hub import HubDecisions

SLOTS, SLOTS_A_DAY, SLOT_MIN = 336, 48, 30.0
YEAR_WEEKS = 365.0 / 7.0
_SIZES = 20


def slots(days: str, from_hour: float, to_hour: float) -> list[int]:
    """Return the half hours of a band of hours."""
    length = (to_hour - from_hour) if to_hour > from_hour else (24.0 - from_hour + to_hour)
    return [
        (day * SLOTS_A_DAY + int(2 * from_hour) + step) % SLOTS
        for day in DAYS_OF[days]
        for step in range(int(2 * length))
    ]


class HubFacts:
    """Facts of one case, for one aim."""

    def __init__(self, case: Case, aim: str) -> None:
        self.case = case
        self.contact = {row.contact: row for row in case.hub_contacts}
        self.shift = {row.shift: row for row in case.hub_shifts}
        self.contract = {row.contract: row for row in case.hub_contracts}
        self.may = {(row.role, row.contact) for row in case.hub_may_answer}
        self.factor = self._factor() if aim == "weeks" else 1.0

    @cached_property
    def weeks(self) -> list[tuple[float, float]]:
        """(size, share of the year) of the weeks of the year, smallest first."""
        year = int(self.case.horizon.start[:4])
        days = {m: (date(year + m // 12, m % 12 + 1, 1) - date(year, m, 1)).days for m in range(1, 13)}
        index = {row.month: row.index for row in self.case.seasons}
        mean = math.fsum(index[m] * days[m] for m in days) / sum(days.values())
        variance = math.log(1.0 + self.case.parameters.hub_week_spread**2)
        sizes = [
            math.exp(NormalDist().inv_cdf((i + 0.5) / _SIZES) * math.sqrt(variance) - variance / 2)
            for i in range(_SIZES)
        ]
        return sorted((index[m] / mean * size, days[m] / sum(days.values()) / _SIZES) for m in days for size in sizes)

    def _factor(self) -> float:
        reached = 0.0
        for size, share in self.weeks:
            reached += share
            if reached >= self.case.parameters.hub_weeks_share - ROUNDING:
                return size
        return self.weeks[-1][0]

    @cached_property
    def open(self) -> dict[int, HubHours]:
        """The row of hours that an open half hour lies in."""
        return {at: row for row in self.case.hub_hours for at in slots(row.days, row.from_hour, row.to_hour)}

    @cached_property
    def calls(self) -> dict[str, list[float]]:
        """Contacts of the mean week by contact and half hour."""
        found: dict[str, list[float]] = {}
        for contact in self.contact:
            own = [row for row in self.case.hub_profile if row.contact == contact]
            shape: Iterable[HubProfile] = (
                own or [r for r in self.case.hub_profile if r.contact is None] or DEFAULT_PROFILE
            )
            weight = [0.0] * SLOTS
            for row in shape:
                for at in slots(row.days, row.from_hour, row.to_hour):
                    weight[at] += row.weight
            total = math.fsum(weight)
            yearly = self.contact[contact].volume_per_year
            found[contact] = [yearly / YEAR_WEEKS * one / total if total else 0.0 for one in weight]
        return found

    def load(self, contact: str, at: int) -> float:
        """Return people busy on average with a contact in the week planned for."""
        return self.calls[contact][at] * self.factor * self.contact[contact].handling_min / SLOT_MIN

    def answered(self, row: HubContact, at: int) -> bool:
        """Say whether a telephone contact is answered in a half hour."""
        hours = self.open.get(at)
        return hours is not None and (hours.answered_by == "hub" or row.hours == "all")

    def during(self, shift: HubShift, start: int) -> list[int]:
        """Return the half hours of a shift."""
        return [(start + step) % SLOTS for step in range(int(2 * shift.hours))]

    def may_begin(self, shift: HubShift, start: int) -> bool:
        """Say whether a shift may begin in a half hour."""
        hour = start % SLOTS_A_DAY / 2
        return start // SLOTS_A_DAY in DAYS_OF[shift.days] and shift.first_start_hour <= hour <= shift.last_start_hour

    def break_fits(self, shift: HubShift, start: int, at: int) -> bool:
        """Say whether a break that begins in a half hour lies inside its window."""
        after = (at - start) % SLOTS / 2
        return shift.break_from_hours <= after and after + shift.break_min / 60 <= shift.break_to_hours

    def present(self, decisions: HubDecisions) -> tuple[dict[tuple[str, int], int], dict[int, int]]:
        """Return people on duty by role and half hour, breaks taken off, and people on a break by half hour."""
        duty: dict[tuple[str, int], int] = defaultdict(int)
        away: dict[int, int] = defaultdict(int)
        for row in decisions.starts:
            for at in self.during(self.shift[row.shift], row.start):
                duty[self.shift[row.shift].role, at] += row.people
        for rest in decisions.breaks:
            shift = self.shift[rest.shift]
            for step in range(shift.break_min // 30):
                duty[shift.role, (rest.half_hour + step) % SLOTS] -= rest.people
                away[(rest.half_hour + step) % SLOTS] += rest.people
        return duty, away

    def pay_per_hour(self, role: str) -> float:
        """Return the pay of an hour."""
        row = self.case.role[role]
        return row.pay_gbp_per_year / YEAR_WEEKS / row.hours_per_week

    def at_work(self, contract: str) -> float:
        """Return the hours a week that a post of a contract is at work."""
        row = self.contract[contract]
        role = self.case.role[row.role]
        absent = role.leave_share + role.sickness_share + role.training_share
        share = 1.0 - absent if role.headroom == "paid-hours" else 1.0 / (1.0 + absent)
        return row.hours_per_week * share

    def paid(self, shift: HubShift) -> float:
        """Return the paid hours of a shift."""
        return shift.hours if shift.break_paid else shift.hours - shift.break_min / 60

    def premium(self, shift: HubShift, start: int) -> float:
        """Return what unsocial hours add to one shift."""
        terms = next(row for row in self.case.hub_roles if row.role == shift.role)
        added = 0.0
        for at in self.during(shift, start):
            day, hour = at // SLOTS_A_DAY, at % SLOTS_A_DAY / 2
            if day == 6:
                added += terms.sunday_premium
            elif day == 5:
                added += terms.saturday_premium
            elif hour >= 20 or hour < 6:
                added += terms.evening_premium
        return added / 2 * self.paid(shift) / shift.hours * self.pay_per_hour(shift.role)

"""People on duty for rapid calls: how many each band needs, by an exact queue, before the model is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from capplan.case.case import Case
from capplan.case.staff_tables import DutyCover
from capplan.formulations.workforce.places import bases_in_use
from capplan.queueing import beds_needed_wait, wait_exceeds

HOURS_PER_DAY = 24.0


@dataclass(frozen=True)
class OnDuty:
    """One duty row at one base in one period.

    Attributes
    ----------
    num : int
        People on duty.
    calls_per_hour : float
        Calls an hour through the band.
    service_hours : float
        Hours that a call takes.
    hours : float
        Hours on duty over the period.
    """

    row: DutyCover
    base: str
    period: str
    num: int
    calls_per_hour: float
    service_hours: float
    hours: float

    @property
    def waits_too_long(self) -> float:
        """Share of calls that wait longer than the promise."""
        load = self.calls_per_hour * self.service_hours
        return wait_exceeds(self.num, load, self.service_hours, self.row.wait_hours) if load > 0 else 0.0


def band_hours(row: DutyCover) -> float:
    """Return the length of a duty band in hours; a band that ends at or before its start ends the next day."""
    return (row.to_hour - row.from_hour) % HOURS_PER_DAY or HOURS_PER_DAY


def on_duty(
    case: Case,
    volumes: Mapping[tuple[str, str, str], float],
    hours: Mapping[tuple[str, str, str, str], float],
) -> tuple[OnDuty, ...]:
    """Return every duty row at each of its bases in each period.

    Parameters
    ----------
    volumes
        Units by (work, workplace, period id).
    hours
        Hours of a skill that a unit takes, by (work, skill, workplace, period id).
    """
    bases = [row.base for row in bases_in_use(case)]
    found = []
    for row in case.duty_cover:
        for base in [one for one in bases if row.base in {"each", one}]:
            for period in case.periods:
                calls, service = 0.0, 0.0
                if row.work is not None:
                    callers = bases if row.serves == "county" else [base]
                    a_day = sum(volumes[row.work, place, period.id] for place in callers) / period.days
                    calls = a_day * row.share / band_hours(row)
                    service = hours[row.work, row.skill, base, period.id]
                num = row.min_on_duty
                if calls * service > 0:
                    num = max(num, _fewest(calls * service, service, row.wait_hours, row.max_wait_share))
                found.append(OnDuty(row, base, period.id, num, calls, service, num * band_hours(row) * period.days))
    return tuple(found)


@cache
def _fewest(load: float, service_hours: float, wait_hours: float, max_share: float) -> int:
    return beds_needed_wait(load, service_hours, wait_hours, max_share)


def answered(case: Case) -> frozenset[tuple[str, str, str]]:
    """Return (work, skill, base) whose calls some duty row answers: not counted again as hours."""
    bases = [row.base for row in bases_in_use(case)]
    return frozenset(
        (row.work, row.skill, base)
        for row in case.duty_cover
        if row.work is not None
        for base in bases
        if row.serves == "county" or row.base in {"each", base}
    )

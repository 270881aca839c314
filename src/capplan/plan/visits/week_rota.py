"""Rota in: the shifts of a week's carers from a rota of named people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from capplan.case.case import Case
from capplan.case.week_tables import WEEKDAYS, CarerShift
from capplan.decisions.rota import RotaRow
from capplan.errors import CapplanError
from capplan.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE, clock_to_seconds


class NoCarerInRota(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """A rota and the carers of a week have nobody in common."""


def with_rota(case: Case, duties: Sequence[RotaRow], first_day: date) -> Case:
    """Return the case with the shifts of a rota for its carers; those who are not on the rota keep their own.

    Parameters
    ----------
    duties
        Who works what; `person` is the carer's id.
    first_day
        The Monday of the week.

    Raises
    ------
    NoCarerInRota
        If no carer has a duty in the week.
    """
    hours = {row.shift: _hours(row.start, row.length_min) for row in case.rota_shifts}
    weekday = {(first_day + timedelta(days=number)).isoformat(): name for number, name in enumerate(WEEKDAYS)}
    carers = {carer.carer for carer in case.carers}
    rows = tuple(
        CarerShift(carer=duty.person, weekday=weekday[duty.day], shifts=hours[duty.shift], source="rota")
        for duty in duties
        if duty.person in carers and duty.day in weekday
    )
    if not rows:
        raise NoCarerInRota(
            f"Nobody of carers.csv has a duty in the rota in the week of {first_day}: persons of the rota and carers "
            "of the day carry the same keys, and --date names a Monday that the rota covers."
        )
    rostered = {row.person for row in case.people} | {duty.person for duty in duties}
    stated = case.carer_shifts or [
        CarerShift(carer=one.carer, weekday=day, shifts=one.shifts) for one in case.carers for day in WEEKDAYS
    ]
    others = (row for row in stated if row.carer not in rostered)
    return replace(case, carer_shifts=(*rows, *others))


def _hours(start: str, length_min: int) -> str:
    begin = clock_to_seconds(start) // SECONDS_PER_MINUTE
    return "-".join(f"{at // MINUTES_PER_HOUR:02d}:{at % MINUTES_PER_HOUR:02d}" for at in (begin, begin + length_min))

"""One day of a case's week: the visits made on it, and who is on duty."""

from __future__ import annotations

from dataclasses import replace

from capplan.case.case import Case
from capplan.case.visit_tables import CarerRow
from capplan.case.week_tables import Weekday
from capplan.units import SECONDS_PER_MINUTE, clock_to_seconds, hours_to_seconds, minutes_to_seconds, seconds_to_clock


def on_weekday(case: Case, weekday: Weekday) -> Case:
    """Return the case with the visits, pairs and carers of one day of the week.

    Carers who are off that day are neither preferred nor ruled out for its visits.
    """
    named = {row.visit: row.weekdays.split() for row in case.visit_weekdays}
    carers = _on_duty(case, weekday)
    there = {carer.carer for carer in carers}
    visits = tuple(
        visit.model_copy(
            update={
                column: " ".join(one for one in getattr(visit, column).split() if one in there)
                for column in ("preferred_carers", "must_not")
            }
        )
        for visit in case.visits
        if weekday in named.get(visit.visit, (weekday,))
    )
    made = {visit.visit for visit in visits}
    pairs = tuple(pair for pair in case.visit_pairs if {pair.first, pair.second} <= made)
    return replace(case, visits=visits, visit_pairs=pairs, carers=carers, visit_weekdays=(), carer_shifts=())


def _on_duty(case: Case, weekday: Weekday) -> tuple[CarerRow, ...]:
    if not case.carer_shifts:
        return case.carers
    shifts = {row.carer: row.shifts for row in case.carer_shifts if row.weekday == weekday}
    there = (carer for carer in case.carers if carer.carer in shifts)
    return tuple(_with_room(carer.model_copy(update={"shifts": shifts[carer.carer]})) for carer in there)


def _with_room(carer: CarerRow) -> CarerRow:
    """Return a carer whose break may begin in the middle half of shifts where its own hours leave no room for it."""
    if not carer.break_hours:
        return carer
    earliest, latest = map(clock_to_seconds, carer.break_hours.split("-"))
    length = minutes_to_seconds(carer.break_min)
    shifts = [tuple(map(clock_to_seconds, shift.split("-"))) for shift in carer.shifts.split()]
    due = [(start, end) for start, end in shifts if end - start > hours_to_seconds(carer.break_if_longer_hours)]
    if all(max(earliest, start) <= min(latest, end - length) for start, end in due):
        return carer
    opens = min(start + (end - start) // 4 for start, end in due) // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE
    closes = max(end - (end - start) // 4 for start, end in due) // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE
    return carer.model_copy(update={"break_hours": f"{seconds_to_clock(opens)}-{seconds_to_clock(closes)}"})

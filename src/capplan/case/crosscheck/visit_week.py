"""A week of visits: days and people between the tables about it."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import week_tables as week
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.units import clock_to_seconds


def unknown_of_week(draft: Draft) -> Iterator[Fault]:
    """Yield days of visits and shifts of carers that the case does not have."""
    visits = draft.ids("visits", "visit")
    for number, row in draft.numbered(week.VisitWeekdays):
        if row.visit not in visits:
            repair = f"Write {one_of(visits, row.visit)}."
            yield fault_at(week.VisitWeekdays, number, "visit", row.visit, "is not in visits.csv", repair)
    known = draft.ids("carers", "carer")
    # Visits without any carer are told already; each shift would tell it once more.
    told = not known and bool(draft.ids("visits", "visit"))
    for number, shift in draft.numbered(week.CarerShift):
        if shift.carer not in known and not told:
            repair = f"Write {one_of(known, shift.carer)}."
            yield fault_at(week.CarerShift, number, "carer", shift.carer, "is not in carers.csv", repair)


def no_weekday(draft: Draft) -> Iterator[Fault]:
    """Yield words that are no day of the week, and days named twice."""
    for number, row in draft.numbered(week.VisitWeekdays):
        words = row.weekdays.split()
        for word in dict.fromkeys(words):
            if word not in week.WEEKDAYS:
                repair = f"Write {one_of(week.WEEKDAYS, word)}."
                yield fault_at(week.VisitWeekdays, number, "weekdays", word, "is no day of the week", repair)
            elif words.count(word) > 1:
                yield fault_at(week.VisitWeekdays, number, "weekdays", word, "stands twice", "Keep it once.")


def shift_the_wrong_way(draft: Draft) -> Iterator[Fault]:
    """Yield shifts that end before they begin or overlap the one before."""
    for number, row in draft.numbered(week.CarerShift):
        end = 0
        for hours in row.shifts.split():
            start, stop = (clock_to_seconds(part) for part in hours.split("-"))
            if stop <= start or start < end:
                problem = "ends before it begins, or overlaps the shift before it"
                repair = "Write shifts in order, after midnight counting on (22:00-30:00)."
                yield fault_at(week.CarerShift, number, "shifts", hours, problem, repair)
            end = stop

"""The tables of a case about a week of visits: on which days a visit is made, and who is on duty on which day."""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Hours, Id, Row, Table, Text, text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class VisitWeekdays(Row):
    """The days of a visit that is not made every day; a visit without a row is made on all seven."""

    visit: Id = text("visit id of visits.csv")
    weekdays: Text = text("days it is made on: mon tue wed thu fri sat sun, separated by spaces", min_length=3)


class CarerShift(Row):
    """A carer on duty on one day of the week; without any row all work the shifts of carers.csv every day."""

    carer: Id = text("carer id of carers.csv")
    weekday: Weekday = text("day of the week")
    shifts: Hours = text(
        "when the carer is on duty that day; a break whose hours leave no room in a shift may begin in its middle half"
    )


WEEK_TABLES: tuple[Table, ...] = (
    Table("visit_weekdays", VisitWeekdays, ("visit",)),
    Table("carer_shifts", CarerShift, ("carer", "weekday")),
)

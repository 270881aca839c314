"""One calendar file a carer, for phones: visits and breaks by client keys alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from capplan.plan.visits.sheets import Line, Sheet

LONDON = ZoneInfo("Europe/London")


def carer_calendar(case_id: str, day: date, sheets: list[Sheet]) -> bytes:
    """Return the rounds of one carer as an iCalendar file.

    Parameters
    ----------
    case_id
        Part of the ids of the entries, so that a second import replaces the first.
    day
        The day; times are those of the clocks in England on that day.
    sheets
        The carer's rounds.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//capplan//visits//EN")
    calendar.add("version", "2.0")
    for sheet in sheets:
        for number, line in enumerate(sheet.lines):
            if line.kind in ("visit", "break"):
                calendar.add_component(_event(case_id, day, sheet, number, line))
    data: bytes = calendar.to_ical()
    return data


def _event(case_id: str, day: date, sheet: Sheet, number: int, line: Line) -> Event:
    event = Event()
    event.add("uid", f"{day.isoformat()}-{sheet.carer}-{line.visit or f'break-{number}'}@{case_id}.capplan")
    # The time of making would make equal plans differ; the day itself stands in.
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", moment(day, line.from_s))
    event.add("dtend", moment(day, line.to_s))
    if line.kind == "break":
        event.add("summary", "Break")
        return event
    event.add("summary", f"Visit {line.visit}, client {line.client}")
    event.add("location", line.place)
    notes = [f"Skills: {line.skills}"] if line.skills else []
    notes += [f"Together with {line.together_with}"] if line.together_with else []
    if notes:
        event.add("description", ". ".join(notes))
    return event


def moment(day: date, at_s: int) -> datetime:
    """Return a time of the day's clock in universal time: what is 08:00 on the wall stays 08:00 on the wall."""
    whole_days, rest = divmod(at_s, 86_400)
    wall = datetime.combine(day + timedelta(days=whole_days), time()) + timedelta(seconds=rest)
    return wall.replace(tzinfo=LONDON).astimezone(UTC)

"""One calendar file a carer, for phones: visits and breaks by client keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from capplan.plan.visits.sheets import Line, Sheet
from capplan.units import SECONDS_PER_MINUTE

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Gone:
    """A visit that a carer was told to make and does not make any more."""

    visit: str
    from_s: int
    to_s: int


def carer_calendar(
    case_id: str, day: date, carer: str, sheets: Sequence[Sheet], now_s: int = 0, gone: Sequence[Gone] = ()
) -> bytes:
    """Return the rounds of one carer as an iCalendar file.

    Parameters
    ----------
    case_id
        Part of the ids of the entries, so that a second import replaces the first.
    day
        The day; times are those of the clocks in England on that day.
    sheets
        The carer's rounds.
    now_s
        When the day was planned again, in seconds since midnight: later plans replace earlier ones.
    gone
        Visits taken off the carer then; a phone that knows them cancels them.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//capplan//visits//EN")
    calendar.add("version", "2.0")
    for sheet in sheets:
        for line in sheet.lines:
            if line.kind in ("visit", "break"):
                what = line.visit or f"break-{sheet.shift[0]}"
                event = _event(case_id, day, f"{carer}-{what}", now_s, (line.from_s, line.to_s))
                _describe(event, line)
                calendar.add_component(event)
    for one in gone:
        event = _event(case_id, day, f"{carer}-{one.visit}", now_s, (one.from_s, one.to_s))
        event.add("summary", f"Visit {one.visit}: not yours any more")
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _event(case_id: str, day: date, name: str, now_s: int, hours: tuple[int, int]) -> Event:
    event = Event()
    event.add("uid", f"{day.isoformat()}-{name}@{case_id}.capplan")
    # The time of making would make equal plans differ; the time from which the plan holds stands in.
    event.add("dtstamp", datetime.combine(day, time(), UTC) + timedelta(seconds=now_s))
    event.add("sequence", now_s // SECONDS_PER_MINUTE)
    event.add("dtstart", moment(day, hours[0]))
    event.add("dtend", moment(day, hours[1]))
    return event


def _describe(event: Event, line: Line) -> None:
    if line.kind == "break":
        event.add("summary", "Break")
        return
    event.add("summary", f"Visit {line.visit}, client {line.client}")
    event.add("location", line.place)
    notes = [f"Skills: {line.skills}"] if line.skills else []
    notes += [f"Together with {line.together_with}"] if line.together_with else []
    if notes:
        event.add("description", ". ".join(notes))


def moment(day: date, at_s: int) -> datetime:
    """Return a time of the day's clock in universal time: what is 08:00 on the wall stays 08:00 on the wall."""
    whole_days, rest = divmod(at_s, 86_400)
    wall = datetime.combine(day + timedelta(days=whole_days), time()) + timedelta(seconds=rest)
    return wall.replace(tzinfo=LONDON).astimezone(UTC)

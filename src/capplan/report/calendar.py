"""A calendar file (.ics) for every person of a rota, in local time with the rules of the clock beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan

ZONE = ZoneInfo("Europe/London")


def calendars(case: Case, plan: RotaPlan) -> dict[str, bytes]:
    """Return the calendar of everybody with a duty, by file name (`p001.ics`).

    The same plan gives the same bytes: the stamp of each event is the first day of the rota, and its identity the
    person, day and rota.
    """
    found: dict[str, list[Event]] = {row.person: [] for row in case.people}
    shift = {row.shift: row for row in case.rota_shifts}
    stamp = datetime.combine(date.fromisoformat(plan.first_day), datetime.min.time(), UTC)
    for row in plan.decisions.duties:
        one = shift[row.shift]
        start = datetime.fromisoformat(f"{row.day}T{one.start}")
        event = Event()
        event.add("uid", f"{row.person}-{row.day}-{plan.rota}@capplan")
        event.add("dtstamp", stamp)
        event.add("dtstart", start.replace(tzinfo=ZONE))
        event.add("dtend", (start + timedelta(minutes=one.length_min)).replace(tzinfo=ZONE))
        event.add("summary", one.title)
        event.add("location", case.base[one.base].title)
        found[row.person].append(event)
    return {f"{person}.ics": _calendar(plan, person, events) for person, events in found.items() if events}


def _calendar(plan: RotaPlan, person: str, events: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//capplan//rota//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{plan.rota} {person}")
    for event in events:
        calendar.add_component(event)
    first = date.fromisoformat(plan.first_day)
    calendar.add_missing_timezones(first_date=first - timedelta(days=400), last_date=first + timedelta(days=400))
    return bytes(calendar.to_ical())

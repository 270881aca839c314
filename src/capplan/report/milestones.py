"""The dates of a plan as a calendar (.ics): gates, decisions, notice, closures, openings, programme, sunset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from capplan.case.case import Case
from capplan.decisions import ClosureRow, OpeningRow, Plan, Provenance
from capplan.decisions.programme import ProgrammePlan
from capplan.report.figures import words
from capplan.report.html.quality import SUNSET_MONTHS, sunset
from capplan.units import add_months, month_start

MILESTONES = "milestones.ics"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Milestone:
    """One date of a plan.

    Attributes
    ----------
    id : str
        The same for the same step in every run of a case, so that a calendar taken in again moves its entries.
    day : date
        First day of the month for steps that the plan reckons in months.
    kind, title : str
        Category, and what stands in the calendar.
    notes : str
        What it follows from.
    """

    id: str
    day: date
    kind: str
    title: str
    notes: str


def milestones(case: Case, plan: Plan, provenance: Provenance) -> list[Milestone]:
    """Return every date of a plan, in the order of days; ids differ."""
    found = [*_gates(case), *_stated(case)]
    if plan.options:
        figures = plan.option("plan").figures
        found += [step for row in figures.closures for step in _closure(case, row)]
        found += [step for row in figures.openings for step in _opening(case, row)]
    if plan.programme is not None:
        found += [*_programme(case, plan.programme), *_meetings(case, plan.programme)]
    until = f"{SUNSET_MONTHS} months after the run was made. Do not use the plan any longer; make it again."
    found.append(Milestone("sunset", sunset(provenance), "Assurance", "Sunset date of this plan", until))
    return _told_apart(sorted(found, key=lambda one: (one.day, one.id)))


def milestone_calendar(case: Case, plan: Plan, provenance: Provenance) -> bytes:
    """Return the milestones as an iCalendar file of all-day entries that take up nobody's time.

    Each entry is stamped with the time of the run, as RFC 5545 has it: of two calendars the younger counts.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//capplan//milestones//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{plan.title}: milestones, scenario {plan.scenario}")
    stamp = datetime.fromisoformat(provenance.created)
    for one in milestones(case, plan, provenance):
        event = Event()
        event.add("uid", f"{one.id}@{plan.case}.capplan")
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + _DAY)
        event.add("summary", one.title)
        event.add("description", one.notes)
        event.add("categories", [one.kind])
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _in_month(id_: str, month: str, kind: str, title: str, notes: str) -> Milestone:
    return Milestone(id_, month_start(month), kind, title, f"{notes} Reckoned by the month: {words.month(month)}.")


def _gates(case: Case) -> Iterator[Milestone]:
    """Yield when each gate begins and is passed."""
    for row in case.gates:
        note = f"Gate {row.gate} of the case ({row.kind})."
        yield _in_month(f"gate-{row.gate}-begins", row.starts, "Gate", f"{row.title} begins", note)
        note += " Notice may be served from this day on."
        yield _in_month(f"gate-{row.gate}-passed", row.passed, "Gate", f"{row.title} passed", note)


def _stated(case: Case) -> Iterator[Milestone]:
    """Yield the dated milestones that the source document states."""
    for row in case.milestones:
        if row.due:
            after = f" Depends on {row.depends_on}." if row.depends_on else ""
            note = f"Milestone {row.milestone} of {row.project}, as its source states it.{after}"
            yield _in_month(f"milestone-{row.milestone}", row.due, "Milestone", f"{row.title} (due)", note)


def _closure(case: Case, row: ClosureRow) -> Iterator[Milestone]:
    before, after = (_beds(case, row.site, name) for name in (row.from_configuration, row.to_configuration))
    place = f"{case.site[row.site].title}, {words.number(before)} to {words.count(after, 'bed')}"
    note = f"Reduction planned by capplan; the beds are gone in {words.month(row.closed)}."
    own, kind = f"reduction-{row.site}-{row.from_configuration}-{row.to_configuration}", "Reduction"
    yield _in_month(f"{own}-decision", row.decision, kind, f"Decide at the latest: {place}", note)
    if row.notice_months:
        served = f"{note} Notice of {words.count(row.notice_months, 'month')}."
        yield _in_month(f"{own}-notice", row.notice_served, kind, f"Notice served: {place}", served)
    stop = f"{note} Double running begins: the replacement carries the people before the beds go."
    yield _in_month(f"{own}-admissions", row.admissions_stop, kind, f"Admissions end: {place}", stop)
    last = date.fromisoformat(row.last_discharge)
    yield Milestone(f"{own}-last", last, kind, f"Last day with people in the beds: {place}", note)
    gone = "Closed" if after == 0 else "Beds gone"
    yield _in_month(f"{own}-closed", row.closed, kind, f"{gone}: {place}", note)


def _opening(case: Case, row: OpeningRow) -> Iterator[Milestone]:
    before, after = (_beds(case, row.site, name) for name in (row.from_configuration, row.to_configuration))
    unit = case.setting[case.site[row.site].setting].unit
    place = f"{case.site[row.site].title}, {words.number(before)} to {words.count(after, unit)}"
    note = f"Increase planned by capplan ({words.RUN_KINDS[row.kind]}); it opens in {words.month(row.opens)}."
    own, kind = f"increase-{row.site}-{row.from_configuration}-{row.to_configuration}", "Increase"
    yield _in_month(f"{own}-decision", row.decide_by, kind, f"Decide at the latest: {place}", note)
    yield _in_month(f"{own}-opens", row.opens, kind, f"Opens: {place}", note)
    if row.fully_usable != row.opens:
        yield _in_month(f"{own}-usable", row.fully_usable, kind, f"Fully usable: {place}", note)


def _programme(case: Case, plan: ProgrammePlan) -> Iterator[Milestone]:
    """Yield starts and ends of initiatives, and when notice of their contracts is served."""
    titles = {row.initiative: row.title for row in case.initiatives}
    places = {row.locality: row.title for row in case.localities}
    for row in plan.figures.schedule:
        if row.starts is None:
            continue
        title = titles[row.initiative] + (f", {places[row.locality]}" if row.locality else "")
        own = "-".join(filter(None, ("initiative", row.initiative, row.locality)))
        note = "Planned by capplan." + (f" Its document says {words.month(row.stated)}." if row.stated else "")
        yield _in_month(f"{own}-starts", row.starts, "Programme", f"Starts: {title}", note)
        if row.ends is not None:
            yield _in_month(f"{own}-ends", row.ends, "Programme", f"First month without it: {title}", note)
    for contract in plan.figures.contracts:
        title = case.contract[contract.contract].title
        note = f"Notice of {words.count(contract.notice_months, 'month')}; it ends with {titles[contract.initiative]}."
        own = f"contract-{contract.contract}-{contract.initiative}-notice"
        yield _in_month(own, contract.notice_served, "Programme", f"Notice served at the latest: {title}", note)


def _meetings(case: Case, plan: ProgrammePlan) -> Iterator[Milestone]:
    """Yield every meeting of a body in the plan's time, and what that starts in its month it must agree to."""
    rows = {row.initiative: row for row in case.initiatives}
    first, after = (month_start(add_months(case.horizon.start, months)) for months in (0, case.horizon.months))
    for body in case.approvals:
        start = date.fromisoformat(body.first_meeting)
        days = (start + timedelta(weeks=weeks) for weeks in range(0, (after - start).days // 7 + 1, body.every_weeks))
        for day in (one for one in days if first <= one < after):
            month = f"{day:%Y-%m}"
            agreed = dict.fromkeys(
                rows[row.initiative].title
                for row in plan.figures.schedule
                if row.starts == month and rows[row.initiative].approval == body.approval
            )
            note = f"To be agreed: {'; '.join(agreed)}." if agreed else "Nothing of this plan waits for it."
            own = f"meeting-{body.approval}-{day.isoformat()}"
            yield Milestone(own, day, "Meeting", f"{body.title} meets", note)


def _beds(case: Case, site: str, configuration: str) -> int:
    return next(row.beds_staffed for row in case.configurations_of[site] if row.configuration == configuration)


def _told_apart(found: list[Milestone]) -> list[Milestone]:
    """Return the same with a number behind ids that come again: a site may open and shrink twice."""
    seen: Counter[str] = Counter()
    told = []
    for one in found:
        seen[one.id] += 1
        told.append(one if seen[one.id] == 1 else replace(one, id=f"{one.id}-{seen[one.id]}"))
    return told

"""Every file of a planned day beside its plan: tables, page, pictures, calendars."""

from __future__ import annotations

from datetime import date

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.sheets import run_sheets
from capplan.report.pictures import picture_files
from capplan.report.tables.written import csv_text
from capplan.report.visits.calendar import Gone, carer_calendar
from capplan.report.visits.map import base_map
from capplan.report.visits.page import render_day
from capplan.report.visits.tables import day_tables
from capplan.report.visits.timeline import timeline
from capplan.report.workbook import tables_workbook
from capplan.units import minutes_to_seconds


def day_files(case: Case, plan: VisitPlan, day: date, *, pictures: bool = False) -> dict[str, str | bytes]:
    """Return name and content of every file of a day.

    Parameters
    ----------
    day
        The date of the visits; it stands on the page and in the calendars.
    pictures
        Also timeline and maps as files of their own.
    """
    sheets = run_sheets(case, plan)
    bases = dict.fromkeys(sheet.base for sheet in sheets)
    source = f"Source: capplan, case {plan.case}, {day.isoformat()}, case digest {plan.case_digest[:12] or 'none'}"
    maps = {base: base_map(case, base, sheets, source) for base in bases}
    rows = timeline(sheets, source)
    page = render_day(case, plan, f"{day:%A} {day.day} {day:%B %Y}", sheets, rows, maps)
    tables = day_tables(case, plan, sheets)
    found: dict[str, str | bytes] = {f"{table.name}.csv": csv_text(table) for table in tables}
    title = f"{case.identity.title}: visits on {day:%A} {day.day} {day:%B %Y}"
    book = tables_workbook(title, "Run sheets, visits, carers and figures of the day; places are areas.", tables)
    found |= {"visits.html": page, "visits.xlsx": book}
    found |= picture_files([rows, *maps.values()]) if pictures else {}
    gone, now_s = _gone(case, plan), 0 if plan.replanned is None else plan.replanned.now_s
    for carer in dict.fromkeys([*(sheet.carer for sheet in sheets), *gone]):
        own = [sheet for sheet in sheets if sheet.carer == carer]
        name = f"calendar-{carer}.ics"
        found[name] = carer_calendar(case.identity.id, day, carer, own, now_s, gone.get(carer, ()))
    return found


def _gone(case: Case, plan: VisitPlan) -> dict[str, list[Gone]]:
    """Return by carer the visits taken off them when the day was planned again."""
    found: dict[str, list[Gone]] = {}
    length_s = {visit.visit: minutes_to_seconds(visit.duration_min) for visit in case.visits}
    for row in plan.replanned.changes if plan.replanned is not None else ():
        for carer in row.carers_before:
            if carer not in row.carers_after and row.start_before_s is not None:
                end_s = row.start_before_s + length_s[row.visit]
                found.setdefault(carer, []).append(Gone(row.visit, row.start_before_s, end_s))
    return found

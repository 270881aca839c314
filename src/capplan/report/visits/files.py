"""Every file of a planned day beside its plan: tables, page, pictures, calendars."""

from __future__ import annotations

from datetime import date

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.sheets import run_sheets
from capplan.report.pictures import picture_files
from capplan.report.tables.written import csv_text
from capplan.report.visits.calendar import carer_calendar
from capplan.report.visits.map import base_map
from capplan.report.visits.page import render_day
from capplan.report.visits.tables import day_tables
from capplan.report.visits.timeline import timeline
from capplan.report.workbook import tables_workbook


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
    for carer in dict.fromkeys(sheet.carer for sheet in sheets):
        own = [sheet for sheet in sheets if sheet.carer == carer]
        found[f"calendar-{carer}.ics"] = carer_calendar(case.identity.id, day, own)
    return found

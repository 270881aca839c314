"""The months in which a unit may start: dates, gates, meetings, quarters, years, a contract's notice and term."""

from __future__ import annotations

from datetime import date, timedelta

from capplan.case.case import Case
from capplan.case.programme_tables import Approval
from capplan.formulations.programme.units_of import Unit
from capplan.units import add_months

MONTHS_OF = {"any-month": 1, "quarter": 3, "year": 12}


def months_of(case: Case) -> tuple[str, ...]:
    """Return the months of the plan, whatever its periods."""
    return tuple(add_months(case.horizon.start, offset) for offset in range(case.horizon.months))


def window(case: Case, unit: Unit) -> tuple[str, ...]:
    """Return the months in which a unit may start; everything that it waits for comes on top."""
    row = unit.initiative
    firsts = [row.earliest, row.gate and case.gate[row.gate].passed, unit.place and unit.place.ready]
    lasts = [row.latest, unit.place and unit.place.latest]
    if row.contract:
        contract = case.contract[row.contract]
        served_from = max(case.horizon.start, (contract.gate and case.gate[contract.gate].passed) or "")
        firsts += [contract.ends, add_months(served_from, contract.notice_months)]
    first = max(month for month in (case.horizon.start, *firsts) if month)
    last = min(month for month in (months_of(case)[-1], *lasts) if month)
    meets = meeting_months(case, row.approval)
    step, begins = MONTHS_OF[row.starts_only], case.horizon.year_starts_month
    return tuple(
        month
        for month in months_of(case)
        if first <= month <= last and (meets is None or month in meets) and (int(month[5:]) - begins) % step == 0
    )


def meeting_months(case: Case, approval: str | None) -> set[str] | None:
    """Return the months in which a body meets; None where nobody has to agree."""
    body = next((row for row in case.approvals if row.approval == approval), None)
    return None if body is None else {day.isoformat()[:7] for day in meetings(body, months_of(case)[-1])}


def meetings(body: Approval, last_month: str) -> list[date]:
    """Return the days on which a body meets, to the end of a month."""
    day, found = date.fromisoformat(body.first_meeting), []
    while day.isoformat()[:7] <= last_month:
        found.append(day)
        day += timedelta(weeks=body.every_weeks)
    return found

"""How work is covered: responses met, people on duty, work below a role's skill, travel."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from capplan.case.case import Case
from capplan.case.staff_tables import DutyCover
from capplan.decisions import DutyRow, Response, StaffFigures, StaffPlan
from capplan.plan.findings.staff_sums import hours_worked
from capplan.report.figures import Column, DataTable, words
from capplan.report.staffing import NEAR_ZERO, met_shares, workplace_title

_ALL_YEARS = "all"


def response_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return the share of hours done by workplace, response class and financial year."""
    years = list(dict.fromkeys(period.year for period in case.periods))
    by_year = met_shares(case, figures, lambda workplace, response, year: (workplace, response, year))
    whole = met_shares(case, figures, lambda workplace, response, _: (workplace, response, _ALL_YEARS))
    shares = by_year | whole
    rows = tuple(
        (
            workplace_title(case, workplace),
            response,
            *(_percent(shares.get((workplace, response, year)), 1) for year in (*years, _ALL_YEARS)),
        )
        for workplace in dict.fromkeys(row.workplace for row in figures.responses)
        for response in get_args(Response)
        if (workplace, response, _ALL_YEARS) in shares
    )
    columns = (
        Column("Workplace", numeric=False),
        Column("Response", numeric=False, short=True),
        *(Column(year, "% of hours") for year in years),
        Column("All years", "% of hours"),
    )
    note = "Rapid: hours; fast: a day; normal: days; planned: booked. Work left undone falls on the least urgent first."
    return DataTable("Hours of work done by response class", columns, rows, note, grouped=True)


def duty_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return people on duty in each band of hours, and the longest waits over the plan."""
    groups: dict[tuple[str, str], list[DutyRow]] = defaultdict(list)
    for row in figures.duty:
        groups[row.base, row.cover].append(row)
    covers = {row.cover: row for row in case.duty_cover}
    rows = []
    for base, cover in sorted(groups, key=lambda key: list(case.base).index(key[0])):
        mine, band = groups[base, cover], covers[cover]
        worst = max(mine, key=lambda row: row.waits_too_long)
        answers = worst.calls_per_hour > NEAR_ZERO
        rows.append(
            (
                workplace_title(case, base),
                f"{band.title}, {_hours(band)}",
                _span([row.on_duty for row in mine]),
                words.number(max(row.calls_per_hour for row in mine), 3),
                f"{words.number(band.wait_hours, 1)}" if answers else words.NONE,
                _percent(worst.waits_too_long, 2) if answers else words.NONE,
                _percent(band.max_wait_share, 2) if answers else words.NONE,
                words.month(worst.period) if answers else words.NONE,
            )
        )
    columns = (
        Column("Base", numeric=False),
        Column("Band", numeric=False),
        Column("On duty", "people"),
        Column("Calls at most", "an hour"),
        Column("Wait promised", "hours"),
        Column("Waits longer, worst month", "% of calls"),
        Column("May wait longer", "% of calls"),
        Column.of_dates("Worst month"),
    )
    note = "A dash: nobody calls in the band; people are on duty because the case asks for it."
    return DataTable("People on duty for rapid calls, every day", columns, tuple(rows), note, grouped=True)


def overskill_table(case: Case, staff: StaffPlan) -> DataTable:
    """Return how much of each role's work needs less skill than the role has."""
    worked = hours_worked(staff)
    below: dict[str, float] = defaultdict(float)
    for row in staff.figures.staff_plan:
        below[row.role] += row.overskilled_hours
    may = {row.role for row in case.may_do if row.overskilled}
    rows = tuple(
        (
            role.title,
            words.number(worked.get(role.role, 0.0)),
            words.number(below[role.role]),
            _percent(below[role.role] / worked[role.role] if worked.get(role.role) else None, 1),
        )
        for role in case.roles
        if role.role in may or below[role.role] > NEAR_ZERO
    )
    columns = (
        Column("Role", numeric=False),
        Column("Worked", "hours"),
        Column("Below its skill", "hours"),
        Column("Share", "%"),
    )
    return DataTable("Work below the skill of who does it, whole plan", columns, rows)


def travel_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return how much of the work at each base is travel."""
    rows = tuple(
        (
            workplace_title(case, row.base),
            _percent(row.older_people_share, 1),
            words.number(row.travel_min_per_visit, 1),
            _percent(row.travel_share, 1),
        )
        for row in figures.travel
    )
    columns = (
        Column("Base", numeric=False),
        Column("People aged 65 and over in its territory", "% of the county"),
        Column("Travel of a visit", "min"),
        Column("Travel in the hours of skills that travel", "%"),
    )
    return DataTable("Travel of staff, whole plan", columns, rows)


def _percent(share: float | None, decimals: int) -> str:
    return words.NONE if share is None else words.number(100 * share, decimals)


def _span(values: list[int]) -> str:
    low, high = min(values), max(values)
    return words.number(low) if low == high else f"{words.number(low)} to {words.number(high)}"


def _hours(band: DutyCover) -> str:
    return f"{_clock(band.from_hour)} to {_clock(band.to_hour)}"


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"

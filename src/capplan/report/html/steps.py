"""The calendar of staff: who is recruited, redeployed or made redundant, and by when it must be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from capplan.case.case import Case
from capplan.decisions import CalendarRow, StaffFigures
from capplan.report.figures import Column, DataTable, words
from capplan.report.figures.months import offset
from capplan.report.staffing import NEAR_ZERO, workplace_title
from capplan.units import add_months

MAX_ROWS = 60
_QUARTER = 3
_FILE = "staff_calendar.csv"


def recruit_year_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return the FTE that each role recruits in each financial year, and when the first decision falls due."""
    years = list(dict.fromkeys(period.year for period in case.periods))
    year_of = {period.id: period.year for period in case.periods}
    recruits = [row for row in figures.calendar if row.kind == "recruit"]
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in recruits:
        sums[row.role, year_of[row.starts]] += row.fte
    rows = []
    for role in (role.role for role in case.roles):
        mine = [row for row in recruits if row.role == role]
        if mine:
            values = [sums[role, year] for year in years]
            first = min(row.decide_by for row in mine)
            rows.append(
                (
                    case.role[role].title,
                    *(words.number(value, 1) for value in (*values, sum(values))),
                    words.month(first),
                    words.number(case.role[role].recruit_lead_months),
                )
            )
    columns = (
        Column("Role", numeric=False),
        *(Column(year, "FTE") for year in years),
        Column("All years", "FTE"),
        Column.of_dates("First decision by"),
        Column("Decision to first day", "months"),
    )
    note = "Recruits replace people who leave as well as fill vacancies and new posts."
    return DataTable("Recruits by role and financial year of their first day", columns, tuple(rows), note)


def recruit_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return recruits by role and quarter, the earliest quarters first to be kept where there are many."""
    groups: dict[tuple[int, str], list[CalendarRow]] = defaultdict(list)
    for row in figures.calendar:
        if row.kind == "recruit":
            groups[offset(case, row.starts) // _QUARTER, row.role].append(row)
    order = {role.role: index for index, role in enumerate(case.roles)}
    kept = sorted(groups, key=lambda key: (key[0], order[key[1]]))[:MAX_ROWS]
    rows = []
    for quarter, role in sorted(kept, key=lambda key: (order[key[1]], key[0])):
        mine = groups[quarter, role]
        first = add_months(case.horizon.start, quarter * _QUARTER)
        rows.append(
            (
                case.role[role].title,
                f"{words.month(first)} to {words.month(add_months(first, _QUARTER - 1))}",
                words.number(sum(row.fte for row in mine), 1),
                _places(case, mine),
                words.month(min(row.decide_by for row in mine)),
            )
        )
    columns = (
        Column("Role", numeric=False),
        Column.of_dates("First day in"),
        Column("Recruits", "FTE"),
        Column("Where", numeric=False),
        Column.of_dates("Decide by, at the earliest"),
    )
    caption = "Recruitment by role and quarter"
    return DataTable(caption, columns, tuple(rows), _left_out(len(rows), len(groups), "quarters"), grouped=True)


def move_table(case: Case, figures: StaffFigures) -> DataTable:
    """Return every redeployment and redundancy in the order of its month."""
    moves = sorted(
        (row for row in figures.calendar if row.kind != "recruit"),
        key=lambda row: (row.starts, row.from_site, row.from_role, row.workplace, row.role),
    )
    rows = tuple(_move(case, row) for row in moves[:MAX_ROWS])
    columns = (
        Column.of_dates("Takes effect"),
        Column("What", numeric=False),
        Column("FTE"),
        Column("From", numeric=False),
        Column("To", numeric=False),
        Column.of_dates("Counts from"),
    )
    caption = "Redeployment and redundancy in the order of their months"
    return DataTable(caption, columns, rows, _left_out(len(rows), len(moves), "steps"), grouped=True)


def _move(case: Case, row: CalendarRow) -> tuple[str, ...]:
    here = f"{case.role_title(row.role)}, {workplace_title(case, row.workplace)}"
    if row.kind == "redundancy":
        what, left, taken, counts = "redundancy", here, words.NONE, words.NONE
    else:
        left = f"{case.role_title(row.from_role)}, {workplace_title(case, row.from_site)}"
        what, taken, counts = "redeployment", here, words.month(row.productive_from)
    return words.month(row.starts), what, words.number(row.fte, 1), left, taken, counts


def _places(case: Case, rows: Sequence[CalendarRow]) -> str:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[row.workplace] += row.fte
    return "; ".join(
        f"{workplace_title(case, place)} {words.number(fte, 1)}" for place, fte in sums.items() if fte > NEAR_ZERO
    )


def _left_out(shown: int, count: int, what: str) -> str:
    if shown == count:
        return f"Every step, by workplace and month, is in {_FILE}."
    return f"The earliest {words.number(shown)} of {words.number(count)} {what} by role; the rest is in {_FILE}."

"""The grid of what a case expects: people who need each service, month by month, and how long they stay."""

from __future__ import annotations

from collections import defaultdict

from capplan.case.case import Case
from capplan.case.demand import annual_arrivals, season_shares, year_months
from capplan.case.faults import Fault
from capplan.case.grid.layout import HOURS, IN_SERVICE, STARTS, STAY, Grid, Line
from capplan.errors import CapplanError, CaseFaults
from capplan.units import days_in_month


class NoGridError(CapplanError):
    """The case says nothing, or nothing of that year, from which a grid could be made."""

    exit_code = 2


def yearly(case: Case, year: str) -> dict[tuple[str, str], float]:
    """Return people a year by (cohort, setting) as `grid_lines` shares them out, in the case's scenario."""
    annual = annual_arrivals(case)
    total = {
        cohort.cohort: sum(annual[cohort.cohort, place.locality, year] for place in case.localities)
        for cohort in case.cohorts
    }
    return {(row.cohort, row.setting): total[row.cohort] * row.share for row in case.grid_lines}


def check_year(case: Case, year: str | None) -> str:
    """Return the financial year of a grid: the one asked for, or the plan's first.

    Raises
    ------
    NoGridError
        If the case has no `grid_lines`, or the year is not one of the plan's.
    CaseFaults
        If a line names a cohort in a setting where it has no stay.
    """
    if not case.grid_lines:
        raise NoGridError("The case says nowhere under which line of the grid people count: fill grid_lines.csv.")
    # Not a fault of the case: an option of the board may forbid a setting, and is planned without its grid.
    if lost := [row for row in case.grid_lines if (row.cohort, row.setting) not in case.stay]:
        problem, repair = "has no stay for cohort {} in stays.csv", "Add the stay there, or remove the row."
        raise CaseFaults(
            [Fault("grid_lines.csv", None, "setting", row.setting, problem.format(row.cohort), repair) for row in lost]
        )
    years = list(dict.fromkeys(period.year for period in case.periods))
    if year is not None and year not in years:
        raise NoGridError(f"{year} is not a year of the plan; it has {', '.join(years)}.")
    return year or years[0]


def demand_grid(case: Case, year: str | None = None) -> Grid:
    """Return the demand side of the grid, and the stays and contact hours of its capacity side.

    A line's people in a month are the cohort's arrivals of the year x its share of them x the month's share of the
    year. People in the service are starts x mean stay / days of the month.

    Raises
    ------
    NoGridError
        If the case has no `grid_lines`, or the year is not one of the plan's.
    """
    year = check_year(case, year)
    months = year_months(year, case.horizon.year_starts_month)
    shares = season_shares(case)
    people = yearly(case, year)
    rows: dict[tuple[str, str, str, str], tuple[float | None, ...]] = {}
    for (part, service), line_people in _by_line(case, people).items():
        starts = tuple(line_people * shares[month] for month in months)
        stay, hours = line_stay(case, people, (part, service)), _hours(case, people, (part, service))
        rows[part, "demand", service, STARTS] = starts
        if stay is not None:
            rows[part, "demand", service, IN_SERVICE] = tuple(
                count * stay / days_in_month(month) for count, month in zip(starts, months, strict=True)
            )
            rows[part, "capacity", service, STAY] = (stay,) * len(months)
        if hours is not None:
            rows[part, "capacity", service, HOURS] = (hours,) * len(months)
    return Grid(f"{case.identity.title}, {year}, scenario {case.scenario}", months, rows)


def line_stay(case: Case, people: dict[tuple[str, str], float], line: Line) -> float | None:
    """Return the mean stay (days) of a line, weighted by its people; None where nobody comes."""
    pairs = _pairs(case, line)
    total = sum(people[pair] for pair in pairs)
    days = sum(people[cohort, setting] * stay_days(case, cohort, setting) for cohort, setting in pairs)
    return days / total if total > 0 else None


def stay_days(case: Case, cohort: str, setting: str) -> float:
    """Return the mean stay (days) of a cohort in a setting, in the case's scenario."""
    return case.stay[cohort, setting].stay_days * case.factor(cohort)[1]


def _hours(case: Case, people: dict[tuple[str, str], float], line: Line) -> float | None:
    stated = {(row.cohort, row.setting): row.contact_hours for row in case.grid_lines}
    known = [pair for pair in _pairs(case, line) if stated[pair] is not None and people[pair] > 0]
    total = sum(people[pair] for pair in known)
    return sum(people[pair] * (stated[pair] or 0.0) for pair in known) / total if total > 0 else None


def _by_line(case: Case, people: dict[tuple[str, str], float]) -> dict[Line, float]:
    found: dict[Line, float] = defaultdict(float)
    for row in case.grid_lines:
        found[row.part, row.service] += people[row.cohort, row.setting]
    return dict(found)


def _pairs(case: Case, line: Line) -> list[tuple[str, str]]:
    return [(row.cohort, row.setting) for row in case.grid_lines if (row.part, row.service) == line]

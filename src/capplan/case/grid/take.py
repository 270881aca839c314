"""A case with the demand, seasons and stays of a grid in place of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from capplan.case.case import Case
from capplan.case.content import Cells, Content
from capplan.case.demand import year_months
from capplan.case.excel.cells import CellFault
from capplan.case.fields import MAX_TEXT
from capplan.case.grid.demand import check_year, demand_grid, line_stay, yearly
from capplan.case.grid.layout import HOURS, SHEETS, STARTS, STAY, Grid, Line
from capplan.errors import CaseFaults
from capplan.units import days_in_month, financial_year

Pair = tuple[str, str]


def with_grid(content: Content, case: Case, grid: Grid, path: Path) -> Content:
    """Return what a case says, with the figures of a grid: admissions, shares of lines, seasons, stays, hours.

    Where several cohorts count under a line they keep their proportions, and so do the stays of a line. One seasonal
    index holds for the whole case: that of all lines together. Cohorts without a line are left as they are.

    Parameters
    ----------
    content : Content
        The case as text.
    case : Case
        The same case, read.
    grid : Grid
        What to take over; lines whose row of starts is blank are left as they are.
    path : Path
        The grid's workbook, to be named as the source and in faults.

    Raises
    ------
    CaseFaults
        If the months are no financial year of the plan, or a line has people and no cohort that counts there.
    NoGridError
        If the case has no `grid_lines`.
    """
    year = _year(case, grid, path)
    people = yearly(case, year)
    pairs = _pairs(case)
    stated = {
        (part, service): [value or 0.0 for value in row]
        for (part, side, service, measure), row in grid.rows.items()
        if side == "demand" and measure == STARTS and any(value is not None for value in row)
    }
    _refuse_unknown(pairs, people, stated, path)
    new = dict(people)
    for line, months in stated.items():
        before = sum(people[pair] for pair in pairs.get(line, ()))
        for pair in pairs.get(line, ()):
            new[pair] = people[pair] * sum(months) / before if before > 0 else 0.0
    tables = dict(content.tables)
    words = f"grid {path.name}, {year}"
    old_total, new_total = _by_cohort(people), _by_cohort(new)
    for cohort, total in new_total.items():
        if old_total[cohort] > 0:
            admissions = case.cohort[cohort].admissions_per_year * total / old_total[cohort]
            _set(tables, "cohorts", {"cohort": cohort}, {"admissions_per_year": admissions}, words)
    for (cohort, setting), count in new.items():
        if new_total[cohort] > 0:
            share = {"share": count / new_total[cohort]}
            _set(tables, "grid_lines", {"cohort": cohort, "setting": setting}, share, words)
    for month, index in _seasons(case, grid, list(stated.values())).items():
        _set(tables, "seasons", {"month": str(month)}, {"index": index}, words)
    _take_stays(tables, case, grid, people, words)
    return Content(content.header, tables)


def _take_stays(tables: dict[str, Cells], case: Case, grid: Grid, people: dict[Pair, float], words: str) -> None:
    """Scale the stays of each line to its stated mean, and write its contact hours."""
    for line, pairs in _pairs(case).items():
        part, service = line
        stay, before = _mean(grid.rows.get((part, "capacity", service, STAY))), line_stay(case, people, line)
        if stay is not None and stay > 0 and before is not None:
            for cohort, setting in pairs:
                days = case.stay[cohort, setting].stay_days * stay / before
                _set(tables, "stays", {"cohort": cohort, "setting": setting}, {"stay_days": days}, words)
        hours = _mean(grid.rows.get((part, "capacity", service, HOURS)))
        if hours is not None and len(pairs) == 1:
            ((cohort, setting),) = pairs
            _set(tables, "grid_lines", {"cohort": cohort, "setting": setting}, {"contact_hours": hours}, words)


def _year(case: Case, grid: Grid, path: Path) -> str:
    check_year(case, None)
    first = case.horizon.year_starts_month
    year = financial_year(grid.months[0], first)
    years = dict.fromkeys(period.year for period in case.periods)
    if year not in years or grid.months != year_months(year, first):
        problem = f"its months, from {grid.months[0]}, are no financial year of the plan"
        raise CaseFaults([_fault(path, None, problem, f"Use a grid of {', '.join(years)}.")])
    return year


def _refuse_unknown(
    pairs: Mapping[Line, list[Pair]], people: Mapping[Pair, float], stated: Mapping[Line, list[float]], path: Path
) -> None:
    faults = [
        _fault(
            path,
            SHEETS[line[0], "demand"],
            f"{sum(months):,.0f} people need {line[1]}, and the case has nobody there",
            "Add a row to grid_lines (a share above 0) for the cohort and setting that count there.",
        )
        for line, months in stated.items()
        if sum(months) > 0 and not sum(people[pair] for pair in pairs.get(line, ()))
    ]
    if faults:
        raise CaseFaults(faults)


def _seasons(case: Case, grid: Grid, lines: list[list[float]]) -> dict[int, float]:
    """Return the index of each calendar month: people a day against the year's mean, in the case's own scale."""
    totals = [sum(values) for values in zip(*lines, strict=True)]
    days = [days_in_month(month) for month in grid.months]
    if not sum(totals):
        return {}
    before = {row.month: row.index for row in case.seasons}
    scale = sum(before[int(month[5:])] * count for month, count in zip(grid.months, days, strict=True))
    mean = sum(totals) / scale
    return {int(month[5:]): total / count / mean for month, total, count in zip(grid.months, totals, days, strict=True)}


def _set(tables: dict[str, Cells], name: str, key: dict[str, str], figures: dict[str, float], words: str) -> None:
    """Change the row of a key: its figures, and that they are derived from the grid. Unchanged figures stay."""
    cells = tables[name]
    wanted = (*figures, "source", "status")
    headings = (*cells.headings, *(heading for heading in wanted if heading not in cells.headings))
    place = {heading: number for number, heading in enumerate(headings)}
    rows, changes = [], False
    for row in cells.rows:
        filled = [*row, *[""] * (len(headings) - len(row))]
        if all(filled[place[column]].strip() == value for column, value in key.items()):
            changed = {column: f"{value:.9g}" for column, value in figures.items()}
            if any(not _same(filled[place[column]], value) for column, value in figures.items()):
                told = words if words in filled[place["source"]] else f"{filled[place['source']]}; {words}".strip("; ")
                changes = True
                for column, text in (*changed.items(), ("source", told[:MAX_TEXT]), ("status", "derived")):
                    filled[place[column]] = text
        rows.append(tuple(filled))
    if changes:
        tables[name] = Cells(headings, tuple(rows))


def largest_difference(case: Case, grid: Grid) -> tuple[float, str, str, str] | None:
    """Return the largest difference between a case's demand and a grid it took over: people, part, service, month."""
    made = demand_grid(case, financial_year(grid.months[0], case.horizon.year_starts_month)).rows
    found = [
        (abs((value or 0.0) - (there or 0.0)), key[0], key[2], month)
        for key, row in grid.rows.items()
        if key in made and key[3] == STARTS and key[1] == "demand"
        for month, value, there in zip(grid.months, row, made[key], strict=True)
    ]
    return max(found, default=None)


def _same(text: str, value: float) -> bool:
    try:
        return abs(float(text) - value) <= 1e-7 * max(1.0, abs(value))
    except ValueError:
        return False


def _mean(row: tuple[float | None, ...] | None) -> float | None:
    known = [value for value in row or () if value is not None]
    return sum(known) / len(known) if known else None


def _by_cohort(people: Mapping[Pair, float]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for (cohort, _), count in people.items():
        total[cohort] += count
    return total


def _pairs(case: Case) -> dict[Line, list[Pair]]:
    found: dict[Line, list[Pair]] = defaultdict(list)
    for row in case.grid_lines:
        found[row.part, row.service].append((row.cohort, row.setting))
    return found


def _fault(path: Path, sheet: str | None, problem: str, repair: str) -> CellFault:
    return CellFault(path.name, None, None, None, problem, repair, path, sheet, None)

"""The capacity and demand grid of a run: beside what is needed, how many can start in each service."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from capplan.case.case import Case
from capplan.case.grid.demand import demand_grid, stay_days
from capplan.case.grid.layout import IN_SERVICE, SPOT, STARTS, Grid
from capplan.decisions import BedPlan
from capplan.decisions.beds import BedPlanRow
from capplan.units import days_in_month


def run_grid(case: Case, plan: BedPlan, year: str | None = None) -> Grid:
    """Return the grid of a case with the capacity that a plan gives.

    A site can start safe load x days of the month / mean stay people while it keeps its standard. Its safe load is
    shared among cohorts as its load is over the whole plan (evenly among those it admits, if nobody starts there);
    each share then counts under the line of its cohort and setting. Months beyond the plan are blank.

    Raises
    ------
    NoGridError
        If the case has no `grid_lines`, or the year is not one of the plan's.
    """
    grid = demand_grid(case, year)
    line = {(row.cohort, row.setting): (row.part, row.service) for row in case.grid_lines}
    place = {month: number for number, month in enumerate(grid.months)}
    period = {row.id: row for row in case.periods}
    mix = _mix(case, plan)
    figures: dict[tuple[str, str, str, str], list[float | None]] = {}
    for row in plan.figures.bed_plan:
        for cohort, share in mix[row.site].items():
            if (cohort, row.setting) not in line:
                continue
            part, service = line[cohort, row.setting]
            stay = stay_days(case, cohort, row.setting)
            for month in period[row.period].months_covered:
                if month in place:
                    load = row.safe_load * share
                    starts = load * days_in_month(month) / stay
                    for measure, value in _measures(row, starts, load):
                        held = figures.setdefault((part, "capacity", service, measure), [None] * len(grid.months))
                        held[place[month]] = (held[place[month]] or 0.0) + value
    return replace(grid, rows={**grid.rows, **{key: tuple(values) for key, values in figures.items()}})


def _measures(row: BedPlanRow, starts: float, load: float) -> list[tuple[str, float]]:
    spot = starts if row.kind == "spot" else 0.0
    return [(STARTS, starts), (SPOT, spot), (IN_SERVICE, load)]


def _mix(case: Case, plan: BedPlan) -> dict[str, dict[str, float]]:
    """Return by site the share of each cohort in its load over the whole plan."""
    load: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.decisions.starts:
        load[row.site][row.cohort] += row.people * stay_days(case, row.cohort, case.site[row.site].setting)
    mix = {}
    for site in case.sites:
        total = sum(load[site.site].values())
        admitted = [cohort.cohort for cohort in case.admitted(site)]
        if total > 0:
            mix[site.site] = {cohort: value / total for cohort, value in load[site.site].items()}
        else:
            mix[site.site] = {cohort: 1 / len(admitted) for cohort in admitted}
    return mix

"""Years, months and notice against the horizon of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import tables as t
from capplan.case.calendar import periods_of
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault
from capplan.units import add_months, financial_year

WHOLE_PERIODS = ("lead_months", "double_running_months", "min_commitment_months", "stranded_months")


def year_label(draft: Draft) -> Iterator[Fault]:
    """Yield financial years that are no year of this case's calendar, such as 2015/17."""
    first_month = draft.header.horizon.year_starts_month
    for number, row in draft.numbered(t.Growth):
        label = financial_year(f"{row.year[:4]}-{first_month:02d}", first_month)
        if row.year != label:
            problem = f"is not a financial year that begins in month {first_month}"
            repair = f"Write {label}, or the year that is meant."
            yield fault_at(t.Growth, number, "year", row.year, problem, repair)


def growth_gap(draft: Draft) -> Iterator[Fault]:
    """Yield financial years of the horizon that growth.csv does not cover."""
    known = draft.ids("growth", "year")
    for year in draft.header.horizon.financial_years if known else ():
        if year not in known:
            problem = f"has no row for {year}"
            yield fault_at(t.Growth, None, "year", None, problem, "Add it: every year of the horizon needs one.")


def growth_base(draft: Draft) -> Iterator[Fault]:
    """Yield indices of the earliest year that are not 1: admissions would be scaled twice."""
    rows = draft.numbered(t.Growth)
    first = min((row.year for _, row in rows), default="")
    for number, row in rows:
        for band in t.AGE_BANDS if row.year == first else ():
            if abs(getattr(row, band) - 1) > 1e-9:
                found = f"{getattr(row, band):g}"
                problem = "is not 1 in the first year"
                yield fault_at(t.Growth, number, band, found, problem, "Divide the column by its first value.")


def season_months(draft: Draft) -> Iterator[Fault]:
    """Yield calendar months without a row, and a season that is 0 all year."""
    known = {row.month for row in draft.of(t.Season)}
    if not known:
        return
    for month in range(1, 13):
        if month not in known:
            problem = f"has no row for month {month}"
            yield fault_at(t.Season, None, "month", None, problem, "Add it; write index 1 where nothing is known.")
    if not any(row.index > 0 for row in draft.of(t.Season)):
        yield fault_at(t.Season, None, "index", None, "is 0 in every month", "Write 1 for a month like the mean.")


def budget_year(draft: Draft) -> Iterator[Fault]:
    """Yield budgets of a year in which no period begins: they would limit nothing."""
    horizon = draft.header.horizon
    years = [period.year for period in periods_of(horizon, 0.0)]
    for number, row in draft.numbered(t.Budget):
        if row.year not in years:
            repair = f"Write a year from {years[0]} to {years[-1]}, or remove the row."
            yield fault_at(t.Budget, number, "year", row.year, "lies outside the horizon", repair)


def standard_month(draft: Draft) -> Iterator[Fault]:
    """Yield a service standard that would begin only after the plan has ended."""
    horizon = draft.header.horizon
    end = add_months(horizon.start, horizon.months)
    if horizon.standard_from > end:
        problem = f"comes after the plan has ended (its last month is {add_months(end, -1)})"
        repair = f"Write a month up to {end}; {end} itself means that the standard is never asked for."
        yield Fault("case.toml", None, "horizon.standard_from", horizon.standard_from, problem, repair)


def gate_order(draft: Draft) -> Iterator[Fault]:
    """Yield gates that are passed before they begin."""
    for number, gate in draft.numbered(t.Gate):
        if gate.passed < gate.starts:
            problem = f"is before the gate begins ({gate.starts})"
            yield fault_at(
                t.Gate, number, "passed", gate.passed, problem, "Write the month it is passed, or earlier start."
            )


def notice_beyond_horizon(draft: Draft) -> Iterator[Fault]:
    """Yield contracts in use whose notice is longer than the plan: they could never be reduced in it."""
    months = draft.header.horizon.months
    used = {site.contract for site in draft.of(t.Site)}
    for number, contract in draft.numbered(t.Contract):
        if contract.contract in used and contract.notice_months > months:
            problem = f"is longer than the plan ({months} months)"
            repair = "Lengthen the horizon in case.toml or correct the notice."
            yield fault_at(t.Contract, number, "notice_months", str(contract.notice_months), problem, repair)


def months_between_periods(draft: Draft) -> Iterator[Fault]:
    """Yield durations of sites that are no whole periods: what they begin or end would fall inside a period."""
    length = draft.header.horizon.months_per_period
    for number, site in draft.numbered(t.Site):
        for column in WHOLE_PERIODS:
            months = getattr(site, column)
            if months % length:
                below = months - months % length
                problem = f"is no multiple of months_per_period ({length}): its date would fall between two periods"
                repair = f"Write {below} or {below + length}, or set months_per_period = 1 in case.toml."
                yield fault_at(t.Site, number, column, str(months), problem, repair)

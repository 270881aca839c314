"""What the `programme` model is built from: plain numbers on sparse index sets, derived from a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from capplan.case.case import Case
from capplan.decisions.programme import End
from capplan.formulations.programme.money import discount_of, monthly_gbp
from capplan.formulations.programme.overlaps import overlaps_of
from capplan.formulations.programme.units_of import Unit, units_of
from capplan.formulations.programme.waits import Waits, benefit_lag, precedence_lag, roll_out_lag
from capplan.formulations.programme.windows import months_of, window
from capplan.units import financial_year

Start = tuple[str, str]
Limit = tuple[str, str, str]


@dataclass(frozen=True)
class Inputs:
    """Numbers of one programme; a unit is an initiative, or an initiative in a locality (`initiative_locality`).

    Attributes
    ----------
    months, years : tuple of str
        Months of the plan; its financial years.
    starts_in : mapping of unit to months
        In which it may start.
    must : frozenset of unit
        Those that have to start.
    precedence_lag, benefit_lag, roll_out_lag : mapping of (waiting unit, other unit) to months
        Between the two starts, at least.
    team_fte, brought_in : mapping of unit to FTE, to months
        Programme team that it takes from its start on, and for how long.
    place : mapping of unit to locality
        Of the units with one.
    team_limit, locality_limit, start_limit : mapping of month to float
        Where there is a limit.
    net_gbp : mapping of (unit, start, pot, year, money) to GBP
        Costs less benefits, before overlaps; non-zero figures only.
    gross_gbp : mapping of (unit, start, pot, year) to GBP
        Costs alone.
    budget_gbp : mapping of (pot, year, money) to GBP
        Limits on the net.
    carry_over : mapping of (pot, year, money) to share
        Of a limit that is not used, where the next year has a limit too.
    protected_gbp : mapping of (pot, year) to GBP
        Least that is spent.
    present_gbp, gap_gbp : mapping of (unit, start) to GBP
        Net present cost; net cost in the year of the gap.
    runs : mapping of (unit, month) to months
        Starts with which it runs in a month; of units in an overlap only.
    twice : mapping of (overlap, start, month) to (unit, other unit)
        Where a benefit would be counted twice: the unit whose benefit it is, and the one that reaches the people too.
    twice_gbp : mapping of (overlap, start, month) to GBP
        Benefit that then does not count.
    twice_in : mapping of (overlap, start, month) to (pot, year, money)
        Where it is taken off.
    discount : mapping of year to factor
        Present value of a pound.
    waits : mapping of (unit, start) to months
        Beyond its first possible month.
    people : mapping of unit to float
        Weight in coverage, of units with a locality.
    objective, gap_year, delay_weight, max_present_gbp, max_gap_year_gbp, max_mean_wait_months
        The aim of the case, and its limits (None: none).
    """

    months: tuple[str, ...]
    years: tuple[str, ...]
    starts_in: Mapping[str, tuple[str, ...]]
    must: frozenset[str]
    precedence_lag: Waits
    benefit_lag: Waits
    roll_out_lag: Waits
    team_fte: Mapping[str, float]
    brought_in: Mapping[str, int]
    place: Mapping[str, str]
    team_limit: Mapping[str, float]
    locality_limit: Mapping[str, float]
    start_limit: Mapping[str, float]
    net_gbp: Mapping[tuple[str, str, str, str, str], float]
    gross_gbp: Mapping[tuple[str, str, str, str], float]
    budget_gbp: Mapping[Limit, float]
    carry_over: Mapping[Limit, float]
    protected_gbp: Mapping[tuple[str, str], float]
    present_gbp: Mapping[Start, float]
    gap_gbp: Mapping[Start, float]
    runs: Mapping[Start, tuple[str, ...]]
    twice: Mapping[tuple[str, str, str], tuple[str, str]]
    twice_gbp: Mapping[tuple[str, str, str], float]
    twice_in: Mapping[tuple[str, str, str], Limit]
    discount: Mapping[str, float]
    waits: Mapping[Start, int]
    people: Mapping[str, float]
    objective: str
    gap_year: str
    delay_weight: float
    max_present_gbp: float | None
    max_gap_year_gbp: float | None
    max_mean_wait_months: float | None


def inputs_of(case: Case, option: str = "central") -> Inputs:
    """Derive the numbers of the model.

    Parameters
    ----------
    case : Case
        With the tables of a programme.
    option : {'central', 'favourable', 'adverse'}
        Where undecided lines stand in their range.
    """
    end: End = "favourable" if option == "favourable" else "adverse" if option == "adverse" else "central"
    units, months = units_of(case), months_of(case)
    year_of = {month: financial_year(month, case.horizon.year_starts_month) for month in months}
    years = tuple(dict.fromkeys(year_of.values()))
    starts_in = {unit.id: window(case, unit) for unit in units}
    gap_year = case.aim.gap_year or years[-1]
    net, gross = _money(case, units, starts_in, months, year_of, end)
    discount = {year: discount_of(case, year) for year in years}
    present: dict[Start, float] = defaultdict(float)
    gap: dict[Start, float] = defaultdict(float)
    for (unit, start, _, year, _), gbp in net.items():
        present[unit, start] += gbp * discount[year]
        if year == gap_year:
            gap[unit, start] += gbp
    twice = overlaps_of(case, units, starts_in, months, year_of, end)
    budgets = _budgets(case)
    return Inputs(
        months=months,
        years=years,
        starts_in=starts_in,
        must=frozenset(unit.id for unit in units if unit.must),
        precedence_lag=precedence_lag(case, units),
        benefit_lag=benefit_lag(case, units),
        roll_out_lag=roll_out_lag(units),
        team_fte={unit.id: unit.initiative.team_fte for unit in units},
        brought_in={unit.id: unit.initiative.team_months for unit in units},
        place={unit.id: unit.place.locality for unit in units if unit.place},
        team_limit=_limits(case, "team", months),
        locality_limit=_limits(case, "locality", months),
        start_limit=_limits(case, "starts", months),
        net_gbp=net,
        gross_gbp=gross,
        budget_gbp=budgets,
        carry_over=_carry_over(case, years, budgets),
        protected_gbp={(row.pot, row.year): row.protected_gbp for row in case.programme_budgets if row.protected_gbp},
        present_gbp=present,
        gap_gbp=gap,
        runs=twice.runs,
        twice=twice.twice,
        twice_gbp=twice.twice_gbp,
        twice_in=twice.twice_in,
        discount=discount,
        waits=_waits(starts_in, months),
        people={unit.id: unit.place.people for unit in units if unit.place},
        objective=case.aim.objective,
        gap_year=gap_year,
        delay_weight=case.aim.delay_weight,
        max_present_gbp=case.aim.max_present_gbp,
        max_gap_year_gbp=case.aim.max_gap_year_gbp,
        max_mean_wait_months=case.aim.max_mean_wait_months,
    )


def _money(
    case: Case,
    units: tuple[Unit, ...],
    starts_in: Mapping[str, tuple[str, ...]],
    months: tuple[str, ...],
    year_of: Mapping[str, str],
    end: End,
) -> tuple[dict[tuple[str, str, str, str, str], float], dict[tuple[str, str, str, str], float]]:
    net: dict[tuple[str, str, str, str, str], float] = defaultdict(float)
    gross: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for unit in units:
        lines = [line for line in case.initiative_money if line.initiative == unit.initiative.initiative]
        for start in starts_in[unit.id]:
            first = months.index(start)
            for line in lines:
                for offset, gbp in monthly_gbp(unit.initiative, line, end, len(months) - first):
                    year = year_of[months[first + offset]]
                    net[unit.id, start, line.pot, year, line.money] += gbp
                    if line.side == "cost":
                        gross[unit.id, start, line.pot, year] += gbp
    return dict(net), dict(gross)


def _budgets(case: Case) -> dict[Limit, float]:
    limits: dict[Limit, float] = {}
    for row in case.programme_budgets:
        for money, gbp in (("revenue", row.revenue_gbp), ("capital", row.capital_gbp)):
            if gbp is not None:
                limits[row.pot, row.year, money] = gbp
    return limits


def _carry_over(case: Case, years: tuple[str, ...], budgets: Mapping[Limit, float]) -> dict[Limit, float]:
    share = {(row.pot, row.year): row.carry_over for row in case.programme_budgets}
    following = dict(pairwise(years))
    return {
        (pot, year, money): share[pot, year]
        for pot, year, money in budgets
        if share[pot, year] > 0 and (pot, following.get(year, ""), money) in budgets
    }


def _limits(case: Case, resource: str, months: tuple[str, ...]) -> dict[str, float]:
    """Return the limit of each month: that of the last row that has begun; months before the first have none."""
    rows = sorted((row.from_month, row.limit) for row in case.programme_capacity if row.resource == resource)
    limits = {}
    for month in months:
        begun = [limit for begins, limit in rows if begins <= month]
        if begun:
            limits[month] = begun[-1]
    return limits


def _waits(starts_in: Mapping[str, tuple[str, ...]], months: tuple[str, ...]) -> dict[Start, int]:
    return {
        (unit, start): months.index(start) - months.index(window[0])
        for unit, window in starts_in.items()
        for start in window
    }

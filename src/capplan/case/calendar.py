"""Periods of the plan: months, days, financial year, discount factor."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.case.header import Horizon
from capplan.units import add_months, days_in_period, financial_year


@dataclass(frozen=True)
class Period:
    """One period of the plan.

    Attributes
    ----------
    id : str
        The first month, 'YYYY-MM'; also its start.
    months : int
        Whole months it covers.
    days : int
        Calendar days it covers.
    year : str
        Financial year of its first month, e.g. '2015/16'.
    year_index : int
        Years after year 0, the financial year of the first period.
    discount : float
        Present value of one pound spent in it, (1 + r) ** -year_index.
    """

    id: str
    months: int
    days: int
    year: str
    year_index: int
    discount: float

    @property
    def months_covered(self) -> tuple[str, ...]:
        """Return the months it covers, 'YYYY-MM'."""
        return tuple(add_months(self.id, offset) for offset in range(self.months))


def periods_of(horizon: Horizon, discount_rate: float) -> tuple[Period, ...]:
    """Cut the horizon into periods; the last one is shorter where the months do not divide.

    Parameters
    ----------
    horizon : Horizon
        Start, length and period length.
    discount_rate : float
        Real rate, share per year (Green Book: 0.035).
    """
    first_year = financial_year(horizon.start, horizon.year_starts_month)
    periods: list[Period] = []
    offset = 0
    while offset < horizon.months:
        months = min(horizon.months_per_period, horizon.months - offset)
        start = add_months(horizon.start, offset)
        year = financial_year(start, horizon.year_starts_month)
        index = int(year[:4]) - int(first_year[:4])
        days = days_in_period(start, months)
        periods.append(Period(start, months, days, year, index, (1.0 + discount_rate) ** -index))
        offset += months
    return tuple(periods)

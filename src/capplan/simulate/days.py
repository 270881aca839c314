"""The days of a plan: where its periods begin, counted from its first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from capplan.case.case import Case
from capplan.case.demand import annual_arrivals, season_shares
from capplan.case.rota_tables import Weekday
from capplan.units import days_in_period, financial_year

FloatArray = NDArray[np.float64]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Days:
    """The calendar of a case as days 0, 1, … from its first day."""

    case: Case

    @cached_property
    def bounds(self) -> FloatArray:
        """First day of every period and the day after the last, shape (periods + 1,)."""
        return np.cumsum([0.0, *(float(period.days) for period in self.case.periods)])

    @property
    def end(self) -> float:
        """Number of days of the plan."""
        return float(self.bounds[-1])

    def period_of(self, day: FloatArray) -> NDArray[np.int_]:
        """Return the number of the period of each day."""
        last = len(self.case.periods) - 1
        return np.minimum(np.searchsorted(self.bounds, day, side="right") - 1, last)

    @cached_property
    def weekday(self) -> NDArray[np.int_]:
        """Day of the week of every day, 0 = Monday, shape (days,)."""
        first = date.fromisoformat(f"{self.case.horizon.start}-01")
        return np.array([(first + timedelta(days=number)).weekday() for number in range(int(self.end))])

    @cached_property
    def arrivals(self) -> dict[tuple[str, str], FloatArray]:
        """Mean arrivals on every day by (cohort, locality); the days of a month add to the month's arrivals."""
        annual, shares = annual_arrivals(self.case), season_shares(self.case)
        index = {(row.cohort, row.weekday): row.index for row in self.case.weekdays}
        starts_month = self.case.horizon.year_starts_month
        found: dict[tuple[str, str], FloatArray] = {}
        for cohort in self.case.cohorts:
            by_weekday = np.array([index.get((cohort.cohort, name), 1.0) for name in WEEKDAYS])
            weights = by_weekday[self.weekday]
            for place in self.case.localities:
                daily, first = np.zeros(len(weights)), 0
                for month in (month for period in self.case.periods for month in period.months_covered):
                    part = slice(first, first + days_in_period(month, 1))
                    people = annual[cohort.cohort, place.locality, financial_year(month, starts_month)] * shares[month]
                    daily[part] = people * weights[part] / weights[part].sum()
                    first = part.stop
                found[cohort.cohort, place.locality] = daily
        return found

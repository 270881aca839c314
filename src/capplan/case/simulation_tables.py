"""Tables that only the simulation of a plan reads: how stays spread, on which weekdays people come, who is there."""

from __future__ import annotations

from capplan.case.fields import Id, Row, Table, col, text
from capplan.case.rota_tables import Weekday


class StaySpread(Row):
    """How stays spread around their mean: a lognormal distribution with this median.

    A cohort and setting without a row has exponential stays, as the formulas of the safe load assume.
    """

    cohort: Id = text("cohort id")
    setting: Id = text("setting id; the pair must have a row in stays.csv")
    median_days: float = col("median stay, below the mean of stays.csv", "days", gt=0)


class WeekdayIndex(Row):
    """Arrivals of a cohort on a weekday; a weekday without a row has index 1."""

    cohort: Id = text("cohort id")
    weekday: Weekday = text("day of the week")
    index: float = col("arrivals on that day relative to the other days of the week", "index", ge=0)


class OccupiedToday(Row):
    """People in the beds (or on the caseload) of a site as the plan starts.

    A site without a row begins with the load that the plan gives it in the first period.
    """

    site: Id = text("site id")
    people: int = col("people there as the plan starts", "people", ge=0, le=100_000)


SIMULATION_TABLES: tuple[Table, ...] = (
    Table("stay_spread", StaySpread, ("cohort", "setting")),
    Table("weekdays", WeekdayIndex, ("cohort", "weekday")),
    Table("occupied_today", OccupiedToday, ("site",)),
)

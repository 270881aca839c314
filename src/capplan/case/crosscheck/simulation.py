"""What the simulation reads beside the plan: spread of stays and days of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from capplan.case import simulation_tables as simulated
from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault

DAYS_PER_WEEK = 7


def median_above_mean(draft: Draft) -> Iterator[Fault]:
    """Yield medians of stays that are not listed, or that do not lie below their mean."""
    mean = {(row.cohort, row.setting): row.stay_days for row in draft.of(t.Stay)}
    for number, row in draft.numbered(simulated.StaySpread):
        stay = mean.get((row.cohort, row.setting))
        if stay is None:
            problem = f"has no stay for cohort {row.cohort} in stays.csv"
            repair = "Add the stay there, or remove this row."
            yield fault_at(simulated.StaySpread, number, "setting", row.setting, problem, repair)
        elif row.median_days >= stay:
            problem = f"is not below the mean of {stay:g} days in stays.csv"
            repair = f"Write a median below {stay:g}: stays have a long tail."
            yield fault_at(simulated.StaySpread, number, "median_days", f"{row.median_days:g}", problem, repair)


def nobody_comes(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts whose index is 0 on every day of the week."""
    rows: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in draft.numbered(simulated.WeekdayIndex):
        rows[row.cohort].append((number, row.index))
    for cohort, found in rows.items():
        if len(found) == DAYS_PER_WEEK and not any(index for _, index in found):
            problem = f"is 0 on every day for cohort {cohort}: nobody would come"
            yield fault_at(
                simulated.WeekdayIndex, found[-1][0], "index", "0", problem, "Write the days on which people come."
            )

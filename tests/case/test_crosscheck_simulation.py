"""Tables of the simulation, right in themselves but not with the rest of the case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_crosscheck_staff import faults

from capplan.case import simulation_tables as simulated
from small import small_case

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPREAD = simulated.StaySpread(cohort="step-down", setting="hospital", median_days=15.0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stay_spread": (SPREAD.model_copy(update={"median_days": 20.0}),)}, "is not below the mean of 20 days"),
        ({"stay_spread": (SPREAD.model_copy(update={"cohort": "step-up", "setting": "nursing-home"}),)}, "has no stay"),
        ({"stay_spread": (SPREAD.model_copy(update={"cohort": "nobody"}),)}, "is not in cohorts.csv"),
        (
            {"weekdays": tuple(simulated.WeekdayIndex(cohort="step-up", weekday=day, index=0.0) for day in DAYS)},
            "nobody would come",
        ),
        ({"occupied_today": (simulated.OccupiedToday(site="ward-south", people=3),)}, "is not in sites.csv"),
    ],
)
def test_a_fault_is_named(changes, words) -> None:
    case = replace(small_case(), stay_spread=(SPREAD,))
    assert faults(case) == []
    assert any(words in str(fault) for fault in faults(replace(case, **changes)))

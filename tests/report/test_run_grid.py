"""The capacity side of the grid, against the bed plan it comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.grid.demand import NoGridError
from capplan.case.grid.layout import IN_SERVICE, SPOT, STARTS
from capplan.case.grid_tables import GridLine
from capplan.report.grid import run_grid
from plan.worked_case import whole_plan, worked_case

PLAN = whole_plan().option("plan")
LINES = (
    GridLine(cohort="down", setting="hospital", part="discharge", service="bedded-rehab", share=0.5),
    GridLine(cohort="down", setting="nursing", part="discharge", service="short-residential", share=0.2),
    GridLine(cohort="down", setting="home", part="discharge", service="home-rehab", share=0.3),
    GridLine(cohort="up", setting="hospital", part="community", service="bedded-rehab", share=1),
)
CASE = replace(worked_case(), grid_lines=LINES)
ROWS = run_grid(CASE, PLAN).rows


def test_places_of_all_lines_are_the_safe_loads_of_the_bed_plan() -> None:
    safe = sum(row.safe_load for row in PLAN.figures.bed_plan if row.period == "2015-04")
    places = sum(row[0] or 0.0 for key, row in ROWS.items() if key[1] == "capacity" and key[3] == IN_SERVICE)
    assert places == pytest.approx(safe)
    assert safe > 0


def test_starts_at_home_are_safe_load_by_days_over_stay() -> None:
    # One team, one cohort that stays 9.15 days; April has 30 days, May 31.
    (safe,) = (row.safe_load for row in PLAN.figures.bed_plan if (row.site, row.period) == ("team", "2015-04"))
    starts = ROWS["discharge", "capacity", "home-rehab", STARTS]
    assert starts[:2] == pytest.approx((safe * 30 / 9.15, safe * 31 / 9.15))


def test_places_bought_on_the_spot_are_told_apart() -> None:
    spot = ROWS["discharge", "capacity", "short-residential", SPOT][0]
    (safe,) = (row.safe_load for row in PLAN.figures.bed_plan if (row.site, row.period) == ("spot", "2015-04"))
    assert spot == pytest.approx(safe * 30 / 36.6)
    assert ROWS["discharge", "capacity", "home-rehab", SPOT][0] == 0


def test_without_lines_there_is_no_grid() -> None:
    with pytest.raises(NoGridError, match="grid_lines"):
        run_grid(worked_case(), PLAN)

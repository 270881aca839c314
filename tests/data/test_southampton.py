"""Southampton: reinvestment behind gates, and beds against home over what the report does not give."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.programme import check_programme
from capplan.decisions.programme import ProgrammePlan
from capplan.plan.option import solve_option
from capplan.plan.programme import plan_programme
from capplan.solve import Profile

FOLDER = Path(__file__).parents[2] / "data" / "southampton"
WAVES = (1, 2, 3)


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def plan(case: Case) -> ProgrammePlan:
    return plan_programme(case, Profile())


def test_the_waves_are_the_stated_saving_and_reinvestment_waits_for_each(case: Case, plan: ProgrammePlan) -> None:
    assert check_programme(case, plan) == ()
    saving = {row.line: row.gbp for row in case.initiative_money}
    assert sum(saving[f"saved-{wave}"] for wave in WAVES) == 825_380
    starts = {row.initiative: row.starts for row in plan.figures.schedule}
    assert starts["staff-consultation"] >= "2015-09"
    for wave in WAVES:
        # Six months until the saving is whole, six in which it shows: a year from each wave to its reinvestment.
        assert starts[f"beds-to-home-{wave}"] == f"{2015 + wave}-04"
        assert starts[f"reinvestment-{wave}"] == f"{2016 + wave}-04"


def test_what_is_not_known_decides_whether_it_pays(plan: ProgrammePlan) -> None:
    net = {row.end: row.net_gbp for row in plan.figures.ranges if row.year == "all"}
    assert net["favourable"] < net["central"] < 0 < net["adverse"]


def test_at_the_assumed_prices_wards_lose_beds_and_home_gains_places(case: Case) -> None:
    usual = solve_option(case, "business-as-usual", Profile(mip_rel_gap=0.01)).plan
    found = solve_option(case, "plan", Profile(mip_rel_gap=0.01)).plan
    assert sum(row.beds_removed for row in found.figures.closures if row.site.startswith("ward")) == 16
    assert found.figures.totals.cost_present_gbp < usual.figures.totals.cost_present_gbp

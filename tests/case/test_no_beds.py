"""The tables for beds go together: all of them, or none and a case that plans no beds."""

import pytest
from example_folder import faults_of, place

from capplan.case.example import EXAMPLE_TABLES
from capplan.case.read import read_case
from capplan.case.tables import SHARED_TABLES, TABLES

FOR_BEDS = [name for name, table in TABLES.items() if table.for_beds]
OWN = [name for name in FOR_BEDS if name not in SHARED_TABLES]
KEPT = {"case.toml", "parameters.csv", "funders.csv", "budgets.csv"}


@pytest.fixture
def bare(folder):
    """The example without anything about beds and staff: its funders and their budgets are left."""
    for file in folder.iterdir():
        if file.name not in KEPT:
            file.unlink()
    return folder


def test_a_case_without_bed_tables_plans_no_beds(bare):
    case = read_case(bare)
    assert (case.plans_beds, case.plans_staff) == (False, False)
    assert case.funders
    assert case.area_travel_min == {}


def test_a_case_without_beds_needs_no_price_of_an_acute_day(bare):
    rows = (bare / "parameters.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("acute_")]
    (bare / "parameters.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert read_case(bare).parameters.acute_delayed_day_gbp == 0.0


@pytest.mark.parametrize("name", OWN)
def test_a_partial_block_names_the_missing_files(bare, name):
    (bare / f"{name}.csv").write_text(_example(name), encoding="utf-8")
    missing = {fault.file for fault in faults_of(bare) if fault.problem == "the file is missing"}
    assert missing == {f"{other}.csv" for other in FOR_BEDS if other not in (name, "funders")}


def test_a_case_with_nothing_to_plan_is_asked_for_beds(bare):
    (bare / "budgets.csv").unlink()
    assert {fault.file for fault in faults_of(bare)} == {f"{name}.csv" for name in FOR_BEDS if name != "funders"}


def test_bed_tables_may_stand_there_empty(bare):
    (bare / "sites.csv").write_text(_example("sites").splitlines()[0] + "\n", encoding="utf-8")
    assert faults_of(bare) == []


def test_a_row_that_names_a_bed_table_is_still_held_to_it(bare):
    (bare / "staff_per_bed.csv").write_text("setting,role,fte_per_bed\nnursing-home,nurse,1\n", encoding="utf-8")
    assert [place(fault) for fault in faults_of(bare)] == [("staff_per_bed.csv", 2, "setting")]


def _example(name):
    return EXAMPLE_TABLES[name]

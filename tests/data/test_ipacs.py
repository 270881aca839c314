"""The published discharge-to-assess parameters as a case: nine overloaded nodes, and a plan that works them off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.demand import opening_waiting
from capplan.case.read import read_case
from capplan.check import check_beds
from capplan.check.facts import Facts
from capplan.check.simulation import check_simulation
from capplan.plan.findings.simulation import simulation_findings
from capplan.plan.option import solve_option
from capplan.simulate.beds import simulate_beds
from capplan.simulate.days import Days
from capplan.solve import Profile

FOLDER = Path(__file__).parents[2] / "data" / "ipacs"
# Node: (mean arrivals a day, mean stay, capacity, people in care, people waiting, load over capacity).
NODES = {
    "p1-bristol": (8.0237, 18.07, 92, 92, 39, 1.58),
    "p1-north-somerset": (4.7137, 18.7, 71, 71, 48, 1.24),
    "p1-south-gloucestershire": (6.6127, 12.08, 71, 71, 42, 1.13),
    "p2-bristol": (3.0737, 42.79, 102, 97, 31, 1.29),
    "p2-north-somerset": (2.3461, 38.28, 28, 24, 15, 3.21),
    "p2-south-gloucestershire": (2.1459, 34.06, 61, 68, 12, 1.20),
    "p3-bristol": (1.9521, 59.15, 72, 77, 43, 1.60),
    "p3-north-somerset": (1.0951, 44.91, 39, 28, 12, 1.26),
    "p3-south-gloucestershire": (2.3212, 32.18, 37, 33, 11, 2.02),
}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


def test_the_figures_are_those_of_the_workbook(case: Case) -> None:
    there = {row.site: row.people for row in case.occupied_today}
    waiting = opening_waiting(case)
    assert {site.site for site in case.sites} == set(NODES)
    for site in case.sites:
        arrivals, stay, capacity, people, delayed, ratio = NODES[site.site]
        beds = next(row for row in case.configurations_of[site.site] if row.configuration == site.today).beds_staffed
        found = case.cohort[site.site].admissions_per_year / 365
        assert found == pytest.approx(arrivals, abs=1e-4)
        assert case.stay[site.site, site.setting].stay_days == stay
        assert (beds, there[site.site], waiting[site.site, "bnssg"]) == (capacity, people, delayed)
        assert found * stay / beds == pytest.approx(ratio, abs=0.006)
    assert sum(row[4] for row in NODES.values()) == 253


def test_most_people_of_pathway_one_in_bristol_come_on_a_saturday_and_fewest_on_a_monday(case: Case) -> None:
    """12.604651 on Saturdays, 3.047619 on Mondays, in every week of the workbook; February 2023 is four whole weeks."""
    days = Days(case)
    february = slice(31, 59)
    daily, weekday = days.arrivals["p1-bristol", "bnssg"][february], days.weekday[february]
    assert daily[weekday == 5].mean() == pytest.approx(12.604651, rel=1e-5)
    assert daily[weekday == 0].mean() == pytest.approx(3.047619, rel=1e-5)


def test_all_nine_nodes_are_overloaded_today(case: Case) -> None:
    usual = solve_option(case, "business-as-usual", Profile()).plan
    assert check_beds(case, usual) == ()
    assert [row.state for row in usual.figures.nodes] == ["no-steady-state"] * 9
    assert all(row.state == "no-steady-state" for row in usual.figures.bed_plan if row.period >= "2023-02")
    simulation = simulate_beds(case, usual, 2)
    assert list(check_simulation(Facts(case, "business-as-usual"), usual, simulation)) == []
    overall = [row for row in simulation.promises if row.setting == "all"]
    assert [row.verdict for row in overall] == ["broken"] * 9
    assert all("people already wait for it" in row.why for row in overall)
    at_end = {row.cohort: row.waiting for row in simulation.waiting if row.period == "2024-12"}
    planned = {row.cohort: row.waiting_at_end for row in usual.figures.nodes}
    # The lists grow by hundreds in both. The plan's grow faster where the overload is small: there a ward is never more
    # than 97 % full, and in the simulation it always is.
    assert all(
        people > 100 and 0.5 * planned[cohort] <= people <= 1.1 * planned[cohort] for cohort, people in at_end.items()
    )


def test_with_the_capacity_found_every_waiting_list_is_worked_off_by_september(case: Case) -> None:
    short = replace(case, horizon=case.horizon.model_copy(update={"months": 9}))
    plan = solve_option(short, "plan", Profile(mip_rel_gap=0.05)).plan
    assert check_beds(short, plan) == ()
    assert plan.figures.totals.beds_at_end > plan.figures.totals.beds_at_start
    simulation = simulate_beds(short, plan, 2)
    found = {row.id: row for row in simulation_findings(short, simulation)}
    for cohort in NODES:
        months = found[f"simulation-waiting-{cohort}"].figures
        # Nothing opens before April, and the lists grow until then.
        for name in ("worked_off_planned", "worked_off_simulated"):
            assert "2023-03" < str(months[name]) <= "2023-09"

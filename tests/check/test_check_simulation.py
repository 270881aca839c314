"""The checker of simulations: nothing wrong with an untouched one, and every planted fault named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from scipy.stats import t as student

from capplan.check.facts import Facts
from capplan.check.simulation import check_simulation
from capplan.check.student import half_width
from capplan.decisions import BedPlan
from capplan.decisions.simulation import Simulation
from capplan.simulate.beds import simulate_beds
from one_ward import one_ward, planned

Change = Callable[[Simulation], Simulation]


@cache
def made() -> tuple[Facts, BedPlan, Simulation]:
    case = one_ward(16, 12.5, 8.0, months=6)
    plan = planned(case)
    return Facts(case, "plan"), plan, simulate_beds(case, plan, 4)


def row(table: str, place: int, **changes: Any) -> Change:
    def change(simulation: Simulation) -> Simulation:
        rows = list(getattr(simulation, table))
        rows[place] = rows[place].model_copy(update=changes)
        return simulation.model_copy(update={table: tuple(rows)})

    return change


def whole(**changes: Any) -> Change:
    return lambda simulation: simulation.model_copy(update=changes)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 9, 29, 30, 99])
def test_student_s_quantiles_are_those_of_the_tables(degrees: int) -> None:
    assert half_width(degrees, 0.8) == pytest.approx(float(student.ppf(0.9, degrees)), rel=1e-9)


def test_an_untouched_simulation_has_no_fault() -> None:
    facts, plan, simulation = made()
    assert list(check_simulation(facts, plan, simulation)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (row("promises", 0, share=0.01), "figure simulation.promises.share"),
        (row("promises", 0, high=0.5), "figure simulation.promises.high"),
        (row("promises", 0, error=0.0), "figure simulation.promises.error"),
        (row("promises", 0, planned_share=0.05), "figure simulation.promises.planned_share"),
        (row("promises", 0, promised_share=0.5), "figure simulation.promises.promised_share"),
        (row("promises", 0, worst_period="2013-04", worst_share=0.9), "figure simulation.promises.worst_share"),
        (row("promises", 0, kept_share=0.25), "figure simulation.promises.kept_share"),
        (row("promises", 1, site="ward-south"), "figure simulation.promises"),
        (row("counts", 0, failed=0.0), "simulation sums"),
        (row("counts", 0, people=1e6), "simulation sums"),
        (row("counts", 0, failed=1e6), "simulation counts"),
        (row("counts", 0, replication=4), "simulation ids"),
        (row("counts", 0, replication=1), "simulation ids"),
        (row("months", 0, site="elsewhere"), "simulation ids"),
        (row("months", 0, people=9_000.0, failed=0.0), "simulation arrivals"),
        (row("loads", 0, planned_load=9.0), "figure simulation.loads.planned_load"),
        (row("loads", 0, beds_usable=25.0), "figure simulation.loads.beds_usable"),
        (row("loads", 0, load=-1.0), "figure simulation.loads.load"),
        (row("loads", 0, site="elsewhere"), "figure simulation.loads"),
        (row("loads", 0, period="1999-01"), "figure simulation.loads"),
        (row("waiting", 0, planned_waiting=5.0), "figure simulation.waiting.planned_waiting"),
        (row("loads", 0, beds_usable=15.0), "figure simulation.loads.beds_usable"),
        (whole(loads=()), "simulation loads"),
        (whole(waiting=()), "figure simulation.waiting"),
        (whole(option="do-minimum"), "simulation identity"),
        (whole(judged_from="2013-06"), "simulation identity"),
    ],
)
def test_a_planted_fault_is_named(change: Change, rule: str) -> None:
    facts, plan, simulation = made()
    rules = {fault.rule for fault in check_simulation(facts, plan, change(simulation))}
    assert rule in rules


def test_a_verdict_that_the_counts_do_not_give_is_named() -> None:
    facts, plan, simulation = made()
    other = "kept" if simulation.promises[0].verdict != "kept" else "broken"
    faults = list(check_simulation(facts, plan, row("promises", 0, verdict=other)(simulation)))
    assert "figure simulation.promises.verdict" in {fault.rule for fault in faults}


def test_a_broken_promise_without_its_month_is_named() -> None:
    facts, plan, simulation = made()
    broken = row("promises", 0, verdict="broken", why="somebody was unlucky")(simulation)
    assert "simulation why" in {fault.rule for fault in check_simulation(facts, plan, broken)}

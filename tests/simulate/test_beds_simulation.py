"""Plans simulated: promises at the exact queue, months that fail, and the same people for every option."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from capplan.case import simulation_tables as simulated
from capplan.decisions.simulation import ALL, SimulatedPromise
from capplan.plan.findings.simulation import simulation_findings
from capplan.queueing import erlang_b, safe_load, wait_exceeds
from capplan.simulate.beds import simulate_beds
from capplan.simulate.days import Days
from capplan.simulate.estate import usable_beds
from capplan.simulate.people import Stays
from one_ward import one_ward, planned

REFUSAL = {"when_full": "divert", "rule": "refusal", "acute_stay_days": 8.0}


def overall(simulation) -> SimulatedPromise:
    """The promise to the one group of people over all sites."""
    return next(row for row in simulation.promises if row.setting == ALL)


@pytest.mark.parametrize("cohort", [{"rule_target": 0.1}, REFUSAL | {"rule_target": 0.05}], ids=["wait", "refusal"])
def test_a_stationary_ward_fails_as_often_as_the_formula_says(cohort) -> None:
    """Planned is the formula; simulated lies within its Monte Carlo error (t with 29 degrees of freedom, 0.1 %)."""
    case = one_ward(16, 12.0, 8.0, **cohort)
    row = overall(simulate_beds(case, planned(case), 30))
    exact = erlang_b(16, 12.0) if cohort.get("rule") else wait_exceeds(16, 12.0, 8.0, 2.0)
    assert row.planned_share == pytest.approx(exact, rel=1e-6)
    assert abs(row.share - exact) <= 3.66 / 1.311 * row.error


def test_at_the_safe_load_a_promise_is_not_broken_and_well_above_it_is() -> None:
    safe = safe_load(16, "wait", 0.1, 8.0, 2.0)
    kept = one_ward(16, 0.9 * safe, 8.0)
    broken = one_ward(16, 1.15 * safe, 8.0)
    assert overall(simulate_beds(kept, planned(kept), 20)).verdict == "kept"
    row = overall(simulate_beds(broken, planned(broken), 20))
    assert row.verdict == "broken"
    assert row.why.startswith(f"{row.worst_period}, Ward: the planned load of ")


def test_half_a_ward_from_a_month_on_fails_in_that_month_and_says_why() -> None:
    """Twelve beds instead of 24 from October 2013 on, for a load of 15."""
    case = one_ward(24, 15.0, 8.0)
    halved = planned(case, {period.id: "half" for period in case.periods if period.id >= "2013-10"})
    simulation = simulate_beds(case, halved, 6)
    row = overall(simulation)
    assert row.verdict == "broken"
    assert row.worst_period is not None
    assert row.worst_period > "2013-10"
    assert "already wait for it" in row.why
    usable = {load.period: load.beds_usable for load in simulation.loads}
    # A month of double running: the beds that leave in October take nobody new in September.
    assert (usable["2013-08"], usable["2013-09"], usable["2013-10"]) == (24.0, 12.0, 12.0)
    above = {load.period: load.above_beds for load in simulation.loads}
    assert above["2013-10"] < 1.0  # a month is four mean stays


def test_people_still_in_beds_that_close_are_a_finding() -> None:
    """About 7.5 people lie above the twelve beds that stay; after a mean stay, 1/e of them are still there."""
    case = one_ward(24, 20.0, 30.0)
    halved = planned(case, {period.id: "half" for period in case.periods if period.id >= "2013-10"})
    simulation = simulate_beds(case, halved, 20)
    found = [row for row in simulation_findings(case, simulation) if row.id.startswith("simulation-still-there")]
    assert [row.id for row in found] == ["simulation-still-there-ward-north-2013-10"]
    assert found[0].figures["people"] == pytest.approx(7.5 / math.e, abs=1.0)


def test_who_waits_for_a_ward_that_closes_does_not_wait_there_for_ever() -> None:
    """The only ward closes: nobody can be started, and everybody left is counted as failed."""
    case = one_ward(24, 15.0, 8.0)
    runs = {period.id: "closed" for period in case.periods if period.id >= "2014-10"}
    simulation = simulate_beds(case, planned(case, runs), 3)
    late = [row for row in simulation.months if row.period >= "2014-10"]
    assert {row.site for row in late} <= {"ward-north", "none"}
    assert all(row.failed == row.people for row in late)


def test_whom_the_plan_diverts_is_refused() -> None:
    case = one_ward(16, 12.0, 8.0, **REFUSAL)
    row = overall(simulate_beds(case, planned(case, diverted=True), 3))
    assert (row.share, row.verdict, row.site) == (1.0, "broken", ALL)
    assert "the plan itself has no bed" in row.why


def test_equal_seeds_give_equal_answers_and_processes_do_not_matter() -> None:
    case = one_ward(16, 12.0, 8.0, months=3)
    once = simulate_beds(case, planned(case), 3, seed=5)
    assert once == simulate_beds(case, planned(case), 3, seed=5, processes=2)
    assert once != simulate_beds(case, planned(case), 3, seed=6)


def test_the_same_people_come_whatever_is_planned() -> None:
    """More beds never let anybody wait longer: with common random numbers in every single replication."""
    case, more = one_ward(16, 13.0, 8.0), one_ward(18, 13.0, 8.0)
    few, many = (simulate_beds(one, planned(one), 5) for one in (case, more))
    for less, rest in zip(few.counts, many.counts, strict=True):
        assert less.people == pytest.approx(rest.people, abs=3)  # those whose fate is not known at the end
        assert less.failed >= rest.failed


def test_arrivals_follow_the_weekdays_and_add_to_the_month() -> None:
    case = one_ward(16, 12.0, 8.0)
    weekend = [simulated.WeekdayIndex(cohort="step-down", weekday=day, index=0.0) for day in ("sat", "sun")]
    plain, weekly = Days(case), Days(replace(case, weekdays=tuple(weekend)))
    key = ("step-down", "north")
    assert weekly.arrivals[key][weekly.weekday >= 5].sum() == 0.0
    for first, last in zip(plain.bounds[:-1].astype(int), plain.bounds[1:].astype(int), strict=True):
        assert weekly.arrivals[key][first:last].sum() == pytest.approx(plain.arrivals[key][first:last].sum())


def test_stays_have_the_mean_and_the_median_of_the_case() -> None:
    case = one_ward(16, 12.0, 8.0)
    row = simulated.StaySpread(cohort="step-down", setting="hospital", median_days=5.0)
    quantile = (np.arange(100_000) + 0.5) / 100_000
    for one, median in ((case, 8.0 * math.log(2.0)), (replace(case, stay_spread=(row,)), 5.0)):
        stays = Stays(one).days("step-down", "hospital", quantile)
        assert stays.mean() == pytest.approx(8.0, rel=2e-3)
        assert np.median(stays) == pytest.approx(median, rel=1e-3)


def test_what_is_left_of_a_lognormal_stay_has_the_mean_of_renewal_theory() -> None:
    """E[X²] / (2 E[X]) = mean × exp(sigma²) / 2 for a lognormal stay."""
    row = simulated.StaySpread(cohort="step-down", setting="hospital", median_days=5.0)
    case = replace(one_ward(16, 12.0, 8.0), stay_spread=(row,))
    left = Stays(case).residual("step-down", "hospital", np.random.default_rng(1), 200_000)
    assert left.mean() == pytest.approx(8.0 * (8.0 / 5.0) ** 2 / 2.0, rel=0.03)


def test_new_beds_come_into_use_by_the_ramp_and_leaving_ones_stop_before() -> None:
    case = one_ward(24, 9.0, 8.0)
    site = case.sites[0].model_copy(update={"today": "half", "ramp_months": 2, "double_running_months": 2})
    case = replace(case, sites=(site,))
    runs = {period.id: "half" for period in case.periods if period.id < "2013-06" or period.id >= "2014-02"}
    beds = usable_beds(case, planned(case, runs).decisions)["ward-north"]
    #              April, May;  June: 12 + 12/3, July: 12 + 24/3, August: all;  December, January: 12 leave in February
    assert beds == [12, 12, 16, 20, 24, 24, 24, 24, 12, 12, *[12] * 14]

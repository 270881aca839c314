"""Rounds of small days with every feature: kept rules, the optimum of the whole model, bounds below it, one answer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from capplan import rounds
from capplan.formulations import visits
from capplan.rounds import bound, plan
from capplan.solve import Profile, run
from rounds.evaluate import evaluate
from rounds.small_days import small_day

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
ITERATIONS = 1500
FAST, ALL = range(20), range(20, 200)


def check(seed: int) -> None:
    """Plan and bound of the search against the optimum of the whole model."""
    inputs = small_day(seed, num_visits=4 + seed % 4, num_carers=2 + seed % 2)
    found = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=0, iterations=ITERATIONS)
    cost, faults = evaluate(inputs, found.rounds)
    assert faults == []
    assert cost == pytest.approx(found.objective, abs=1e-6)
    best = run(visits.build(inputs), EXACT).require_solution()
    assert found.bound <= best + 1e-6
    assert found.objective == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("seed", FAST)
def test_the_plan_is_the_optimum_of_the_whole_model(seed: int) -> None:
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_the_plan_is_the_optimum_of_the_whole_model_on_many_days(seed: int) -> None:
    check(seed)


def test_one_seed_gives_one_plan() -> None:
    inputs = small_day(7, num_visits=7, num_carers=3)
    one, other = (rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=3, iterations=300) for _ in range(2))
    assert (one.rounds, one.objective, one.bound) == (other.rounds, other.objective, other.bound)


@pytest.mark.parametrize("seed", [3, 12])
def test_a_counted_search_finds_the_same_on_a_slow_machine(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the plan nor the proof depends on which of the two is quicker."""
    inputs = small_day(seed, num_visits=16, num_carers=5)

    def answer() -> tuple[object, ...]:
        found = rounds.solve(inputs, time_limit_s=600.0, gap=0.02, seed=1, iterations=300, counted=True)
        return found.rounds, found.objective, found.bound, found.stopped_by

    def slowly(*given: Any) -> Any:
        time.sleep(0.003)
        return find_rounds(*given)

    quick, find_rounds = answer(), bound.find_rounds
    monkeypatch.setattr(bound, "find_rounds", slowly)
    slow = answer()
    monkeypatch.setattr(bound, "find_rounds", find_rounds)
    improve = plan._improve
    monkeypatch.setattr(plan, "_improve", lambda *given: (time.sleep(0.3), improve(*given)))
    assert quick == slow == answer()


def test_a_bound_that_is_enough_ends_the_search() -> None:
    inputs = small_day(5, num_visits=16, num_carers=5)
    whole = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, iterations=300, counted=True)
    enough = 0.9 * whole.bound
    found = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, iterations=300, counted=True, enough=enough)
    assert (whole.stopped_by, found.stopped_by) == (rounds.result.PROVEN, rounds.result.GAP)
    assert enough <= found.bound < whole.bound - 1.0


def test_a_given_plan_is_kept_or_bettered() -> None:
    inputs = small_day(11, num_visits=6, num_carers=2)
    first = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=0, iterations=ITERATIONS)
    again = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=1, start=first.rounds, iterations=0)
    assert again.objective <= first.objective + 1e-6


def test_a_day_without_visits_costs_nothing() -> None:
    found = rounds.solve(small_day(1, num_visits=2), time_limit_s=5.0)
    empty = visits.Inputs((), (), small_day(1).carers, small_day(1).travel_s, small_day(1).km)
    nothing = rounds.solve(empty, time_limit_s=5.0)
    assert found.objective > 0
    assert (nothing.objective, nothing.bound, nothing.stopped_by) == (0.0, 0.0, "proven")

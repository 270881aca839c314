"""A day base by base: each base's own visits, carers and pairs, and a plan of the whole day that is no dearer."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from capplan.formulations.visits.inputs import Inputs, Pair
from capplan.rounds import plan, run
from capplan.rounds.day import day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.parts import better_by_bases, parts_of
from capplan.rounds.plan import solve
from capplan.rounds.result import PROVEN, Progress
from capplan.rounds.start import rounds_of
from capplan.rounds.state import empty_state, new_room
from rounds.evaluate import evaluate
from rounds.small_days import small_day


def two_bases(seed: int) -> Inputs:
    """Visits and carers of both bases in turn; v0 and v2 are a pair of one base, v0 and v1 one across."""
    day = small_day(seed, num_visits=8, num_carers=4)
    bases = ("north", "south")
    visits = tuple(replace(visit, base=bases[k % 2]) for k, visit in enumerate(day.visits))
    carers = tuple(replace(carer, base=bases[k % 2], help_across_gbp=5.0) for k, carer in enumerate(day.carers))
    return replace(day, visits=visits, carers=carers, pairs=(Pair("v0", "v2", 0), Pair("v0", "v1", 0)))


def test_each_base_is_a_day_of_its_own() -> None:
    day = two_bases(1)
    north, south = parts_of(day)
    assert [visit.id for visit in north.visits] == ["v0", "v2", "v4", "v6"]
    assert [carer.id for carer in south.carers] == ["k1", "k3"]
    assert (north.pairs, south.pairs) == ((Pair("v0", "v2", 0),), ())
    nobody = replace(day, carers=tuple(carer for carer in day.carers if carer.base == "north"))
    assert [part.visits[0].base for part in parts_of(nobody)] == ["north"]


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_put_together_keeps_every_rule_and_costs_what_it_says(seed: int) -> None:
    inputs = two_bases(seed)
    day = day_of(inputs)
    best, room = empty_state(day), new_room(day)
    nothing, told = total_cost(day, best), list[float]()
    better_by_bases(inputs, day, best, room, [0], time.perf_counter() + 2.0, lambda: False, told.append)
    cost, faults = evaluate(inputs, rounds_of(inputs, day, best))
    assert faults == []
    assert cost == pytest.approx(total_cost(day, best), abs=1e-6)
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(cost, abs=1e-6)
    assert cost < nothing


def test_with_one_base_nothing_happens() -> None:
    inputs = two_bases(2)
    one = replace(inputs, visits=tuple(replace(visit, base="north") for visit in inputs.visits))
    day = day_of(one)
    best, told = empty_state(day), list[float]()
    better_by_bases(one, day, best, new_room(day), [0], time.perf_counter() + 5.0, lambda: False, told.append)
    assert told == []
    assert not best.made.any()


@pytest.mark.parametrize("seed", range(3))
def test_a_large_day_begins_base_by_base_and_ends_as_others_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = two_bases(seed)
    whole = solve(inputs, time_limit_s=20.0, gap=0.0, iterations=1500)
    monkeypatch.setattr(run, "BY_BASES", 1)
    monkeypatch.setattr(plan, "BASES_SHARE", 0.05)
    found = solve(inputs, time_limit_s=20.0, gap=0.0, iterations=1500)
    assert found.objective == pytest.approx(whole.objective, abs=1e-6)
    assert evaluate(inputs, found.rounds)[1] == []


@pytest.mark.parametrize("seed", range(4))
def test_a_large_day_is_proven_beside_the_search_for_plans(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = two_bases(seed)
    whole = solve(inputs, time_limit_s=60.0, gap=0.0)
    monkeypatch.setattr(run, "FEW_VISITS", 1)
    told: list[Progress] = []
    found = solve(inputs, time_limit_s=60.0, gap=0.0, on_progress=told.append)
    assert (whole.stopped_by, found.stopped_by) == (PROVEN, PROVEN)
    assert found.objective == pytest.approx(whole.objective, abs=1e-6)
    assert evaluate(inputs, found.rounds)[1] == []
    assert all(one.bound <= found.objective + 1e-6 for one in told)

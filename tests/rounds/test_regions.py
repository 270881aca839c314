"""Regions of a day: what they hold of it, that the rest stays as it is, and that each keeps what it gains."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from capplan.formulations.visits import Inputs, Pair
from capplan.rounds import plan, regions, run
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.pool import Pool
from capplan.rounds.regions import better_by_regions, region_of
from capplan.rounds.start import rounds_of
from capplan.rounds.state import Room, State, empty_state, new_room
from rounds.evaluate import evaluate
from rounds.small_days import small_day


def filled(seed: int) -> tuple[Inputs, Day, State, Room]:
    inputs = small_day(seed, num_visits=40, num_carers=16)
    inputs = replace(inputs, pairs=tuple(Pair(f"v{v}", f"v{v + 1}", 0) for v in range(0, 40, 4)))
    day = day_of(inputs)
    best, room = empty_state(day), new_room(day)
    fill(day, best, room)
    return inputs, day, best, room


@pytest.mark.parametrize("seed", range(40))
def test_a_region_holds_the_visits_of_its_carers_and_pins_what_others_share(seed: int) -> None:
    inputs, day, best, _ = filled(seed)
    rounds = rounds_of(inputs, day, best)
    carers = {0, 2, 5, 7}
    names = {inputs.carers[c].id for c in carers}
    region = region_of(inputs, day, best, carers)
    team: dict[str, set[str]] = {}
    start: dict[str, int] = {}
    for carer, stops in rounds.items():
        for visit, at in stops:
            team.setdefault(visit, set()).add(carer)
            start[visit] = at
    partner = {pair.first: pair.second for pair in inputs.pairs} | {pair.second: pair.first for pair in inputs.pairs}
    assert [carer.id for carer in region.inputs.carers] == sorted(names, key=lambda name: int(name[1:]))
    found = {visit.id: visit for visit in region.inputs.visits}
    for visit in inputs.visits:
        there = team.get(visit.id, set()) & names
        other = partner.get(visit.id)
        outside = other is not None and bool(team.get(other)) and not team[other] & names
        if visit.id not in team:
            assert (visit.id in found) == (not outside)
        elif not there:
            assert visit.id not in found
        elif there != team[visit.id]:
            half, at = found[visit.id], start[visit.id]
            assert (half.carers, half.windows, half.under_way) == (1, ((at, at),), True)
            assert half.must_not == names - there
        elif outside:
            assert found[visit.id] == replace(visit, windows=((start[visit.id], start[visit.id]),))
        else:
            assert found[visit.id] == visit
    assert [inputs.visits[v].id for v in region.visits] == list(found)
    assert {inputs.carers[int(day.duties["carer"][d])].id for d in region.duties} == names


def test_halves_and_hours_bound_to_the_outside_occur() -> None:
    """The days above have both."""
    halves = hours = 0
    for seed in range(40):
        inputs, day, best, _ = filled(seed)
        whole = {visit.id: visit for visit in inputs.visits}
        for visit in region_of(inputs, day, best, {0, 2, 5, 7}).inputs.visits:
            halves += visit.under_way
            hours += not visit.under_way and visit.windows != whole[visit.id].windows
    assert halves > 0
    assert hours > 0


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_regions_better_the_plan_and_keep_every_rule(seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "REGION", 5)
    inputs, day, best, room = filled(seed)
    costs, pool = [float(total_cost(day, best))], Pool()
    better_by_regions(
        inputs, day, best, room, [seed], time.perf_counter() + 60.0, lambda: len(costs) > 6,
        lambda: costs.append(float(total_cost(day, best))), pool, lambda: at_once,
    )  # fmt: skip
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]
    cost, faults = evaluate(inputs, rounds_of(inputs, day, best))
    assert faults == []
    assert cost == pytest.approx(costs[-1])
    # What is noted for the bound is numbered as in the whole day.
    noted = pool.take()
    assert noted
    assert all(day.first[v, d] or day.second[v, d] for d, visits in noted for v in visits)


def test_a_day_on_which_nobody_is_out_has_no_regions() -> None:
    inputs = small_day(1, num_visits=10, num_carers=3)
    day = day_of(inputs)
    told: list[None] = []
    end = time.perf_counter() + 60.0
    better_by_regions(
        inputs, day, empty_state(day), new_room(day), [0], end, lambda: False, lambda: told.append(None)
    )  # fmt: skip
    assert told == []


@pytest.mark.parametrize("at_first", ["whole", "base by base", "again"])
def test_large_days_are_searched_by_regions(at_first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole at first, with rounds to start from as well, or base by base."""
    if at_first == "base by base":
        monkeypatch.setattr(run, "BY_BASES", 1)
    monkeypatch.setattr(run, "FEW_VISITS", 1)
    asked: list[str] = []
    by_regions, by_turns = plan.better_by_regions, plan.better_by_turns

    def in_regions(*given: object) -> None:
        asked.append(f"regions, {given[9]()} at once")  # type: ignore[operator]
        by_regions(*given)  # type: ignore[arg-type]

    def whole(*given: object, **options: object) -> None:
        asked.append("whole")
        by_turns(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(plan, "better_by_regions", in_regions)
    monkeypatch.setattr(plan, "better_by_turns", whole)
    inputs = small_day(4, num_visits=40, num_carers=16)
    found = plan.solve(inputs, time_limit_s=4.0, gap=0.0, start={} if at_first == "again" else None)
    assert evaluate(inputs, found.rounds)[1] == []
    assert np.isfinite(found.bound)
    assert len(asked) > 1
    if at_first == "base by base":
        # Two at once before the proof begins.
        assert asked[0] == "regions, 2 at once"
    else:
        assert asked.pop(0) == "whole"
    assert "whole" not in asked

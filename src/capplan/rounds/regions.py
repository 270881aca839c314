"""The search for plans region by region: rounds that lie near each other, whatever their base, as a day of their own.

On a large day what a warm search gains in one place it loses in another; here each region keeps what it has gained.
Visits by two with a carer outside stay where they are, and so does the hour of a visit bound to one outside.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from capplan.formulations.visits.inputs import Inputs, Visit
from capplan.rounds.around import together
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.pool import Pool
from capplan.rounds.result import Stops
from capplan.rounds.start import rounds_of, state_from
from capplan.rounds.state import Room, State, copy_state, new_room
from capplan.rounds.turns import A_TURN, HOT_GBP, SIDE_BY_SIDE, better_by_turns

REGION, REGION_SHARE = 24, 0.2
"""Rounds of a region, and most of them as a share of all."""
KEPT_GBP = 20_000.0
"""Price of leaving out what the rest of the day holds in its place."""


@dataclass(frozen=True)
class Region:
    """The day of some carers, and the numbers of its visits and duties in the whole day."""

    inputs: Inputs
    visits: tuple[int, ...]
    duties: tuple[int, ...]


def better_by_regions(
    inputs: Inputs,
    day: Day,
    best: State,
    room: Room,
    seed: Sequence[int],
    until: float,
    ended: Callable[[], bool],
    tell: Callable[[], None],
    pool: Pool | None = None,
    at_once: Callable[[], int] = lambda: SIDE_BY_SIDE,
    hot_gbp: float = HOT_GBP,
) -> None:
    """Better a plan in place, one turn of the search in each of so many regions at once, until the time is up.

    Parameters
    ----------
    ended
        Asked from other threads as well, while the plan is written.
    tell
        Told after each turn.
    pool
        Where rounds of plans come by are noted.
    at_once
        How many regions are searched side by side, 1 or 2.
    hot_gbp
        Temperature at which a turn begins.
    """
    chance = np.random.default_rng(seed)
    turn = 0
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as beside:
        while time.perf_counter() < until and not ended():
            regions = _regions(inputs, day, best, chance, at_once())
            if not regions:
                # Nobody is out.
                return
            rounds = rounds_of(inputs, day, best)
            made: list[Future[dict[str, Stops]]] = [
                beside.submit(_searched, one, rounds, [*seed, turn, number], until, ended, pool, hot_gbp)
                for number, one in enumerate(regions)
            ]
            for one in made:
                found = state_from(inputs, day, room, {**rounds_of(inputs, day, best), **one.result()})
                if total_cost(day, found) < total_cost(day, best) - 1e-6:
                    copy_state(found, best)
            turn += 1
            tell()


def _searched(
    region: Region, rounds: dict[str, Stops], seed: Sequence[int], until: float, ended: Callable[[], bool],
    pool: Pool | None, hot_gbp: float,
) -> dict[str, Stops]:  # fmt: skip
    """Return the rounds of a region after one turn."""
    inputs, day = region.inputs, day_of(region.inputs)
    room = new_room(day)
    best = state_from(inputs, day, room, {carer.id: rounds[carer.id] for carer in inputs.carers})
    fill(day, best, room)
    noted = None if pool is None else pool.of_part(region.visits, region.duties)
    count = A_TURN * len(inputs.visits)
    better_by_turns(day, best, seed, count, until, ended, lambda _done, _cost: None, 1, noted, hot_gbp)
    return rounds_of(inputs, day, best)


def _regions(inputs: Inputs, day: Day, best: State, chance: np.random.Generator, count: int) -> list[Region]:
    """Return so many regions around rounds chosen by chance, with no carer in two."""
    out = chance.permutation(np.flatnonzero(best.size)).tolist()
    regions: list[Region] = []
    taken: set[int] = set()
    carer_of = day.duties["carer"]
    size = min(REGION, round(REGION_SHARE * len(out)) + 1)
    for first in out:
        if len(regions) == count:
            break
        carers = {int(carer_of[d]) for d in together(day, best, first, size)}
        if carers.isdisjoint(taken):
            taken |= carers
            regions.append(region_of(inputs, day, best, carers))
    return regions


def region_of(inputs: Inputs, day: Day, best: State, carers: set[int]) -> Region:
    """Return the day of some carers: what they make, and what nobody makes."""
    team: dict[int, list[int]] = {}
    for d in range(len(day.duties)):
        for v in best.stops[d, : best.size[d]].tolist():
            team.setdefault(v, []).append(int(day.duties[d]["carer"]))
    own = [inputs.carers[c] for c in sorted(carers)]
    inside = {v for v in range(len(inputs.visits)) if v not in team or not carers.isdisjoint(team[v])}
    number = {visit.id: v for v, visit in enumerate(inputs.visits)}
    bound = {
        v
        for pair in inputs.pairs
        for v, other in ((number[pair.first], number[pair.second]), (number[pair.second], number[pair.first]))
        if v in inside and other not in inside
    }
    visits: dict[int, Visit] = {}
    for v in sorted(inside):
        visit = inputs.visits[v]
        if v not in team:
            if v not in bound:
                visits[v] = visit
            continue
        at = round(float(best.start[v]))
        there = [c for c in team[v] if c in carers]
        if len(there) < len(team[v]):
            others = frozenset(carer.id for carer in own) - {inputs.carers[there[0]].id}
            visits[v] = replace(
                visit, carers=1, windows=((at, at),), skills=frozenset(), second_skills=None, must_not=others,
                unserved_gbp=KEPT_GBP, under_way=True,
            )  # fmt: skip
        else:
            visits[v] = replace(visit, windows=((at, at),)) if v in bound else visit
    known = {visit.id for visit in visits.values()}
    pairs = tuple(pair for pair in inputs.pairs if {pair.first, pair.second} <= known)
    duties = tuple(d for d in range(len(day.duties)) if int(day.duties[d]["carer"]) in carers)
    part = replace(inputs, visits=tuple(visits.values()), carers=tuple(own), pairs=pairs)
    return Region(part, tuple(visits), duties)

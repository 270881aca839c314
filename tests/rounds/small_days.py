"""Random small days with every feature, in steps of five minutes, and their optimum by trying everything."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Pair, Visit
from rounds.evaluate import evaluate

STEP_S = 300


def small_day(seed: int, num_visits: int = 5, num_carers: int = 2) -> Inputs:
    """Return a random day: times are multiples of five minutes, so that the best starts are as well."""
    rng = random.Random(seed)
    ids = [f"k{number}" for number in range(num_carers)]
    visits = tuple(_visit(rng, number, ids) for number in range(num_visits))
    pairs = []
    if rng.random() < 0.6:
        first, second = rng.sample(range(num_visits), 2)
        pairs.append(Pair(f"v{first}", f"v{second}", STEP_S * rng.randrange(4), rng.choice([None, 3600])))
    size = num_visits + 2
    travel = {
        mode: np.array([[0 if i == j else STEP_S * rng.randint(1, 4) for j in range(size)] for i in range(size)])
        for mode in ("car", "foot")
    }
    km = {mode: matrix / 300.0 for mode, matrix in travel.items()}
    carers = tuple(_carer(rng, name, num_visits) for name in ids)
    if rng.random() < 0.4:
        visits = tuple(replace(visit, load=float(rng.randint(0, 4))) for visit in visits)
        carers = tuple(replace(carer, most_load=rng.choice([None, 4.0, 7.0])) for carer in carers)
    return Inputs(visits, tuple(pairs), carers, travel, km)


def _visit(rng: random.Random, number: int, carers: list[str]) -> Visit:
    opens = 28800 + STEP_S * rng.randrange(24)
    windows = [(opens, opens + STEP_S * rng.randint(0, 4))]
    if rng.random() < 0.2:
        again = windows[0][1] + 3600
        windows.append((again, again + STEP_S * rng.randint(0, 2)))
    two = rng.random() < 0.3
    return Visit(
        id=f"v{number}",
        client=f"c{number}",
        place=number,
        duration_s=STEP_S * rng.randint(2, 8),
        windows=tuple(windows),
        unserved_gbp=float(rng.choice([5, 30, 200])),
        base=rng.choice(["north", "south"]),
        preferred_s=opens + STEP_S * rng.randrange(4) if rng.random() < 0.7 else None,
        deviation_gbp_per_min=rng.choice([0.05, 0.5]),
        late_gbp_per_min=(1.0, 0.0, None, None)[opens // STEP_S % 4],
        skills=frozenset(["care"] if rng.random() < 0.5 else []),
        second_skills=frozenset(["nursing"]) if two and rng.random() < 0.5 else None,
        carers=2 if two else 1,
        must_not=frozenset([rng.choice(carers)] if rng.random() < 0.1 else []),
        preferred={rng.choice(carers): rng.choice([-2.0, 1.0])} if rng.random() < 0.4 else {},
    )


def _carer(rng: random.Random, name: str, num_visits: int) -> Carer:
    begins = 25200 + STEP_S * rng.randrange(12)
    shifts = [(begins, begins + STEP_S * rng.randint(24, 60))]
    if rng.random() < 0.3:
        shifts = [(begins, begins + STEP_S * 24), (begins + STEP_S * 30, begins + STEP_S * 60)]
    earliest = 32400 + STEP_S * rng.randrange(6)
    pause = MealBreak(earliest, earliest + STEP_S * rng.randint(3, 12), 1800, 3 * 3600)
    rate = float(rng.randint(12, 30))
    return Carer(
        id=name,
        base=rng.choice(["north", "south"]),
        start_place=num_visits + rng.randrange(2),
        end_place=num_visits + rng.randrange(2),
        shifts=tuple(shifts),
        skills=frozenset(rng.choice([["care"], ["care", "nursing"], ["nursing"]])),
        mode=rng.choice(["car", "foot"]),
        paid_s=STEP_S * rng.randint(12, 40),
        max_work_s=STEP_S * rng.randint(20, 48) if rng.random() < 0.4 else None,
        overtime_gbp_per_h=8.0,
        meal_break=pause if rng.random() < 0.6 else None,
        service_gbp_per_h=rate,
        travel_gbp_per_h=rate + rng.choice([0.0, 2.0]),
        waiting_gbp_per_h=rate - rng.choice([0.0, 4.0]),
        mileage_gbp_per_km=0.3,
        help_across_gbp=rng.choice([0.0, 5.0]),
    )


def least_cost(inputs: Inputs) -> float:
    """Return the cost of the best rounds of all: every start in steps of five minutes, every team, or left out."""
    best = math.inf
    for rounds in _all_rounds(inputs, 0, {carer.id: [] for carer in inputs.carers}):
        cost, faults = evaluate(inputs, rounds)
        if not faults:
            best = min(best, cost)
    return best


def _all_rounds(
    inputs: Inputs, number: int, rounds: dict[str, list[tuple[str, int]]]
) -> Iterator[dict[str, list[tuple[str, int]]]]:
    if number == len(inputs.visits):
        yield {carer: sorted(stops, key=lambda stop: stop[1]) for carer, stops in rounds.items()}
        return
    visit = inputs.visits[number]
    yield from _all_rounds(inputs, number + 1, rounds)
    starts = [start for low, high in visit.windows for start in range(low, high + 1, STEP_S)]
    for team in combinations(inputs.carers, visit.carers):
        if any(carer.id in visit.must_not for carer in team):
            continue
        for start in starts:
            if all(_fits(inputs, carer, rounds[carer.id], visit, start) for carer in team):
                for carer in team:
                    rounds[carer.id].append((visit.id, start))
                yield from _all_rounds(inputs, number + 1, rounds)
                for carer in team:
                    rounds[carer.id].pop()


def _fits(inputs: Inputs, carer: Carer, stops: list[tuple[str, int]], visit: Visit, start: int) -> bool:
    """Say whether a carer can make a visit beside each of those given already, taken one by one."""
    ways = inputs.travel_s[carer.mode]
    known = {one.id: one for one in inputs.visits}
    if not any(
        low <= start - ways[carer.start_place, visit.place]
        and start + visit.duration_s + ways[visit.place, carer.end_place] <= high
        for low, high in carer.shifts
    ):
        return False
    for name, at in stops:
        other = known[name]
        first, begins = (other, (at, start)) if at <= start else (visit, (start, at))
        if begins[0] + first.duration_s > begins[1]:
            return False
    return True

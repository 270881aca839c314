"""Small cases with bases that can be reckoned by hand or tried out in full, shared by the tests about bases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.case import Case
from small import small_case

PLACE = {"lat": 52.0, "lon": 1.0}


def base_row(base: str, **changes: Any) -> staff.Base:
    return staff.Base(
        **{"base": base, "title": base.upper(), "kind": "other", "use": "may", "cost_gbp_per_year": 0, **PLACE}
        | changes
    )


def base_case(
    people: Mapping[str, float],
    minutes: Mapping[str, Mapping[str, float]],
    rows: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    borders: tuple[tuple[str, str], ...] = (),
    **parameters: Any,
) -> Case:
    """Return a case with these areas and bases, one locality, and the small case's beds.

    Without work types each of the people is a visit; with two visits a round and 60 GBP an hour a minute of the way
    costs 1 GBP a visit. `minutes` is by base, then area; `rows` holds columns of bases.csv that differ.
    """
    case = small_case()
    given = {"staff_travel_gbp_per_hour": 60.0, "visits_per_round": 2.0, "min_between_visits": 5.0, **parameters}
    ages = {"age_75_84": 0.0, "age_85_plus": 0.0}
    return replace(
        case,
        parameters=case.parameters.model_copy(update=given),
        localities=(t.Locality(locality="all", title="All"),),
        areas=tuple(
            t.Area(area=area, title=area.upper(), locality="all", age_65_74=number, **ages, **PLACE)
            for area, number in people.items()
        ),
        bases=tuple(base_row(base, **(rows or {}).get(base, {})) for base in minutes),
        adjacency=tuple(staff.Adjacency(area=one, neighbour=other) for one, other in borders),
        area_travel_min={(area, base): way for base, ways in minutes.items() for area, way in ways.items()},
    )


def random_base_case(seed: int, *, farther: bool) -> Case:
    """Return a random case of four to eight areas; with `farther` some of room, balance and contiguity are asked."""
    random = Random(seed)
    areas = [f"a{number}" for number in range(random.randint(4, 8))]
    bases = [f"b{number}" for number in range(random.randint(3, 5))]
    borders = [(areas[random.randrange(number)], areas[number]) for number in range(1, len(areas))]
    borders += [pair for pair in combinations(areas, 2) if random.random() < 0.2 and pair not in borders]
    people = {area: float(random.randint(0, 9)) for area in areas}
    total = sum(people.values())
    rows: dict[str, dict[str, Any]] = {
        base: {
            "use": random.choice(["must", "may", "may", "may", "never"]) if number else "may",
            "cost_gbp_per_year": float(random.randint(0, 30)),
            "max_visits_per_year": total * random.uniform(0.3, 0.8) if farther and random.random() < 0.3 else None,
        }
        for number, base in enumerate(bases)
    }
    usable = sum(row["use"] != "never" for row in rows.values())
    musts = sum(row["use"] == "must" for row in rows.values())
    return base_case(
        people,
        {base: {area: float(random.randint(1, 25)) for area in areas} for base in bases},
        rows,
        borders=tuple(borders),
        num_bases=max(musts, random.randint(1, min(3, usable))),
        max_base_imbalance=random.choice([None, 0.3, 0.7]) if farther else None,
        contiguous_territories=random.randint(0, 1) if farther else 0,
        max_rapid_min=random.choice([None, 15.0, 20.0]),
    )


def least_cost(case: Case) -> float | None:
    """Return the cost of the best choice of bases by trying all of them; None where none keeps the rules."""
    best = math.inf
    usable = [row for row in case.bases if row.use != "never"]
    for rows in combinations(usable, case.parameters.num_bases or 0):
        chosen = [row.base for row in rows]
        if any(row.use == "must" and row.base not in chosen for row in usable):
            continue
        rent = sum(row.cost_gbp_per_year for row in rows)
        for cost in _assignments(case, rows, {}, rent, [best]):
            best = min(best, cost)
    return best if math.isfinite(best) else None


def _assignments(
    case: Case, rows: tuple[staff.Base, ...], base_of: dict[str, str], cost: float, best: list[float]
) -> Iterator[float]:
    """Yield ever smaller costs of complete assignments that keep the rules, area by area."""
    if cost >= best[0]:
        return
    if len(base_of) == len(case.areas):
        if _keeps_the_rules(case, rows, base_of):
            best[0] = cost
            yield cost
        return
    area = case.areas[len(base_of)]
    for row in rows:
        way = case.area_travel_min[area.area, row.base]
        if way <= (case.parameters.max_rapid_min or math.inf):
            given = {**base_of, area.area: row.base}
            yield from _assignments(case, rows, given, cost + area.age_65_74 * way, best)


def _keeps_the_rules(case: Case, rows: tuple[staff.Base, ...], base_of: Mapping[str, str]) -> bool:
    people = {area.area: area.age_65_74 for area in case.areas}
    mean, spread = sum(people.values()) / len(rows), case.parameters.max_base_imbalance
    for row in rows:
        territory = {area for area, base in base_of.items() if base == row.base}
        visits = sum(people[area] for area in territory)
        if row.max_visits_per_year is not None and visits > row.max_visits_per_year + 1e-9:
            return False
        if spread is not None and abs(visits - mean) > spread * mean + 1e-9:
            return False
        if case.parameters.contiguous_territories and not _hangs_together(case, row.base, territory):
            return False
    return True


def _hangs_together(case: Case, base: str, territory: set[str]) -> bool:
    """Spread from the base's nearest area over borders inside the territory; does everything get reached?"""
    root = min((area.area for area in case.areas), key=lambda area: case.area_travel_min[area, base])
    reached = {root} & territory
    grows = True
    while grows:
        beside = {row.neighbour for row in case.adjacency if row.area in reached}
        beside |= {row.area for row in case.adjacency if row.neighbour in reached}
        grows = not (beside & territory) <= reached
        reached |= beside & territory
    return bool(territory) and reached == territory

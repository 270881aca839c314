"""Hours that the work of an option needs: by skill, by response class, and what kind of work they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from capplan.case.staff_hours import visits_per_unit
from capplan.decisions import Response
from capplan.formulations.workforce import places, work
from capplan.formulations.workforce.beds_given import driven_volumes
from capplan.formulations.workforce.duty import OnDuty, answered, on_duty
from capplan.plan.staff.ledger import Key, Ledger
from capplan.units import minutes_to_hours

Kind = Literal["rapid cover", "visits at home", "bed care", "referrals", "locality work", "fixed work"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KIND_OF: Mapping[str, Kind] = {
    "home-starts": "visits at home",
    "occupied-days": "bed care",
    "staffed-days": "bed care",
    "referrals": "referrals",
    "older-people": "locality work",
    "fixed": "fixed work",
}


@dataclass(frozen=True)
class Need:
    """Hours needed in each period.

    Attributes
    ----------
    hours, travel : mappings of (workplace, skill, period id) to hours
        All hours needed, people on duty included, and the part that is travel.
    by_kind : mapping of (workplace, skill, period id) to hours by kind of work
    by_response : mapping of (workplace, response class, period id) to hours
    duty : tuple of OnDuty
        Every duty row at each of its bases in each period.
    older_people_share : mapping of base to share
    travel_min_per_visit : mapping of base to minutes
    """

    hours: Mapping[Key, float]
    travel: Mapping[Key, float]
    by_kind: Mapping[Key, Mapping[Kind, float]]
    by_response: Mapping[tuple[str, Response, str], float]
    duty: tuple[OnDuty, ...]
    older_people_share: Mapping[str, float]
    travel_min_per_visit: Mapping[str, float]


def need_of(ledger: Ledger) -> Need:
    """Return the hours that an option's work needs: volumes times hours a unit, and people on duty."""
    case = ledger.case
    travel_min = places.travel_min_per_visit(case, ledger.territory)
    share = places.shares(case, ledger.territory)
    unit_hours = work.unit_hours(case, travel_min)
    given = work.given_volumes(case, share)
    volumes = {**given, **driven_volumes(case, ledger.given)}
    works, by_duty = {row.work: row for row in case.work_types}, answered(case)
    recipes: dict[str, list[tuple[str, float]]] = {}
    for recipe in case.recipes:
        visits = visits_per_unit(case, recipe) if works[recipe.work].travels else 0.0
        recipes.setdefault(recipe.work, []).append((recipe.skill, visits))
    count = _Count()
    for (name, place, period), units in volumes.items():
        row = works[name]
        for skill, visits in recipes.get(name, ()):
            if (name, skill, place) in by_duty:
                continue
            at = place if place in travel_min else ""
            hours = units * unit_hours[name, skill, at, period]
            travel = units * minutes_to_hours(visits * travel_min.get(place, 0.0))
            count.add((place, skill, period), row.response, _KIND_OF[row.driver], hours, travel)
    duty = on_duty(case, given, unit_hours)
    for one in duty:
        count.add((one.base, one.row.skill, one.period), "rapid", "rapid cover", one.hours, 0.0)
    return Need(count.hours, count.travel, count.by_kind, count.by_response, duty, share, travel_min)


class _Count:
    """Hours added up as they are found."""

    def __init__(self) -> None:
        self.hours: dict[Key, float] = {}
        self.travel: dict[Key, float] = {}
        self.by_kind: dict[Key, dict[Kind, float]] = {}
        self.by_response: dict[tuple[str, Response, str], float] = {}

    def add(self, key: Key, response: Response, kind: Kind, hours: float, travel: float) -> None:
        place, _, period = key
        self.hours[key] = self.hours.get(key, 0.0) + hours
        self.travel[key] = self.travel.get(key, 0.0) + travel
        kinds = self.by_kind.setdefault(key, {})
        kinds[kind] = kinds.get(kind, 0.0) + hours
        answer = (place, response, period)
        self.by_response[answer] = self.by_response.get(answer, 0.0) + hours

"""How far people travel to their beds, area by area (`docs/figures.md`, Access)."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case.case import Case
from capplan.decisions import AccessRow
from capplan.plan.flows import TINY, Flows

EVERYBODY = "all"
_NINE_IN_TEN = 0.9
# (minutes, people)
Journeys = list[tuple[float, float]]


def access_rows(flows: Flows) -> tuple[AccessRow, ...]:
    """Return travel of each locality's people over the horizon, then of all people."""
    case = flows.case
    shares = area_shares(case)
    journeys: dict[str, Journeys] = {place.locality: [] for place in case.localities}
    for row in flows.decisions.starts:
        if case.site[row.site].travels == "person":
            journeys[row.locality] += [
                (case.area_travel_min[area, row.site], row.people * share)
                for area, share in shares.get(row.locality, ())
            ]
    everybody = [journey for rows in journeys.values() for journey in rows]
    near_min = case.parameters.near_min
    return tuple(_row(name, rows, near_min) for name, rows in (*journeys.items(), (EVERYBODY, everybody)))


def area_shares(case: Case) -> dict[str, list[tuple[str, float]]]:
    """Return each locality's areas with their share of its people aged 65 and over; empty areas left out."""
    people = {area.area: area.older_people for area in case.areas}
    total: dict[str, float] = {}
    for area in case.areas:
        total[area.locality] = total.get(area.locality, 0.0) + people[area.area]
    shares: dict[str, list[tuple[str, float]]] = {}
    for area in case.areas:
        if people[area.area] > 0:
            share = people[area.area] / total[area.locality]
            shares.setdefault(area.locality, []).append((area.area, share))
    return shares


def _row(locality: str, journeys: Sequence[tuple[float, float]], near_min: float) -> AccessRow:
    people = sum(number for _, number in journeys)
    if people <= TINY:
        return AccessRow(locality=locality, people=people, mean_min=None, p90_min=None, near_share=None)
    return AccessRow(
        locality=locality,
        people=people,
        mean_min=sum(minutes * number for minutes, number in journeys) / people,
        p90_min=_within(journeys, (_NINE_IN_TEN - TINY) * people),
        near_share=sum(number for minutes, number in journeys if minutes <= near_min) / people,
    )


def _within(journeys: Sequence[tuple[float, float]], enough: float) -> float:
    """Return the smallest travel that at least so many people do not exceed."""
    reached = 0.0
    for minutes, number in sorted(journeys):
        reached += number
        if reached >= enough:
            return minutes
    return max(minutes for minutes, _ in journeys)

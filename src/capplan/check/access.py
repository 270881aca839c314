"""Recompute who travels how far to their bed: mean, ninth decile and share who have it near."""

from __future__ import annotations

import math

from capplan.check.answer import Answer
from capplan.check.violation import ZERO
from capplan.decisions import AccessRow

EVERYWHERE = "all"
_NINTH_DECILE = 0.9


def access_rows(answer: Answer) -> tuple[AccessRow, ...]:
    """Return one row per locality, then the row of all, over the whole horizon."""
    by_locality = {row.locality: _journeys(answer, row.locality) for row in answer.facts.case.localities}
    near_min = answer.facts.case.parameters.near_min
    everyone = [journey for journeys in by_locality.values() for journey in journeys]
    return tuple(
        _row(locality, journeys, near_min) for locality, journeys in [*by_locality.items(), (EVERYWHERE, everyone)]
    )


def _journeys(answer: Answer, locality: str) -> list[tuple[float, float]]:
    """Return (minutes, people) of a locality's starts, area by area, where the person travels."""
    facts = answer.facts
    starts: dict[str, list[float]] = {}
    for (_, home, site, _), people in answer.starts.items():
        if home == locality and facts.case.site[site].travels == "person":
            starts.setdefault(site, []).append(people)
    return [
        (facts.case.area_travel_min[area, site], share * math.fsum(people))
        for site, people in starts.items()
        for area, share in facts.area_weights[locality].items()
    ]


def _row(locality: str, journeys: list[tuple[float, float]], near_min: float) -> AccessRow:
    people = math.fsum(count for _, count in journeys)
    if people <= ZERO:
        return AccessRow(locality=locality, people=people, mean_min=None, p90_min=None, near_share=None)
    return AccessRow(
        locality=locality,
        people=people,
        mean_min=math.fsum(minutes * count for minutes, count in journeys) / people,
        p90_min=_ninth_decile_min(journeys, people),
        near_share=math.fsum(count for minutes, count in journeys if minutes <= near_min) / people,
    )


def _ninth_decile_min(journeys: list[tuple[float, float]], people: float) -> float:
    """Return the smallest travel that nine people in ten do not exceed."""
    reached = 0.0
    for minutes, count in sorted(journeys):
        reached += count
        if reached >= (_NINTH_DECILE - ZERO) * people:
            return minutes
    return max(minutes for minutes, _ in journeys)

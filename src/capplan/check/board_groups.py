"""Recompute who travels how far, by age band and by rural areas and others, from decisions and case alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.tables import AGE_BANDS
from capplan.check.answer import Answer
from capplan.check.demand import share_of_cohort_by_age
from capplan.check.violation import ZERO
from capplan.decisions.board import GroupAccess

_Journeys = dict[str, list[tuple[float, float]]]


def group_access(answer: Answer) -> tuple[GroupAccess, ...]:
    """Return one row for each group in which anybody travels."""
    journeys: _Journeys = {"all": [], **{band: [] for band in AGE_BANDS}, "rural": [], "other": []}
    for group, minutes, people in _journeys(answer):
        journeys[group].append((minutes, people))
    near_min = answer.facts.case.parameters.near_min
    rows = []
    for group, made in journeys.items():
        everyone = math.fsum(people for _, people in made)
        if everyone > ZERO:
            mean = math.fsum(minutes * people for minutes, people in made) / everyone
            near = math.fsum(people for minutes, people in made if minutes <= near_min) / everyone
            rows.append(
                GroupAccess.model_validate({"group": group, "people": everyone, "mean_min": mean, "near_share": near})
            )
    return tuple(rows)


def _journeys(answer: Answer) -> Iterator[tuple[str, float, float]]:
    """Yield (group, minutes, people) of every start to which a person travels, area by area."""
    facts, case = answer.facts, answer.facts.case
    rural = {area.area: area.rural_share for area in case.areas}
    for (cohort, locality, site, number), people in answer.starts.items():
        if case.site[site].travels != "person":
            continue
        parts = share_of_cohort_by_age(case, cohort, locality, case.periods[number].year)
        whole = math.fsum(parts.values())
        for area, share in facts.area_weights[locality].items():
            minutes, here = case.area_travel_min[area, site], people * share
            yield "all", minutes, here
            yield "rural", minutes, here * rural[area]
            yield "other", minutes, here - here * rural[area]
            for band, part in parts.items():
                yield band, minutes, here * part / whole if whole > 0.0 else 0.0

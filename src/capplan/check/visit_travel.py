"""Check travel and waiting of a visit that the rounds measured against what the staffing model assumes."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.check.compare import compare_rows
from capplan.check.violation import Violation
from capplan.check.visit_facts import VisitFacts
from capplan.decisions.visits import MeasuredTravel, VisitFigures, VisitPlan


def check_measured_travel(facts: VisitFacts, plan: VisitPlan, figures: VisitFigures) -> Iterator[Violation]:
    """Yield the rows of measured travel that do not follow from the rounds and the case."""
    rows = tuple(_row(facts, base.base, figures) for base in facts.case.bases if base.use == "must")
    yield from compare_rows("travel", ("base",), plan.travel, rows)


def _row(facts: VisitFacts, base: str, figures: VisitFigures) -> MeasuredTravel:
    own = [row for row in figures.rounds if facts.carers[row.carer].base == base]
    stops = sum(row.visits for row in own)
    measured = sum(row.travel_min + row.waiting_min for row in own) / stops if stops else None
    assumed = _assumed_min(facts, base)
    differs = False
    if measured is not None and assumed is not None:
        differs = abs(measured - assumed) > facts.case.parameters.travel_share_tolerance * assumed
    return MeasuredTravel(base=base, assumed_min=assumed, measured_min=measured, differs=differs)


def _assumed_min(facts: VisitFacts, base: str) -> float | None:
    """Return minutes a visit: as measured before, or from the areas nearest to the base."""
    case = facts.case
    stated = next(row.travel_min_per_visit for row in case.bases if row.base == base)
    if stated is not None:
        return stated
    in_use = [row.base for row in case.bases if row.use == "must"]
    people = weighted = 0.0
    for area in case.areas:
        ways = {other: case.area_travel_min[area.area, other] for other in in_use}
        nearest = min(ways.values())
        if min(other for other in in_use if ways[other] == nearest) == base:
            number = area.age_65_74 + area.age_75_84 + area.age_85_plus
            people += number
            weighted += number * ways[base]
    if people == 0:
        return None
    return case.parameters.min_between_visits + 2 * weighted / people / case.parameters.visits_per_round

"""The loop back to the staffing model: travel and waiting of a visit as it assumes them and as the rounds have them."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.visits import MeasuredTravel, VisitFigures
from capplan.formulations.visits import Inputs
from capplan.plan.visits.county_day import territories


def measured_travel(case: Case, inputs: Inputs, figures: VisitFigures) -> tuple[MeasuredTravel, ...]:
    """Return, for each base in use, minutes on the way and waiting of a visit, assumed and measured."""
    base_of = {carer.id: carer.base for carer in inputs.carers}
    assumed = assumed_travel_min(case)
    rows = []
    for base, minutes in assumed.items():
        rounds = [row for row in figures.rounds if base_of[row.carer] == base]
        stops = sum(row.visits for row in rounds)
        measured = sum(row.travel_min + row.waiting_min for row in rounds) / stops if stops else None
        near = measured is None or minutes is None or _near(case, measured, minutes)
        rows.append(MeasuredTravel(base=base, assumed_min=minutes, measured_min=measured, differs=not near))
    return tuple(rows)


def assumed_travel_min(case: Case) -> dict[str, float | None]:
    """Return minutes a visit by base in use, as the staffing model has them with each area at its nearest base.

    Measured minutes of bases.csv where given; else the way between two visits and the visit's part of the way out and
    back, areas weighted by people aged 65 and over.
    """
    base_of = territories(case)
    people = {area.area: area.older_people for area in case.areas}
    found: dict[str, float | None] = {}
    for base in case.bases:
        if base.use != "must":
            continue
        own = [area for area, other in base_of.items() if other == base.base]
        total = sum(people[area] for area in own)
        if base.travel_min_per_visit is not None:
            found[base.base] = base.travel_min_per_visit
        elif total > 0:
            mean = sum(people[area] * case.area_travel_min[area, base.base] for area in own) / total
            figures = case.parameters
            found[base.base] = figures.min_between_visits + 2 * mean / figures.visits_per_round
        else:
            found[base.base] = None
    return found


def _near(case: Case, measured: float, assumed: float) -> bool:
    return abs(measured - assumed) <= case.parameters.travel_share_tolerance * assumed

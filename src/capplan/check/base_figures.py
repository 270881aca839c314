"""Recompute the figures of a choice of bases from its decisions and the tables of the case."""

from __future__ import annotations

from capplan.check.base_facts import BaseFacts
from capplan.decisions.bases import BaseDecisions, BaseFigures, BaseRow, BaseTotals


def recompute_base_figures(facts: BaseFacts, decisions: BaseDecisions) -> BaseFigures:
    """Return every figure of `BaseFigures`; each area must have one base and a way there."""
    rows = tuple(_row(facts, decisions, base) for base in decisions.open)
    given = facts.case.parameters
    minutes = {row.area: facts.case.area_travel_min[row.area, row.base] for row in decisions.territory}
    visits, calls = sum(facts.visits.values()), sum(facts.rapid_calls.values())
    journeys_min = sum(
        2 * way * facts.visits[area] / given.visits_per_round
        + 2 * way * facts.rapid_calls[area] * given.rapid_visit_weight
        for area, way in minutes.items()
    )
    travel_gbp = journeys_min / 60 * given.staff_travel_gbp_per_hour
    base_gbp = sum(row.cost_gbp_per_year for row in facts.case.bases if row.base in decisions.open)
    mean, per_visit = None, None
    if visits > 0:
        mean = sum(facts.visits[area] * way for area, way in minutes.items()) / visits
        per_visit = sum(row.visits * row.travel_min_per_visit for row in rows if row.travel_min_per_visit is not None)
        per_visit /= visits
    return BaseFigures(
        bases=rows,
        totals=BaseTotals(
            visits=visits,
            rapid_calls=calls,
            mean_min=mean,
            furthest_min=max(minutes.values()),
            travel_min_per_visit=per_visit,
            imbalance=max(abs(row.share_of_visits * len(rows) - 1.0) for row in rows) if visits > 0 else 0.0,
            travel_gbp=travel_gbp,
            base_gbp=base_gbp,
            objective_gbp=travel_gbp + base_gbp,
        ),
    )


def _row(facts: BaseFacts, decisions: BaseDecisions, base: str) -> BaseRow:
    case, given = facts.case, facts.case.parameters
    served = [row.area for row in decisions.territory if row.base == base]
    visits = calls = visit_min = call_min = 0.0
    furthest: float | None = None
    furthest_rapid: str | None = None
    for area in served:
        way = case.area_travel_min[area, base]
        visits += facts.visits[area]
        calls += facts.rapid_calls[area]
        visit_min += way * facts.visits[area]
        call_min += way * facts.rapid_calls[area]
        furthest = way if furthest is None else max(furthest, way)
        if facts.rapid_calls[area] > 0 and (furthest_rapid is None or way > case.area_travel_min[furthest_rapid, base]):
            furthest_rapid = area
    row = next(row for row in case.bases if row.base == base)
    county = sum(facts.visits.values())
    mean = visit_min / visits if visits > 0 else None
    measured = row.travel_min_per_visit
    from_territory = None if mean is None else given.min_between_visits + mean * 2 / given.visits_per_round
    return BaseRow(
        base=base,
        areas=len(served),
        visits=visits,
        rapid_calls=calls,
        share_of_visits=visits / county if county > 0 else 0.0,
        mean_min=mean,
        furthest_min=furthest,
        furthest_rapid_area=furthest_rapid,
        travel_min_per_visit=from_territory if measured is None else measured,
        travel_gbp=(visit_min / given.visits_per_round + given.rapid_visit_weight * call_min)
        / 30
        * given.staff_travel_gbp_per_hour,
        base_gbp=row.cost_gbp_per_year,
    )

"""Figures of a choice of bases, from its decisions and the case; defined in `docs/figures.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capplan.case.case import Case
from capplan.case.tables import AGE_BANDS
from capplan.decisions.bases import BaseDecisions, BaseFigures, BasePlan, BaseRow, BaseTotals
from capplan.formulations.bases.demand import AreaDemand, area_demand
from capplan.units import minutes_to_hours


def base_figures(case: Case, decisions: BaseDecisions) -> BaseFigures:
    """Return all figures of a choice of bases, in the scenario the case is set to."""
    demand = area_demand(case)
    total = sum(one.visits for one in demand.values())
    areas: dict[str, list[str]] = {base: [] for base in decisions.open}
    for row in decisions.territory:
        areas[row.base].append(row.area)
    rows = tuple(_row(case, base, served, demand, total) for base, served in areas.items())
    return BaseFigures(bases=rows, totals=_totals(rows, total, sum(one.rapid_calls for one in demand.values())))


def _row(case: Case, base: str, areas: Sequence[str], demand: Mapping[str, AreaDemand], total: float) -> BaseRow:
    figures, row = case.parameters, case.base[base]
    minutes = {area: case.area_travel_min[area, base] for area in areas}
    visits = sum(demand[area].visits for area in areas)
    visit_min = sum(demand[area].visits * minutes[area] for area in areas)
    rapid = [area for area in areas if demand[area].rapid_calls > 0]
    call_min = sum(demand[area].rapid_calls * minutes[area] for area in rapid)
    way_min = 2 * (visit_min / figures.visits_per_round + figures.rapid_visit_weight * call_min)
    mean_min = visit_min / visits if visits > 0 else None
    per_visit = row.travel_min_per_visit
    if per_visit is None and mean_min is not None:
        per_visit = figures.min_between_visits + 2 * mean_min / figures.visits_per_round
    return BaseRow(
        base=base,
        areas=len(areas),
        visits=visits,
        rapid_calls=sum(demand[area].rapid_calls for area in areas),
        share_of_visits=visits / total if total > 0 else 0.0,
        mean_min=mean_min,
        furthest_min=max(minutes.values(), default=None),
        furthest_rapid_area=max(rapid, key=lambda area: minutes[area], default=None),
        travel_min_per_visit=per_visit,
        travel_gbp=minutes_to_hours(way_min) * figures.staff_travel_gbp_per_hour,
        base_gbp=row.cost_gbp_per_year,
    )


def _totals(rows: Sequence[BaseRow], visits: float, rapid_calls: float) -> BaseTotals:
    travel_gbp, base_gbp = sum(row.travel_gbp for row in rows), sum(row.base_gbp for row in rows)
    sent = [row for row in rows if row.visits > 0]
    mean = visits / len(rows) if rows else 0.0
    return BaseTotals(
        visits=visits,
        rapid_calls=rapid_calls,
        mean_min=sum(row.visits * (row.mean_min or 0.0) for row in sent) / visits if visits > 0 else None,
        furthest_min=max((row.furthest_min for row in rows if row.furthest_min is not None), default=0.0),
        travel_min_per_visit=(
            sum(row.visits * (row.travel_min_per_visit or 0.0) for row in sent) / visits if visits > 0 else None
        ),
        imbalance=max((abs(row.visits / mean - 1.0) for row in rows), default=0.0) if mean > 0 else 0.0,
        travel_gbp=travel_gbp,
        base_gbp=base_gbp,
        objective_gbp=travel_gbp + base_gbp,
    )


def territories(case: Case, plan: BasePlan) -> dict[tuple[str, str], float]:
    """Return the share of each locality's people aged 65 and over that each base serves, by (locality, base).

    Pairs without anybody are left out; the shares of a locality add to 1.
    """
    base_of = {row.area: row.base for row in plan.decisions.territory}
    people: dict[str, float] = {}
    served: dict[tuple[str, str], float] = {}
    for area in case.areas:
        number = sum(getattr(area, band) for band in AGE_BANDS)
        if number > 0:
            key = (area.locality, base_of[area.area])
            people[area.locality] = people.get(area.locality, 0.0) + number
            served[key] = served.get(key, 0.0) + number
    return {key: number / people[key[0]] for key, number in served.items()}

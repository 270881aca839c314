"""Tables about bases: which are in use, and which base serves each area."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.bases import BasePlan
from capplan.report.tables.written import Table, fine, pence


def bases(case: Case, plan: BasePlan) -> Table:
    """Return one row per base in use."""
    headings = (
        "base", "base_title", "kind", "areas", "visits_per_year", "rapid_calls_per_year", "visits_share", "mean_min",
        "furthest_min", "furthest_rapid_area", "travel_min_per_visit", "travel_gbp_per_year", "base_gbp_per_year",
    )  # fmt: skip
    titles = {row.area: row.title for row in case.areas}
    rows = (
        (
            row.base, case.base[row.base].title, case.base[row.base].kind, row.areas,
            *map(
                fine,
                (row.visits, row.rapid_calls, row.share_of_visits, row.mean_min, row.furthest_min),
            ),
            titles.get(row.furthest_rapid_area or ""), fine(row.travel_min_per_visit), pence(row.travel_gbp),
            pence(row.base_gbp),
        )
        for row in plan.figures.bases
    )  # fmt: skip
    return Table("bases", headings, tuple(rows))


def territories(case: Case, plan: BasePlan) -> Table:
    """Return one row per area: the base that serves it and how far away it lies."""
    headings = ("area", "area_title", "locality", "base", "base_title", "travel_min")
    areas = {row.area: row for row in case.areas}
    rows = (
        (
            row.area, areas[row.area].title, areas[row.area].locality, row.base, case.base[row.base].title,
            fine(case.area_travel_min[row.area, row.base]),
        )
        for row in plan.decisions.territory
    )  # fmt: skip
    return Table("territories", headings, tuple(rows))

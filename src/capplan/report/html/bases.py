"""Bases and territories: which bases are in use, what each serves, and how far its furthest area lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import isfinite

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.decisions.bases import BasePlan
from capplan.report.figures import Column, DataTable, words
from capplan.report.figures.county import territory
from capplan.report.staffing import workplace_title


def choice(case: Case, plan: BasePlan) -> Iterator[str]:
    """Yield what was chosen, how good it is proven to be, and what the fixed bases would give."""
    totals, proof = plan.figures.totals, plan.proof
    named = words.listing([workplace_title(case, base) for base in plan.decisions.open])
    how = "as the case fixes them" if plan.fixed else "chosen freely"
    yield (
        f"{words.count(len(plan.decisions.open), 'base is', 'bases are')} in use, {how}: {named}. The furthest area "
        f"lies {words.number(totals.furthest_min, 1)} minutes from its base; staff travel and bases cost "
        f"{words.gbp(totals.objective_gbp)} a year (rapid calls weighted), and no other choice costs less than "
        f"{words.gbp(proof.bound)} (gap {words.share(proof.gap, 2)})."
    )
    other = plan.instead_of
    if other is not None:
        names = words.listing([workplace_title(case, base) for base in other.decisions.open])
        minutes = (
            f" and {words.signed(other.more_min_per_visit, 1)} minutes of travel a visit"
            if other.more_min_per_visit is not None
            else ""
        )
        more = "more" if other.more_gbp >= 0 else "less"
        yield f"The fixed bases ({names}) would cost {words.gbp(abs(other.more_gbp))} a year {more}{minutes}."
    if plan.why_not_fixed:
        yield f"The fixed bases meet no plan: {'; '.join(plan.why_not_fixed)}."


def base_table(case: Case, plan: BasePlan) -> DataTable:
    """Return each base in use with what it serves."""
    titles = {row.area: row.title for row in case.areas}
    rows = tuple(
        (
            workplace_title(case, row.base),
            words.number(row.areas),
            words.number(row.visits),
            words.number(100 * row.share_of_visits, 1),
            words.number(row.rapid_calls),
            words.number(row.mean_min, 1),
            words.number(row.furthest_min, 1),
            titles[row.furthest_rapid_area] if row.furthest_rapid_area else words.NONE,
            words.number(row.travel_min_per_visit, 1),
            words.gbp_k(row.base_gbp),
        )
        for row in plan.figures.bases
    )
    columns = (
        Column("Base", numeric=False),
        Column("Areas"),
        Column("Visits", "a year"),
        Column("Visits", "% of the county"),
        Column("Rapid calls", "a year"),
        Column("Mean way to an area", "min"),
        Column("Furthest area", "min"),
        Column("Furthest area with rapid calls", numeric=False),
        Column("Travel of a visit", "min"),
        Column("Rent and running cost", "£ thousand a year"),
    )
    return DataTable("Bases in use", columns, rows, "Visits and calls of the first year.")


def territory_table(case: Case, plan: Plan) -> DataTable | None:
    """Return by locality which base serves its areas; none where the plan has no territories."""
    pairs = territory(plan)
    if not pairs:
        return None
    areas = {row.area: row for row in case.areas}
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for area, base in pairs.items():
        groups[areas[area].locality, base].append(area)
    rows = []
    for locality in case.localities:
        for base in case.base:
            mine = groups.get((locality.locality, base))
            if not mine:
                continue
            people = sum(areas[area].older_people for area in mine)
            furthest = max(mine, key=lambda area: case.area_travel_min.get((area, base), 0.0))
            minutes = case.area_travel_min.get((furthest, base))
            rows.append(
                (
                    locality.title,
                    workplace_title(case, base),
                    words.number(len(mine)),
                    words.number(people),
                    areas[furthest].title,
                    "no way" if minutes is not None and not isfinite(minutes) else words.number(minutes, 1),
                )
            )
    columns = (
        Column("Locality", numeric=False),
        Column("Served from", numeric=False),
        Column("Areas"),
        Column("Aged 65 and over", "people"),
        Column("Furthest area", numeric=False),
        Column("Way to it", "min"),
    )
    return DataTable("Territories: which base serves which locality", columns, tuple(rows), grouped=True)

"""What the size of a unit costs: the price of small units, refusals at a fixed occupancy, occupancy as a result."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from capplan.case.case import Case
from capplan.decisions import BedPlan, BedPlanRow, Finding
from capplan.plan.findings.sources import parameter_source, sources_of
from capplan.plan.findings.words import counted, listed, month_name, more_or_less, number, percent
from capplan.plan.sizes import beds_for_standards, busiest_rows, standards
from capplan.queueing import carried_occupancy, erlang_b

TOPIC = "size"


def small_units(case: Case, plan: BedPlan) -> Iterator[Finding]:
    """Yield one finding for each setting of several units: beds as planned, separate, and pooled in one."""
    for setting in case.settings:
        rows = _standing_rows(case, plan, setting.setting)
        if len(rows) < 2:
            continue
        load = sum(row.load for row in rows)
        planned = sum(row.beds_staffed for row in rows)
        separate = sum(beds_for_standards(row.load, standards(case, row.site)) for row in rows)
        pooled = beds_for_standards(load, {rule for row in rows for rule in standards(case, row.site)})
        spare = planned - separate
        yield Finding(
            id=f"small-units-{setting.setting}",
            topic=TOPIC,
            severity="note",
            text=f"{setting.title}: in {month_name(rows[0].period)}, the busiest of the last year, {len(rows)} units "
            f"run {counted(planned, setting.unit)} for a load of {number(load, 1)}. Held to the standard one by one, "
            f"they need {number(separate)}; one unit would need {number(pooled)}. The price of small units is "
            f"{counted(separate - pooled, setting.unit)}; whole wards and contracts make it {number(abs(spare))} "
            f"{more_or_less(spare, 'more', 'fewer')}.",
            figures={
                "month": rows[0].period,
                "units": len(rows),
                "load_beds": load,
                "beds_planned": planned,
                "beds_separate": separate,
                "beds_pooled": pooled,
                "price_of_small_units_beds": separate - pooled,
                "whole_wards_beds": spare,
            },
            sources=sources_of("cohorts", [(row.cohort, row) for row in case.cohorts]),
        )


def refusals_at_reading(case: Case, plan: BedPlan) -> Iterator[Finding]:
    """Yield one finding: the share that each ward would refuse if it were as full as the plain reading says."""
    occupancy = case.parameters.reading_occupancy
    wards = [row for row in _last_rows(case, plan) if row.kind in {"ward", "block"}]
    if not wards or occupancy >= 1:
        return
    refused = {row.site: refused_when_occupied(row.beds_staffed, occupancy) for row in wards}
    small = min(wards, key=lambda row: (row.beds_staffed, row.site))
    large = max(wards, key=lambda row: (row.beds_staffed, row.site))
    text = (
        f"{percent(occupancy)} occupancy in a unit of {counted(small.beds_staffed, 'bed')} "
        f"({case.site[small.site].title}) means that {percent(refused[small.site])} of its referrals find it full"
    )
    if large.beds_staffed > small.beds_staffed:
        text += (
            f"; in one of {number(large.beds_staffed)} ({case.site[large.site].title}) it means "
            f"{percent(refused[large.site])}"
        )
    yield Finding(
        id="refusals-at-reading-occupancy",
        topic=TOPIC,
        severity="note",
        text=f"{text}. One occupancy for units of different size is not one standard.",
        figures={
            "occupancy": occupancy,
            **{f"refused_share_{site}": share for site, share in refused.items()},
            **{f"beds_{row.site}": row.beds_staffed for row in wards},
        },
        sources=(*parameter_source(case, "reading_occupancy"), "configurations.csv"),
    )


def occupancy_is_a_result(case: Case, plan: BedPlan) -> Iterator[Finding]:
    """Yield one finding: the beds planned against the plain reading, with the occupancy that results."""
    reading = case.parameters.reading_occupancy
    parts: list[str] = []
    figures: dict[str, float | str] = {"beds_planned": 0, "beds_at_reading": 0}
    total_planned, total_at_reading = 0, 0
    for setting in case.settings:
        rows = _standing_rows(case, plan, setting.setting) if setting.unit == "bed" else []
        load = sum(row.load for row in rows)
        if load <= 0:
            continue
        planned = sum(row.beds_staffed for row in rows)
        at_reading = ceil(load / reading - 1e-9)
        parts.append(
            f"{setting.title} {percent(load / planned, 0)} ({number(planned)} beds, {number(at_reading)} at "
            f"{percent(reading)})"
        )
        total_planned += planned
        total_at_reading += at_reading
        figures[f"occupancy_{setting.setting}"] = load / planned
        figures[f"beds_planned_{setting.setting}"] = planned
        figures[f"beds_at_reading_{setting.setting}"] = at_reading
    if not parts:
        return
    figures.update(beds_planned=total_planned, beds_at_reading=total_at_reading)
    yield Finding(
        id="occupancy-is-a-result",
        topic=TOPIC,
        severity="note",
        text=f"Occupancy is what the service standard leaves, not a target. In each setting's busiest month of the "
        f"last year the plan runs {counted(total_planned, 'standing bed')}; the plain reading of {percent(reading)} "
        f"asks for {number(total_at_reading)}. Occupancy that results: {listed(parts)}.",
        figures=figures,
        sources=(*parameter_source(case, "reading_occupancy"), "cohorts.csv"),
    )


def refused_when_occupied(beds: int, occupancy: float) -> float:
    """Return the share of referrals refused by a unit that has a given share of its beds in use.

    Found by bisection on the offered load: beds in use rise with it (Erlang loss).

    Parameters
    ----------
    beds
        Number of beds, at least 1.
    occupancy
        Mean share of beds in use, above 0 and below 1.
    """
    low, high = 0.0, float(beds)
    while carried_occupancy(beds, high) < occupancy:
        high *= 2
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        if carried_occupancy(beds, middle) < occupancy:
            low = middle
        else:
            high = middle
    return erlang_b(beds, high)


def _last_rows(case: Case, plan: BedPlan) -> list[BedPlanRow]:
    last = case.periods[-1].id
    return [row for row in plan.figures.bed_plan if row.period == last and row.beds_staffed > 0]


def _standing_rows(case: Case, plan: BedPlan, setting: str) -> list[BedPlanRow]:
    """Return a setting's sites with beds that stand ready, in its busiest period of the last year."""
    rows = busiest_rows(case, plan, setting)
    return [row for row in rows if row.beds_staffed > 0 and row.kind != "spot"]

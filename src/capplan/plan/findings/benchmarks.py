"""Whether stated figures on beds, admissions, stay, occupancy and spending agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from capplan.case.case import Case
from capplan.case.tables import Benchmark
from capplan.decisions import Finding
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import counted, gbp, more_or_less, number, percent

DAYS_PER_YEAR = 365


def benchmark_reconciliation(case: Case) -> Iterator[Finding]:
    """Yield one finding for each benchmark: the figures that follow from it, and whether they close."""
    for row in case.benchmarks:
        figures = reconciliation(case, row)
        agrees = figures["beds_needed_rounded_up"] == ceil(row.beds)
        yield Finding(
            id=f"benchmark-reconciliation-{row.benchmark}",
            topic="benchmarks",
            severity="note" if agrees else "conflict",
            text=" ".join([_beds_sentence(row, figures, agrees), *_money_sentences(case, row, figures)]),
            figures=dict(figures),
            sources=(
                *sources_of("benchmarks", [(row.benchmark, row)]),
                *sources_of(
                    "settings",
                    [(name, case.setting[name]) for name in dict.fromkeys((row.main_setting, row.other_setting))],
                ),
            ),
        )


def reconciliation(case: Case, row: Benchmark) -> dict[str, float]:
    """Compute every figure that a benchmark implies for the others.

    The money is left out where the benchmark states none.
    """
    occupied_days = row.admissions_per_year * row.stay_days
    capacity_days = row.beds * DAYS_PER_YEAR * row.occupancy
    beds_needed = occupied_days / (DAYS_PER_YEAR * row.occupancy)
    day_gbp = (
        row.main_share * case.setting[row.main_setting].unit_cost_gbp_per_occupied_day
        + (1 - row.main_share) * case.setting[row.other_setting].unit_cost_gbp_per_occupied_day
    )
    figures = {
        "occupied_bed_days": occupied_days,
        "capacity_bed_days": capacity_days,
        "beds_needed": beds_needed,
        # A product of floats may lie a hair above the whole number of beds that it is.
        "beds_needed_rounded_up": float(ceil(beds_needed - 1e-9)),
        "admissions_the_beds_hold": capacity_days / row.stay_days,
        "implied_occupancy": occupied_days / (row.beds * DAYS_PER_YEAR),
        "implied_stay_days": capacity_days / row.admissions_per_year,
        "cost_of_occupied_days_gbp": occupied_days * day_gbp,
        "cost_of_capacity_days_gbp": capacity_days * day_gbp,
    }
    if row.investment_gbp is not None:
        figures["investment_gbp"] = row.investment_gbp
        figures["occupied_days_less_investment_gbp"] = occupied_days * day_gbp - row.investment_gbp
        figures["capacity_days_less_investment_gbp"] = capacity_days * day_gbp - row.investment_gbp
        if row.investment_gbp > 0:
            figures["occupied_days_less_investment_share"] = (
                figures["occupied_days_less_investment_gbp"] / row.investment_gbp
            )
    return figures


def _beds_sentence(row: Benchmark, figures: dict[str, float], agrees: bool) -> str:
    beds, stay = number(row.beds), number(row.stay_days, 0 if row.stay_days % 1 == 0 else 1)
    needed = counted(figures["beds_needed_rounded_up"], "bed")
    stated = f"{number(row.admissions_per_year)} admissions × {stay} days need {needed} at "
    stated += percent(row.occupancy)
    if agrees:
        return f"{row.title}: {stated}, as stated."
    return (
        f"{row.title}: {stated}, not {beds}. {beds} beds at {percent(row.occupancy)} hold "
        f"{number(figures['admissions_the_beds_hold'])} admissions a year; with the stated admissions they "
        f"would be {percent(figures['implied_occupancy'])} occupied, or the stay would be "
        f"{number(figures['implied_stay_days'], 1)} days."
    )


def _money_sentences(case: Case, row: Benchmark, figures: dict[str, float]) -> Iterator[str]:
    if row.investment_gbp is None:
        return
    occupied, capacity = figures["cost_of_occupied_days_gbp"], figures["cost_of_capacity_days_gbp"]
    gap = figures["occupied_days_less_investment_gbp"]
    capacity_gap = figures["capacity_days_less_investment_gbp"]
    share = figures.get("occupied_days_less_investment_share")
    yield (
        f"The {number(figures['occupied_bed_days'])} occupied bed-days cost {gbp(occupied)} a year "
        f"({percent(row.main_share)} {case.setting[row.main_setting].title}, the rest "
        f"{case.setting[row.other_setting].title}), {gbp(abs(gap))}"
        + (f" ({percent(abs(share))})" if share is not None else "")
        + f" {more_or_less(gap, 'above', 'below')} the stated {gbp(row.investment_gbp)}; the "
        f"{number(figures['capacity_bed_days'])} bed-days that the beds hold would cost {gbp(capacity)}, "
        f"{gbp(abs(capacity_gap))} {more_or_less(capacity_gap, 'above', 'below')} it."
    )
    if abs(gap) < abs(capacity_gap):
        yield "The stated spending fits the admissions, not the beds."
    elif abs(gap) > abs(capacity_gap):
        yield "The stated spending fits the beds, not the admissions."

"""Cohorts: a service standard that can be missed, people who wait where others arrive."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault


def standard_never_missed(draft: Draft) -> Iterator[Fault]:
    """Yield standards that allow everybody to be refused or to wait: any load would be safe."""
    for number, row in draft.numbered(t.Cohort):
        if row.rule != "occupancy" and row.rule_target >= 1:
            what = "refused" if row.rule == "refusal" else "kept waiting"
            problem = f"allows everybody to be {what}, so that no load is too much for any number of beds"
            repair = "Write a share below 1, e.g. 0.1 for one person in ten."
            yield fault_at(t.Cohort, number, "rule_target", f"{row.rule_target:g}", problem, repair)


def delayed_without_admissions(draft: Draft) -> Iterator[Fault]:
    """Yield people delayed in a cohort that nobody enters: they are split over localities as its admissions are."""
    for number, row in draft.numbered(t.Cohort):
        if row.delayed_in_acute > 0 and row.admissions_per_year == 0:
            problem = "is above 0, but admissions_per_year is 0, so that nobody knows where these people live"
            repair = "Write the cohort's admissions a year, or 0 people delayed."
            yield fault_at(t.Cohort, number, "delayed_in_acute", f"{row.delayed_in_acute:g}", problem, repair)


def delayed_without_demand(draft: Draft) -> Iterator[Fault]:
    """Yield scenarios that take away all admissions of a cohort of which people are delayed: they would vanish."""
    delayed = {row.cohort: row.delayed_in_acute for row in draft.of(t.Cohort)}
    for number, row in draft.numbered(t.Scenario):
        if row.demand_factor == 0 and delayed.get(row.cohort, 0) > 0:
            problem = f"leaves no admissions to {row.cohort}, of which {delayed[row.cohort]:g} people are delayed"
            repair = "Write a factor above 0."
            yield fault_at(t.Scenario, number, "demand_factor", "0", problem, repair)

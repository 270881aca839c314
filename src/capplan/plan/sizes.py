"""How large a setting is as planned, at the plain reading occupancy, and if its units were pooled in one."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from capplan.case.case import Case
from capplan.decisions import BedPlan, BedPlanRow, SettingSize
from capplan.queueing import ServiceRule, beds_needed
from capplan.units import MONTHS_PER_YEAR, add_months

# (rule, target, stay in days, wait in days): one cohort's standard at its stay in a setting.
Standard = tuple[ServiceRule, float, float, float]
_TINY = 1e-9
_TINY_LOAD = 1e-6


def setting_sizes(case: Case, plan: BedPlan) -> tuple[SettingSize, ...]:
    """Size every setting in its busiest month of the last year (`docs/figures.md`, Sizes).

    Parameters
    ----------
    case : Case
        In the scenario of the plan.
    plan : BedPlan
        The option to size.
    """
    return tuple(_size(case, plan, setting.setting) for setting in case.settings)


def busiest_rows(case: Case, plan: BedPlan, setting: str) -> tuple[BedPlanRow, ...]:
    """Return a setting's sites in the period of the last twelve months in which their load is largest."""
    last_year = add_months(case.horizon.start, case.horizon.months - MONTHS_PER_YEAR)
    rows = [row for row in plan.figures.bed_plan if row.setting == setting and row.period >= last_year]
    loads: dict[str, float] = {}
    for row in rows:
        loads[row.period] = loads.get(row.period, 0.0) + row.load
    if not loads:
        return ()
    largest = max(loads.values())
    busiest = min(period for period, load in loads.items() if load >= largest - _TINY_LOAD)
    return tuple(row for row in rows if row.period == busiest)


def standards(case: Case, site: str) -> tuple[Standard, ...]:
    """Return the standard of each cohort that a site admits, at the cohort's stay there."""
    place = case.site[site]
    return tuple(
        (
            cohort.rule,
            cohort.rule_target,
            case.stay[cohort.cohort, place.setting].stay_days * case.factor(cohort.cohort)[1],
            cohort.wait_days,
        )
        for cohort in case.admitted(place)
    )


def beds_for_standards(load: float, rules: Iterable[Standard]) -> int:
    """Return the fewest beds of one unit that carry a load and keep every one of some standards."""
    return max((beds_needed(max(0.0, load - _TINY), *rule) for rule in rules), default=0)


def _size(case: Case, plan: BedPlan, setting: str) -> SettingSize:
    rows = busiest_rows(case, plan, setting)
    load = sum(row.load for row in rows)
    running = [row for row in rows if row.beds_staffed > 0]
    admitted = {rule for row in rows for rule in standards(case, row.site)}
    return SettingSize(
        setting=setting,
        load=load,
        beds=sum(row.beds_staffed for row in running),
        beds_at_reading=max(0, ceil(load / case.parameters.reading_occupancy - _TINY)),
        beds_for_standard_pooled=beds_for_standards(load, admitted)
        if any(row.kind != "spot" for row in running)
        else None,
        units=len(running),
    )

"""Recompute the sizes of the settings: as planned, at the reading occupancy, and pooled in one unit."""

from __future__ import annotations

import math

from capplan.case.tables import Setting
from capplan.check.answer import Answer
from capplan.check.facts import Facts
from capplan.check.violation import PEOPLE_TOLERANCE, ZERO
from capplan.decisions import SettingSize
from capplan.units import MONTHS_PER_YEAR, add_months


def setting_sizes(answer: Answer) -> tuple[SettingSize, ...]:
    """Return one row per setting for its fullest month of the last twelve."""
    return tuple(_size(answer, setting) for setting in answer.facts.case.settings)


def _size(answer: Answer, setting: Setting) -> SettingSize:
    case = answer.facts.case
    sites = [site for site in case.sites if site.setting == setting.setting]
    since = add_months(case.horizon.start, case.horizon.months - MONTHS_PER_YEAR)
    loads = {
        number: math.fsum(answer.load[site.site, number] for site in sites)
        for number, period in enumerate(case.periods)
        if period.id >= since
    }
    # A last period longer than a year begins before `since`; it is then the only one to read.
    loads = loads or {len(case.periods) - 1: math.fsum(answer.load[site.site, len(case.periods) - 1] for site in sites)}
    largest = max(loads.values())
    number = min(one for one, load in loads.items() if load >= largest - PEOPLE_TOLERANCE)
    load = loads[number]
    running = [row for row in (answer.ran(site, number) for site in sites) if row.beds_staffed > 0]
    queues = any(row.kind != "spot" for row in running)
    return SettingSize(
        setting=setting.setting,
        load=load,
        beds=sum(row.beds_staffed for row in running),
        beds_at_reading=math.ceil(load / case.parameters.reading_occupancy - ZERO),
        beds_for_standard_pooled=_pooled_beds(answer.facts, setting.setting, load) if queues else None,
        units=len(running),
    )


def _pooled_beds(facts: Facts, setting: str, load: float) -> int:
    """Return the fewest beds of one unit whose safe load, for the strictest cohort, reaches the load."""
    cohorts = {cohort for site in facts.case.sites if site.setting == setting for cohort in facts.admits[site.site]}

    def enough(num_beds: int) -> bool:
        return all(facts.safe_for(cohort, setting, num_beds) >= load - ZERO for cohort in cohorts)

    most = 1
    while not enough(most):
        most *= 2
    least = 0
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if enough(middle) else (middle + 1, most)
    return least

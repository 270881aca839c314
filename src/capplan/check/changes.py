"""Recompute the rows on closures and openings: dates, what replaces, what is released, what it costs."""

from __future__ import annotations

import math
from datetime import timedelta

from capplan.check.answer import Answer, Change
from capplan.check.money import one_off, saving_gbp_per_year, stranded
from capplan.check.people import growth_of_unmet
from capplan.check.staffing import Staffing
from capplan.check.system import worst_shortfall_hours
from capplan.check.violation import HOURS_TOLERANCE, PEOPLE_TOLERANCE
from capplan.decisions import ClosureRow, OpeningRow, Replacement, StaffReleased
from capplan.units import add_months, month_start


def closure_rows(answer: Answer) -> tuple[ClosureRow, ...]:
    """Return one row per reduction, by period and then site."""
    return tuple(_closure(answer, change) for change in answer.changes if change.beds_added < 0)


def _closure(answer: Answer, change: Change) -> ClosureRow:
    case, site = answer.facts.case, change.site
    closed = case.periods[change.number].id
    stop = add_months(closed, -site.double_running_months)
    contract = None if site.contract is None else case.contract[site.contract]
    gate = None if contract is None or contract.gate is None else case.gate[contract.gate]
    notice_months = 0 if contract is None else contract.notice_months
    notice_served = add_months(closed, -notice_months)
    before = max([number for number, period in enumerate(case.periods) if period.id < stop], default=0)
    growth, tolerance = _worst_growth(answer, change, stop)
    shortfall = None if answer.staff is None else worst_shortfall_hours(Staffing(answer, answer.staff), change)
    capital_gbp, revenue_gbp = one_off(answer, change)
    return ClosureRow(
        site=site.site,
        from_configuration=change.before.configuration,
        to_configuration=change.after.configuration,
        beds_removed=-change.beds_added,
        closed=closed,
        last_discharge=(month_start(closed) - timedelta(days=1)).isoformat(),
        admissions_stop=stop,
        notice_served=notice_served,
        notice_months=notice_months,
        gate=None if gate is None else gate.gate,
        gate_passed=None if gate is None else gate.passed,
        gate_starts=None if gate is None else gate.starts,
        decision=min(notice_served, stop),
        earliest=answer.facts.earliest_reduction(site),
        load_released=answer.load[site.site, before],
        replacements=_replacements(answer, change, before),
        test_passed=growth <= tolerance,
        worst_waiting_growth=growth,
        staff_released=tuple(
            StaffReleased(role=row.role, fte=-change.beds_added * row.fte_per_bed)
            for row in case.staff_per_bed
            if row.setting == site.setting
        ),
        workforce_passed=None if shortfall is None else shortfall <= HOURS_TOLERANCE,
        worst_shortfall_hours=shortfall,
        saving_gbp_per_year=saving_gbp_per_year(answer, change),
        stranded_gbp=math.fsum(gbp for _, gbp in stranded(answer, change)),
        one_off_revenue_gbp=revenue_gbp,
        capital_gbp=capital_gbp,
    )


def _worst_growth(answer: Answer, change: Change, stop: str) -> tuple[float, float]:
    """Return the largest growth of people unmet in the catchment since admissions stop, and what is noise."""
    keys = [
        (cohort, locality, number)
        for cohort, locality in answer.facts.catchment[change.site.site]
        for number, period in enumerate(answer.facts.case.periods)
        if period.id >= stop
    ]
    worst = max((growth_of_unmet(answer, *key) for key in keys), default=0.0)
    arrivals = max((answer.facts.arrivals[key] for key in keys), default=0.0)
    return max(0.0, worst), PEOPLE_TOLERANCE * max(1.0, arrivals)


def _replacements(answer: Answer, change: Change, before: int) -> tuple[Replacement, ...]:
    catchment = answer.facts.catchment[change.site.site]
    after = change.number
    rows = []
    for site in answer.facts.case.sites:
        carried = answer.load_of(site, after, catchment)
        grew = carried > answer.load_of(site, before, catchment) + PEOPLE_TOLERANCE
        beds_before, beds_after = answer.ran(site, before).beds_staffed, answer.ran(site, after).beds_staffed
        takes_over = carried > PEOPLE_TOLERANCE and (grew or beds_after > beds_before)
        if site.site != change.site.site and takes_over:
            rows.append(
                Replacement(
                    site=site.site,
                    beds_before=beds_before,
                    beds_after=beds_after,
                    load_before=answer.load[site.site, before],
                    load_after=answer.load[site.site, after],
                )
            )
    return tuple(rows)


def opening_rows(answer: Answer) -> tuple[OpeningRow, ...]:
    """Return one row per increase, by period and then site."""
    return tuple(_opening(answer, change) for change in answer.changes if change.beds_added > 0)


def _opening(answer: Answer, change: Change) -> OpeningRow:
    opens = answer.facts.case.periods[change.number].id
    capital_gbp, revenue_gbp = one_off(answer, change)
    return OpeningRow(
        site=change.site.site,
        from_configuration=change.before.configuration,
        to_configuration=change.after.configuration,
        kind=change.after.kind,
        beds_added=change.beds_added,
        opens=opens,
        fully_usable=add_months(opens, change.site.ramp_months),
        decide_by=add_months(opens, -change.site.lead_months),
        capital_gbp=capital_gbp,
        one_off_revenue_gbp=revenue_gbp,
        fixed_gbp_per_year=-saving_gbp_per_year(answer, change),
    )

"""Reductions and increases with dates, replacements, posts and money (`docs/figures.md`, Closures, Openings)."""

from __future__ import annotations

from datetime import timedelta

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.demand import arrivals
from capplan.case.rules import earliest_reduction, notice_months
from capplan.decisions import ClosureRow, OpeningRow, Replacement, StaffReleased
from capplan.plan.flows import Change, Flows
from capplan.plan.money import fixed_saving, stranded
from capplan.plan.staff.ledger import Ledger
from capplan.plan.staff.replacing import worst_shortfall_hours
from capplan.units import add_months, month_start

_TINY_LOAD = 1e-6
_TINY_HOURS = 1e-4


def closure_rows(flows: Flows, ledger: Ledger | None = None) -> tuple[ClosureRow, ...]:
    """Return one row for each reduction, by period and then site.

    Parameters
    ----------
    ledger
        The option's staff; None where none are planned.
    """
    people = arrivals(flows.case)
    return tuple(_closure(flows, ledger, change, people) for change in flows.changes if change.beds < 0)


def opening_rows(flows: Flows) -> tuple[OpeningRow, ...]:
    """Return one row for each increase, by period and then site."""
    return tuple(
        OpeningRow(
            site=change.site.site,
            from_configuration=change.before.configuration,
            to_configuration=change.after.configuration,
            kind=change.after.kind,
            beds_added=change.beds,
            opens=change.period.id,
            fully_usable=add_months(change.period.id, change.site.ramp_months),
            decide_by=add_months(change.period.id, -change.site.lead_months),
            capital_gbp=change.transition.capital_gbp,
            one_off_revenue_gbp=change.transition.revenue_gbp,
            fixed_gbp_per_year=-fixed_saving(flows, change),
        )
        for change in flows.changes
        if change.beds > 0
    )


def _closure(
    flows: Flows, ledger: Ledger | None, change: Change, people: dict[tuple[str, str, str], float]
) -> ClosureRow:
    case, site, closed = flows.case, change.site, change.period.id
    contract = case.contract[site.contract] if site.contract else None
    gate = case.gate[contract.gate] if contract and contract.gate else None
    stops = add_months(closed, -site.double_running_months)
    served = add_months(closed, -notice_months(case, site))
    before = _period_before(case, stops)
    growth, largest_arrivals = _growth(flows, change, stops, people)
    lacking = worst_shortfall_hours(ledger, flows, change, stops) if ledger else None
    return ClosureRow(
        site=site.site,
        from_configuration=change.before.configuration,
        to_configuration=change.after.configuration,
        beds_removed=-change.beds,
        closed=closed,
        last_discharge=(month_start(closed) - timedelta(days=1)).isoformat(),
        admissions_stop=stops,
        notice_served=served,
        notice_months=notice_months(case, site),
        gate=gate.gate if gate else None,
        gate_passed=gate.passed if gate else None,
        gate_starts=gate.starts if gate else None,
        decision=min(served, stops),
        earliest=earliest_reduction(case, site),
        load_released=flows.load[site.site, before.id],
        replacements=_replacements(flows, change, before),
        test_passed=growth <= 1e-6 * max(1.0, largest_arrivals),
        worst_waiting_growth=growth,
        staff_released=tuple(
            StaffReleased(role=row.role, fte=-change.beds * row.fte_per_bed)
            for row in case.staff_per_bed
            if row.setting == site.setting
        ),
        workforce_passed=lacking <= _TINY_HOURS if lacking is not None else None,
        worst_shortfall_hours=lacking,
        saving_gbp_per_year=fixed_saving(flows, change),
        stranded_gbp=sum(amount.gbp for amount in stranded(flows, change)),
        one_off_revenue_gbp=change.transition.revenue_gbp,
        capital_gbp=change.transition.capital_gbp,
    )


def _period_before(case: Case, month: str) -> Period:
    """Return the last period that starts before a month; the first period if none does."""
    earlier = [period for period in case.periods if period.id < month]
    return earlier[-1] if earlier else case.periods[0]


def _replacements(flows: Flows, change: Change, before: Period) -> tuple[Replacement, ...]:
    """Return the other sites that take on the catchment's people, or grow while they carry some."""
    catchment, after = set(flows.catchment(change.site)), change.period
    rows = []
    for site in flows.case.sites:
        if site.site == change.site.site:
            continue
        carried_before = _carried(flows, site.site, before, catchment)
        carried_after = _carried(flows, site.site, after, catchment)
        beds_before = flows.configuration[site.site, before.id].beds_staffed
        beds_after = flows.configuration[site.site, after.id].beds_staffed
        grows = carried_after > carried_before + _TINY_LOAD or beds_after > beds_before
        if carried_after > _TINY_LOAD and grows:
            rows.append(
                Replacement(
                    site=site.site,
                    beds_before=beds_before,
                    beds_after=beds_after,
                    load_before=flows.load[site.site, before.id],
                    load_after=flows.load[site.site, after.id],
                )
            )
    return tuple(rows)


def _carried(flows: Flows, site: str, period: Period, catchment: set[tuple[str, str]]) -> float:
    """Return a site's load from the people of a catchment."""
    rows = flows.starts.get((site, period.id), ())
    return sum(flows.bed_days(row) for row in rows if (row.cohort, row.locality) in catchment) / period.days


def _growth(flows: Flows, change: Change, since: str, people: dict[tuple[str, str, str], float]) -> tuple[float, float]:
    """Return the largest growth of waiting or diversion in the catchment since a month, and its largest arrivals."""
    worst, largest_arrivals = 0.0, 0.0
    for cohort, locality in flows.catchment(change.site):
        waiting, diverted = flows.waiting[cohort, locality], flows.diverted[cohort, locality]
        kind = flows.case.cohort[cohort].when_full
        for number, period in enumerate(flows.case.periods):
            if period.id < since:
                continue
            largest_arrivals = max(largest_arrivals, people[cohort, locality, period.id])
            if kind == "wait":
                worst = max(worst, waiting[number + 1] - waiting[number])
            elif kind == "divert":
                worst = max(worst, diverted[number])
    return worst, largest_arrivals

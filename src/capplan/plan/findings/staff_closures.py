"""Reductions that wait for staff: later than the rules allow, while the workplaces that could take over were short."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import BedPlan, ClosureRow, Finding, StaffPlan
from capplan.plan.findings.words import counted, listed, month_name, number
from capplan.units import add_months, months_between

TOPIC = "staff"


def closures_and_staff(case: Case, plan: BedPlan, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding for each reduction that fails the workforce test or comes late while staff were short."""
    for row in plan.figures.closures:
        if row.workforce_passed is False:
            yield _failed(case, row)
        elif months_between(row.earliest, row.closed) > 0:
            yield from _waits(case, staff, row)


def _failed(case: Case, row: ClosureRow) -> Finding:
    hours = row.worst_shortfall_hours or 0.0
    return Finding(
        id=f"staff-closure-without-staff-{row.site}-{row.to_configuration}",
        topic=TOPIC,
        severity="conflict",
        text=f"{case.site[row.site].title} loses {counted(row.beds_removed, 'bed')} in {month_name(row.closed)} before "
        f"the staff of its replacement are there: up to {number(hours, 1)} hours in a period are left undone or given "
        f"by agency at a workplace that takes people over.",
        figures={"closed": row.closed, "worst_shortfall_hours": hours},
        sources=(f"sites.csv: {row.site}", "establishment.csv"),
    )


def _waits(case: Case, staff: StaffPlan, row: ClosureRow) -> Iterator[Finding]:
    """Yield a finding where work for moved people was short at bases between the earliest and the chosen month."""
    doubled = case.site[row.site].double_running_months
    from_month, to_month = add_months(row.earliest, -doubled), row.admissions_stop
    driven = ("home-starts", "occupied-days", "staffed-days")
    skills = {
        recipe.skill
        for recipe in case.recipes
        for work in case.work_types
        if work.work == recipe.work and work.driver in driven
    }
    short = [
        each
        for each in staff.decisions.shortfall
        if each.skill in skills and each.workplace != row.site and from_month <= each.period < to_month
    ]
    if not short:
        return
    hours, last = sum(each.hours for each in short), max(each.period for each in short)
    places = dict.fromkeys(each.workplace for each in short)
    titles = [case.base[place].title if place in case.base else case.site[place].title for place in places]
    waited = months_between(row.earliest, row.closed)
    yield Finding(
        id=f"staff-closure-waits-{row.site}-{row.to_configuration}",
        topic=TOPIC,
        severity="note",
        text=f"The rules on dates let {case.site[row.site].title} lose its beds from {month_name(row.earliest)}; it "
        f"loses them {counted(waited, 'month')} later. In between, until {month_name(last)}, {number(hours)} hours of "
        f"work with people at home and in beds are left undone at {listed(titles)}, and no bed may leave before the "
        f"staff of its replacement are there.",
        figures={
            "earliest": row.earliest,
            "closed": row.closed,
            "months_after_earliest": waited,
            "shortfall_hours_before": hours,
            "last_month_short": last,
        },
        sources=(f"sites.csv: {row.site}", "establishment.csv", "work_types.csv"),
    )

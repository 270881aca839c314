"""The hub: posts it needs against the hours that the staffing model assumes, the price of the night, the simulation."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.hub_week import WEEKS_PER_YEAR
from capplan.case.staff_hours import worked_share
from capplan.decisions import Finding, HubPlan
from capplan.plan.findings.words import gbp, number, percent

# A difference of hours below this share is agreement.
AGREES = 0.05
# Below this share of electronic work in time a simulation is a warning.
WORK_IN_TIME = 0.9


def hub_findings(case: Case, plan: HubPlan | None) -> tuple[Finding, ...]:
    """Return what is worth saying about a hub plan; nothing without one."""
    if plan is None:
        return ()
    return (
        *_hours_against_staffing(case, plan),
        *_night(plan),
        *_missing(plan),
        *_profile(case),
        *_simulation(case, plan),
        *_work_simulation(case, plan),
        *_months(case, plan),
    )


def _hours_against_staffing(case: Case, plan: HubPlan) -> Iterator[Finding]:
    volume = {row.work: row.volume_per_year or 0.0 for row in case.work_types}
    titles = {row.work: row.title for row in case.work_types}
    rows = {row.role: row for row in plan.figures.roles}
    for terms in case.hub_roles:
        if terms.work is None:
            continue
        row, role = rows[terms.role], case.role[terms.role]
        planned = row.paid_hours * WEEKS_PER_YEAR
        assumed = volume[terms.work]
        fte = assumed / (role.hours_per_week * WEEKS_PER_YEAR * worked_share(role))
        close = abs(planned - assumed) <= AGREES * max(assumed, 1.0)
        words = "about the" if close else "more than the" if planned > assumed else "fewer than the"
        yield Finding(
            id=f"hub-hours-{terms.role}",
            topic="hub",
            severity="note" if close else "warning",
            text=(
                f"{role.title}: the hub's shifts take {number(planned)} hours a year, {number(row.fte, 2)} FTE with "
                f"leave, sickness and training as a share of {_base(role.headroom)}; {words} {number(assumed)} hours "
                f"({number(fte, 2)} FTE) that the staffing model holds as {titles[terms.work]}."
            ),
            figures={
                "hub_hours": planned,
                "hub_fte": row.fte,
                "staffing_hours": assumed,
                "staffing_fte": fte,
                "headroom": role.headroom,
            },
            sources=("hub_roles.csv", f"work_types.csv: {terms.work}"),
        )


def _base(headroom: str) -> str:
    return "paid hours" if headroom == "paid-hours" else "hours worked"


def _night(plan: HubPlan) -> Iterator[Finding]:
    totals = plan.figures.totals
    if totals.shared_hours:
        yield Finding(
            id="hub-night",
            topic="hub",
            severity="note",
            text=(
                f"Outside its hours the hub is answered by the health team for {number(totals.shared_hours, 1)} hours "
                f"a week, at {gbp(totals.shared_gbp * WEEKS_PER_YEAR)} a year."
            ),
            figures={"hours_per_week": totals.shared_hours, "gbp_per_year": totals.shared_gbp * WEEKS_PER_YEAR},
            sources=("hub_hours.csv",),
        )


def _missing(plan: HubPlan) -> Iterator[Finding]:
    totals = plan.figures.totals
    if totals.short_hours or totals.undone_hours:
        yield Finding(
            id="hub-missing",
            topic="hub",
            severity="warning",
            text=(
                f"In the week planned for, people are missing on calls for {number(totals.short_hours, 1)} hours and "
                f"{number(totals.undone_hours, 2)} hours of electronic work are not done in time."
            ),
            figures={"short_hours": totals.short_hours, "undone_hours": totals.undone_hours},
            sources=("hub_contacts.csv", "hub_contracts.csv", "hub_shifts.csv"),
        )


def _profile(case: Case) -> Iterator[Finding]:
    assumed = [row.contact for row in case.hub_contacts if row.status == "assumed"]
    if not case.hub_profile:
        yield Finding(
            id="hub-profile",
            topic="hub",
            severity="warning",
            text="When contacts come is not known: the default shape of the week stands in for it.",
            figures={"assumed_contacts": float(len(assumed))},
            sources=("hub_profile.csv",),
        )


def _simulation(case: Case, plan: HubPlan) -> Iterator[Finding]:
    titles = {row.contact: row.title for row in case.hub_contacts}
    for row in plan.simulated:
        apart = not row.low <= row.steady_share <= row.high
        broken = row.high < row.promised_share
        if not (apart or broken):
            continue
        yield Finding(
            id=f"hub-simulation-{row.contact}-{row.who}",
            topic="hub",
            severity="warning" if broken else "note",
            text=(
                f"{titles[row.contact]}, answered by the {row.who.replace('-', ' ')}: simulated with queues carried "
                f"over, {percent(row.in_time_share, 1)} of calls are answered in time (95 % interval "
                f"{percent(row.low, 1)} to {percent(row.high, 1)}); the formula for each half hour by itself says "
                f"{percent(row.steady_share, 1)}, promised are {percent(row.promised_share)}."
            ),
            figures={"simulated": row.in_time_share, "formula": row.steady_share, "promised": row.promised_share},
            sources=("hub_contacts.csv",),
        )


def _work_simulation(case: Case, plan: HubPlan) -> Iterator[Finding]:
    """Yield electronic work that chance keeps from its deadline more often than the plan says."""
    titles = {row.contact: row.title for row in case.hub_contacts}
    for row in plan.simulated_work:
        if row.high >= row.planned_share:
            continue
        yield Finding(
            id=f"hub-work-{row.contact}",
            topic="hub",
            severity="warning" if row.in_time_share < WORK_IN_TIME else "note",
            text=(
                f"{titles[row.contact]}: where work and calls come by chance, {percent(row.in_time_share, 1)} is done "
                f"within {row.deadline_hours:g} hours (95 % interval {percent(row.low, 1)} to {percent(row.high, 1)}); "
                f"the plan, in which all come evenly, does {percent(row.planned_share, 1)}. One piece in twenty takes "
                f"more than {row.late_hours:.1f} hours."
            ),
            figures={"simulated": row.in_time_share, "planned": row.planned_share, "late_hours": row.late_hours},
            sources=("hub_contacts.csv",),
        )


def _months(case: Case, plan: HubPlan) -> Iterator[Finding]:
    """Yield each month counted that the people planned would not have answered as promised."""
    titles = {row.contact: row.title for row in case.hub_contacts}
    promised = {row.contact: row.answer_share or 0.0 for row in case.hub_contacts}
    for row in plan.figures.months:
        if row.kept:
            continue
        reported = "" if row.reported_share is None else f" Reported were {percent(row.reported_share, 1)}."
        yield Finding(
            id=f"hub-month-{row.month}-{row.contact}",
            topic="hub",
            severity="warning" if row.in_time_share < promised[row.contact] else "note",
            text=(
                f"{titles[row.contact]}, {row.month}: {number(row.contacts)} were counted, {number(row.per_day, 1)} a "
                f"day. The people planned would have answered {percent(row.in_time_share, 1)} in time, promised are "
                f"{percent(promised[row.contact])} in every half hour; that takes {number(row.needed_hours, 1)} hours "
                f"a week, planned are {number(row.planned_hours, 1)}.{reported}"
            ),
            figures={
                "contacts": row.contacts,
                "in_time": row.in_time_share,
                "promised": promised[row.contact],
                "needed_hours": row.needed_hours,
                "planned_hours": row.planned_hours,
            },
            sources=("hub_volumes.csv", f"hub_contacts.csv: {row.contact}"),
        )

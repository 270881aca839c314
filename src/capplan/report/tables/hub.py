"""Tables about the single point of referral: people needed, shifts, who is there, its simulation, months counted."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.case.hub_week import clock
from capplan.decisions.hub import HubPlan
from capplan.report.tables.written import Table, fine


def hub_requirement(case: Case, plan: HubPlan) -> Table:
    """Return one row per telephone contact and half hour in which it needs anybody."""
    headings = (
        "contact", "contact_title", "half_hour", "begins", "contacts", "required", "in_time_share", "answered_by_hub",
        "answered_by_health_team", "short",
    )  # fmt: skip
    titles = {row.contact: row.title for row in case.hub_contacts}
    own: dict[tuple[str, int], int] = {}
    for row in plan.decisions.answers:
        own[row.contact, row.half_hour] = own.get((row.contact, row.half_hour), 0) + row.people
    team = {(row.contact, row.half_hour): row.people for row in plan.decisions.shared}
    short = {(row.contact, row.half_hour): row.people for row in plan.decisions.short}
    rows = (
        (
            row.contact, titles[row.contact], row.half_hour, clock(row.half_hour), fine(row.contacts), row.required,
            fine(row.in_time_share), own.get((row.contact, row.half_hour), 0),
            team.get((row.contact, row.half_hour), 0), fine(short.get((row.contact, row.half_hour), 0.0)),
        )
        for row in plan.figures.needs
    )  # fmt: skip
    return Table("hub_requirement", headings, tuple(rows))


def hub_shifts(case: Case, plan: HubPlan) -> Table:
    """Return one row per shift, start and time of the break, with the people who work it."""
    headings = ("shift", "shift_title", "role", "start", "begins", "ends", "break_begins", "people")
    shifts = {row.shift: row for row in case.hub_shifts}
    breaks: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for rest in plan.decisions.breaks:
        breaks.setdefault((rest.shift, rest.start), []).append((rest.half_hour, rest.people))
    rows = []
    for row in plan.decisions.starts:
        shift = shifts[row.shift]
        ends = clock(row.start + round(2 * shift.hours))
        for at, people in breaks.get((row.shift, row.start), [(-1, row.people)]):
            rows.append(
                (
                    row.shift, shift.title, shift.role, row.start, clock(row.start), ends,
                    None if at < 0 else clock(at), people,
                )
            )  # fmt: skip
    return Table("hub_shifts", headings, tuple(rows))


def hub_cover(plan: HubPlan) -> Table:
    """Return one row per half hour: people needed, on duty, on a break, shared and missing."""
    headings = ("half_hour", "begins", "required", "on_duty", "on_break", "shared", "short")
    rows = (
        (row.half_hour, clock(row.half_hour), row.required, row.on_duty, row.on_break, row.shared, fine(row.short))
        for row in plan.figures.cover
    )
    return Table("hub_cover", headings, tuple(rows))


def hub_simulation(case: Case, plan: HubPlan) -> Table:
    """Return one row per telephone contact and who answers it."""
    headings = (
        "contact", "contact_title", "who", "weeks", "seed", "calls", "in_time_share", "low", "high", "abandoned_share",
        "steady_share", "promised_share",
    )  # fmt: skip
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = (
        (
            row.contact, titles[row.contact], row.who, plan.simulated_weeks, plan.seed, row.calls,
            *map(
                fine,
                (row.in_time_share, row.low, row.high, row.abandoned_share, row.steady_share, row.promised_share),
            ),
        )
        for row in plan.simulated
    )  # fmt: skip
    return Table("hub_simulation", headings, tuple(rows))


def hub_work_simulation(case: Case, plan: HubPlan) -> Table:
    """Return one row per electronic contact: whether its work is done within the deadline."""
    headings = (
        "contact", "contact_title", "weeks", "seed", "came", "deadline_hours", "in_time_share", "low", "high",
        "mean_hours", "late_hours", "planned_share",
    )  # fmt: skip
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = (
        (
            row.contact, titles[row.contact], plan.simulated_weeks, plan.seed, row.came, fine(row.deadline_hours),
            *map(fine, (row.in_time_share, row.low, row.high, row.mean_hours, row.late_hours, row.planned_share)),
        )
        for row in plan.simulated_work
    )  # fmt: skip
    return Table("hub_work_simulation", headings, tuple(rows))


def hub_months(case: Case, plan: HubPlan) -> Table:
    """Return one row per month and telephone contact whose calls were counted."""
    headings = (
        "month", "contact", "contact_title", "contacts", "per_day", "factor", "needed_hours", "planned_hours",
        "in_time_share", "reported_share", "kept",
    )  # fmt: skip
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = (
        (
            row.month, row.contact, titles[row.contact], fine(row.contacts), fine(row.per_day), fine(row.factor),
            fine(row.needed_hours), fine(row.planned_hours), fine(row.in_time_share),
            None if row.reported_share is None else fine(row.reported_share), row.kept,
        )
        for row in plan.figures.months
    )  # fmt: skip
    return Table("hub_months", headings, tuple(rows))

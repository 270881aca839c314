"""The single point of referral: what it takes, what it costs, who is on duty, and how the simulation went."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.hub_week import WEEKS_PER_YEAR, clock
from capplan.decisions.hub import HubPlan
from capplan.report.figures import Column, DataTable, words


def answer(plan: HubPlan) -> Iterator[str]:
    """Yield what the hub takes and costs, what is missing, and how good the plan is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    yield (
        f"The hub takes {words.number(totals.fte, 2)} FTE, leave, sickness and training included. It is planned for a "
        f"week with {words.number(totals.factor, 2)} times the contacts of the mean week; in "
        f"{words.share(totals.weeks_met_share, 1)} of the weeks of the year every half hour keeps its promise."
    )
    yield (
        f"A year costs {words.gbp(totals.pay_gbp * WEEKS_PER_YEAR)} of pay and "
        f"{words.gbp(totals.premium_gbp * WEEKS_PER_YEAR)} for unsocial hours; the health team answers for "
        f"{words.number(totals.shared_hours, 1)} hours a week, at "
        f"{words.gbp(totals.shared_gbp * WEEKS_PER_YEAR)} a year."
    )
    if totals.short_hours or totals.undone_hours:
        yield (
            f"People are missing on calls for {words.number(totals.short_hours, 1)} hours of that week, and "
            f"{words.number(totals.undone_hours, 2)} hours of electronic work are not done in time."
        )
    yield (
        f"With the weights of what is missing the week counts {words.gbp(proof.objective)}; no other choice of these "
        f"shifts counts less than {words.gbp(proof.bound)} (gap {words.share(proof.gap, 2)})."
    )


def role_table(case: Case, plan: HubPlan) -> DataTable:
    """Return posts and hours by role."""
    rows = tuple(
        (
            case.role[row.role].title,
            words.number(row.posts, 2),
            words.number(row.fte, 2),
            case.role[row.role].headroom.replace("-", " "),
            words.number(row.paid_hours, 1),
            words.number(row.on_duty_hours, 1),
            words.number(100 * row.busy_hours / row.on_duty_hours) if row.on_duty_hours else words.NONE,
        )
        for row in plan.figures.roles
    )
    columns = (
        Column("Role", numeric=False),
        Column("Posts"),
        Column("Full-time posts", "FTE"),
        Column("Headroom is a share of", numeric=False, short=True),
        Column("Paid", "hours a week"),
        Column("On duty", "hours a week"),
        Column("On calls and electronic work", "% of duty"),
    )
    losses = "Headroom is leave, sickness and training; briefings and wrap-up are a loss of their own, inside duty."
    return DataTable("Roles of the single point of referral", columns, rows, losses)


def shift_table(case: Case, plan: HubPlan) -> DataTable:
    """Return who begins which shift when."""
    shifts = {row.shift: row for row in case.hub_shifts}
    ordered = sorted(plan.decisions.starts, key=lambda row: row.start)
    rows = tuple(
        (
            *clock(row.start).split(" "),
            clock(row.start + round(2 * shifts[row.shift].hours)).split(" ")[1],
            shifts[row.shift].title,
            case.role[shifts[row.shift].role].title,
            words.number(row.people),
        )
        for row in ordered
    )
    columns = (
        Column("Day", numeric=False),
        Column.of_dates("From"),
        Column.of_dates("To"),
        Column("Shift", numeric=False),
        Column("Role", numeric=False),
        Column("People"),
    )
    return DataTable("Shifts of a typical week", columns, rows, grouped=True)


def simulation_table(case: Case, plan: HubPlan) -> DataTable:
    """Return what the simulation says of each kind of call, beside the formula."""
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = tuple(
        (
            titles[row.contact],
            row.who.replace("-", " "),
            words.number(row.calls),
            words.number(100 * row.promised_share, 1),
            words.number(100 * row.steady_share, 1),
            words.number(100 * row.in_time_share, 1),
            f"{words.number(100 * row.low, 1)} to {words.number(100 * row.high, 1)}",
            words.number(100 * row.abandoned_share, 1),
        )
        for row in plan.simulated
    )
    columns = (
        Column("Calls", numeric=False),
        Column("Answered by", numeric=False),
        Column("Calls simulated"),
        Column("Promised in time", "%"),
        Column("Formula, each half hour by itself", "%"),
        Column("Simulated", "%"),
        Column("95 % interval", "%"),
        Column("Given up", "%"),
    )
    weeks = words.number(plan.simulated_weeks)
    note = f"{weeks} weeks of the size planned for, queues carried from half hour to half hour."
    return DataTable("Calls answered in time", columns, rows, note, grouped=True)


def work_simulation_table(case: Case, plan: HubPlan) -> DataTable:
    """Return what the simulation says of each kind of electronic work."""
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = tuple(
        (
            titles[row.contact],
            words.number(row.came),
            words.number(row.deadline_hours, 1),
            words.number(100 * row.planned_share, 1),
            words.number(100 * row.in_time_share, 1),
            f"{words.number(100 * row.low, 1)} to {words.number(100 * row.high, 1)}",
            words.number(row.mean_hours, 1),
            words.number(row.late_hours, 1),
        )
        for row in plan.simulated_work
    )
    columns = (
        Column("Electronic work", numeric=False),
        Column("Pieces simulated"),
        Column("Deadline", "hours"),
        Column("Planned within it", "%"),
        Column("Simulated", "%"),
        Column("95 % interval", "%"),
        Column("From coming to done", "hours"),
        Column("One in twenty takes longer than", "hours"),
    )
    note = "Whoever is on duty and free does what is due first; what comes and how long calls last is left to chance."
    return DataTable("Electronic work done within its deadline", columns, rows, note)


def month_table(case: Case, plan: HubPlan) -> DataTable:
    """Return the months whose calls were counted, answered by the people planned."""
    titles = {row.contact: row.title for row in case.hub_contacts}
    rows = tuple(
        (
            words.month(row.month),
            titles[row.contact],
            words.number(row.contacts),
            words.number(row.per_day, 1),
            words.number(row.needed_hours, 1),
            words.number(row.planned_hours, 1),
            words.number(100 * row.in_time_share, 1),
            "not known" if row.reported_share is None else words.number(100 * row.reported_share, 1),
            "yes" if row.kept else "no",
        )
        for row in plan.figures.months
    )
    columns = (
        Column.of_dates("Month"),
        Column("Calls", numeric=False),
        Column("Counted"),
        Column("A day"),
        Column("Hours needed", "a week"),
        Column("Hours planned", "a week"),
        Column("In time with the people planned", "%"),
        Column("In time as reported", "%"),
        Column("Promise kept in every half hour", numeric=False),
    )
    note = "The people planned answer the calls that were counted; each half hour by itself, in its steady state."
    return DataTable("Months that were counted", columns, rows, note)

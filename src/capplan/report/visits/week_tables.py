"""Tables of a planned week, for people who open them in a spreadsheet."""

from __future__ import annotations

from capplan.decisions.visit_week import WeekPlan
from capplan.report.tables.written import Cell, Table, fine, pence


def week_tables(plan: WeekPlan) -> tuple[Table, ...]:
    """Return the tables of a week."""
    return days(plan), clients(plan), carers(plan), totals(plan)


def days(plan: WeekPlan) -> Table:
    """Return each day of the week."""
    headings = ("weekday", "date", "visits", "made", "carers_out", "work_hours", "objective_gbp", "bound_gbp")
    rows = tuple(
        (
            row.weekday,
            row.date,
            row.visits,
            row.made,
            row.carers_out,
            fine(row.work_hours),
            pence(row.objective_gbp),
            pence(row.bound_gbp),
        )
        for row in plan.figures.days
    )
    return Table("week_days", headings, rows)


def clients(plan: WeekPlan) -> Table:
    """Return how many different carers each client sees."""
    headings = ("client", "visits", "made", "stops", "carers")
    rows = tuple((row.client, row.visits, row.made, row.stops, row.carers) for row in plan.figures.clients)
    return Table("week_clients", headings, rows)


def carers(plan: WeekPlan) -> Table:
    """Return each carer's hours against contract."""
    headings = ("carer", "days", "visits", "work_hours", "contract_hours", "over_hours")
    rows = tuple(
        (row.carer, row.days, row.visits, fine(row.work_hours), fine(row.contract_hours), fine(row.over_hours))
        for row in plan.figures.carers
    )
    return Table("week_carers", headings, rows)


def totals(plan: WeekPlan) -> Table:
    """Return the key figures of a week."""
    found = plan.figures.totals
    rows: tuple[tuple[Cell, ...], ...] = (
        ("visits", "visits asked for", found.visits, "visits"),
        ("made", "visits made", found.made, "visits"),
        ("unserved_critical", "time-critical visits not made", found.unserved_critical, "visits"),
        ("work_hours", "hours worked", fine(found.work_hours), "hours"),
        ("objective_gbp", "cost of the days with all weights", pence(found.objective_gbp), "GBP"),
        ("mean_carers", "different carers a client, mean", fine(found.mean_carers), "people"),
        ("most_carers", "different carers of the client with most", found.most_carers, "people"),
        ("least_share", "work over contract, least of a carer", fine(found.least_share), "share"),
        ("largest_share", "work over contract, most of a carer", fine(found.largest_share), "share"),
    )
    return Table("week_figures", ("figure", "meaning", "value", "unit"), rows)

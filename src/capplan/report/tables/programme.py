"""Tables about the programme: what starts when, notice, money by line, funder, pot and month, and what is undecided."""

from __future__ import annotations

from collections.abc import Callable

from capplan.case.case import Case
from capplan.decisions.programme import ProgrammePlan
from capplan.report.tables.written import Table, fine, pence


def programme_tables(case: Case, plan: ProgrammePlan) -> list[Table]:
    """Return every table of a programme."""
    tables: tuple[Callable[[Case, ProgrammePlan], Table], ...] = (
        programme_schedule,
        programme_notice,
        programme_money,
        programme_funders,
        programme_pots,
        programme_months,
        programme_contingencies,
        programme_ranges,
    )
    return [table(case, plan) for table in tables]


def programme_schedule(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per initiative and locality: first possible month, start, end."""
    headings = (
        "initiative",
        "title",
        "section",
        "kind",
        "locality",
        "earliest",
        "starts",
        "ends",
        "stated",
        "with_site",
    )
    sites = {(row.initiative, row.locality or ""): row.site for row in case.programme_sites}
    rows = {row.initiative: row for row in case.initiatives}
    found = (
        (
            row.initiative, rows[row.initiative].title, rows[row.initiative].section, rows[row.initiative].kind,
            row.locality, row.earliest, row.starts, row.ends, row.stated, sites.get((row.initiative, row.locality)),
        )
        for row in plan.figures.schedule
    )  # fmt: skip
    return Table("programme_schedule", headings, tuple(found))


def programme_notice(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per contract that ends, with the month by which notice is served."""
    headings = (
        "contract", "contract_title", "initiative", "ends", "notice_months", "notice_served", "notice_served_low",
        "notice_served_high",
    )  # fmt: skip
    found = (
        (
            row.contract, case.contract[row.contract].title, row.initiative, row.ends, row.notice_months,
            row.notice_served, row.notice_served_low, row.notice_served_high,
        )
        for row in plan.figures.contracts
    )  # fmt: skip
    return Table("programme_notice", headings, tuple(found))


def programme_money(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per line of money and financial year, exact and as shown."""
    headings = (
        "line",
        "title",
        "initiative",
        "pot",
        "side",
        "money",
        "year",
        "nominal_gbp",
        "shown_gbp",
        "present_gbp",
    )
    lines = {row.line: row for row in case.initiative_money}
    found = []
    for row in plan.figures.lines:
        line = lines[row.line]
        money = map(pence, (row.nominal_gbp, row.shown_gbp, row.present_gbp))
        found.append((line.line, line.title, line.initiative, line.pot, line.side, line.money, row.year, *money))
    return Table("programme_money", headings, tuple(found))


def programme_funders(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per funder and year, then one for all years at present value with its transfer."""
    headings = ("funder", "funder_title", "year", "cost_gbp", "benefit_gbp", "net_gbp", "transfer_present_gbp")
    titles = {row.funder: row.title for row in case.funders}
    found: list[tuple[str | float | None, ...]] = [
        (row.funder, titles[row.funder], row.year, *map(pence, (row.cost_gbp, row.benefit_gbp, row.net_gbp)), None)
        for row in plan.figures.funder_years
    ]
    for total in plan.figures.funders:
        money = (
            total.cost_present_gbp,
            total.benefit_present_gbp,
            total.net_present_gbp,
            total.transfer_present_gbp,
        )
        found.append((total.funder, titles[total.funder], "present value", *map(pence, money)))
    return Table("programme_funders", headings, tuple(found))


def programme_pots(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per pot and year against its limits."""
    headings = (
        "pot", "pot_title", "funder", "pooled", "year", "revenue_gbp", "capital_gbp", "spent_gbp", "revenue_room_gbp",
        "capital_room_gbp",
    )  # fmt: skip
    pots = {row.pot: row for row in case.pots}
    found = (
        (
            row.pot, pots[row.pot].title, pots[row.pot].funder, "yes" if pots[row.pot].pooled else "no", row.year,
            *map(pence, (row.revenue_gbp, row.capital_gbp, row.spent_gbp)),
            *map(pence, (row.revenue_room_gbp, row.capital_room_gbp)),
        )
        for row in plan.figures.pots
    )  # fmt: skip
    return Table("programme_pots", headings, tuple(found))


def programme_months(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per month: costs, benefits, what has to be bridged, the team."""
    headings = ("month", "cost_gbp", "benefit_gbp", "net_gbp", "cumulative_gbp", "team_fte", "starts")
    found = (
        (
            row.month, *map(pence, (row.cost_gbp, row.benefit_gbp, row.net_gbp, row.cumulative_gbp)),
            fine(row.team_fte), row.starts,
        )
        for row in plan.figures.months
    )  # fmt: skip
    return Table("programme_months", headings, tuple(found))


def programme_contingencies(case: Case, plan: ProgrammePlan) -> Table:
    """Return one row per contingency and year: how much of it the saving carries."""
    headings = ("contingency", "title", "unit", "year", "saving_gbp", "least", "units", "most")
    rows = {row.contingency: row for row in case.contingencies}
    found = (
        (
            row.contingency, rows[row.contingency].title, rows[row.contingency].unit, row.year, pence(row.saving_gbp),
            *map(fine, (row.least, row.units, row.most)),
        )
        for row in plan.figures.contingencies
    )  # fmt: skip
    return Table("programme_contingencies", headings, tuple(found))


def programme_ranges(case: Case, plan: ProgrammePlan) -> Table:
    """Return the net of each year with undecided lines at each end of their range."""
    headings = ("end", "year", "net_gbp", "shown_gbp")
    found = ((row.end, row.year, pence(row.net_gbp), pence(row.shown_gbp)) for row in plan.figures.ranges)
    return Table("programme_ranges", headings, tuple(found))

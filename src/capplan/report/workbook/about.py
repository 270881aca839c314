"""What each table says: its title, what a row is, and the columns by which a row is found."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.report.tables.written import Table


@dataclass(frozen=True)
class About:
    """Words about a table.

    Attributes
    ----------
    title
        What it is called in a paper.
    row
        What one row is.
    key
        Columns that together name a row; none where rows are told apart by their order alone.
    """

    title: str
    row: str
    key: tuple[str, ...] = ()


_SITE_CHANGE = ("site", "from_configuration", "to_configuration")
ABOUT = {
    "bed_plan": About("Bed plan", "an option, a site and a period", ("option", "site", "month")),
    "decommissioning_plan": About(
        "Decommissioning plan", "a reduction of the plan, with its dates and tests", (*_SITE_CHANGE, "closed_month")
    ),
    "commissioning_plan": About("Commissioning plan", "an increase of the plan", (*_SITE_CHANGE, "opens_month")),
    "findings": About("Findings", "something the reader should know, with its figures and sources", ("id",)),
    "money": About(
        "Money by year, funder and kind", "an option, a financial year, a funder and a kind of money",
        ("option", "year", "funder", "kind"),
    ),
    "access": About("Access", "an option and a locality", ("option", "locality")),
    "waiting": About("Waiting", "an option, a cohort and a locality", ("option", "cohort", "locality")),
    "assumptions": About("Assumptions log", "a row of the case that is assumed", ("table", "row")),
    "staffing_plan": About(
        "Staffing plan", "an option, a role, a workplace and a period", ("option", "role", "workplace", "month")
    ),
    "staff_calendar": About("Calendar of recruitment and redeployment", "a step of the plan"),
    "skill_cover": About(
        "Hours by skill", "an option, a workplace, a skill and a period", ("option", "workplace", "skill", "month")
    ),
    "response": About(
        "Responses met", "an option, a workplace, a response class and a period",
        ("option", "workplace", "response", "month"),
    ),
    "duty": About(
        "People on duty", "an option, a band of hours, a base and a period", ("option", "cover", "base", "month")
    ),
    "sequence": About("Together or one after the other", "a scenario", ("scenario",)),
    "levers": About("Efficiencies", "an efficiency and what it gives", ("lever",)),
    "marginal": About("One unit more", "something scarce and what one unit more is worth"),
    "bases": About("Bases", "a base in use", ("base",)),
    "territories": About("Territories", "an area and the base that serves it", ("area",)),
    "rota": About("Rota", "a person on a shift", ("person", "day")),
    "rota_grid": About("Rota grid", "a person; one column a day, one letter a shift", ("person",)),
    "rota_hours": About("Hours of the rota", "a person", ("person",)),
    "rota_cover": About("Cover of the rota", "a cover on a day", ("cover", "day")),
    "rota_gaps": About("Gaps of the rota", "a gap and somebody who might fill it"),
    "rota_ways_out": About("Ways out of the gaps", "a rule or a post that would close gaps", ("title",)),
    "rota_changes": About("Changes of the rota", "a day of a person that is not as published", ("person", "day")),
    "hub_requirement": About(
        "Single point of referral: need", "a contact and a half hour", ("contact", "half_hour")
    ),
    "hub_shifts": About("Single point of referral: shifts", "a shift, its start and the time of its break"),
    "hub_cover": About("Single point of referral: cover", "a half hour", ("half_hour",)),
    "hub_simulation": About("Single point of referral: simulation", "a contact and who answers", ("contact", "who")),
    "hub_work_simulation": About("Single point of referral: electronic work", "an electronic contact", ("contact",)),
    "hub_months": About(
        "Single point of referral: months counted", "a month and a contact", ("month", "contact")
    ),
    "programme_schedule": About("Programme", "an initiative (in a locality)", ("initiative", "locality")),
    "programme_notice": About("Programme: notice", "a contract that ends", ("contract", "initiative")),
    "programme_money": About("Programme: money by line", "a line and a financial year", ("line", "year")),
    "programme_funders": About("Programme: who pays and gains", "a funder and a year", ("funder", "year")),
    "programme_pots": About("Programme: pots against limits", "a pot and a financial year", ("pot", "year")),
    "programme_months": About("Programme by month", "a month", ("month",)),
    "programme_contingencies": About(
        "Programme: what the saving can carry", "a contingency and a year", ("contingency", "year")
    ),
    "programme_ranges": About("Programme: range of what is undecided", "an end and a year", ("end", "year")),
    "documents": About("Source document, checked", "a check", ("check",)),
    "simulation": About("Promises, planned and simulated", "a cohort and a setting"),
    "simulation_loads": About("Simulated beds", "a site and a period", ("site", "period")),
    "simulation_waiting": About("Simulated waiting", "a cohort and a period", ("cohort", "period")),
    "run_sheets": About("Run sheets", "something a carer does, in order"),
    "visit_times": About("Visits", "a visit", ("visit",)),
    "checks": About("Rules recounted from the plan's figures", "a rule", ("Rule",)),
}  # fmt: skip


def about(table: Table) -> About:
    """Return the words about a table; one that is not known here is called by its name."""
    return ABOUT.get(table.name) or About(table.name.replace("_", " ").capitalize(), "as its headings say")


def note(table: Table) -> str:
    """Return a sentence that says how a figure of the table is traced."""
    words = about(table)
    found = f"found by {' + '.join(words.key)}" if words.key else "found by its number"
    return f"Each row: {words.row}. Same rows as {table.name}.csv; a row is {found}. Meanings: docs/figures.md."

"""Sites, their configurations and the changes between them."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.rules import configuration_costs


def configuration_today(draft: Draft) -> Iterator[Fault]:
    """Yield sites whose configuration of today is not among their configurations."""
    configurations = draft.of(t.Configuration)
    for number, site in draft.numbered(t.Site):
        known = [row.configuration for row in configurations if row.site == site.site]
        if site.today not in known:
            problem = f"is not a configuration of site {site.site}"
            repair = f"Write {one_of(known, site.today)}." if known else "Add the site's rows to configurations.csv."
            yield fault_at(t.Site, number, "today", site.today, problem, repair)


def site_without_beds(draft: Draft) -> Iterator[Fault]:
    """Yield sites none of whose configurations has a bed or a place."""
    configurations = draft.of(t.Configuration)
    for number, site in draft.numbered(t.Site):
        beds = [row.beds_staffed for row in configurations if row.site == site.site]
        if beds and max(beds) == 0:
            problem = "has no configuration with beds"
            yield fault_at(
                t.Site, number, "site", site.site, problem, "Add one to configurations.csv or remove the site."
            )


def site_without_closed(draft: Draft) -> Iterator[Fault]:
    """Yield sites that must close but have no configuration without beds."""
    closed = {row.site for row in draft.of(t.Configuration) if row.beds_staffed == 0}
    for number, site in draft.numbered(t.Site):
        if site.closes_by and site.site not in closed:
            problem = "asks for closure, but the site has no configuration with 0 beds"
            repair = "Add one to configurations.csv, or leave the cell blank."
            yield fault_at(t.Site, number, "closes_by", site.closes_by, problem, repair)


def closing_months(draft: Draft) -> Iterator[Fault]:
    """Yield sites that must close before they may be reduced."""
    for number, site in draft.numbered(t.Site):
        if site.closes_by and site.closes_from and site.closes_by < site.closes_from:
            problem = f"is before closes_from ({site.closes_from})"
            yield fault_at(t.Site, number, "closes_by", site.closes_by, problem, "Correct one of the two months.")


def site_without_cohort(draft: Draft) -> Iterator[Fault]:
    """Yield sites whose setting is open to no cohort."""
    unused = set(draft.ids("settings", "setting")).difference(draft.ids("stays", "setting"))
    for number, site in draft.numbered(t.Site):
        if site.setting in unused:
            problem = "is a setting that no cohort may use"
            yield fault_at(
                t.Site, number, "setting", site.setting, problem, "Add a row to stays.csv or remove the site."
            )


def transition_to_itself(draft: Draft) -> Iterator[Fault]:
    """Yield transitions that change nothing."""
    for number, row in draft.numbered(t.Transition):
        if row.from_configuration == row.to_configuration:
            found, problem = row.to_configuration, "is the configuration that is left"
            repair = "Name another configuration; staying as it is needs no row."
            yield fault_at(t.Transition, number, "to_configuration", found, problem, repair)


def short_commitment(draft: Draft) -> Iterator[Fault]:
    """Yield sites that could shrink while new beds ramp up, or stop admissions for it before new beds run."""
    beds = {(row.site, row.configuration): row.beds_staffed for row in draft.of(t.Configuration)}
    grows: set[str] = set()
    shrinks: set[str] = set()
    for row in draft.of(t.Transition):
        before = beds.get((row.site, row.from_configuration))
        after = beds.get((row.site, row.to_configuration))
        # A configuration that is not there is reported as such.
        if before is None or after is None or before == after:
            continue
        (grows if after > before else shrinks).add(row.site)
    for number, site in draft.numbered(t.Site):
        least = max(site.ramp_months, site.double_running_months)
        if site.site in grows & shrinks and site.min_commitment_months < least:
            column = "ramp_months" if site.ramp_months == least else "double_running_months"
            problem = f"is less than {column} ({least}): the site could shrink again before new beds are fully open"
            repair = f"Write at least {least}."
            yield fault_at(t.Site, number, "min_commitment_months", str(site.min_commitment_months), problem, repair)


def spot_costs(draft: Draft) -> Iterator[Fault]:
    """Yield spot configurations that cost something empty, or nothing when used."""
    for number, row in draft.numbered(t.Configuration):
        if row.kind != "spot":
            continue
        fixed, variable = row.fixed_gbp_per_year, row.variable_gbp_per_occupied_day
        if fixed != 0:
            found = "" if fixed is None else f"{fixed:g}"
            problem = "is not 0, but a spot bed is paid for only when it is used"
            repair = "Write 0; a blank cell would be filled from the setting. Beds paid for empty are kind block."
            yield fault_at(t.Configuration, number, "fixed_gbp_per_year", found, problem, repair)
        if row.beds_staffed > 0 and not variable:
            found = "" if variable is None else f"{variable:g}"
            problem = "is no price, but a spot bed is paid for by the day"
            repair = "Write the price of an occupied day, above 0."
            yield fault_at(t.Configuration, number, "variable_gbp_per_occupied_day", found, problem, repair)


def one_variable_cost(draft: Draft, case: Case) -> Iterator[Fault]:
    """Yield configurations whose cost per occupied day differs from the first one with beds of their site."""
    # As the cells say it: with the staff in the price of a bed.
    cost_of = {site: configuration_costs(case.without_staff(), site) for site in case.site}
    first: dict[str, float] = {}
    for number, row in draft.numbered(t.Configuration):
        _, variable = cost_of[row.site][row.configuration]
        if row.beds_staffed > 0 and abs(variable - first.setdefault(row.site, variable)) > 1e-9 * max(1.0, variable):
            problem = f"differs from {first[row.site]:.10g} GBP/day, the same site's first configuration with beds"
            repair = "Write one cost per occupied day for all configurations of a site, or make another site."
            yield fault_at(
                t.Configuration, number, "variable_gbp_per_occupied_day", f"{variable:.10g}", problem, repair
            )

"""Ids that name a row of another table: each must be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.option_tables import STANDARD
from capplan.case.tables import TABLES


@dataclass(frozen=True)
class Reference:
    """Column `column` of `table` names a row of `target` by its id column `key`, or says one of `also`."""

    table: str
    column: str
    target: str
    key: str
    also: tuple[str, ...] = ()


REFERENCES = (
    Reference("areas", "locality", "localities", "locality"),
    Reference("stays", "cohort", "cohorts", "cohort"),
    Reference("stays", "setting", "settings", "setting"),
    Reference("contracts", "gate", "gates", "gate"),
    Reference("sites", "setting", "settings", "setting"),
    Reference("sites", "contract", "contracts", "contract"),
    Reference("configurations", "site", "sites", "site"),
    Reference("transitions", "site", "sites", "site"),
    Reference("funding", "setting", "settings", "setting", also=("acute",)),
    Reference("funding", "funder", "funders", "funder"),
    Reference("budgets", "funder", "funders", "funder", also=("pool",)),
    Reference("staff_per_bed", "setting", "settings", "setting"),
    Reference("scenarios", "cohort", "cohorts", "cohort"),
    Reference("benchmarks", "main_setting", "settings", "setting"),
    Reference("benchmarks", "other_setting", "settings", "setting"),
    Reference("milestones", "contract", "contracts", "contract"),
    Reference("travel_times", "area", "areas", "area"),
    Reference("roads", "from_node", "road_nodes", "node"),
    Reference("roads", "to_node", "road_nodes", "node"),
    Reference("bases", "home_site", "sites", "site"),
    Reference("bases", "after_site", "sites", "site"),
    Reference("adjacency", "area", "areas", "area"),
    Reference("adjacency", "neighbour", "areas", "area"),
    Reference("roles", "funder", "funders", "funder"),
    Reference("establishment", "role", "roles", "role"),
    Reference("may_do", "role", "roles", "role"),
    Reference("may_do", "skill", "skills", "skill"),
    Reference("may_do", "lever", "levers", "lever"),
    Reference("recipes", "work", "work_types", "work"),
    Reference("recipes", "skill", "skills", "skill"),
    Reference("tapers", "work", "work_types", "work"),
    Reference("duty_cover", "skill", "skills", "skill"),
    Reference("duty_cover", "base", "bases", "base", also=("each",)),
    Reference("duty_cover", "work", "work_types", "work"),
    Reference("moves", "from_role", "roles", "role"),
    Reference("moves", "to_role", "roles", "role"),
    Reference("supervision", "supervisor", "roles", "role"),
    Reference("supervision", "role", "roles", "role"),
    Reference("people", "role", "roles", "role"),
    Reference("people", "base", "bases", "base"),
    Reference("people", "rule_set", "rule_sets", "rule_set"),
    Reference("people", "unsocial", "unsocial_rates", "unsocial"),
    Reference("people", "last_shift", "rota_shifts", "shift"),
    Reference("rota_shifts", "base", "bases", "base"),
    Reference("absences", "person", "people", "person"),
    Reference("requests", "person", "people", "person"),
    Reference("requests", "wants", "rota_shifts", "shift", also=("off",)),
    Reference("fixed_patterns", "person", "people", "person"),
    Reference("fixed_patterns", "shift", "rota_shifts", "shift", also=("off",)),
    Reference("hub_profile", "contact", "hub_contacts", "contact"),
    Reference("hub_roles", "role", "roles", "role"),
    Reference("hub_roles", "work", "work_types", "work"),
    Reference("hub_may_answer", "role", "hub_roles", "role"),
    Reference("hub_may_answer", "contact", "hub_contacts", "contact"),
    Reference("hub_volumes", "contact", "hub_contacts", "contact"),
    Reference("hub_contracts", "role", "hub_roles", "role"),
    Reference("hub_shifts", "role", "hub_roles", "role"),
    Reference("grid_lines", "cohort", "cohorts", "cohort"),
    Reference("grid_lines", "setting", "settings", "setting"),
    Reference("stay_spread", "cohort", "cohorts", "cohort"),
    Reference("stay_spread", "setting", "settings", "setting"),
    Reference("weekdays", "cohort", "cohorts", "cohort"),
    Reference("occupied_today", "site", "sites", "site"),
    Reference("visits", "place", "visit_places", "place"),
    Reference("visits", "base", "bases", "base"),
    Reference("visit_pairs", "first", "visits", "visit"),
    Reference("visit_pairs", "second", "visits", "visit"),
    Reference("carers", "base", "bases", "base"),
    Reference("carers", "role", "roles", "role"),
    Reference("initiatives", "gate", "gates", "gate"),
    Reference("initiatives", "approval", "approvals", "approval"),
    Reference("initiatives", "contract", "contracts", "contract"),
    Reference("roll_out", "initiative", "initiatives", "initiative"),
    Reference("roll_out", "locality", "localities", "locality"),
    Reference("roll_out", "after", "localities", "locality"),
    Reference("initiative_money", "initiative", "initiatives", "initiative"),
    Reference("initiative_money", "pot", "pots", "pot"),
    Reference("pots", "funder", "funders", "funder"),
    Reference("programme_budgets", "pot", "pots", "pot"),
    Reference("precedence", "initiative", "initiatives", "initiative"),
    Reference("precedence", "after", "initiatives", "initiative"),
    Reference("benefit_gates", "initiative", "initiatives", "initiative"),
    Reference("benefit_gates", "benefit_of", "initiatives", "initiative"),
    Reference("benefit_overlaps", "initiative", "initiatives", "initiative"),
    Reference("benefit_overlaps", "line", "initiative_money", "line"),
    Reference("benefit_shares", "line", "initiative_money", "line"),
    Reference("benefit_shares", "funder", "funders", "funder"),
    Reference("contingencies", "pot", "pots", "pot"),
    Reference("programme_sites", "initiative", "initiatives", "initiative"),
    Reference("programme_sites", "site", "sites", "site"),
    Reference("programme_sites", "locality", "localities", "locality"),
    Reference("option_changes", "option", "options", "option"),
)


def unknown_id(draft: Draft, reference: Reference) -> Iterator[Fault]:
    """Yield every row whose id is not in the table it refers to."""
    known = [*draft.ids(reference.target, reference.key), *reference.also]
    allowed = set(known)
    model = TABLES[reference.table].row
    for number, row in draft.numbered(model):
        found = getattr(row, reference.column)
        if found is not None and found not in allowed:
            yield fault_at(model, number, reference.column, found, *_missing(f"{reference.target}.csv", known, found))


def unknown_place(draft: Draft) -> Iterator[Fault]:
    """Yield ids that should name a site or a base and name neither."""
    known = [*draft.ids("sites", "site"), *draft.ids("bases", "base")]
    where = "sites.csv or bases.csv" if draft.of(staff.Base) else "sites.csv"
    for table, column in (("travel_times", "site"), ("establishment", "workplace")):
        model = TABLES[table].row
        for number, row in draft.numbered(model):
            found = getattr(row, column)
            if found not in known:
                yield fault_at(model, number, column, found, *_missing(where, known, found))


def unknown_cohort_admitted(draft: Draft) -> Iterator[Fault]:
    """Yield every cohort in `admits` that does not exist, or has no stay in the site's setting."""
    cohorts = draft.ids("cohorts", "cohort")
    open_to = {(row.cohort, row.setting) for row in draft.of(t.Stay)}
    for number, site in draft.numbered(t.Site):
        for cohort in site.admits.split():
            if cohort not in cohorts:
                yield fault_at(t.Site, number, "admits", cohort, *_missing("cohorts.csv", cohorts, cohort))
            elif (cohort, site.setting) not in open_to:
                problem = f"has no stay in setting {site.setting}, so this site could not admit it"
                repair = "Add the stay to stays.csv or take the cohort out."
                yield fault_at(t.Site, number, "admits", cohort, problem, repair)


def unknown_configuration(draft: Draft) -> Iterator[Fault]:
    """Yield every configuration of a transition that its site does not have."""
    configurations = draft.of(t.Configuration)
    for number, row in draft.numbered(t.Transition):
        known = [other.configuration for other in configurations if other.site == row.site]
        for column in ("from_configuration", "to_configuration"):
            found = getattr(row, column)
            # A site without any configuration is reported as such, or as unknown.
            if known and found not in known:
                where = f"configurations.csv for site {row.site}"
                yield fault_at(t.Transition, number, column, found, *_missing(where, known, found))


def unknown_scenario(draft: Draft) -> Iterator[Fault]:
    """Yield the scenario of case.toml if no row defines it."""
    known = ["base", *draft.ids("scenarios", "scenario")]
    found = draft.header.case.scenario
    if found not in known:
        problem, repair = _missing("scenarios.csv", known, found)
        yield Fault("case.toml", None, "case.scenario", found, problem, repair)


def reserved_id(draft: Draft) -> Iterator[Fault]:
    """Yield ids that the program gives a meaning of its own."""
    reserved = (
        ("scenarios", "scenario", "base", "the tables as they are"),
        ("settings", "setting", "acute", "acute hospital beds"),
        ("funders", "funder", "pool", "all pooled funders together"),
        ("bases", "base", "each", "every base in use"),
        ("rota_shifts", "shift", "off", "a day off"),
        *(("options", "option", name, "an option that every case has") for name in STANDARD),
    )
    for table, column, name, meaning in reserved:
        for number, row in draft.numbered(TABLES[table].row):
            if getattr(row, column) == name:
                problem = f"is reserved: it stands for {meaning}"
                yield fault_at(TABLES[table].row, number, column, name, problem, "Write another id.")


def _missing(where: str, known: list[str] | tuple[str, ...], found: str) -> tuple[str, str]:
    if not known:
        return f"is not in {where}, which has no rows", "Add it there or leave the cell blank if it may be blank."
    return f"is not in {where}", f"Add it there, or write {one_of(known, found)}."

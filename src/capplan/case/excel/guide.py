"""What the first sheet tells a planner: which sheets, in which order, who usually has the figures."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.case.excel.layout import CASE
from capplan.case.tables import TABLES


@dataclass(frozen=True)
class Step:
    """One step of filling a workbook: its title, who supplies the figures, and its sheets."""

    title: str
    supplier: str
    sheets: tuple[str, ...]


_STEPS = (
    Step("1 The case", "the planner who leads the work", (CASE, "parameters")),
    Step(
        "2 People and places",
        "public health analyst (population), planner (localities)",
        ("localities", "areas", "growth", "seasons", "travel_times", "road_nodes", "roads"),
    ),
    Step(
        "3 Who needs care, and where it may be given",
        "commissioners with hospital discharge and community teams",
        ("settings", "cohorts", "stays", "scenarios", "grid_lines"),
    ),
    Step(
        "4 Beds: sites, what each may run, contracts",
        "estates, contracts and provider operations managers",
        ("gates", "contracts", "sites", "configurations", "transitions"),
    ),
    Step("5 Money", "finance team", ("funders", "funding", "budgets", "staff_per_bed")),
    Step("6 What published plans say, to compare with", "planner", ("benchmarks", "milestones")),
    Step(
        "7 Staff: bases, roles, skills, work",
        "workforce lead, operations managers, electronic staff record",
        (
            "bases", "adjacency", "roles", "establishment", "skills", "may_do", "work_types", "recipes", "tapers",
            "duty_cover", "moves", "supervision", "levers", "staff_lists", "staff_statements",
        ),
    ),
    Step(
        "8 Single point of referral",
        "hub manager, telephony reports",
        (
            "hub_contacts", "hub_profile", "hub_hours", "hub_roles", "hub_may_answer", "hub_contracts", "hub_shifts",
            "hub_volumes",
        ),
    ),
    Step(
        "9 Rotas of one team",
        "team manager; people by an opaque key, never by name",
        (
            "rotas", "rule_sets", "unsocial_rates", "people", "rota_shifts", "rota_cover", "absences", "requests",
            "fixed_patterns",
        ),
    ),
    Step(
        "10 Visits of one day, and of a week",
        "team co-ordinator; places rounded to an area, never an address",
        ("visit_places", "visits", "visit_pairs", "carers", "visit_travel", "visit_weekdays", "carer_shifts"),
    ),
    Step(
        "11 Programme: initiatives, their money, gates and limits",
        "programme manager, finance leads of the partners",
        (
            "initiatives", "roll_out", "initiative_money", "pots", "programme_budgets", "precedence", "benefit_gates",
            "approvals", "benefit_overlaps", "benefit_shares", "programme_capacity", "contingencies",
            "programme_sites",
        ),
    ),
    Step("12 Options for the board", "the planner who leads the work", ("options", "option_changes")),
    Step(
        "13 What is uncertain, and life as it comes",
        "public health analyst, provider operations managers",
        ("uncertainty", "scenario_chances", "stay_spread", "weekdays", "occupied_today"),
    ),
    Step(
        "14 What a published document states, to be reconciled",
        "planner",
        ("document_figures", "document_checks", "document_terms"),
    ),
)  # fmt: skip


def steps() -> tuple[Step, ...]:
    """Return every step; tables that no step names stand in the last one, so that none is left out."""
    named = {sheet for step in _STEPS for sheet in step.sheets}
    if rest := tuple(name for name in TABLES if name not in named):
        return (*_STEPS, Step(f"{len(_STEPS) + 1} More", "the planner who leads the work", rest))
    return _STEPS


ORDER = tuple(sheet for step in steps() for sheet in step.sheets)
"""Every sheet that is read, in the order of filling."""

HOW_TO = (
    "Fill the sheets in the order below. Only white cells are yours; headings are locked (no password). To be rid of a "
    "row, clear it: blank rows count for nothing.",
    "Each sheet has one row a thing: row 1 says what a row is, row 2 the unit and whether the column is required, "
    "row 3 the heading. Rest the pointer on a heading for its meaning and what is allowed.",
    "Sheets that are optional may stay blank. A blank cell takes the default that the note of its heading names.",
    "Months are written 2026-04, years 2026/27, days 2026-04-06, shares as fractions (85 % is 0.85). Ids are of "
    "lower-case letters, digits and hyphens; other sheets refer to them through drop-down lists.",
    "A figure without a source: write assumed under status, why under reason, and who could supply the real one under "
    "could_supply. The sheet assumptions counts them.",
    "Formulas may be used: the value last saved counts. A formula that reads another workbook is refused.",
    "Nothing that identifies a person may stand here: no names of patients, clients or staff, no NHS numbers.",
    "A sheet whose name begins with note is your own and is not read.",
    "Check it: capplan check THIS-FILE. Faults are named by sheet and cell, and marked in a copy ...-faults.xlsx.",
    "Plan it: capplan run THIS-FILE --out RUN. The answer is RUN/report.html and RUN/plan.xlsx.",
)

"""The tables of a run folder, for people who open them in a spreadsheet."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.tables.bases import bases, territories
from capplan.report.tables.documents import documents
from capplan.report.tables.estate import bed_plan, commissioning_plan, decommissioning_plan
from capplan.report.tables.hub import (
    hub_cover,
    hub_months,
    hub_requirement,
    hub_shifts,
    hub_simulation,
    hub_work_simulation,
)
from capplan.report.tables.programme import programme_tables
from capplan.report.tables.rota import rota_tables
from capplan.report.tables.run import access, assumptions, findings, money, waiting
from capplan.report.tables.simulation import simulation_loads, simulation_promises, simulation_waiting
from capplan.report.tables.staff import duty, response, skill_cover, staff_calendar, staffing_plan
from capplan.report.tables.together import levers, marginal, sequence
from capplan.report.tables.written import Cell, Table, csv_text

__all__ = [
    "Cell",
    "Table",
    "access",
    "assumptions",
    "bases",
    "bed_plan",
    "commissioning_plan",
    "csv_files",
    "csv_text",
    "decommissioning_plan",
    "documents",
    "duty",
    "findings",
    "hub_cover",
    "hub_months",
    "hub_requirement",
    "hub_shifts",
    "hub_simulation",
    "hub_work_simulation",
    "levers",
    "marginal",
    "money",
    "programme_tables",
    "response",
    "rota_tables",
    "run_tables",
    "sequence",
    "simulation_loads",
    "simulation_promises",
    "simulation_waiting",
    "skill_cover",
    "staff_calendar",
    "staffing_plan",
    "territories",
    "waiting",
]


def run_tables(case: Case, plan: Plan) -> tuple[Table, ...]:
    """Return every table of a run folder; those about beds, staff and bases only where the plan has them."""
    tables = [findings(plan), assumptions(case)]
    if plan.options:
        tables += [
            bed_plan(case, plan),
            decommissioning_plan(case, plan),
            commissioning_plan(case, plan),
            money(case, plan),
            access(plan),
            waiting(plan),
        ]
    if plan.options and plan.option("plan").staff is not None:
        tables += [
            staffing_plan(case, plan),
            staff_calendar(case, plan),
            skill_cover(case, plan),
            response(case, plan),
            duty(case, plan),
            sequence(plan),
            levers(plan),
            marginal(case, plan),
        ]
    if plan.bases is not None:
        tables += [bases(case, plan.bases), territories(case, plan.bases)]
    if plan.rota is not None:
        tables += rota_tables(case, plan.rota)
    if plan.programme is not None:
        tables += programme_tables(case, plan.programme)
    if plan.documents:
        tables.append(documents(case, plan.documents))
    if plan.simulation is not None:
        tables += [
            simulation_promises(plan.simulation),
            simulation_loads(plan.simulation),
            simulation_waiting(plan.simulation),
        ]
    if plan.hub is not None:
        tables += [
            hub_requirement(case, plan.hub),
            hub_shifts(case, plan.hub),
            hub_cover(plan.hub),
            hub_simulation(case, plan.hub),
        ]
        if plan.hub.simulated_work:
            tables.append(hub_work_simulation(case, plan.hub))
        if plan.hub.figures.months:
            tables.append(hub_months(case, plan.hub))
    return tuple(tables)


def csv_files(case: Case, plan: Plan) -> dict[str, str]:
    """Return the text of every table of a run folder, by file name."""
    return {f"{table.name}.csv": csv_text(table) for table in run_tables(case, plan)}

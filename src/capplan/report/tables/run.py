"""Tables about the whole run: findings, money, access, waiting, and what is assumed."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.tables import TABLES
from capplan.decisions import Plan
from capplan.plan.findings.assumptions import rows_by_table
from capplan.report.tables.written import Table, fine, joined, pence, written


def findings(plan: Plan) -> Table:
    """Return one row per finding; its figures as `name = value` with four decimals at most."""
    headings = ("id", "topic", "severity", "text", "figures", "sources")
    rows = (
        (
            row.id,
            row.topic,
            row.severity,
            row.text,
            joined(f"{name} = {written(value)}" for name, value in row.figures.items()),
            joined(row.sources),
        )
        for row in plan.findings
    )
    return Table("findings", headings, tuple(rows))


def money(case: Case, plan: Plan) -> Table:
    """Return one row per option, financial year, funder and kind of money."""
    headings = ("option", "year", "funder", "funder_title", "kind", "nominal_gbp", "present_gbp")
    titles = {row.funder: row.title for row in case.funders}
    rows = (
        (
            option.option, row.year, row.funder, titles[row.funder], row.kind, pence(row.nominal_gbp),
            pence(row.present_gbp),
        )
        for option in plan.options
        for row in option.figures.money
    )  # fmt: skip
    return Table("money", headings, tuple(rows))


def access(plan: Plan) -> Table:
    """Return one row per option and locality, then all localities."""
    headings = ("option", "locality", "people", "mean_min", "p90_min", "near_share")
    rows = (
        (option.option, row.locality, *map(fine, (row.people, row.mean_min, row.p90_min, row.near_share)))
        for option in plan.options
        for row in option.figures.access
    )
    return Table("access", headings, tuple(rows))


def waiting(plan: Plan) -> Table:
    """Return one row per option, cohort that waits or diverts, and locality."""
    headings = (
        "option", "cohort", "locality", "waiting_at_start_people", "waiting_at_end_people",
        "largest_waiting_people", "waiting_bed_days", "diverted_people", "state",
    )  # fmt: skip
    rows = (
        (
            option.option, row.cohort, row.locality, fine(row.waiting_at_start), fine(row.waiting_at_end),
            fine(row.largest_waiting), fine(row.waiting_bed_days), fine(row.diverted_people), row.state,
        )
        for option in plan.options
        for row in option.figures.nodes
    )  # fmt: skip
    return Table("waiting", headings, tuple(rows))


def assumptions(case: Case) -> Table:
    """Return one row per row of the case that is marked assumed, with who could supply the real figure."""
    headings = ("table", "row", "values", "source", "reason", "could_supply")
    rows = (
        (table, _key(table, row), _values(table, row), row.source, row.reason, row.could_supply)
        for table, kept in rows_by_table(case).items()
        for row in kept
        if row.status == "assumed"
    )
    return Table("assumptions", headings, tuple(rows))


def _key(table: str, row: Row) -> str:
    return " ".join(str(getattr(row, column)) for column in TABLES[table].key)


def _values(table: str, row: Row) -> str:
    """Write the filled cells of a row that are neither its key nor its provenance."""
    left_out = {*TABLES[table].key, *Row.model_fields}
    cells = ((name, value) for name, value in row if name not in left_out and value not in (None, ""))
    return joined(f"{name} = {value}" for name, value in cells)

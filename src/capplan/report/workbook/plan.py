"""``plan.xlsx``: the answer first, then every table of the run, with charts, the checks last."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.html.checks import checks
from capplan.report.tables import run_tables
from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.about import about
from capplan.report.workbook.book import Book
from capplan.report.workbook.derived import DERIVED
from capplan.report.workbook.summary import write_summary

LAST = ("findings", "assumptions", "checks")


def plan_workbook(case: Case, plan: Plan) -> bytes:
    """Return ``plan.xlsx``: a summary, and a sheet for every table that has a row.

    Tables come from `run_tables`; one that is new there appears by itself. The same case and plan give the same
    bytes.
    """
    tables = workbook_tables(case, plan)
    book = Book(f"{case.identity.title}: plan, scenario {plan.scenario}")
    contents: list[tuple[str, str, int]] = []
    for name, table in tables.items():
        contents += [(one.name, one.title, len(table.rows)) for one in DERIVED if one.table == name]
        contents.append((name, about(table).title, len(table.rows)))
    write_summary(book, case, plan, tables, contents)
    for name, table in tables.items():
        for one in DERIVED:
            if one.table == name:
                one.write(book, case, table)
        book.table(table)
    return book.bytes()


def workbook_tables(case: Case, plan: Plan) -> dict[str, Table]:
    """Return the tables of the workbook that have a row, by name, in the order of its sheets."""
    counted = (_checks(case, plan),) if plan.options else ()
    tables = {table.name: table for table in (*run_tables(case, plan), *counted) if table.rows}
    names = [*(name for name in tables if name not in LAST), *(name for name in LAST if name in tables)]
    return {name: tables[name] for name in names}


def _checks(case: Case, plan: Plan) -> Table:
    found = checks(plan, case)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (rule, int(cases.replace(",", "")), int(kept.replace(",", "")), verdict)
        for rule, cases, kept, verdict in found.rows
    )
    return Table("checks", tuple(column.title for column in found.columns), rows)

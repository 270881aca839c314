"""The tables of a run folder as rows and as CSV text.

The files are for people who open them in a spreadsheet:

- UTF-8 with a byte order mark: without the mark Excel takes the file for the computer's old code page, and every
  £ and accented name is damaged. Readers of CSV in other programs skip the mark (`utf-8-sig` in Python).
- Commas, quotes and CRLF line ends as RFC 4180 has them.
- Numbers are bare (no separators, no units: the unit stands in the heading), money to the penny, everything
  else to four decimals. A cell without a value is empty.
- Months are YYYY-MM, which Excel shows as the month they are.
- Text never becomes a formula: a leading = + - @, tab or line end is preceded by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.fields import FORMULA_STARTS, Row
from capplan.case.tables import TABLES
from capplan.decisions import ClosureRow, Plan, Regret
from capplan.plan.findings.assumptions import rows_by_table

Cell = str | int | float | None
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Table:
    """One table: its file name without `.csv`, its headings, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def run_tables(case: Case, plan: Plan) -> tuple[Table, ...]:
    """Return every table of a run folder."""
    return (
        bed_plan(case, plan),
        decommissioning_plan(case, plan),
        commissioning_plan(case, plan),
        findings(plan),
        money(case, plan),
        access(plan),
        waiting(plan),
        assumptions(case),
    )


def csv_files(case: Case, plan: Plan) -> dict[str, str]:
    """Return the text of every table of a run folder, by file name."""
    return {f"{table.name}.csv": csv_text(table) for table in run_tables(case, plan)}


def csv_text(table: Table) -> str:
    """Write a table as CSV text, as the head of this module says."""
    buffer = io.StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def bed_plan(case: Case, plan: Plan) -> Table:
    """Return one row per option, site and period."""
    headings = (
        "option", "site", "site_title", "setting", "month", "configuration", "kind", "beds_staffed", "load_beds",
        "safe_load_beds", "occupancy_share", "beds_at_reading_occupancy", "refused_share", "waits_too_long_share",
        "state",
    )  # fmt: skip
    rows = (
        (
            option.option, row.site, case.site[row.site].title, row.setting, row.period, row.configuration, row.kind,
            row.beds_staffed, _fine(row.load), _fine(row.safe_load), _fine(row.occupancy),
            _fine(row.beds_at_reading), _fine(row.refused), _fine(row.waits_too_long), row.state,
        )
        for option in plan.options
        for row in option.figures.bed_plan
    )  # fmt: skip
    return Table("bed_plan", headings, tuple(rows))


def decommissioning_plan(case: Case, plan: Plan) -> Table:
    """Return one row per reduction of the option `plan`, in order of the month in which the beds are gone."""
    headings = (
        "site", "site_title", "setting", "from_configuration", "to_configuration", "beds_removed", "decision_month",
        "gate", "gate_starts_month", "gate_passed_month", "notice_served_month", "notice_months",
        "admissions_stop_month", "last_discharge_date", "closed_month", "earliest_month", "load_released_beds",
        "replacements", "closure_test", "worst_waiting_growth_people", "staff_released", "staff_released_fte",
        "saving_gbp_per_year", "stranded_gbp", "one_off_revenue_gbp", "capital_gbp", "a_year_later_month",
        "a_year_later_extra_gbp", "a_year_later_reason",
    )  # fmt: skip
    regret_of = {(row.site, row.closed): row for row in plan.regrets}
    rows = (_closure(case, row, regret_of.get((row.site, row.closed))) for row in plan.option("plan").figures.closures)
    return Table("decommissioning_plan", headings, tuple(rows))


def commissioning_plan(case: Case, plan: Plan) -> Table:
    """Return one row per increase of the option `plan`, in order of opening."""
    headings = (
        "site", "site_title", "setting", "from_configuration", "to_configuration", "kind", "beds_added",
        "decide_by_month", "opens_month", "fully_usable_month", "capital_gbp", "one_off_revenue_gbp",
        "fixed_gbp_per_year",
    )  # fmt: skip
    rows = (
        (
            row.site, case.site[row.site].title, case.site[row.site].setting, row.from_configuration,
            row.to_configuration, row.kind, row.beds_added, row.decide_by, row.opens, row.fully_usable,
            _pence(row.capital_gbp), _pence(row.one_off_revenue_gbp), _pence(row.fixed_gbp_per_year),
        )
        for row in plan.option("plan").figures.openings
    )  # fmt: skip
    return Table("commissioning_plan", headings, tuple(rows))


def findings(plan: Plan) -> Table:
    """Return one row per finding; its figures as `name = value` with four decimals at most."""
    headings = ("id", "topic", "severity", "text", "figures", "sources")
    rows = (
        (
            row.id,
            row.topic,
            row.severity,
            row.text,
            _joined(f"{name} = {_written(value)}" for name, value in row.figures.items()),
            _joined(row.sources),
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
            option.option, row.year, row.funder, titles[row.funder], row.kind, _pence(row.nominal_gbp),
            _pence(row.present_gbp),
        )
        for option in plan.options
        for row in option.figures.money
    )  # fmt: skip
    return Table("money", headings, tuple(rows))


def access(plan: Plan) -> Table:
    """Return one row per option and locality, then all localities."""
    headings = ("option", "locality", "people", "mean_min", "p90_min", "near_share")
    rows = (
        (option.option, row.locality, *map(_fine, (row.people, row.mean_min, row.p90_min, row.near_share)))
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
            option.option, row.cohort, row.locality, _fine(row.waiting_at_start), _fine(row.waiting_at_end),
            _fine(row.largest_waiting), _fine(row.waiting_bed_days), _fine(row.diverted_people), row.state,
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


def _closure(case: Case, row: ClosureRow, regret: Regret | None) -> tuple[Cell, ...]:
    replacements = (
        f"{case.site[other.site].title}: beds {other.beds_before} to {other.beds_after}, load "
        f"{other.load_before:.1f} to {other.load_after:.1f}"
        for other in row.replacements
    )
    return (
        row.site, case.site[row.site].title, case.site[row.site].setting, row.from_configuration,
        row.to_configuration, row.beds_removed, row.decision, row.gate, row.gate_starts, row.gate_passed,
        row.notice_served, row.notice_months, row.admissions_stop, row.last_discharge, row.closed, row.earliest,
        _fine(row.load_released), _joined(replacements), "passed" if row.test_passed else "failed",
        _fine(row.worst_waiting_growth), _joined(f"{post.role} {post.fte:.1f} FTE" for post in row.staff_released),
        _fine(sum(post.fte for post in row.staff_released)), _pence(row.saving_gbp_per_year),
        _pence(row.stranded_gbp), _pence(row.one_off_revenue_gbp), _pence(row.capital_gbp),
        regret.closed_later if regret else None, _pence(regret.cost_gbp) if regret else None,
        regret.reason if regret else None,
    )  # fmt: skip


def _key(table: str, row: Row) -> str:
    return " ".join(str(getattr(row, column)) for column in TABLES[table].key)


def _values(table: str, row: Row) -> str:
    """Write the filled cells of a row that are neither its key nor its provenance."""
    left_out = {*TABLES[table].key, *Row.model_fields}
    cells = ((name, value) for name, value in row if name not in left_out and value not in (None, ""))
    return _joined(f"{name} = {value}" for name, value in cells)


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula."""
    if isinstance(cell, str) and cell.startswith((*FORMULA_STARTS, "\n")):
        return f"'{cell}"
    return cell


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{_fine(value):.4f}".rstrip("0").rstrip(".")


def _fine(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0


def _pence(value: float | None) -> float | None:
    return None if value is None else round(value, 2) + 0.0

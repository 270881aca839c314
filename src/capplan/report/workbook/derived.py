"""Sheets with a chart: beds by setting, money by funder and year, establishment against need; sums of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from capplan.case.case import Case
from capplan.report.figures.style import SERIES, light
from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.book import HEADING_ROW, Book, cells
from capplan.report.workbook.sums import Sum, Sums

OPTION = "plan"
_WIDTH, _LINE = 18, 15


@dataclass(frozen=True)
class Derived:
    """A sheet made from one table.

    Attributes
    ----------
    name, title
        Name of the sheet, and what it is called in a paper.
    table
        Name of the table it sums.
    write
        Writes it into a book.
    """

    name: str
    title: str
    table: str
    write: Callable[[Book, Case, Table], None]


def beds_by_setting(book: Book, case: Case, table: Table) -> None:
    """Write the beds of the plan by month and setting, stacked, and the load."""
    months = _values(table, "month")
    settings = _values(table, "setting")
    titles = [f"{case.setting[name].title}" for name in settings]
    sheet = book.sheet(
        "beds by setting", "Beds and places by setting", "The plan; every figure is a sum over the sheet bed_plan."
    )
    from_zero = _grid(book, sheet, ("month", *titles, "load"), months, [
        *(_by(table, "beds_staffed", {"option": OPTION, "setting": name}, "month") for name in settings),
        _by(table, "load_beds", {"option": OPTION}, "month"),
    ])  # fmt: skip
    chart = book.chart("column", "stacked", "Beds and places by setting, plan", "beds and places", from_zero)
    for place in range(1, len(settings) + 1):
        _series(chart, "beds by setting", place, len(months), SERIES[(place - 1) % len(SERIES)], "fill")
    line = book.book.add_chart({"type": "line"})
    _series(line, "beds by setting", len(settings) + 1, len(months), "ink", "line")
    chart.combine(line)
    words = "Stacked columns: beds and places by setting in each month of the plan; line: their load."
    sheet.insert_chart(HEADING_ROW - 1, len(settings) + 3, chart, {"description": words})


def money_by_year(book: Book, case: Case, table: Table) -> None:
    """Write the nominal and present money of the plan by funder and financial year, stacked."""
    years = _values(table, "year")
    funders = _values(table, "funder")
    titles = {row.funder: row.title for row in case.funders}
    sheet = book.sheet(
        "money by year", "Money by funder and year",
        "The plan, GBP; cost positive, saving negative; nominal, then present. Sums over the sheet money.",
    )  # fmt: skip
    columns = [
        _by(table, f"{kind}_gbp", {"option": OPTION, "funder": name}, "year")
        for kind in ("nominal", "present")
        for name in funders
    ]
    headings = [f"{titles[name]}, {kind}" for kind in ("nominal", "present") for name in funders]
    from_zero = _grid(book, sheet, ("year", *headings), years, columns)
    chart = book.chart("column", "stacked", "Money of the plan by funder, nominal", "GBP", from_zero)
    for place in range(1, len(funders) + 1):
        _series(chart, "money by year", place, len(years), SERIES[(place - 1) % len(SERIES)], "fill")
    words = "Stacked columns: nominal cost of the plan in each financial year, by funder."
    sheet.insert_chart(HEADING_ROW + len(years) + 1, 0, chart, {"description": words})


def establishment(book: Book, case: Case, table: Table) -> None:
    """Write budget, posts filled, need and agency of the plan by month, as lines."""
    months = _values(table, "month")
    names = ("budget_fte", "in_post_fte", "needed_fte", "agency_fte")
    sheet = book.sheet(
        "establishment", "Establishment against need", "The plan, FTE, all roles. Sums over the sheet staffing_plan."
    )
    columns = [_by(table, name, {"option": OPTION}, "month") for name in names]
    from_zero = _grid(book, sheet, ("month", *names), months, columns)
    chart = book.chart("line", None, "Establishment against need, all roles", "FTE", from_zero)
    dashes = ("dash", "solid", "round_dot", "long_dash_dot")
    for place, dash in enumerate(dashes, start=1):
        _series(chart, "establishment", place, len(months), SERIES[place - 1], "line", dash)
    words = "Lines by month: budgeted posts (dashed), people in post (solid), need (dotted), agency (dash and dot)."
    sheet.insert_chart(HEADING_ROW - 1, len(names) + 2, chart, {"description": words})


DERIVED = (
    Derived("beds by setting", "Beds and places by setting, with a chart", "bed_plan", beds_by_setting),
    Derived("money by year", "Money by funder and year, with a chart", "money", money_by_year),
    Derived("establishment", "Establishment against need, with a chart", "staffing_plan", establishment),
)

_Sums = Callable[[str, str], Sum]


def _by(table: Table, column: str, where: dict[str, Cell], axis: str) -> _Sums:
    """Return a function that gives the sum at a value of the axis, which stands in a cell."""
    sums = Sums(table, column, (*where, axis))
    return lambda value, cell: sums.at((*where.values(), value), {axis: cell})


def _grid(book: Book, sheet: Any, headings: Sequence[str], values: Sequence[str], columns: Sequence[_Sums]) -> bool:
    """Write the sums of every value of the axis; return whether none of them is negative."""
    low = 0.0
    book.headings(sheet, HEADING_ROW - 1, headings)
    number = book.number("#,##0.0" if headings[0] == "month" else "#,##0;[Red]-#,##0")
    for row, value in enumerate(values, start=HEADING_ROW):
        sheet.write_string(row, 0, value, book.text)
        for place, column in enumerate(columns, start=1):
            found = column(value, f"$A{row + 1}")
            sheet.write_formula(row, place, found.formula, number, found.value)
            low = min(low, found.value)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(columns), _WIDTH)
    # A row of wrapped headings does not grow by itself in every spreadsheet.
    sheet.set_row(HEADING_ROW - 1, _LINE * max(len(wrap(heading, _WIDTH - 3)) for heading in headings))
    sheet.freeze_panes(HEADING_ROW, 1)
    sheet.repeat_rows(HEADING_ROW - 1)
    return low >= 0


def _series(chart: Any, sheet: str, place: int, count: int, colour: str, kind: str, dash: str = "solid") -> None:
    first, last = HEADING_ROW, HEADING_ROW + count - 1
    look = {"color": light(colour)}
    chart.add_series(
        {
            "name": f"='{sheet}'!{xl_rowcol_to_cell(HEADING_ROW - 1, place, True, True)}",
            "categories": f"={cells(sheet, first, 0, last)}",
            "values": f"={cells(sheet, first, place, last)}",
            kind: {**look, "width": 2.25, "dash_type": dash} if kind == "line" else look,
        }
    )


def _values(table: Table, column: str) -> list[str]:
    """Return what a column says in the rows of the plan, in order."""
    place, option = table.headings.index(column), table.headings.index("option")
    return list(dict.fromkeys(str(row[place]) for row in table.rows if row[option] == OPTION))

"""A workbook to hand out: formats, and one sheet a table with frozen headings, filters and a page to print."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from capplan.case.excel.layout import EXCEL_TEXT, MAX_SHEET_NAME, MAX_SHEET_ROWS
from capplan.case.excel.style import CREATED, OPTIONS, landscape
from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.about import about, note

HEADING_ROW = 4
"""Row of the headings on every sheet: the title, a note, a way back, then the table."""

_MAX_FROZEN = 3
_LOOKED_AT = 300
_MAX_WIDTH = 60
_PAGE_WIDTH = 240
_WRAP_FROM = 45
_FORMATS: tuple[tuple[str, str], ...] = (
    ("_gbp", "#,##0;[Red]-#,##0"),
    ("_gbp_per_year", "#,##0;[Red]-#,##0"),
    ("_share", "0.0%"),
    ("gap", "0.000%"),
    ("_fte", "#,##0.0"),
    ("_hours", "#,##0"),
    ("_min", "#,##0.0"),
    ("_km", "#,##0.0"),
)
_GENERAL = "#,##0.##"


class Book:
    """A workbook that is being written."""

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        self.book = Workbook(self._buffer, OPTIONS)
        self.book.set_properties({"title": title, "created": CREATED})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#00568F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )
        self.strong = self.book.add_format({"bold": True, "valign": "top"})
        self.muted = self.book.add_format({"italic": True, "font_color": "#4F5861"})
        # An indent needs its alignment said, where a vertical one is: else text sticks to the figure before it.
        self.text = self.book.add_format({"valign": "top", "align": "left", "indent": 1})
        self.wrapped = self.book.add_format({"valign": "top", "align": "left", "indent": 1, "text_wrap": True})
        self.note = self.book.add_format({"italic": True, "font_color": "#4F5861", "valign": "top", "text_wrap": True})
        self.link = self.book.add_format({"font_color": "#00568F", "underline": 1})
        self._numbers: dict[str, Format] = {}

    def bytes(self) -> bytes:
        """Close the workbook and return it; equal content gives equal bytes."""
        self.book.close()
        return self._buffer.getvalue()

    def number(self, pattern: str) -> Format:
        """Return the format of a number, made once."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self.book.add_format({"num_format": pattern, "valign": "top"})
        return self._numbers[pattern]

    def sheet(self, name: str, title: str, words: str, back: bool = True) -> Worksheet:
        """Add a sheet with its title, a note and a link back to the first sheet."""
        sheet = self.book.add_worksheet(name[:MAX_SHEET_NAME])
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, words, self.muted)
        if back:
            sheet.write_url(2, 0, "internal:'summary'!A1", self.link, "Back to the summary")
        landscape(sheet, title)
        return sheet

    def table(self, table: Table) -> Worksheet:
        """Add a table as a sheet of its name."""
        words = about(table)
        room = MAX_SHEET_ROWS - HEADING_ROW
        rows = table.rows[:room]
        more = f" Only the first {room:,} rows; the file has {len(table.rows):,}." if len(table.rows) > room else ""
        sheet = self.sheet(table.name, words.title, note(table) + more)
        widths = _widths(table)
        formats = [self._cell_formats(name, width) for name, width in zip(table.headings, widths, strict=True)]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, _MAX_WIDTH))
        self.headings(sheet, HEADING_ROW - 1, table.headings)
        for number, row in enumerate(rows, start=HEADING_ROW):
            for place, (value, (as_text, as_number)) in enumerate(zip(row, formats, strict=True)):
                write_cell(sheet, number, place, value, as_text, as_number)
        last = HEADING_ROW - 1 + max(len(rows), 1)
        sheet.autofilter(HEADING_ROW - 1, 0, last, len(table.headings) - 1)
        sheet.freeze_panes(HEADING_ROW, min(len(words.key), _MAX_FROZEN) or 1)
        sheet.repeat_rows(HEADING_ROW - 1)
        sheet.repeat_columns(0, min(len(words.key), _MAX_FROZEN) - 1 if words.key else 0)
        sheet.print_area(0, 0, last, len(table.headings) - 1)
        sheet.fit_to_pages(math.ceil(sum(min(width, _MAX_WIDTH) for width in widths) / _PAGE_WIDTH), 0)
        return sheet

    def headings(self, sheet: Worksheet, row: int, headings: Iterable[str]) -> None:
        """Write headings."""
        for place, heading in enumerate(headings):
            sheet.write_string(row, place, heading, self.head)

    def chart(self, kind: str, subtype: str | None, title: str, unit: str, from_zero: bool) -> Any:
        """Return an empty chart with a title, a unit and a legend below; its axis begins at 0 where that is asked."""
        chart = self.book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
        chart.set_title({"name": title, "name_font": {"size": 12}})
        grid = {"visible": True, "line": {"color": "#D9DDE1"}}
        floor = {"min": 0} if from_zero else {}
        chart.set_y_axis({"name": unit, "num_format": "#,##0", "major_gridlines": grid, **floor})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 960, "height": 420})
        return chart

    def _cell_formats(self, heading: str, width: int) -> tuple[Format, Format]:
        return (self.wrapped if width > _WRAP_FROM else self.text), self.number(pattern_of(heading))


def pattern_of(heading: str) -> str:
    """Return the number format of a column, by its unit at the end of its heading."""
    return next((pattern for ending, pattern in _FORMATS if heading.endswith(ending)), _GENERAL)


def write_cell(sheet: Worksheet, row: int, place: int, value: Cell, as_text: Format, as_number: Format) -> None:
    """Write a cell: text as text whatever it begins with, figures as figures, nothing where there is no value."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, place, value[:EXCEL_TEXT], as_text)
    elif isinstance(value, float) and not math.isfinite(value):
        sheet.write_string(row, place, str(value), as_text)
    else:
        sheet.write_number(row, place, value, as_number)


def cells(sheet: str, first: int, place: int, last: int) -> str:
    """Return the address of cells of a column, rows from 0, e.g. ``'money'!$F$5:$F$90``."""
    letter = xl_col_to_name(place)
    return f"'{sheet}'!${letter}${first + 1}:${letter}${last + 1}"


def _widths(table: Table) -> list[int]:
    return [
        _width(heading, [row[place] for row in table.rows[:_LOOKED_AT]]) for place, heading in enumerate(table.headings)
    ]


def _width(heading: str, values: Sequence[Cell]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return max(min(len(heading) + 3, 28), longest + 3)

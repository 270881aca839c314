"""A grid as a workbook: four sheets of services by month, and one that says how to read them."""

from __future__ import annotations

import io

from xlsxwriter.workbook import Workbook

from capplan.case.excel.style import CREATED, OPTIONS, formats_of, landscape
from capplan.case.grid.layout import (
    ALL_SOURCES,
    CONFIRM,
    HEADING_ROW,
    HEADINGS,
    MEASURES,
    SERVICES,
    SHEETS,
    UNITS,
    Grid,
)

_WIDTHS = (16, 66, 32, 9)
_NOTES = (
    CONFIRM,
    "Demand: people who need the service for the first time in the month. Capacity: people who can start in it while "
    "every unit keeps its service standard.",
    "Rows that are blank are not known here. Days from referral to start come from your own records.",
    "People in the service on average are starts x mean stay / days of the month; that row is never read back.",
    "To take figures over into a case, change them and give this workbook to capplan grid CASE NEW --take THIS. "
    "Discharge demand may have a row for each hospital, named under referral source; rows of a service are added up.",
)


def grid_bytes(grid: Grid) -> bytes:
    """Return a grid as a workbook; the same grid gives the same bytes, and no text becomes a formula."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": grid.title, "created": CREATED})
        formats = formats_of(book)
        figure = book.add_format({"num_format": "#,##0.0", "valign": "top"})
        front = book.add_worksheet("read me")
        front.set_column(0, 0, 120)
        front.write_string(0, 0, f"Capacity and demand of intermediate care: {grid.title}", formats.title)
        for row, words in enumerate(_NOTES, start=2):
            front.write_string(row, 0, words, formats.wrapped)
        landscape(front, "read me")
        for (part, side), name in SHEETS.items():
            sheet = book.add_worksheet(name)
            for place, width in enumerate(_WIDTHS):
                sheet.set_column(place, place, width)
            sheet.set_column(len(_WIDTHS), len(_WIDTHS) + len(grid.months) - 1, 10)
            sheet.write_string(0, 0, f"{name.capitalize()}: {grid.title}", formats.title)
            sheet.write_string(2, 0, CONFIRM, formats.unit)
            for place, words in enumerate((*HEADINGS, *grid.months)):
                sheet.write_string(HEADING_ROW - 1, place, words, formats.needed)
            row = HEADING_ROW
            for service, words in SERVICES[part].items():
                for measure in MEASURES[side]:
                    texts = (ALL_SOURCES, words, measure, UNITS[measure])
                    for place, text in enumerate(texts):
                        sheet.write_string(row, place, text, formats.text)
                    figures = grid.rows.get((part, side, service, measure), ())
                    for place, value in enumerate(figures, start=len(HEADINGS)):
                        if value is not None:
                            sheet.write_number(row, place, value, figure)
                    row += 1
            sheet.freeze_panes(HEADING_ROW, len(HEADINGS))
            landscape(sheet, name)
    return buffer.getvalue()

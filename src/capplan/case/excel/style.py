"""Formats of the sheets that capplan writes into: few, and never a meaning by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2000, 1, 1)
"""Date in the properties of every workbook, so that equal content gives equal bytes."""

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_MAX_FOOTER = 100
_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
    "autofilter": True,
}


@dataclass(frozen=True)
class Formats:
    """The formats of one workbook."""

    title: Format
    text: Format
    unit: Format
    needed: Format
    optional: Format
    free_text: Format
    free_number: Format
    link: Format
    wrapped: Format


def formats_of(book: Workbook) -> Formats:
    """Make the formats."""
    edge = {"border": 1, "border_color": "#747D86", "valign": "top"}
    return Formats(
        title=book.add_format({"bold": True, "font_size": 14}),
        text=book.add_format({"valign": "top"}),
        unit=book.add_format({"italic": True, "font_color": "#4F5861", "valign": "top", "text_wrap": True}),
        needed=book.add_format({"bold": True, "bg_color": "#00568F", "font_color": "#FFFFFF", **edge}),
        optional=book.add_format({"bg_color": "#F2F5F7", "font_color": "#1B1F23", **edge}),
        free_text=book.add_format({"num_format": "@", "locked": False}),
        free_number=book.add_format({"locked": False}),
        link=book.add_format({"font_color": "#00568F", "underline": 1, "valign": "top"}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
    )


def protect(sheet: Worksheet) -> None:
    """Lock what is not a planner's to change; there is no password."""
    sheet.protect("", _PROTECTION)


def landscape(sheet: Worksheet, title: str) -> None:
    """Set a sheet up for printing: A4 landscape, one page wide, name and page at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    # Excel takes 255 characters at most, and & for the start of a code.
    sheet.set_footer(f"&L{title[:_MAX_FOOTER].replace('&', '&&')}&RPage &P of &N")

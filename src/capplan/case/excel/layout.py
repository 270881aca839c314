"""Where things stand in a workbook that holds a case; reader, writer and marker share these names."""

from __future__ import annotations

from typing import Final

from capplan.case.tables import TABLES

SUFFIX: Final = ".xlsx"
SUFFIXES: Final = (SUFFIX, ".xlsm", ".xlsb", ".xls", ".ods")
"""Names that say workbook; those that are none of Excel's present kind are refused with what to do."""

START: Final = "start here"
CASE: Final = "case"
ASSUMPTIONS: Final = "assumptions"
LISTS: Final = "lists"
FAULTS: Final = "faults"
NOTE: Final = "note"
"""Sheets whose name begins so are the planner's own and are not read."""

NOT_READ: Final = (START, ASSUMPTIONS, LISTS, FAULTS)
READ: Final = (CASE, *TABLES)
MAX_SHEET_NAME: Final = 31

CASE_HEADINGS: Final = ("section", "key", "value")
HEADING_ROW: Final = 3
"""Row of the headings in a workbook that capplan writes: meaning above, units between."""

HEADING_WITHIN: Final = 10
"""The headings stand in one of the first so many rows of a sheet."""

MAX_COLUMNS: Final = 300
MAX_SHEET_ROWS: Final = 1_048_576
EXCEL_TEXT: Final = 32_767
"""Characters that a cell of Excel can hold."""


def is_read(title: str) -> bool:
    """Return whether a sheet of this name should hold a part of the case."""
    name = title.strip().lower()
    return name not in NOT_READ and not name.startswith(NOTE)

"""Drop-down lists and bounds of the cells of a table: data validations made from its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from capplan.case.columns import Column, columns_of
from capplan.case.crosscheck.references import REFERENCES, Reference
from capplan.case.excel.layout import HEADING_ROW, LISTS
from capplan.case.fields import Table
from capplan.case.header import Parameters
from capplan.case.tables import TABLES

PREPARED_ROWS = 2_000
"""Rows below the headings that get lists and bounds, at least; more where a table has more."""

_MAX_LIST = 255
_MAX_WORDS = 255
_REFERENCE = {(reference.table, reference.column): reference for reference in REFERENCES}


def validate(sheet: Worksheet, table: Table, places: Mapping[str, int], num_rows: int) -> None:
    """Give the cells below the headings of a table their lists and bounds.

    Parameters
    ----------
    places
        Position of each column, 0 = first.
    num_rows
        Rows the table has now.
    """
    first, last = HEADING_ROW, HEADING_ROW + max(PREPARED_ROWS, num_rows + 500) - 1
    for name, column in columns_of(table.row).items():
        rule = _rule(table, column, places[name], last)
        if rule is not None:
            words = f"{column.meaning}: {column.allowed}."
            messages = {"error_title": name[:32], "error_message": words[:_MAX_WORDS], "ignore_blank": True}
            sheet.data_validation(first, places[name], last, places[name], {**messages, **rule})


def column_letter(table: str, column: str) -> str:
    """Return the letter of a column in a sheet that capplan writes."""
    return str(xl_col_to_name(list(columns_of(TABLES[table].row)).index(column)))


def _rule(table: Table, column: Column, place: int, last: int) -> dict[str, Any] | None:
    if table.name == "parameters" and column.name == "parameter":
        source = f"={LISTS}!$A$2:$A${len(columns_of(Parameters)) + 1}"
        return {"validate": "list", "source": source}
    if reference := _REFERENCE.get((table.name, column.name)):
        # An id that has a meaning of its own ('each', 'off', 'pool') is right without being in the list.
        kind = "warning" if reference.also else "stop"
        return {"validate": "list", "source": _ids(reference, last), "error_type": kind}
    if column.kind == "yes/no":
        return {"validate": "list", "source": ["yes", "no"]}
    if column.kind == "choice":
        choices = [choice for choice in column.choices if choice]
        return {"validate": "list", "source": choices} if len(",".join(choices)) <= _MAX_LIST else None
    if table.key == (column.name,):
        letter = xl_col_to_name(place)
        top = HEADING_ROW + 1
        once = f"=COUNTIF(${letter}${top}:${letter}${last + 1},{letter}{top})=1"
        return {"validate": "custom", "value": once, "error_message": "This id stands in another row already."}
    return _bounds(column) if column.is_number else None


def _ids(reference: Reference, last: int) -> str:
    """Return a formula for the filled cells of the id column of another sheet."""
    letter = column_letter(reference.target, reference.key)
    top = HEADING_ROW + 1
    cells = f"{reference.target}!${letter}${top}:${letter}${last + 1}"
    return f"=OFFSET({reference.target}!${letter}${top},0,0,MAX(1,COUNTA({cells})),1)"


def _bounds(column: Column) -> dict[str, Any] | None:
    kind = "integer" if column.kind == "whole number" else "decimal"
    if column.low is not None and column.high is not None and not column.low_excluded:
        return {"validate": kind, "criteria": "between", "minimum": column.low, "maximum": column.high}
    if column.low is not None:
        return {"validate": kind, "criteria": ">" if column.low_excluded else ">=", "value": column.low}
    return None

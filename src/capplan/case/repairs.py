"""Pydantic's complaint about a value, turned into a problem and a repair in plain words."""

from __future__ import annotations

import re

from pydantic_core import ErrorDetails

from capplan.case.columns import Column

_NUMBER_IN_TEXT = re.compile(
    r"[^0-9.,%+-]*(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<percent>%?)[^0-9%]*"
)
_NOT_A = {
    "id": "is not an id",
    "month": "is not a month",
    "year": "is not a financial year",
    "day": "is not a day",
    "time": "is not a time of day",
    "staff key": "is not an opaque staff key",
    "clock": "is not a time of day",
    "hours": "is not a list of hours",
    "text": "is not text",
    "choice": "is not one of the choices",
    "yes/no": "is not yes or no",
    "number": "is not a number",
    "whole number": "is not a whole number",
}


def explain(error: ErrorDetails, column: Column) -> tuple[str, str]:
    """Return (problem, repair) for one complaint of pydantic about one column."""
    found = error["input"]
    return _problem(error, column), repair(column, found if isinstance(found, str) else "")


def repair(column: Column, found: str = "") -> str:
    """Return what to write in a column; where a number hides in text, also that number."""
    number = _hidden_number(column, found) if column.is_number else None
    hint = "" if number is None else f", here perhaps {number}"
    return f"Write {column.allowed}{hint}."


def not_of_kind(column: Column) -> str:
    """Return the problem of a value that is not of the column's kind, e.g. 'is not a month'."""
    return _NOT_A[column.kind]


def _problem(error: ErrorDetails, column: Column) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing" | "string_too_short":
            return "is blank"
        case "greater_than_equal":
            return f"is below {limits['ge']:g}"
        case "greater_than":
            return f"is not above {limits['gt']:g}"
        case "less_than_equal":
            return f"is above {limits['le']:,g}"
        case "finite_number":
            return "is not a finite number"
        case "string_too_long":
            return f"is longer than {limits['max_length']} characters"
        case "value_error":
            return str(limits["error"])
        case _:
            return not_of_kind(column)


def _hidden_number(column: Column, found: str) -> str | None:
    match = _NUMBER_IN_TEXT.fullmatch(found)
    if match is None or match["number"] == found:
        return None
    number = match["number"].replace(",", "")
    if match["percent"]:
        return f"{float(number) / 100:.10g}" if column.unit.startswith("share") else None
    return number

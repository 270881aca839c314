"""The value of a cell as the text that the CSV table would hold, and text as the value of a cell."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from capplan.case.columns import Column

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_EXACT_INTEGER = 2**53
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_CLOCK_KINDS = ("time", "clock")


def cell_text(value: object, column: Column | None) -> str:
    """Return a cell's value as text, as the column's kind writes it.

    Excel turns a month, a financial year or a time into a date of its own where the cell is not set to text; they
    are turned back where nothing is lost: the first of a month is the month, November 2010 is the year 2010/11.

    Parameters
    ----------
    value
        What openpyxl gives: None, text, bool, int, float, date, datetime, time or timedelta.
    column
        The column it stands in; None if the heading is not known.
    """
    kind = column.kind if column else "text"
    match value:
        case None:
            return ""
        case bool():
            return ("yes" if value else "no") if kind == "yes/no" else str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT_INTEGER else repr(value)
        case datetime():
            return _of_datetime(value, kind)
        case date():
            return _of_day(value, kind)
        case time():
            return f"{value:%H:%M}" if not value.second else f"{value:%H:%M:%S}"
        case timedelta():
            return _of_duration(value)
        case _:
            return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), str(value)).strip()


def cell_number(text: str) -> float | int | None:
    """Return the number to write for a text, or None where a number would not read back as the same figure."""
    if not _PLAIN_NUMBER.fullmatch(text):
        return None
    number = float(text)
    # XlsxWriter writes sixteen digits; a figure that needs seventeen stays text, which reads the same.
    if not math.isfinite(number) or float(f"{number:.16G}") != number:
        return None
    if number.is_integer():
        return int(number) if abs(number) < _EXACT_INTEGER and "e" not in text.lower() else None
    return number


def _of_datetime(value: datetime, kind: str) -> str:
    if kind in _CLOCK_KINDS and value.year <= 1900:
        return _of_duration(value - datetime(1899, 12, 31))
    if value.time() == time():
        return _of_day(value.date(), kind)
    return value.isoformat(sep=" ", timespec="minutes")


def _of_day(value: date, kind: str) -> str:
    if kind == "month" and value.day == 1:
        return f"{value:%Y-%m}"
    if kind == "year" and value.day == 1 and value.month == (value.year + 1) % 100:
        return f"{value.year}/{value.month:02d}"
    return value.isoformat()


def _of_duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return text if not seconds else f"{text}:{seconds:02d}"

"""A table as rows and as CSV text.

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

from capplan.case.fields import FORMULA_STARTS

Cell = str | int | float | None
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Table:
    """One table: its file name without `.csv`, its headings, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_text(table: Table) -> str:
    """Write a table as CSV text, as the head of this module says."""
    buffer = io.StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula."""
    if isinstance(cell, str) and cell.startswith((*FORMULA_STARTS, "\n")):
        return f"'{cell}"
    return cell


def joined(parts: Iterable[str]) -> str:
    """Join parts into one cell."""
    return "; ".join(parts)


def written(value: float | str) -> str:
    """Write a figure inside a text cell: four decimals at most, text as it is."""
    return value if isinstance(value, str) else f"{fine(value):.4f}".rstrip("0").rstrip(".")


def fine(value: float | None) -> float | None:
    """Round to four decimals, never to a negative zero."""
    return None if value is None else round(value, 4) + 0.0


def pence(value: float | None) -> float | None:
    """Round money to the penny, never to a negative zero."""
    return None if value is None else round(value, 2) + 0.0

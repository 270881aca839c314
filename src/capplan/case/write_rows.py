"""Rows of a table as the CSV text that `capplan.case.read` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from capplan.case.columns import columns_of
from capplan.case.fields import Row


def rows_text(model: type[Row], rows: Sequence[Row]) -> str:
    """Return rows as CSV: required columns, and the others where a row says more than the default."""
    columns = columns_of(model)
    used = [
        name
        for name, column in columns.items()
        if column.required or any(getattr(row, name) != column.default for row in rows)
    ]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_cell(getattr(row, name)) for name in used] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)

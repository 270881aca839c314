"""Tables of the pages, in the form in which the report prints its own."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case.assumptions import row_counts
from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.option_tables import OPTION_TABLES
from capplan.case.tables import TABLES
from capplan.plan.board.compare import Difference, Side, differences
from capplan.report.figures.chart import Column, DataTable
from capplan.store import RunFigures, RunRecord

MAX_ROWS = 500
MAX_DIFFERENCES = 200
_OF_OPTIONS = tuple(f"{table.name}.csv" for table in OPTION_TABLES)
_PARTS = {"input": "Input", "plan": "Plan", "money": "Money", "binds": "What holds it back"}
FIGURES = (
    ("cost_present_gbp", "Present cost", "£"),
    ("cost_nominal_gbp", "Nominal cost", "£"),
    ("saving_present_gbp", "Saving against business as usual", "£, present"),
    ("gap", "Gap of the proof", "%"),
    ("beds_at_start", "Beds at the start", ""),
    ("beds_at_end", "Beds at the end", ""),
    ("fte_at_end", "Staff at the end", "FTE"),
    ("findings", "Findings", ""),
    ("conflicts", "Conflicts of sources", ""),
)


def case_tables(case: Case) -> list[tuple[str, str, int, int]]:
    """Return (table, what it is, rows, of which assumed) of every table that has rows."""
    counts = row_counts(case)
    return [
        (
            name,
            (table.row.__doc__ or "").split("\n")[0],
            counts[name],
            sum(row.status == "assumed" for row in case.rows_of(name)),
        )
        for name, table in TABLES.items()
        if counts[name]
    ]


def table_of(case: Case, name: str) -> DataTable:
    """Return a table of the case with the units of its columns; columns that no row fills are left out."""
    rows = case.rows_of(name)
    columns = columns_of(TABLES[name].row)
    used = [one for one in columns if any(getattr(row, one) not in (None, "") for row in rows)]
    # The row's heading comes first: its key.
    key = TABLES[name].key[0]
    used = [key, *(one for one in used if one != key)]
    shown = tuple(tuple(_cell(getattr(row, one)) for one in used) for row in rows[:MAX_ROWS])
    headings = tuple(Column(one, columns[one].unit, numeric=columns[one].is_number) for one in used)
    note = "" if len(rows) <= MAX_ROWS else f"The first {MAX_ROWS} of {len(rows):,} rows."
    return DataTable(f"{name}.csv", headings, shown, note)


def meanings(name: str) -> list[tuple[str, str]]:
    """Return (column, what it means) of a table."""
    return [(one, column.meaning) for one, column in columns_of(TABLES[name].row).items()]


def side_by_side(records: Sequence[RunRecord]) -> DataTable:
    """Return the figures of several runs beside each other."""
    columns = (Column("Figure", numeric=False), *(Column(_named(record)) for record in records))
    rows = tuple(
        (f"{title}, {unit}" if unit else title, *(figure(_figures(record), name) for record in records))
        for name, title, unit in FIGURES
    )
    return DataTable("Figures side by side", columns, rows)


def changes_of(first: Side, other: Side, columns: tuple[str, str]) -> DataTable:
    """Return what differs between two runs."""
    # A run with levers moved has no options of its own; that they are missing is not what was asked about.
    found = [row for row in differences(first, other) if row.what not in _OF_OPTIONS]
    headings = (
        Column("Part", numeric=False),
        Column("What", numeric=False),
        *(Column(name, numeric=False) for name in columns),
    )
    rows = tuple(map(_difference, found[:MAX_DIFFERENCES]))
    note = "" if len(found) <= MAX_DIFFERENCES else f"{len(found) - MAX_DIFFERENCES} more in `capplan compare --csv`."
    return DataTable(f"What differs between {columns[0]} and {columns[1]}", headings, rows, note, grouped=True)


def _difference(row: Difference) -> tuple[str, ...]:
    what = ", ".join(text for text in (row.what, row.where) if text)
    return _PARTS[row.part], what, row.first or "nothing", row.second or "nothing"


def figure(figures: RunFigures | None, name: str) -> str:
    """Write a figure of a run."""
    value = None if figures is None else getattr(figures, name)
    if value is None:
        return "–"
    if name == "gap":
        return f"{100 * value:.2f}"
    text = f"{value:,.1f}" if name == "fte_at_end" else f"{value:,.0f}"
    return "0" if text == "-0" else text


def _figures(record: RunRecord) -> RunFigures | None:
    return None if record.ending is None else record.ending.figures


def _named(record: RunRecord) -> str:
    return f"{record.request.name} ({record.id[-8:]})"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)

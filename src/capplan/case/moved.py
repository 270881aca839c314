"""A case with levers moved: the changes of an option, made on the case itself and written as its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from capplan.case.case import Case
from capplan.case.content import Cells, Content, content_of, folder_files
from capplan.case.crosscheck import table_faults
from capplan.case.crosscheck.options import moved
from capplan.case.fields import MAX_TEXT, Row
from capplan.case.option_tables import OPTION_TABLES, BoardOption, OptionChange
from capplan.case.overlay import applied, changed
from capplan.case.tables import TABLES
from capplan.case.write_rows import rows_text
from capplan.errors import CaseFaults

OPTION = "levers-moved"


def with_changes(case: Case, changes: Sequence[OptionChange]) -> Case:
    """Return the case with changes made, in the order of their numbers.

    Its own options are left out: each would be a change of another case.

    Raises
    ------
    CaseFaults
        Where a change names what is not there, or breaks the case; row 2 is the first change.
    """
    faults = list(
        moved(case, BoardOption(option=OPTION, title="Levers moved"), changes, lambda draft: table_faults(draft, ()))
    )
    if faults:
        raise CaseFaults(faults)
    after = replace(case, options=(), option_changes=()) if changes else case
    for change in sorted(changes, key=lambda row: row.number):
        after = applied(after, change)
    return after


def moved_files(path: Path, case: Case, after: Case) -> dict[str, bytes]:
    """Return the files of the case folder that says `after`: the tables that differ anew, all others as they are.

    A row that a lever changed is marked as assumed, so that it stands in the assumptions log.

    Parameters
    ----------
    path : Path
        The folder or workbook that `case` was read from.
    """
    content = content_of(path)
    tables = dict(content.tables)
    for name in TABLES:
        before, now = case.rows_of(name), after.rows_of(name)
        if before != now:
            kept = set(map(id, before))
            own = tuple(row if id(row) in kept or row in before else _assumed(row) for row in now)
            tables[name] = _cells(name, own)
    for table in OPTION_TABLES:
        if not after.rows_of(table.name):
            tables.pop(table.name, None)
    header = {section: dict(values) for section, values in content.header.items()}
    if after.scenario != case.scenario:
        header.setdefault("case", {})["scenario"] = after.scenario
    return folder_files(Content(header, tables))


def _assumed(row: Row) -> Row:
    words = "set by a lever of the planner's page"
    reason = f"{words}; before: {row.reason}" if row.reason else words
    return changed(row, status="assumed", reason=reason[:MAX_TEXT], could_supply=row.could_supply or "who moved it")


def _cells(name: str, rows: Sequence[Row]) -> Cells:
    headings, *lines = csv.reader(io.StringIO(rows_text(TABLES[name].row, rows), newline=""))
    return Cells(tuple(headings), tuple(map(tuple, lines)))

"""The header line of a table: which columns are there, and which should not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from capplan.case.columns import columns_of
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Table
from capplan.case.privacy import WHY_NOT, names_a_person


def heading_faults(table: Table, headings: Sequence[str], row: int = 1) -> Iterator[Fault]:
    """Yield every fault of the headings in a row: unknown, personal, repeated, blank or missing columns."""
    file, known = f"{table.name}.csv", columns_of(table.row)
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t"):
        problem = "the columns are not separated by commas"
        yield Fault(file, row, None, headings[0], problem, "Save the table as CSV with commas between cells.")
        return
    for position, heading in enumerate(headings, start=1):
        if not heading:
            problem = f"column {position} has no heading"
            yield Fault(file, row, None, None, problem, "Give it the name of a known column or remove the column.")
        elif heading not in known:
            yield _unknown(file, row, heading, known)
    for heading, count in Counter(headings).items():
        if heading and count > 1:
            yield Fault(file, row, heading, None, f"the column stands {count} times", "Keep one of them.")
    for name, column in known.items():
        if column.required and name not in headings:
            repair = f"Add it: {column.meaning}; {column.allowed}."
            yield Fault(file, row, name, None, "the column is missing", repair)


def _unknown(file: str, row: int, heading: str, known: Iterable[str]) -> Fault:
    if names_a_person(heading):
        return Fault(file, row, heading, None, "the column looks like a person's identity", f"Remove it. {WHY_NOT}")
    repair = f"Remove it, or write {one_of(known, heading)}."
    return Fault(file, row, heading, None, "is not a column of this table", repair)

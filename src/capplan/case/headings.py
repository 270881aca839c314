"""The header line of a table: which columns are there, and which should not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from capplan.case.columns import columns_of
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Table
from capplan.case.privacy import WHY_NOT, names_a_person


def heading_faults(table: Table, headings: Sequence[str]) -> Iterator[Fault]:
    """Yield every fault of a header line: unknown, personal, repeated, blank or missing columns."""
    file, known = f"{table.name}.csv", columns_of(table.row)
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t"):
        problem = "the columns are not separated by commas"
        yield Fault(file, 1, None, headings[0], problem, "Save the table as CSV with commas between cells.")
        return
    for position, heading in enumerate(headings, start=1):
        if not heading:
            problem = f"column {position} has no heading"
            yield Fault(file, 1, None, None, problem, "Give it the name of a known column or remove the column.")
        elif heading not in known:
            yield _unknown(file, heading, known)
    for heading, count in Counter(headings).items():
        if heading and count > 1:
            yield Fault(file, 1, heading, None, f"the column stands {count} times", "Keep one of them.")
    for name, column in known.items():
        if column.required and name not in headings:
            repair = f"Add it: {column.meaning}; {column.allowed}."
            yield Fault(file, 1, name, None, "the column is missing", repair)


def _unknown(file: str, heading: str, known: Iterable[str]) -> Fault:
    if names_a_person(heading):
        return Fault(file, 1, heading, None, "the column looks like a person's identity", f"Remove it. {WHY_NOT}")
    repair = f"Remove it, or write {one_of(known, heading)}."
    return Fault(file, 1, heading, None, "is not a column of this table", repair)

"""The source document: how many of its checks agree, and every check with both figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from capplan.case.case import Case
from capplan.case.document_tables import DocumentCheck
from capplan.decisions.documents import DocumentRow, Verdict
from capplan.plan.findings.words import amount
from capplan.report.figures import Column, DataTable, words

# (verdict, what one check comes to, what several do), in the order of the sentence.
_COMES_TO: tuple[tuple[Verdict, str, str], ...] = (
    ("agrees", "agrees with what is stated", "agree with what is stated"),
    ("differs", "differs from it", "differ from it"),
    ("worked-out", "gives what is stated nowhere", "give what is stated nowhere"),
    ("unclear", "can be read in more than one way", "can be read in more than one way"),
    ("missing", "lacks a figure that is not given", "lack figures that are not given"),
)


def summary(case: Case, rows: Sequence[DocumentRow]) -> str:
    """Return how many figures the case holds of its document, and what its checks come to."""
    counts = Counter(row.verdict for row in rows)
    told = [
        f"{words.number(counts[verdict])} {one if counts[verdict] == 1 else many}"
        for verdict, one, many in _COMES_TO
        if counts[verdict]
    ]
    return (
        f"{words.count(len(case.document_figures), 'figure')} of the source document, and "
        f"{words.count(len(rows), 'check')} of what they give: {words.listing(told)}."
    )


def check_table(case: Case, rows: Sequence[DocumentRow]) -> DataTable:
    """Return every check: what it works out, the verdict, what the figures give and what is stated."""
    checks = {row.check: row for row in case.document_checks}
    columns = (
        Column("Verdict", numeric=False, short=True),
        Column("Point", numeric=False, short=True),
        Column("What", numeric=False),
        Column("The figures give"),
        Column("Stated"),
        Column("Difference"),
    )
    order = {"differs": 0, "unclear": 1, "missing": 2, "agrees": 3, "worked-out": 4}
    ordered = sorted(rows, key=lambda row: order[row.verdict])
    shown = tuple((row.verdict, *_cells(checks[row.check], row)) for row in ordered)
    note = (
        "Point: what several checks are about together. Difference: what the figures give less what is stated, after "
        "the rounding of the check; days for a day."
    )
    return DataTable("Checks of the source document", columns, shown, note, grouped=True)


def _cells(check: DocumentCheck, row: DocumentRow) -> tuple[str, ...]:
    apart = words.NONE if row.difference is None else amount(row.difference, check.unit or "days")
    return (
        check.point or "",
        check.title,
        _shown(row.computed, row.computed_day, check.unit),
        _shown(row.stated, row.stated_day, check.unit),
        apart,
    )


def _shown(value: float | None, day: str | None, unit: str) -> str:
    if value is None:
        return day or words.NONE
    return amount(value, unit)

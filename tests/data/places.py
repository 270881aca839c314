"""The four places whose documents are cases: their figures, checks and findings, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.decisions import Finding
from capplan.decisions.documents import DocumentRow
from capplan.plan.documents import document_rows
from capplan.plan.findings.documents import document_findings

DATA = Path(__file__).parents[2] / "data"
PLACES = ("barnet", "enfield", "southampton", "suffolk")


@cache
def place(name: str) -> Case:
    return read_case(DATA / name)


@cache
def results(name: str) -> dict[str, DocumentRow]:
    return {row.check: row for row in document_rows(place(name))}


@cache
def findings(name: str) -> tuple[Finding, ...]:
    return document_findings(place(name), tuple(results(name).values()))


def made_of(case: Case, check: str) -> set[str]:
    """Return every figure that a check rests on, through other checks."""
    checks = {row.check for row in case.document_checks}
    seen: set[str] = set()
    left = [check]
    while left:
        name = left.pop()
        below = {row.term for row in case.document_terms if row.check == name} - seen
        seen |= below
        left += below & checks
    return seen - checks

"""The checks of the source document: what its figures give, beside what it states."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case.case import Case
from capplan.case.document_tables import DocumentCheck
from capplan.decisions.documents import DocumentRow
from capplan.report.tables.written import Cell, Table


def documents(case: Case, rows: Sequence[DocumentRow]) -> Table:
    """Return one row per check; figures to nine decimals, because tolerances are as small."""
    headings = (
        "check", "title", "point", "kind", "unit", "verdict", "computed", "stated", "difference", "tolerance",
        "unrounded", "rounding", "arithmetic", "sentence",
    )  # fmt: skip
    checks = {row.check: row for row in case.document_checks}
    terms = _arithmetic(case)
    return Table("documents", headings, tuple(_cells(checks[row.check], row, terms) for row in rows))


def _cells(check: DocumentCheck, row: DocumentRow, terms: dict[str, str]) -> tuple[Cell, ...]:
    rounding = "" if check.rounded_to is None else f"{check.rounding} to {check.rounded_to:g}"
    return (
        row.check, check.title, check.point, check.kind, check.unit, row.verdict,
        _exact(row.computed) if row.computed_day is None else row.computed_day,
        _exact(row.stated) if row.stated_day is None else row.stated_day,
        _exact(row.difference), None if check.against is None else check.tolerance, _exact(row.unrounded), rounding,
        terms.get(row.check, ""), check.sentence,
    )  # fmt: skip


def _arithmetic(case: Case) -> dict[str, str]:
    """Return the terms of each check as text: bottom terms after a stroke, years after the word."""
    parts: dict[str, dict[str, list[str]]] = {}
    for term in case.document_terms:
        factor = "" if term.coefficient == 1 else f"{term.coefficient:g} x "
        parts.setdefault(term.check, {}).setdefault(term.part, []).append(f"{factor}{term.term}")
    text = {}
    for check, part in parts.items():
        text[check] = "; ".join(part.get("top", ()))
        text[check] += f" / {'; '.join(part['bottom'])}" if "bottom" in part else ""
        text[check] += f" over {'; '.join(part['years'])}" if "years" in part else ""
    return text


def _exact(value: float | None) -> float | None:
    return None if value is None else round(value, 9) + 0.0

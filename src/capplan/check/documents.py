"""Check what a plan says of the source document: every computed figure, every verdict, every finding.

Definitions: `docs/figures.md`. Computes in fractions from the tables of the case alone, in rounds until nothing more
can be worked out, and shares no code with the plan.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from capplan.case.case import Case
from capplan.case.document_tables import DocumentCheck
from capplan.check.violation import ROUNDING, Violation
from capplan.decisions import Finding
from capplan.decisions.documents import DocumentRow, Verdict

SEVERITY = {"differs": "conflict", "unclear": "warning", "missing": "note"}
PREFIX = "document-"
_FLOAT_DUST = Fraction(1, 10**9)
_PRINTED = re.compile(r"−?£?[0-9][0-9,]*(?:\.[0-9]+)?")
Value = Fraction | date | None
Parts = Mapping[str, list[tuple[Fraction, Value]]]


def check_documents(case: Case, rows: Sequence[DocumentRow], findings: Sequence[Finding]) -> tuple[Violation, ...]:
    """Return everything that is wrong with what is said of a document; nothing when it is right.

    Parameters
    ----------
    case : Case
        With the tables of its document, or without.
    rows : sequence of DocumentRow
        What the plan says of each check.
    findings : sequence of Finding
        All findings of the plan; those whose id begins with `document-` are checked.
    """
    wanted = recompute_documents(case)
    return (
        *_rows(rows, wanted),
        *_findings(case, wanted, [row for row in findings if row.id.startswith(PREFIX)]),
    )


def _rows(stated: Sequence[DocumentRow], wanted: Sequence[DocumentRow]) -> Iterator[Violation]:
    """Yield rows that are missing, extra or twice, and figures that differ: documents are held to the last digit."""
    given: dict[str, DocumentRow] = {}
    for row in stated:
        if row.check in given:
            yield Violation("figure documents", f"check {row.check}", "the row stands twice.")
        given[row.check] = row
    for name in given.keys() - {row.check for row in wanted}:
        yield Violation("figure documents", f"check {name}", "the case has no such check.")
    for row in wanted:
        if row.check not in given:
            yield Violation("figure documents", f"check {row.check}", "the row is missing.")
            continue
        for field in DocumentRow.model_fields:
            told, right = getattr(given[row.check], field), getattr(row, field)
            if not _same(told, right):
                message = f"{field} is stated as {told}; the figures of the case give {right}."
                yield Violation(f"figure documents.{field}", f"check {row.check}", message)


def recompute_documents(case: Case) -> tuple[DocumentRow, ...]:
    """Return what every check of a case's document comes to."""
    values: dict[str, Value] = {
        row.figure: date.fromisoformat(row.day) if row.day else None if row.value is None else _exact(row.value)
        for row in case.document_figures
    }
    terms: dict[str, list[tuple[str, str, Fraction]]] = defaultdict(list)
    for term in case.document_terms:
        terms[term.check].append((term.part, term.term, _exact(term.coefficient)))
    raw: dict[str, Value] = {}
    left = list(case.document_checks)
    while left:
        ready = [row for row in left if row.kind in SEVERITY or all(name in values for _, name, _ in terms[row.check])]
        if not ready:
            break  # a circle: the reader of the case refuses it
        for row in ready:
            parts: dict[str, list[tuple[Fraction, Value]]] = defaultdict(list)
            for part, name, factor in terms[row.check]:
                parts[part].append((factor, values.get(name)))
            raw[row.check] = None if row.kind in SEVERITY else _worked_out(row.kind, parts)
            values[row.check] = _stepped(row, raw[row.check])
        left = [row for row in left if row.check not in values]
    return tuple(_row(row, raw.get(row.check), values) for row in case.document_checks)


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))


def _worked_out(kind: str, parts: Parts) -> Value:
    everything = [value for part in parts.values() for _, value in part]
    if any(value is None for value in everything):
        return None
    days = {name: [value for _, value in part if isinstance(value, date)] for name, part in parts.items()}
    numbers = {
        name: [factor * value for factor, value in part if isinstance(value, Fraction)] for name, part in parts.items()
    }
    top = numbers.get("top", [])
    if kind == "days-between":
        return Fraction(days["top"][0].toordinal() - days["bottom"][0].toordinal())
    if kind == "months-between":
        return Fraction(_months(days["bottom"][0], days["top"][0]))
    if kind == "days-after":
        return date.fromordinal(days["top"][0].toordinal() + int(sum(top)))
    if kind == "months-after":
        return _later(days["top"][0], int(sum(top)))
    simple = {
        "sum": lambda: sum(top, Fraction(0)),
        "product": lambda: math.prod(top, start=Fraction(1)),
        "smallest": lambda: sorted(top)[0],
        "largest": lambda: sorted(top)[-1],
        "count": lambda: Fraction(len(top)),
        "count-not-zero": lambda: Fraction(len([value for value in top if value])),
    }
    if kind in simple:
        return simple[kind]()
    return _divided(kind, sum(top, Fraction(0)), numbers)


def _divided(kind: str, top: Fraction, numbers: Mapping[str, list[Fraction]]) -> Fraction | None:
    bottom = sum(numbers.get("bottom", []), Fraction(0))
    if not bottom:
        return None
    ratio = top / bottom
    if kind == "yearly-growth":
        years = sum(numbers.get("years", []), Fraction(0))
        return Fraction(100 * math.expm1(math.log(ratio) / years)) if years and ratio > 0 else None
    return {"ratio": ratio, "percentage": 100 * ratio, "growth": 100 * ratio - 100}[kind]


def _months(earlier: date, later: date) -> int:
    """Return the whole months between two days, counted one by one."""
    if later < earlier:
        whole = _months(later, earlier)
        return -whole if later.day == earlier.day else -whole - 1
    months = 0
    while (later.year - earlier.year) * 12 + later.month - earlier.month > months:
        months += 1
    return months - 1 if later.day < earlier.day else months


def _later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if not 1 <= month <= 12:
            year, month = (year + 1, 1) if month > 12 else (year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _stepped(check: DocumentCheck, value: Value) -> Value:
    """Return a number at the step it is rounded to; of two steps equally near, the one the rule names."""
    if check.rounding == "none" or not isinstance(value, Fraction):
        return value
    step = _exact(check.rounded_to or 1.0)
    lower = value // step
    rest = value / step - lower
    even = lower if lower % 2 == 0 else lower + 1
    up = {
        "down": lower,
        "up": lower + (rest > 0),
        "half-up": lower + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and value > 0)),
        "half-even": even if rest == Fraction(1, 2) else lower + (rest > Fraction(1, 2)),
    }[check.rounding]
    return Fraction(up) * step


def _row(check: DocumentCheck, raw: Value, values: Mapping[str, Value]) -> DocumentRow:
    found = values.get(check.check)
    stated = values.get(check.against) if check.against else None
    apart: Fraction | None = None
    if isinstance(found, Fraction) and isinstance(stated, Fraction):
        apart = found - stated
    elif isinstance(found, date) and isinstance(stated, date):
        apart = Fraction(found.toordinal() - stated.toordinal())
    return DocumentRow(
        check=check.check,
        verdict=_verdict(check, found, apart),
        unrounded=float(raw) if isinstance(raw, Fraction) else None,
        computed=float(found) if isinstance(found, Fraction) else None,
        computed_day=str(found) if isinstance(found, date) else None,
        stated=float(stated) if isinstance(stated, Fraction) else None,
        stated_day=str(stated) if isinstance(stated, date) else None,
        difference=None if apart is None else float(apart),
    )


def _verdict(check: DocumentCheck, found: Value, apart: Fraction | None) -> Verdict:
    if check.kind == "unclear":
        return "unclear"
    if found is None or (check.against and apart is None):
        return "missing"
    if apart is None:
        return "worked-out"
    tolerance = _exact(check.tolerance)
    short = check.relation != "at-most" and -apart > tolerance
    over = check.relation != "at-least" and apart > tolerance
    return "differs" if short or over else "agrees"


def _findings(case: Case, rows: Sequence[DocumentRow], stated: Sequence[Finding]) -> Iterator[Violation]:
    """Yield findings that are left out, not called for, or say something else than the figures."""
    checks = {row.check: row for row in case.document_checks}
    given: dict[str, Finding] = {}
    for finding in stated:
        if finding.id in given:
            yield Violation("finding document", finding.id, "the finding stands twice.")
        given[finding.id] = finding
    wanted = {f"{PREFIX}{row.check}": row for row in rows if row.verdict in SEVERITY}
    for name in given.keys() - wanted.keys():
        yield Violation("finding document", name, "no check of the document calls for this finding.")
    for name, row in wanted.items():
        if name not in given:
            message = f"the check {row.verdict}, and no finding says so."
            yield Violation("finding document", name, message)
        else:
            yield from _finding(checks[row.check], row, given[name])


def _finding(check: DocumentCheck, row: DocumentRow, finding: Finding) -> Iterator[Violation]:
    if finding.severity != SEVERITY[row.verdict]:
        message = f"the severity is {finding.severity}; a check that {row.verdict} has {SEVERITY[row.verdict]}."
        yield Violation("finding document severity", finding.id, message)
    if check.title not in finding.text or check.sentence not in finding.text:
        yield Violation("finding document text", finding.id, "it leaves out the title or the sentence.")
    if row.verdict != "differs":
        return
    for name, number, day in (
        ("computed", row.computed, row.computed_day),
        ("stated", row.stated, row.stated_day),
        ("difference", row.difference, None),
    ):
        value: float | str | None = day if number is None else number
        told = finding.figures.get(name)
        if not _same(told, value):
            message = f"{name} is told as {told}; the document gives {value}."
            yield Violation("finding document figures", finding.id, message)
        if name != "difference" and not _printed(finding.text, number, day):
            yield Violation("finding document text", finding.id, f"{name} ({value}) is not in the sentence.")


def _same(told: float | str | None, value: float | str | None) -> bool:
    if isinstance(told, (int, float)) and isinstance(value, float):
        return abs(_exact(float(told)) - _exact(value)) <= _FLOAT_DUST * max(Fraction(1), abs(_exact(value)))
    return told == value


def _printed(text: str, number: float | None, day: str | None) -> bool:
    """Say whether a sentence names a figure, as far as its last printed digit tells."""
    if number is None:
        when = date.fromisoformat(day or "")
        return f"{when.day} {when:%B %Y}" in text
    for match in _PRINTED.finditer(text):
        plain = match.group().replace(",", "").replace("£", "").replace("−", "-")
        decimals = len(plain.partition(".")[2])
        if abs(float(plain) - number) <= 0.5 * 10.0**-decimals + ROUNDING:
            return True
    return False

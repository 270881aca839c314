"""What the figures of a source document add up to: every check of the case, computed in decimal arithmetic.

Decimals keep a figure as the document prints it, so that a tolerance of half a thousand is just that.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import reduce

from capplan.case.case import Case
from capplan.case.document_tables import NOT_COMPUTED, DocumentCheck, DocumentTerm
from capplan.decisions.documents import DocumentRow, Verdict
from capplan.units import add_months, days_in_month, months_between

DIGITS = 40
_ROUNDING = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_FLOOR, "up": ROUND_CEILING}
Value = Decimal | date | None


def document_rows(case: Case) -> tuple[DocumentRow, ...]:
    """Compute every check of a case's document and say whether it agrees with what is stated.

    Parameters
    ----------
    case : Case
        With the tables ``document_figures``, ``document_checks`` and ``document_terms``; none of them need have rows.

    Returns
    -------
    tuple of DocumentRow
        One row a check, in the order of the table.
    """
    with localcontext(Context(prec=DIGITS)):
        book = _Book(case)
        return tuple(book.row(check) for check in case.document_checks)


class _Book:
    """The figures of a document, and what its checks have come to so far."""

    def __init__(self, case: Case) -> None:
        self.value: dict[str, Value] = {}
        for row in case.document_figures:
            number = None if row.value is None else Decimal(repr(row.value))
            self.value[row.figure] = number if row.day is None else date.fromisoformat(row.day)
        self.check = {row.check: row for row in case.document_checks}
        self.terms: dict[str, list[DocumentTerm]] = {name: [] for name in self.check}
        for term in case.document_terms:
            self.terms[term.check].append(term)
        self.unrounded: dict[str, Value] = {}

    def of(self, name: str) -> Value:
        """Return the value of a figure, or what a check computes, rounded as it says."""
        if name not in self.value:
            check = self.check[name]
            found = None if check.kind in NOT_COMPUTED else _Sum(self, check).result()
            self.unrounded[name] = found
            self.value[name] = _rounded(check, found) if isinstance(found, Decimal) else found
        return self.value[name]

    def row(self, check: DocumentCheck) -> DocumentRow:
        """Return a check with its verdict."""
        found = self.of(check.check)
        stated = None if check.against is None else self.of(check.against)
        difference = _difference(found, stated)
        unrounded = self.unrounded[check.check]
        return DocumentRow(
            check=check.check,
            verdict=_verdict(check, found, difference),
            unrounded=_number(unrounded),
            computed=_number(found),
            computed_day=_day(found),
            stated=_number(stated),
            stated_day=_day(stated),
            difference=_number(difference),
        )


class _Sum:
    """The arithmetic of one check."""

    def __init__(self, book: _Book, check: DocumentCheck) -> None:
        self.kind = check.kind
        self.parts: dict[str, list[tuple[Decimal, Value]]] = {"top": [], "bottom": [], "years": []}
        for term in book.terms[check.check]:
            self.parts[term.part].append((Decimal(repr(term.coefficient)), book.of(term.term)))

    def result(self) -> Value:
        """Return the number or the day; none where a term is not given, or nothing can be divided."""
        if any(value is None for part in self.parts.values() for _, value in part):
            return None
        if self.kind in ("days-between", "months-between"):
            later, earlier = self._days("top")[0], self._days("bottom")[0]
            return Decimal((later - earlier).days if self.kind == "days-between" else _whole_months(earlier, later))
        if self.kind in ("days-after", "months-after"):
            steps = int(sum(self._numbers("top")))
            (day,) = self._days("top")
            return day + timedelta(days=steps) if self.kind == "days-after" else _months_after(day, steps)
        return self._number(self._numbers("top"))

    def _number(self, top: list[Decimal]) -> Decimal | None:
        match self.kind:
            case "sum":
                return sum(top, Decimal(0))
            case "product":
                return reduce(lambda one, other: one * other, top)
            case "smallest":
                return min(top)
            case "largest":
                return max(top)
            case "count":
                return Decimal(len(top))
            case "count-not-zero":
                return Decimal(sum(value != 0 for value in top))
            case _:
                return self._quotient(sum(top, Decimal(0)))

    def _quotient(self, top: Decimal) -> Decimal | None:
        bottom = sum(self._numbers("bottom"), Decimal(0))
        if bottom == 0:
            return None
        ratio = top / bottom
        match self.kind:
            case "ratio":
                return ratio
            case "percentage":
                return 100 * ratio
            case "growth":
                return 100 * (ratio - 1)
            case _:
                years = sum(self._numbers("years"), Decimal(0))
                return None if years == 0 or ratio <= 0 else 100 * (ratio ** (1 / years) - 1)

    def _numbers(self, part: str) -> list[Decimal]:
        return [factor * value for factor, value in self.parts[part] if isinstance(value, Decimal)]

    def _days(self, part: str) -> list[date]:
        return [value for _, value in self.parts[part] if isinstance(value, date)]


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has none."""
    month = add_months(f"{day:%Y-%m}", months)
    return date.fromisoformat(f"{month}-{min(day.day, days_in_month(month)):02d}")


def _whole_months(earlier: date, later: date) -> int:
    return months_between(f"{earlier:%Y-%m}", f"{later:%Y-%m}") - (later.day < earlier.day)


def _rounded(check: DocumentCheck, found: Decimal) -> Decimal:
    if check.rounding == "none":
        return found
    step = Decimal(1 if check.rounded_to is None else repr(check.rounded_to))
    return (found / step).to_integral_value(_ROUNDING[check.rounding]) * step


def _difference(found: Value, stated: Value) -> Decimal | None:
    if isinstance(found, Decimal) and isinstance(stated, Decimal):
        return found - stated
    if isinstance(found, date) and isinstance(stated, date):
        return Decimal((found - stated).days)
    return None


def _verdict(check: DocumentCheck, found: Value, difference: Decimal | None) -> Verdict:
    if check.kind == "unclear":
        return "unclear"
    if found is None or (check.against is not None and difference is None):
        return "missing"
    if difference is None:
        return "worked-out"
    beyond = {"equal": abs(difference), "at-least": -difference, "at-most": difference}[check.relation]
    return "differs" if beyond > Decimal(repr(check.tolerance)) else "agrees"


def _number(value: Value) -> float | None:
    return float(value) + 0.0 if isinstance(value, Decimal) else None


def _day(value: Value) -> str | None:
    return value.isoformat() if isinstance(value, date) else None

"""The source document: figures that are one thing only, and checks whose arithmetic can be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from capplan.case.document_tables import (
    BETWEEN_DAYS,
    DIVIDES,
    GIVES_DAY,
    NOT_COMPUTED,
    DocumentCheck,
    DocumentFigure,
    DocumentTerm,
)
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of


def figure_of_two_kinds(draft: Draft) -> Iterator[Fault]:
    """Yield figures with more than one of number, day and words, and numbers without unit."""
    for number, row in draft.numbered(DocumentFigure):
        filled = [name for name in ("value", "day", "words") if getattr(row, name) not in (None, "")]
        if len(filled) > 1:
            problem = f"{' and '.join(filled)} are both filled"
            repair = "Keep one; give the other a row of its own."
            yield fault_at(DocumentFigure, number, " + ".join(filled), None, problem, repair)
        if row.value is not None and not row.unit:
            problem = "is blank beside a value"
            yield fault_at(DocumentFigure, number, "unit", None, problem, "Write the unit, e.g. GBP/year or beds.")


def check_called_like_figure(draft: Draft) -> Iterator[Fault]:
    """Yield checks with the id of a figure: a term could mean either."""
    figures = {row.figure for row in draft.of(DocumentFigure)}
    for number, row in draft.numbered(DocumentCheck):
        if row.check in figures:
            problem, repair = "is also the id of a figure", "Give one of them another id."
            yield fault_at(DocumentCheck, number, "check", row.check, problem, repair)


def unknown_in_document(draft: Draft) -> Iterator[Fault]:
    """Yield terms of no check, and terms and stated figures that are neither figure nor check."""
    checks = [row.check for row in draft.of(DocumentCheck)]
    known = [*(row.figure for row in draft.of(DocumentFigure)), *checks]
    for number, term in draft.numbered(DocumentTerm):
        if term.check not in checks:
            repair = f"Write {one_of(checks, term.check)}, or add the check."
            yield fault_at(DocumentTerm, number, "check", term.check, "is not in document_checks.csv", repair)
        if term.term not in known:
            problem = "is neither in document_figures.csv nor in document_checks.csv"
            repair = f"Write {one_of(known, term.term)}, or add it."
            yield fault_at(DocumentTerm, number, "term", term.term, problem, repair)
    for number, row in draft.numbered(DocumentCheck):
        if row.against is not None and row.against not in known:
            problem = "is neither in document_figures.csv nor in document_checks.csv"
            repair = f"Write {one_of(known, row.against)}, or add it."
            yield fault_at(DocumentCheck, number, "against", row.against, problem, repair)


def arithmetic_not_possible(draft: Draft) -> Iterator[Fault]:
    """Yield checks without the terms that their kind works on, and terms that it has no use for."""
    parts: dict[str, set[str]] = defaultdict(set)
    for term in draft.of(DocumentTerm):
        parts[term.check].add(term.part)
    for number, row in draft.numbered(DocumentCheck):
        if row.kind in NOT_COMPUTED:
            continue
        needed = {"top"}
        if row.kind in DIVIDES or row.kind in BETWEEN_DAYS:
            needed.add("bottom")
        if row.kind == "yearly-growth":
            needed.add("years")
        if parts[row.check] != needed:
            has = ", ".join(sorted(parts[row.check])) or "no terms"
            problem = f"works on terms of {', '.join(sorted(needed))}; document_terms.csv has {has}"
            yield fault_at(
                DocumentCheck, number, "kind", row.kind, problem, "Add or move the terms, or change the kind."
            )
        if (row.rounding == "none") != (row.rounded_to is None):
            problem = "is filled without a rounding" if row.rounding == "none" else "is blank beside a rounding"
            repair = "Fill rounding and rounded_to together, or neither."
            yield fault_at(DocumentCheck, number, "rounded_to", None, problem, repair)


def nothing_to_hold_against(draft: Draft) -> Iterator[Fault]:
    """Yield a relation or tolerance of a check that is held against nothing."""
    for number, row in draft.numbered(DocumentCheck):
        if row.kind in NOT_COMPUTED and row.against is not None:
            problem = f"is filled, but a check of kind {row.kind} computes nothing"
            repair = "Leave it blank; name the figures as terms."
            yield fault_at(DocumentCheck, number, "against", row.against, problem, repair)
        for column, default in (("relation", "equal"), ("tolerance", 0.0)):
            value = getattr(row, column)
            if row.against is None and value != default:
                problem, repair = "is filled, but against is blank", "Name the stated figure, or leave it blank."
                yield fault_at(DocumentCheck, number, column, f"{value}", problem, repair)


def check_goes_in_circles(draft: Draft) -> Iterator[Fault]:
    """Yield checks that need their own result."""
    needs: dict[str, list[str]] = defaultdict(list)
    for term in draft.of(DocumentTerm):
        needs[term.check].append(term.term)
    for number, row in draft.numbered(DocumentCheck):
        seen: set[str] = set()
        left = list(needs[row.check])
        while left:
            name = left.pop()
            if name == row.check:
                problem, repair = "needs its own result", "Take one term out of the circle."
                yield fault_at(DocumentCheck, number, "check", row.check, problem, repair)
                break
            if name not in seen:
                seen.add(name)
                left += needs[name]


def day_for_number(draft: Draft) -> Iterator[Fault]:
    """Yield terms that are a day where a number is due or the reverse, and two sides that are not alike."""
    is_day = {row.figure: row.day is not None for row in draft.of(DocumentFigure)}
    words = {row.figure for row in draft.of(DocumentFigure) if row.words}
    checks = {row.check: row for row in draft.of(DocumentCheck)}
    is_day |= {name: row.kind in GIVES_DAY for name, row in checks.items()}
    days: dict[str, int] = defaultdict(int)
    for number, term in draft.numbered(DocumentTerm):
        if term.check not in checks or term.term not in is_day:
            continue
        kind, day = checks[term.check].kind, is_day[term.term]
        days[term.check] += day
        wrong = day if kind not in (*BETWEEN_DAYS, *GIVES_DAY) else not day and kind in BETWEEN_DAYS
        if kind not in NOT_COMPUTED and (wrong or term.term in words):
            what = "words" if term.term in words else "a day" if day else "a number"
            problem, repair = f"is {what}; a check of kind {kind} cannot use it", "Write another term, or another kind."
            yield fault_at(DocumentTerm, number, "term", term.term, problem, repair)
    for number, row in draft.numbered(DocumentCheck):
        wanted = 1 if row.kind in GIVES_DAY else 2 if row.kind in BETWEEN_DAYS else days[row.check]
        if days[row.check] != wanted:
            problem = f"works on {wanted} day{'s' * (wanted > 1)}; document_terms.csv has {days[row.check]}"
            yield fault_at(DocumentCheck, number, "kind", row.kind, problem, "Add or remove terms that are days.")
        if row.against in is_day and (row.against in words or is_day[row.against] != is_day[row.check]):
            problem = "is not of the kind that the check computes (a number, or a day)"
            yield fault_at(DocumentCheck, number, "against", row.against, problem, "Name a figure of the same kind.")

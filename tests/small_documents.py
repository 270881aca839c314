"""A small case with a document of a few figures; tests add the checks they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capplan.case.case import Case
from capplan.case.document_tables import DocumentCheck, DocumentFigure, DocumentTerm
from small import small_case

NUMBERS = {"ten": 10.0, "four": 4.0, "minus-three": -3.0, "nothing": 0.0, "half-up": 442_500.0}
DAYS = {"paper": "2009-11-19", "sign-off": "2009-12-21", "month-end": "2012-01-31", "march": "2012-03-30"}


def figures() -> tuple[DocumentFigure, ...]:
    numbers = [DocumentFigure(figure=k, title=k.title(), value=v, unit="GBP", use="input") for k, v in NUMBERS.items()]
    days = [DocumentFigure(figure=k, title=k.title(), day=v, use="constraint") for k, v in DAYS.items()]
    blank = DocumentFigure(figure="undecided", title="Undecided", unit="GBP", use="option")
    words = DocumentFigure(figure="name", title="Name", words="one team under two names", use="input")
    return (*numbers, *days, blank, words)


def check(kind: Any, **columns: Any) -> DocumentCheck:
    name = columns.pop("check", "it")
    return DocumentCheck(check=name, title=f"Title of {name}", kind=kind, unit=columns.pop("unit", "GBP"), **columns)


def terms(text: str, check: str = "it") -> tuple[DocumentTerm, ...]:
    """Return terms from `figure`, `2*figure`, `bottom:figure` and `years:figure`, parted by spaces."""
    rows = []
    for word in text.split():
        part, _, name = word.rpartition(":")
        factor, _, figure = name.rpartition("*")
        rows.append(DocumentTerm(check=check, term=figure, part=part or "top", coefficient=float(factor or 1)))
    return tuple(rows)


def document_case(checks: tuple[DocumentCheck, ...], rows: tuple[DocumentTerm, ...]) -> Case:
    return replace(small_case(), document_figures=figures(), document_checks=checks, document_terms=rows)

"""The tables of a case about its source document: what it states, and what its figures must add up to.

A *figure* is read from the document, or assumed where it is silent; it is never worked out. What follows from figures
is a *check*: it computes one number or day from its *terms* and holds it against what the document states, if it states
it. A term is a figure or another check, so sums of sums need no figure of their own.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Day, Id, Row, Table, Text, Title, col, text

Kind = Literal[
    "sum",
    "product",
    "ratio",
    "percentage",
    "growth",
    "yearly-growth",
    "smallest",
    "largest",
    "count",
    "count-not-zero",
    "days-between",
    "months-between",
    "days-after",
    "months-after",
    "unclear",
    "missing",
]
Rounding = Literal["none", "half-up", "half-even", "down", "up"]
NOT_COMPUTED: tuple[str, ...] = ("unclear", "missing")
DIVIDES: tuple[str, ...] = ("ratio", "percentage", "growth", "yearly-growth")
BETWEEN_DAYS: tuple[str, ...] = ("days-between", "months-between")
GIVES_DAY: tuple[str, ...] = ("days-after", "months-after")


class DocumentFigure(Row):
    """One figure, day or statement of the source document, as the document has it."""

    figure: Id = text("id of the figure; no check may have the same")
    title: Title = text("what it is, in words to print")
    value: float | None = col("the figure, in the unit beside it; cost positive, saving negative", default=None)
    day: Day | None = text("for a date: the day", default=None)
    words: Text = text("for a statement that is neither number nor day: what it says, in short", default="")
    unit: Text = text("unit of the value, e.g. GBP/year, beds; blank for a day or words", default="")
    section: Text = text("section or table of the document that states it", default="")
    use: Literal["input", "constraint", "option", "result"] = text(
        "what it is to a plan: input, constraint, option, or a result to be reproduced"
    )


class DocumentTerm(Row):
    """One figure, or one earlier check, in the arithmetic of a check."""

    check: Id = text("the check it belongs to")
    term: Id = text("id of a figure, or of another check: what that one computes")
    part: Literal["top", "bottom", "years"] = text(
        "top: added, multiplied, divided, counted, or the later day; bottom: what is divided by, or the earlier day; "
        "years: over how many years it grew",
        default="top",
    )
    coefficient: float = col("what the value is multiplied by, e.g. -1 to take it away", "factor", default=1.0)


class DocumentCheck(Row):
    """Something that the figures of the document must give, or that it leaves unclear or missing."""

    check: Id = text("id of the check")
    title: Title = text("what is worked out, in words to print")
    kind: Kind = text(
        "sum; product; ratio (top over bottom); percentage (that x 100); growth (that less 1, x 100); yearly-growth "
        "(the same a year); smallest or largest of the terms; count of the terms; count-not-zero; days-between or "
        "months-between (whole months) two days; days-after or months-after a day; unclear or missing: computes nothing"
    )
    against: Id | None = text(
        "id of the figure (or check) that it is held against; blank: only worked out", default=None
    )
    relation: Literal["equal", "at-least", "at-most"] = text("what the computed must be to the stated", default="equal")
    unit: Text = text("unit of what is computed; blank for a day", default="")
    tolerance: float = col(
        "difference up to which the two agree; days for a day", "the check's unit", ge=0, default=0.0
    )
    rounding: Rounding = text("how the computed is rounded before it is compared and used", default="none")
    rounded_to: float | None = col(
        "step it is rounded to, e.g. 1000 for thousands", "the check's unit", gt=0, default=None
    )
    point: Id | None = text("what several checks are about together, e.g. i1; findings carry it", default=None)
    sentence: Text = text("what the outcome means, printed after the figures of its finding", default="")


DOCUMENT_TABLES: tuple[Table, ...] = (
    Table("document_figures", DocumentFigure, ("figure",)),
    Table("document_checks", DocumentCheck, ("check",)),
    Table("document_terms", DocumentTerm, ("check", "part", "term")),
)

"""Planted faults in what is said of a document: each is named, and a right plan has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.check.documents import check_documents, recompute_documents
from capplan.decisions import Finding
from capplan.decisions.documents import DocumentRow
from capplan.plan.documents import document_rows
from capplan.plan.findings.documents import document_findings
from small_documents import check, document_case, terms

CASE = document_case(
    (
        check("sum", check="differs", against="half-up", sentence="A line is missing."),
        check("sum", check="agrees", against="ten"),
        check("unclear", check="unclear"),
        check("days-after", check="late", against="sign-off", unit=""),
    ),
    (
        *terms("ten four half-up", "differs"),
        *terms("ten", "agrees"),
        *terms("name", "unclear"),
        *terms("paper 10.5*four", "late"),
    ),
)
ROWS = document_rows(CASE)
FINDINGS = document_findings(CASE, ROWS)


def row(name: str, /, **changes: Any) -> Callable[[], tuple[tuple[DocumentRow, ...], tuple[Finding, ...]]]:
    return lambda: (
        tuple(one.model_copy(update=changes) if one.check == name else one for one in ROWS),
        FINDINGS,
    )


def finding(name: str, /, **changes: Any) -> Callable[[], tuple[tuple[DocumentRow, ...], tuple[Finding, ...]]]:
    return lambda: (
        ROWS,
        tuple(one.model_copy(update=changes) if one.id == f"document-{name}" else one for one in FINDINGS),
    )


def said(check: str) -> str:
    return next(one.text for one in FINDINGS if one.id == f"document-{check}")


FAULTS: dict[str, tuple[str, Callable[[], tuple[tuple[DocumentRow, ...], tuple[Finding, ...]]]]] = {
    "a computed figure a penny off": ("figure documents.computed", row("differs", computed=442_514.01)),
    "a stated figure": ("figure documents.stated", row("differs", stated=442_514.0)),
    "a difference": ("figure documents.difference", row("differs", difference=-14.0)),
    "a day": ("figure documents.computed_day", row("late", computed_day="2009-12-21")),
    "a verdict turned to agreement": ("figure documents.verdict", row("differs", verdict="agrees")),
    "a verdict turned to difference": ("figure documents.verdict", row("agrees", verdict="differs")),
    "a row left out": ("figure documents", lambda: (ROWS[1:], FINDINGS)),
    "a row twice": ("figure documents", lambda: ((*ROWS, ROWS[0]), FINDINGS)),
    "a row of no check": ("figure documents", row("agrees", check="other")),
    "a finding left out": ("finding document", lambda: (ROWS, FINDINGS[1:])),
    "a finding twice": ("finding document", lambda: (ROWS, (*FINDINGS, FINDINGS[0]))),
    "a finding of nothing": ("finding document", finding("late", id="document-agrees")),
    "a finding with another figure": (
        "finding document figures",
        finding("differs", figures={"computed": 442_514.0, "stated": 442_501.0, "difference": 14.0}),
    ),
    "a finding played down": ("finding document severity", finding("differs", severity="note")),
    "a sentence without the stated figure": (
        "finding document text",
        finding("differs", text=said("differs").replace("£442,500", "sum")),
    ),
    "a sentence with another computed figure": (
        "finding document text",
        finding("differs", text=said("differs").replace("442,514", "442,515")),
    ),
    "a sentence with another day": (
        "finding document text",
        finding("late", text=said("late").replace("31 December", "30 December")),
    ),
    "a sentence without its meaning": (
        "finding document text",
        finding("differs", text=said("differs").replace("A line is missing.", "")),
    ),
}


def test_a_right_plan_has_no_fault() -> None:
    assert [one.verdict for one in ROWS] == ["differs", "agrees", "unclear", "differs"]
    assert check_documents(CASE, ROWS, FINDINGS) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named(name: str) -> None:
    rule, change = FAULTS[name]
    assert {fault.rule for fault in check_documents(CASE, *change())} == {rule}


def test_findings_about_other_things_are_no_matter_of_this_check() -> None:
    other = FINDINGS[0].model_copy(update={"id": "small-unit"})
    assert check_documents(CASE, ROWS, (*FINDINGS, other)) == ()


def test_growth_a_year_by_hand() -> None:
    """2.56 = 1.6 ** 2: 60 % a year over two years of 0.5 x 4."""
    case = document_case((check("yearly-growth"),), terms("2.56*ten bottom:ten years:0.5*four"))
    (row,) = recompute_documents(case)
    assert row.computed == pytest.approx(60.0, rel=1e-12)


def test_a_circle_is_missing_not_endless() -> None:
    """The reader refuses a circle; a checker that meets one still ends."""
    case = document_case((check("sum"),), terms("it ten"))
    assert [one.verdict for one in recompute_documents(case)] == ["missing"]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    kind=st.sampled_from(["sum", "product", "ratio", "percentage", "growth", "smallest", "largest", "count-not-zero"]),
    factors=st.lists(st.integers(-40, 40), min_size=3, max_size=3),
    rounding=st.sampled_from(["none", "half-up", "half-even", "down", "up"]),
    tolerance=st.sampled_from([0, 0.5, 3]),
    relation=st.sampled_from(["equal", "at-least", "at-most"]),
)
def test_the_two_computations_agree(
    kind: str, factors: list[int], rounding: str, tolerance: float, relation: str
) -> None:
    bottom = f" bottom:{factors[2]}*four" if kind in ("ratio", "percentage", "growth") else ""
    columns = {"rounding": rounding, "rounded_to": None if rounding == "none" else 2.5}
    case = document_case(
        (check(kind, against="ten", tolerance=tolerance, relation=relation, **columns),),
        terms(f"{factors[0] / 4}*minus-three {factors[1] / 8}*ten{bottom}"),
    )
    rows = document_rows(case)
    assert check_documents(case, rows, document_findings(case, rows)) == ()


@settings(max_examples=150, derandomize=True, deadline=None)
@given(first=st.dates(date(1999, 1, 1), date(2040, 1, 1)), second=st.dates(date(1999, 1, 1), date(2040, 1, 1)))
def test_the_two_computations_agree_about_days(first: date, second: date) -> None:
    """In either order, over month ends and leap years."""
    checks = tuple(check(kind, check=kind) for kind in ("days-between", "months-between"))
    steps = (second - first).days % 97 - 48
    case = document_case(
        (*checks, check("months-after", check="after", unit="", against="paper")),
        (
            *(term for one in checks for term in terms("paper bottom:sign-off", one.check)),
            *terms(f"sign-off {steps / 10}*ten", "after"),
        ),
    )
    days = {"paper": first.isoformat(), "sign-off": second.isoformat()}
    figures = tuple(row.model_copy(update={"day": days.get(row.figure, row.day)}) for row in case.document_figures)
    case = replace(case, document_figures=figures)
    rows = document_rows(case)
    assert check_documents(case, rows, document_findings(case, rows)) == ()
    assert rows[0].computed == (first - second).days

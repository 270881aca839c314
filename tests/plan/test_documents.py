"""Every kind of check by hand, the rounding rules, the verdicts, and the sentence of a finding."""

from __future__ import annotations

from typing import Any

import pytest

from capplan.check.documents import check_documents, recompute_documents
from capplan.decisions.documents import DocumentRow
from capplan.plan.documents import document_rows
from capplan.plan.findings.documents import document_findings
from small_documents import check, document_case, terms


def one(kind: str, text: str, **columns: Any) -> DocumentRow:
    case = document_case((check(kind, **columns),), terms(text))
    (row,) = document_rows(case)
    assert check_documents(case, (row,), document_findings(case, (row,))) == ()
    return row


NUMBERS = {
    # 10 + 4 - 2 x -3 = 20
    "sum": ("ten four -2*minus-three", 20.0),
    # 10 x 4 x (2 x -3) = -240
    "product": ("ten four 2*minus-three", -240.0),
    # (10 + 4) / (4 x 4) = 0.875
    "ratio": ("ten four bottom:4*four", 0.875),
    "percentage": ("four bottom:ten", 40.0),
    "growth": ("ten bottom:four", 150.0),
    # 2.56 = 1.6 ** 2: 60 % a year over two years of 0.5 x 4
    "yearly-growth": ("2.56*ten bottom:ten years:0.5*four", 60.0),
    "smallest": ("ten minus-three -1*four", -4.0),
    "largest": ("ten minus-three -3*four", 10.0),
    "count": ("ten nothing minus-three", 3.0),
    "count-not-zero": ("ten nothing minus-three", 2.0),
    # 11 days of November and 21 of December
    "days-between": ("sign-off bottom:paper", 32.0),
    # 31 January to 30 March is one whole month and not two
    "months-between": ("march bottom:month-end", 1.0),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_kind_computes_what_the_hand_does(kind: str) -> None:
    text, answer = NUMBERS[kind]
    assert one(kind, text).computed == pytest.approx(answer, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        ("days-after", "paper 10.5*four", "2009-12-31"),  # six weeks
        ("days-after", "paper -1*ten", "2009-11-09"),
        ("months-after", "paper 3*four", "2010-11-19"),
        ("months-after", "month-end 0.25*four", "2012-02-29"),  # no 31 February
        ("months-after", "paper minus-three", "2009-08-19"),
    ],
)
def test_a_kind_that_gives_a_day(kind: str, text: str, day: str) -> None:
    row = one(kind, text, unit="")
    assert (row.computed, row.computed_day) == (None, day)


@pytest.mark.parametrize(
    ("rounding", "answer"), [("half-up", 443_000), ("half-even", 442_000), ("down", 442_000), ("up", 443_000)]
)
def test_rounding_is_named(rounding: str, answer: float) -> None:
    row = one("sum", "half-up", rounding=rounding, rounded_to=1000)
    assert (row.computed, row.unrounded) == (answer, 442_500)


def test_a_check_works_on_the_rounded_result_of_another() -> None:
    checks = (
        check("ratio", check="later", against="ten", tolerance=0.5),
        check("sum", check="first", rounding="down", rounded_to=4),
    )
    # 10 down to a step of 4 is 8; 8 / 4 = 2; 2 against 10 is 8 short.
    case = document_case(checks, (*terms("first bottom:four", "later"), *terms("ten", "first")))
    later, first = document_rows(case)
    assert (first.computed, later.computed, later.difference, later.verdict) == (8, 2, -8, "differs")


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [
        ({"against": "ten"}, "differs"),
        ({"against": "ten", "tolerance": 4}, "agrees"),
        ({"against": "ten", "tolerance": 3.999}, "differs"),
        ({"against": "ten", "relation": "at-least"}, "agrees"),
        ({"against": "ten", "relation": "at-most"}, "differs"),
        ({"against": "undecided"}, "missing"),
        ({}, "worked-out"),
    ],
)
def test_verdict_of_14_against_10(columns: dict[str, Any], verdict: str) -> None:
    assert one("sum", "ten four", **columns).verdict == verdict


def test_a_tolerance_of_a_tenth_is_just_that() -> None:
    """In binary 1.1 - 1 lies above 0.1; on paper it does not."""
    assert 1.1 - 1.0 > 0.1
    assert one("sum", "0.11*ten -0.25*four", against="nothing", tolerance=0.1).verdict == "agrees"


def test_what_is_not_given_spreads() -> None:
    assert one("sum", "ten undecided", against="ten").verdict == "missing"
    assert one("ratio", "ten bottom:nothing", against="ten").verdict == "missing"
    assert one("missing", "ten").verdict == "missing"
    assert one("unclear", "name").verdict == "unclear"


def test_the_finding_has_both_figures_and_the_sentence() -> None:
    case = document_case(
        (check("sum", against="half-up", sentence="A line is missing.", point="k1"),), terms("ten four half-up")
    )
    (finding,) = document_findings(case, document_rows(case))
    assert finding.text == (
        "Title of it: the figures give £442,514, £14 more than the £442,500 stated (Half-Up). A line is missing."
    )
    assert (finding.id, finding.topic, finding.severity) == ("document-it", "document k1", "conflict")
    assert finding.figures == {"computed": 442_514, "stated": 442_500, "difference": 14}
    assert "document_checks.csv: it" in finding.sources


def test_the_finding_of_a_day() -> None:
    case = document_case((check("days-after", against="sign-off", unit=""),), terms("paper 10.5*four"))
    (finding,) = document_findings(case, document_rows(case))
    assert "the figures give 31 December 2009, 10 days later than the 21 December 2009 stated" in finding.text


def test_the_finding_of_a_limit() -> None:
    case = document_case(
        (check("days-after", against="sign-off", relation="at-most", unit=""),), terms("paper 12*four")
    )
    (finding,) = document_findings(case, document_rows(case))
    assert finding.text == (
        "Title of it: the figures give 6 January 2010, 16 days too late: at most 21 December 2009 is stated (Sign-Off)."
    )


def test_what_is_unclear_or_missing_is_named_with_its_figures() -> None:
    checks = (check("unclear", check="a"), check("sum", check="b"))
    case = document_case(checks, (*terms("name ten", "a"), *terms("ten undecided", "b")))
    unclear, missing = document_findings(case, document_rows(case))
    assert unclear.text == 'Title of a: unclear; name: "one team under two names"; ten: £10.'
    assert missing.text == "Title of b: ten: £10; the document does not give undecided."
    assert (unclear.severity, missing.severity) == ("warning", "note")
    assert unclear.figures == {"name": "one team under two names", "ten": 10}


def test_a_case_without_document_has_no_rows_and_no_findings() -> None:
    case = document_case((), ())
    assert document_rows(case) == recompute_documents(case) == ()
    assert document_findings(case, ()) == ()

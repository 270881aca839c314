"""Tables of the source document, right in themselves but not together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_crosscheck_staff import faults

from capplan.case.case import Case
from capplan.case.document_tables import DocumentFigure
from small_documents import check, document_case, figures, terms


def with_figure(**columns: object) -> Case:
    return replace(document_case((), ()), document_figures=(*figures(), DocumentFigure(use="input", **columns)))


FAULTS: dict[str, tuple[Case, str]] = {
    "number and day": (
        with_figure(figure="a", title="A", value=1, unit="GBP", day="2015-01-01"),
        "value and day are both filled",
    ),
    "number without unit": (with_figure(figure="a", title="A", value=1), "column unit: is blank beside a value"),
    "check called like a figure": (
        document_case((check("sum", check="ten"),), terms("four", "ten")),
        '"ten" is also the id of a figure',
    ),
    "unknown term": (document_case((check("sum"),), terms("eleven")), '"eleven" is neither in document_figures.csv'),
    "term of no check": (document_case((check("sum"),), (*terms("ten"), *terms("ten", "its"))), '"its" is not in'),
    "unknown stated": (
        document_case((check("sum", against="eleven"),), terms("ten")),
        'against: "eleven" is neither',
    ),
    "no terms": (document_case((check("sum"),), ()), "document_terms.csv has no terms"),
    "ratio of nothing": (document_case((check("ratio"),), terms("ten")), "works on terms of bottom, top"),
    "years of a sum": (document_case((check("sum"),), terms("ten years:four")), "works on terms of top;"),
    "rounding without step": (
        document_case((check("sum", rounding="up"),), terms("ten")),
        "rounded_to: is blank beside a rounding",
    ),
    "step without rounding": (
        document_case((check("sum", rounded_to=1),), terms("ten")),
        "rounded_to: is filled without a rounding",
    ),
    "tolerance of nothing": (
        document_case((check("sum", tolerance=1),), terms("ten")),
        'tolerance: "1.0" is filled, but against is blank',
    ),
    "unclear against": (
        document_case((check("unclear", against="ten"),), ()),
        'against: "ten" is filled, but a check of kind unclear',
    ),
    "circle": (
        document_case((check("sum", check="a"), check("sum", check="b")), (*terms("b ten", "a"), *terms("a ten", "b"))),
        'check: "a" needs its own result',
    ),
    "day in a sum": (document_case((check("sum"),), terms("paper ten")), '"paper" is a day; a check of kind sum'),
    "number between days": (
        document_case((check("days-between"),), terms("paper bottom:ten")),
        '"ten" is a number; a check of kind days-between',
    ),
    "words in a sum": (document_case((check("sum"),), terms("name")), '"name" is words; a check of kind sum'),
    "two days after": (
        document_case((check("days-after", unit=""),), terms("paper sign-off")),
        "works on 1 day; document_terms.csv has 2",
    ),
    "day against number": (
        document_case((check("sum", against="paper"),), terms("ten")),
        'against: "paper" is not of the kind',
    ),
}


def test_the_small_document_has_no_fault() -> None:
    assert faults(document_case((check("sum", against="ten"),), terms("ten four"))) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    case, words = FAULTS[name]
    assert any(words in fault for fault in faults(case)), faults(case)

"""Frozen answers on what is assumed: how far each assumption moves the cost, and where it tips a decision."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.bases import BasePlan
from capplan.decisions.beds import BedDecisions
from capplan.decisions.common import Frozen, Proof, measure

Ends = Literal["uncertainty.csv", "share"]
"""Where the ends of an assumption come from: stated in the case, or the share of the tornado."""


class TornadoRow(Frozen):
    """One assumption at its low and its high end."""

    driver: str
    title: str
    unit: str
    rows: int = Field(description="assumed rows that move together")
    now: float = Field(description="mean of those rows as they are; of a row of uncertainty.csv: where it stands")
    ends: Ends = Field(description="uncertainty.csv: low and high value of that row; share: that of the tornado")
    low_factor: float = Field(description="factor on the rows at the low end; of a row of uncertainty.csv: its value")
    high_factor: float = Field(description="the same at the high end")
    low_gbp: float | None = Field(
        description="present objective at the low end less that as planned, plan held; none: it cannot be held",
        json_schema_extra={"unit": "GBP"},
    )
    high_gbp: float | None = Field(
        description="the same at the high end; none: it cannot be held", json_schema_extra={"unit": "GBP"}
    )
    low_again_gbp: float | None = Field(
        default=None,
        description="the same at the low end with everything planned anew; none: not planned anew",
        json_schema_extra={"unit": "GBP"},
    )
    high_again_gbp: float | None = Field(
        default=None,
        description="the same at the high end; none: not planned anew",
        json_schema_extra={"unit": "GBP"},
    )


class BreakEven(Frozen):
    """Where an assumption tips a decision: the plan against business as usual, or one reduction against none."""

    decision: str = Field(description="plan, or the site of a reduction")
    driver: str
    saves_gbp: float = measure("present objective saved by the decision as things are", "GBP")
    factor: float | None = Field(description="factor on the assumption at which nothing is saved; none: see text")
    within: tuple[float, float] = Field(description="factors between which it lies, or that were looked at")
    value: float | None = Field(description="the assumption at that factor, in its unit")
    text: str


class Tornado(Frozen):
    """What the assumed rows of a case can do to the cost of its plan."""

    case: str
    title: str
    case_digest: str
    scenario: str
    share: float = Field(description="each assumption is moved by this share down and up, within its bounds")
    coarse: bool = Field(description="whether people are counted by quarter here, as long plans are")
    bases: BasePlan | None
    plan_proof: Proof
    decisions: BedDecisions = Field(description="the plan that is held")
    objective_gbp: float = measure("present objective of the plan held, as things are, in this model", "GBP")
    rows: tuple[TornadoRow, ...] = Field(description="widest swing first")
    break_evens: tuple[BreakEven, ...]

"""What the figures of a source document give: one row for each check of the case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.common import Day, Frozen

Verdict = Literal["agrees", "differs", "worked-out", "unclear", "missing"]


class DocumentRow(Frozen):
    """One check of the document: what its figures give, beside what it states."""

    check: str
    verdict: Verdict = Field(
        description="agrees or differs: held against the stated; worked-out: nothing is stated; unclear: the document "
        "cannot be read in one way; missing: a figure that is needed is not given"
    )
    unrounded: float | None = Field(default=None, description="the number computed, in the unit of the check")
    computed: float | None = Field(default=None, description="the same after the rounding of the check; none: a day")
    computed_day: Day | None = Field(default=None, description="the day computed; none: a number")
    stated: float | None = Field(default=None, description="the number it is held against; none: a day, or nothing")
    stated_day: Day | None = Field(default=None, description="the day it is held against; none: a number, or nothing")
    difference: float | None = Field(
        default=None, description="computed less stated, in the unit of the check; days for a day; none: nothing stated"
    )

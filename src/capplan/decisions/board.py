"""Frozen answers for a board: the options side by side, and the frontier between cost and what it buys."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.bases import BasePlan
from capplan.decisions.common import Frozen, MoneyKind, Month, OptionId, Proof, measure
from capplan.decisions.plan import BedPlan

# Sensitivity of present values: the rate that the review of June 2026 recommends; the case has the rate in force.
# The cost of a point whose proof leaves more open than this says little of its limit.
PROVEN_GAP = 0.1
OTHER_RATE = 0.03
Group = Literal["all", "age_65_74", "age_75_84", "age_85_plus", "rural", "other"]
Against = Literal["travel", "far", "risk"]
LeftOutWhy = Literal["dominated", "no-plan"]
ChoiceStatus = Literal["proven", "feasible", "infeasible", "no-plan-in-time"]
Criterion = Literal[
    "cost_present_gbp",
    "waiting_bed_days",
    "diverted_people",
    "mean_min",
    "near_share",
    "beds_closed",
    "fte_recruited",
    "tightest_load",
]


class FunderMoney(Frozen):
    """What one funder pays over the plan."""

    funder: str
    nominal_gbp: float
    present_gbp: float
    present_other_gbp: float = measure("the same at the other discount rate", "GBP")


class GroupAccess(Frozen):
    """Travel to beds of one group of people, over the horizon."""

    group: Group
    people: float
    mean_min: float | None
    near_share: float | None = Field(description="share within the near travel time")


class ChoiceFigures(Frozen):
    """What a board compares: money, beds, staff, access, risk and tests of one option."""

    cost_nominal_gbp: float
    cost_present_gbp: float
    cost_present_other_gbp: float = measure("cost at the other discount rate", "GBP")
    against_usual_gbp: float | None = Field(
        description="present cost less that of business as usual on the same demand and parameters; negative is a "
        "saving; none without one",
        json_schema_extra={"unit": "GBP"},
    )
    against_usual_other_gbp: float | None = Field(
        description="the same at the other discount rate", json_schema_extra={"unit": "GBP"}
    )
    revenue_nominal_gbp: float
    capital_nominal_gbp: float
    funders: tuple[FunderMoney, ...]
    beds_at_start: int
    beds_at_end: int
    places_at_end: int = Field(description="home places at the end", json_schema_extra={"unit": "places"})
    beds_closed: int = Field(description="beds removed by reductions of bed sites", json_schema_extra={"unit": "beds"})
    first_reduction: Month | None = Field(description="month of the first reduction of a bed site; none: no reduction")
    fte_at_start: float | None
    fte_at_end: float | None
    fte_recruited: float | None
    agency_gbp: float | None = Field(description="nominal cost of agency", json_schema_extra={"unit": "GBP"})
    shortfall_hours: float | None
    access: tuple[GroupAccess, ...]
    waiting_bed_days: float
    diverted_people: float
    most_waiting: float = measure("largest number of people waiting at the end of a period, all together", "people")
    tightest_load: float | None = Field(
        description="largest load over safe load of a site once the standard applies, spot beds left out",
        json_schema_extra={"unit": "share"},
    )
    spot_share: float = measure("share of bed-days in spot beds", "share")
    closures: int = Field(description="reductions")
    closures_passed: int = Field(description="reductions that pass the closure test, and the workforce test if any")


class SwitchingRow(Frozen):
    """By what factor one kind of money would have to differ for the option to cost what business as usual costs."""

    kind: MoneyKind
    present_gbp: float = measure("present cost of the kind in the option", "GBP")
    usual_gbp: float = measure("present cost of the kind in business as usual", "GBP")
    factor: float = measure("factor on this kind in both at which they cost the same", "factor")


class Choice(Frozen):
    """One option of the table."""

    option: str
    title: str
    description: str
    base_option: OptionId
    status: ChoiceStatus = Field(description="proven: within the gap asked; feasible: a plan, with a wider gap")
    cause: tuple[str, ...] = Field(description="why there is no plan, in words; blank where there is one")
    plan: BedPlan | None
    figures: ChoiceFigures | None
    switching: tuple[SwitchingRow, ...]


class Ranking(Frozen):
    """Options in order of one stated criterion, best first; those within a step of each other share a place."""

    criterion: Criterion
    better: Literal["low", "high"]
    step: float = Field(description="differences below this count as none: for money, the widest proof")
    places: dict[str, int] = Field(description="place of each option that has a plan, from 1")


class OptionTable(Frozen):
    """The options of a case side by side."""

    case: str
    title: str
    case_digest: str
    scenario: str
    bases: BasePlan | None = Field(description="who serves which area; none: the case plans no staff")
    choices: tuple[Choice, ...]
    rankings: tuple[Ranking, ...]
    criteria: tuple[Criterion, ...] = Field(description="the order in which the criteria count in `order`")
    order: tuple[str, ...] = Field(description="options that have a plan by these criteria, each tie by the next")

    def choice(self, option: str) -> Choice:
        """Return one option.

        Raises
        ------
        KeyError
            If the table does not hold it.
        """
        for one in self.choices:
            if one.option == option:
                return one
        raise KeyError(option)


class FrontierPoint(Frozen):
    """The cheapest plan found that keeps a limit, and what is proven of it."""

    limit: float | None = Field(description="limit on the measure; none: the cheapest plan of all")
    measured: float = Field(description="the measure of the plan")
    cost_gbp: float = measure("present cost of the plan, weights left out", "GBP")
    objective_gbp: float = measure("present objective of the plan", "GBP")
    bound_gbp: float = measure("no plan within the limit has a lower objective", "GBP")
    plan: BedPlan

    @property
    def proven(self) -> bool:
        """Whether the gap is narrow enough for the point to be called proven."""
        return self.plan.proof.gap <= PROVEN_GAP


class LeftOut(Frozen):
    """A limit that was asked for and has no point."""

    limit: float = Field(description="limit on the measure")
    measured: float | None = Field(description="the measure of the plan found; none: no plan")
    cost_gbp: float | None = measure("present cost of the plan found; none: no plan", "GBP")
    why: LeftOutWhy = Field(
        description="dominated: a point is no worse in cost and measure; no-plan: no estate was found that keeps the "
        "limit"
    )


class Frontier(Frozen):
    """Cost against a measure of access or risk."""

    case: str
    title: str
    case_digest: str
    scenario: str
    against: Against = Field(
        description="travel: hours to beds; far: people beyond the near travel time; risk: acute bed-days of people "
        "waiting or diverted"
    )
    unit: str
    bases: BasePlan | None = Field(description="none: the case plans no staff")
    cap_gbp: float = measure("objective up to which limits are spaced", "GBP")
    points: tuple[FrontierPoint, ...] = Field(description="from the least measure to the most; none dominated")
    left_out: tuple[LeftOut, ...]


__all__ = [
    "OTHER_RATE",
    "Against",
    "Choice",
    "ChoiceFigures",
    "ChoiceStatus",
    "Criterion",
    "Frontier",
    "FrontierPoint",
    "FunderMoney",
    "Group",
    "GroupAccess",
    "LeftOut",
    "LeftOutWhy",
    "OptionTable",
    "Proof",
    "Ranking",
    "SwitchingRow",
]

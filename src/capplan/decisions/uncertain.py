"""Frozen answers of the `uncertain` formulation: one plan for many futures, and what each of them makes of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.bases import TerritoryRow
from capplan.decisions.beds import BedDecisions, SiteConfiguration
from capplan.decisions.common import Frozen, Proof, measure
from capplan.decisions.staff import Recruited, Redeployed, Redundant, StaffDecisions

PlanName = Literal["business-as-usual", "expected", "robust"]
"""Today's estate with the best staff for it; the best plan for the mean future; the plan for all futures."""


class Future(Frozen):
    """One possible future: a scenario of the case with its uncertain figures at drawn values."""

    future: str
    scenario: str = Field(description="scenario of the case that the future builds on")
    probability: float = measure("how likely it is", "share")
    tested: bool = Field(description="closure test, workforce test and limits on revenue must hold in it")
    values: dict[str, float] = Field(
        default_factory=dict, description="value by uncertain figure; others as in the case"
    )


class FirstStage(Frozen):
    """What is decided before it is known which future comes: the estate, recruitment, moves, redundancies."""

    territory: tuple[TerritoryRow, ...]
    configurations: tuple[SiteConfiguration, ...]
    recruited: tuple[Recruited, ...]
    redeployed: tuple[Redeployed, ...]
    redundant: tuple[Redundant, ...]


class Recourse(Frozen):
    """What is done in one future, the decisions before it included: the whole of beds and staff."""

    future: str
    beds: BedDecisions
    staff: StaffDecisions


class Outcome(Frozen):
    """What a future costs under a plan, and which promises it keeps."""

    future: str
    objective_gbp: float = measure("present cost and weights", "GBP")
    waiting_bed_days: float
    diverted_people: float
    shortfall_hours: float
    agency_hours: float
    closure_test_kept: bool = Field(description="closure test B9 holds in it")
    workforce_test_kept: bool = Field(description="workforce tests S7 and S8 hold in it")
    budget_kept: bool = Field(description="limits on revenue B17 and S9 hold in it; true where there are none")
    level_kept: bool = Field(description="no more waiting, diversion and undone work than in the future planned for")


class Range(Frozen):
    """A figure known only between two bounds, since the searches behind it have gaps."""

    low_gbp: float
    high_gbp: float


class Chance(Frozen):
    """Share of futures in which a plan keeps something, with an 80 % interval (Wilson)."""

    plan: PlanName
    kept: Literal["budget", "service level", "closure and workforce tests"]
    futures: int
    kept_in: int
    share: float = measure("kept_in over futures", "share")
    low: float = measure("lower end of the 80 % interval", "share")
    high: float = measure("upper end of the 80 % interval", "share")


class PlanOutcome(Frozen):
    """A plan over futures on which it was not made: cost and its spread."""

    plan: PlanName
    mean_gbp: float
    low_gbp: float = measure("lower end of the 80 % interval of the mean", "GBP")
    high_gbp: float = measure("upper end of the 80 % interval of the mean", "GBP")
    dearest_tenth_gbp: float = measure("mean of the dearest tenth", "GBP")
    outcomes: tuple[Outcome, ...]


class UncertainPlan(Frozen):
    """One plan for many futures with its proof, what it is worth, and how it does on futures it was not made for."""

    case: str
    case_digest: str
    months_per_period: int
    fte_step: float = measure("posts are planned in steps of this size", "FTE")
    cvar_level: float
    cvar_weight: float
    futures: tuple[Future, ...]
    proof: Proof
    mean_gbp: float = measure("expected cost", "GBP")
    cvar_gbp: float = measure("mean cost of the dearest 1 - cvar_level of the futures", "GBP")
    decisions: FirstStage
    outcomes: tuple[Outcome, ...]
    value_of_stochastic_solution: Range
    value_of_perfect_information: Range
    tried_on: tuple[Future, ...] = Field(description="futures drawn apart, on which the plans below are tried")
    plans: tuple[PlanOutcome, ...]
    chances: tuple[Chance, ...]

"""A whole plan: its options, what is said across them, and what made it. This is ``plan.json``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.bases import BasePlan
from capplan.decisions.beds import BedDecisions, BedFigures, Totals
from capplan.decisions.common import SCHEMA_VERSION, Frozen, Moment, OptionId, Proof, measure
from capplan.decisions.documents import DocumentRow
from capplan.decisions.hub import HubPlan
from capplan.decisions.programme import ProgrammePlan
from capplan.decisions.rota import RotaPlan
from capplan.decisions.simulation import Simulation
from capplan.decisions.staff import StaffPlan


class BedPlan(Frozen):
    """One option on one scenario: decisions, figures and proof."""

    option: OptionId
    scenario: str
    proof: Proof
    decisions: BedDecisions
    figures: BedFigures
    staff: StaffPlan | None = Field(default=None, description="none: the case plans no staff")


class Regret(Frozen):
    """What it costs if one reduction alone comes a year later."""

    site: str
    closed: str
    closed_later: str | None = Field(description="none: a year later lies outside the horizon, so it never happens")
    cost_gbp: float | None = Field(description="extra present objective; none: not possible, see reason")
    reason: str = ""


class SequenceRow(Frozen):
    """Beds and staff decided together, against beds first and staff after them, on one scenario."""

    scenario: str
    joint_objective_gbp: float
    joint_bound_gbp: float
    sequence_objective_gbp: float | None = Field(description="none: no staffing of the beds-first plan is possible")
    difference_gbp: float | None = Field(description="sequence less joint, present value; none: not possible")
    reason: str = Field(description="why the beds-first plan cannot be staffed; blank where it can")


class LeverRow(Frozen):
    """What one efficiency gives, from solving the staff anew without it (or with it, where it is off)."""

    lever: str
    title: str
    on: bool
    stated_saving_gbp_per_year: float | None
    worth_present_gbp: float = measure("present cost without the lever less with it, beds as planned", "GBP")
    worth_gbp_per_year: float = measure("the same, nominal, over the plan's years", "GBP/year")


class MarginalRow(Frozen):
    """What one unit more of something is worth, everything else free to follow where the row says so."""

    kind: Literal["bed", "fte", "notice", "money"]
    where: str
    role: str
    worth_present_gbp: float | None = Field(
        description="present objective saved by one unit more; none: see text", json_schema_extra={"unit": "GBP"}
    )
    text: str


class SettingSize(Frozen):
    """Beds of one setting in the last year: as planned, at the reading occupancy, and pooled in one unit."""

    setting: str
    load: float = measure("largest monthly load of the last twelve months, all sites of the setting", "beds")
    beds: int = Field(description="staffed beds in that month")
    beds_at_reading: int
    beds_for_standard_pooled: int | None = Field(
        description="beds for the strictest rule if they were one unit; none: spot only"
    )
    units: int = Field(description="sites that run beds in that month")


class Finding(Frozen):
    """A plain sentence with figures that the engine noticed by itself."""

    id: str
    topic: str
    severity: Literal["note", "warning", "conflict"]
    text: str
    figures: dict[str, float | str]
    sources: tuple[str, ...] = Field(description="tables and rows, or document references, it rests on")


class ScenarioSummary(Frozen):
    """The plan solved on another scenario."""

    scenario: str
    title: str
    proof: Proof
    totals: Totals
    business_as_usual: Totals
    beds_at_end: dict[str, int] = Field(description="by setting")
    closures: tuple[str, ...]
    fte_at_start: float | None = Field(
        default=None,
        description="people in post at the start; none: no staff planned",
        json_schema_extra={"unit": "FTE"},
    )
    fte_at_end: float | None = Field(
        default=None, description="people in post at the end; none: no staff planned", json_schema_extra={"unit": "FTE"}
    )


class Provenance(Frozen):
    """What made this run; `created` and `seconds` are the only parts that differ between two equal runs."""

    capplan: str
    case: str
    case_digest: str
    scenario: str
    profile: str
    profile_options: dict[str, float | int | str | bool]
    seed: int
    versions: dict[str, str]
    command: str
    created: Moment
    seconds: dict[str, float]


class Plan(Frozen):
    """The whole of ``plan.json``."""

    schema_version: int = SCHEMA_VERSION
    case: str
    title: str
    case_digest: str
    scenario: str
    bases: BasePlan | None = Field(default=None, description="none: the case plans no staff")
    hub: HubPlan | None = Field(default=None, description="none: the case has no tables of a hub")
    options: tuple[BedPlan, ...] = Field(description="none: the case plans no beds")
    regrets: tuple[Regret, ...]
    sizes: tuple[SettingSize, ...]
    sequence: tuple[SequenceRow, ...] = ()
    levers: tuple[LeverRow, ...] = ()
    marginal: tuple[MarginalRow, ...] = ()
    scenarios: tuple[ScenarioSummary, ...]
    rota: RotaPlan | None = Field(default=None, description="none: the case has no rota")
    programme: ProgrammePlan | None = Field(default=None, description="none: the case has no programme")
    documents: tuple[DocumentRow, ...] = ()
    simulation: Simulation | None = Field(default=None, description="the option `plan` simulated; none: not done")
    findings: tuple[Finding, ...]

    def option(self, option: OptionId) -> BedPlan:
        """Return one option.

        Raises
        ------
        KeyError
            If the plan does not hold it.
        """
        for plan in self.options:
            if plan.option == option:
                return plan
        raise KeyError(option)

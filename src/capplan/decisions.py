"""Frozen answers: what a plan decides, and the figures that follow from it.

These models are also the published JSON Schema of ``plan.json``. *Decisions* are what the optimiser
chose; *figures* are computed from decisions and case, and are recomputed by the checker from the
decisions alone.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
OptionId = Literal["business-as-usual", "do-minimum", "plan"]
MoneyKind = Literal[
    "fixed",
    "variable",
    "stranded",
    "one-off-revenue",
    "capital",
    "acute-waiting",
    "acute-diverted",
]
Node = Literal["steady", "no-steady-state"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _f(meaning: str, unit: str) -> float:
    return Field(description=meaning, json_schema_extra={"unit": unit})  # type: ignore[no-any-return]


class SiteConfiguration(_Frozen):
    """Site `site` runs `configuration` in `period`."""

    site: str
    period: str
    configuration: str


class Starts(_Frozen):
    """People of a cohort and locality who start at a site in a period; zero rows are left out."""

    cohort: str
    locality: str
    site: str
    period: str
    people: float


class Waiting(_Frozen):
    """People still waiting at the end of a period; zero rows are left out."""

    cohort: str
    locality: str
    period: str
    people: float


class Diverted(_Frozen):
    """People diverted to an acute admission in a period; zero rows are left out."""

    cohort: str
    locality: str
    period: str
    people: float


class BedDecisions(_Frozen):
    """Everything the `beds` formulation decides."""

    configurations: tuple[SiteConfiguration, ...]
    starts: tuple[Starts, ...]
    waiting: tuple[Waiting, ...]
    diverted: tuple[Diverted, ...]


class BedPlanRow(_Frozen):
    """One site in one period."""

    site: str
    setting: str
    period: str
    configuration: str
    kind: str
    beds_staffed: int = Field(description="staffed beds or places", json_schema_extra={"unit": "beds"})
    load: float = _f("beds occupied on average", "beds")
    safe_load: float = _f("largest load that keeps the service standard", "beds")
    occupancy: float | None = Field(description="load over beds", json_schema_extra={"unit": "share"})
    beds_at_reading: float = _f("load over the reading occupancy (beds at 85 %)", "beds")
    refused: float | None = Field(
        description="share refused at this load (Erlang loss); none: spot, closed, or no steady state",
        json_schema_extra={"unit": "share"},
    )
    waits_too_long: float | None = Field(
        description="share waiting longer than the standard's days (Erlang delay, longest stay among waiting "
        "cohorts admitted); none: no such cohort, spot, closed, or no steady state",
        json_schema_extra={"unit": "share"},
    )
    state: Node = Field(description="no-steady-state when the load reaches the full load or the staffed beds")


class MoneyRow(_Frozen):
    """Spending of a funder in a financial year, by kind; receipts are negative."""

    year: str
    funder: str
    kind: MoneyKind
    nominal_gbp: float
    present_gbp: float


class AccessRow(_Frozen):
    """Travel of a locality's people (or of all: locality 'all') to their beds, over the horizon."""

    locality: str
    people: float
    mean_min: float | None
    p90_min: float | None
    near_share: float | None = Field(description="share within the near travel time")


class NodeRow(_Frozen):
    """Waiting of one cohort in one locality."""

    cohort: str
    locality: str
    waiting_at_start: float
    waiting_at_end: float
    largest_waiting: float
    waiting_bed_days: float
    diverted_people: float
    state: Node = Field(
        description="no-steady-state when more wait at the end than a year earlier "
        "(than at the start, if the plan is shorter)"
    )


class Replacement(_Frozen):
    """A site that carries people of the closing site's catchment while it leaves."""

    site: str
    beds_before: int
    beds_after: int
    load_before: float
    load_after: float


class StaffReleased(_Frozen):
    """Posts of one role released."""

    role: str
    fte: float


class ClosureRow(_Frozen):
    """One reduction: dates, what replaces it, what it releases."""

    site: str
    from_configuration: str
    to_configuration: str
    beds_removed: int
    closed: str = Field(description="first month in which the beds are gone")
    last_discharge: str = Field(description="last day with people in the beds, YYYY-MM-DD")
    admissions_stop: str = Field(description="first month that counts on no new admission: double running begins")
    notice_served: str
    notice_months: int
    gate: str | None
    gate_passed: str | None
    gate_starts: str | None
    decision: str = Field(description="latest month in which the decision can be taken")
    earliest: str = Field(description="earliest month the rules allow")
    load_released: float = Field(description="load the site carried in the last period before admissions stop")
    replacements: tuple[Replacement, ...]
    test_passed: bool = Field(description="closure test B9 holds in every period from admissions stop on")
    worst_waiting_growth: float = Field(
        description="largest growth of waiting or diversion in the catchment since; must be 0"
    )
    staff_released: tuple[StaffReleased, ...]
    saving_gbp_per_year: float = Field(description="fixed cost no longer paid, a year, after stranded cost ends")
    stranded_gbp: float
    one_off_revenue_gbp: float
    capital_gbp: float


class OpeningRow(_Frozen):
    """One increase: when it opens, when it must be decided, what it costs."""

    site: str
    from_configuration: str
    to_configuration: str
    kind: str
    beds_added: int
    opens: str
    fully_usable: str
    decide_by: str
    capital_gbp: float
    one_off_revenue_gbp: float
    fixed_gbp_per_year: float


class Totals(_Frozen):
    """Money and beds of one option."""

    cost_nominal_gbp: float
    cost_present_gbp: float
    access_weight_gbp: float = _f("present value of the stated weight on travel", "GBP")
    change_weight_gbp: float = _f("present value of the stated weight on beds changed", "GBP")
    objective_gbp: float = _f("cost_present + both weights", "GBP")
    revenue_nominal_gbp: float
    capital_nominal_gbp: float
    beds_changed: int
    beds_at_start: int
    beds_at_end: int
    waiting_bed_days: float
    diverted_people: float


class BedFigures(_Frozen):
    """All figures that follow from `BedDecisions` and the case."""

    totals: Totals
    bed_plan: tuple[BedPlanRow, ...]
    money: tuple[MoneyRow, ...]
    access: tuple[AccessRow, ...]
    nodes: tuple[NodeRow, ...]
    closures: tuple[ClosureRow, ...]
    openings: tuple[OpeningRow, ...]


class Proof(_Frozen):
    """How good the decisions are proven to be."""

    status: Literal["optimal", "feasible"]
    objective: float
    bound: float
    gap: float = Field(description="(objective - bound) / |objective|", json_schema_extra={"unit": "share"})
    asked_gap: float


class BedPlan(_Frozen):
    """One option on one scenario: decisions, figures and proof."""

    option: OptionId
    scenario: str
    proof: Proof
    decisions: BedDecisions
    figures: BedFigures


class Regret(_Frozen):
    """What it costs if one reduction alone comes a year later."""

    site: str
    closed: str
    closed_later: str | None = Field(description="none: a year later lies outside the horizon, so it never happens")
    cost_gbp: float | None = Field(description="extra present objective; none: not possible, see reason")
    reason: str = ""


class SettingSize(_Frozen):
    """Beds of one setting in the last year: as planned, at the reading occupancy, and pooled in one unit."""

    setting: str
    load: float = _f("largest monthly load of the last twelve months, all sites of the setting", "beds")
    beds: int = Field(description="staffed beds in that month")
    beds_at_reading: int
    beds_for_standard_pooled: int | None = Field(
        description="beds for the strictest rule if they were one unit; none: spot only"
    )
    units: int = Field(description="sites that run beds in that month")


class Finding(_Frozen):
    """A plain sentence with figures that the engine noticed by itself."""

    id: str
    topic: str
    severity: Literal["note", "warning", "conflict"]
    text: str
    figures: dict[str, float | str]
    sources: tuple[str, ...] = Field(description="tables and rows, or document references, it rests on")


class ScenarioSummary(_Frozen):
    """The plan solved on another scenario."""

    scenario: str
    title: str
    proof: Proof
    totals: Totals
    business_as_usual: Totals
    beds_at_end: dict[str, int] = Field(description="by setting")
    closures: tuple[str, ...]


class Provenance(_Frozen):
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
    created: str
    seconds: dict[str, float]


class Plan(_Frozen):
    """The whole of ``plan.json``."""

    schema_version: int = SCHEMA_VERSION
    case: str
    title: str
    case_digest: str
    scenario: str
    options: tuple[BedPlan, ...]
    regrets: tuple[Regret, ...]
    sizes: tuple[SettingSize, ...]
    scenarios: tuple[ScenarioSummary, ...]
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

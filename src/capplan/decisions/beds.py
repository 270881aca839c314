"""Frozen answers of the `beds` formulation: what an option decides, and the figures that follow from it."""

from __future__ import annotations

from pydantic import Field

from capplan.decisions.common import Day, Frozen, MoneyKind, Month, Node, measure


class SiteConfiguration(Frozen):
    """Site `site` runs `configuration` in `period`."""

    site: str
    period: str
    configuration: str


class Starts(Frozen):
    """People of a cohort and locality who start at a site in a period; zero rows are left out."""

    cohort: str
    locality: str
    site: str
    period: str
    people: float


class Waiting(Frozen):
    """People still waiting at the end of a period; zero rows are left out."""

    cohort: str
    locality: str
    period: str
    people: float


class Diverted(Frozen):
    """People diverted to an acute admission in a period; zero rows are left out."""

    cohort: str
    locality: str
    period: str
    people: float


class BedDecisions(Frozen):
    """Everything the `beds` formulation decides."""

    configurations: tuple[SiteConfiguration, ...]
    starts: tuple[Starts, ...]
    waiting: tuple[Waiting, ...]
    diverted: tuple[Diverted, ...]


class BedPlanRow(Frozen):
    """One site in one period."""

    site: str
    setting: str
    period: str
    configuration: str
    kind: str
    beds_staffed: int = Field(description="staffed beds or places", json_schema_extra={"unit": "beds"})
    load: float = measure("beds occupied on average", "beds")
    safe_load: float = measure("largest load that keeps the service standard", "beds")
    occupancy: float | None = Field(description="load over beds", json_schema_extra={"unit": "share"})
    beds_at_reading: float = measure("load over the reading occupancy (beds at 85 %)", "beds")
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


class MoneyRow(Frozen):
    """Spending of a funder in a financial year, by kind; receipts are negative."""

    year: str
    funder: str
    kind: MoneyKind
    nominal_gbp: float
    present_gbp: float


class AccessRow(Frozen):
    """Travel of a locality's people (or of all: locality 'all') to their beds, over the horizon."""

    locality: str
    people: float
    mean_min: float | None
    p90_min: float | None
    near_share: float | None = Field(description="share within the near travel time")


class NodeRow(Frozen):
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


class Replacement(Frozen):
    """A site that carries people of the closing site's catchment while it leaves."""

    site: str
    beds_before: int
    beds_after: int
    load_before: float
    load_after: float


class StaffReleased(Frozen):
    """Posts of one role released."""

    role: str
    fte: float


class ClosureRow(Frozen):
    """One reduction: dates, what replaces it, what it releases."""

    site: str
    from_configuration: str
    to_configuration: str
    beds_removed: int
    closed: str = Field(description="first month in which the beds are gone")
    last_discharge: Day = Field(description="last day with people in the beds, YYYY-MM-DD")
    admissions_stop: Month = Field(description="first month that counts on no new admission: double running begins")
    notice_served: Month
    notice_months: int
    gate: str | None
    gate_passed: str | None
    gate_starts: Month | None
    decision: Month = Field(description="latest month in which the decision can be taken")
    earliest: Month = Field(description="earliest month the rules allow")
    load_released: float = Field(description="load the site carried in the last period before admissions stop")
    replacements: tuple[Replacement, ...]
    test_passed: bool = Field(description="closure test B9 holds in every period from admissions stop on")
    worst_waiting_growth: float = Field(
        description="largest growth of waiting or diversion in the catchment since; must be 0"
    )
    staff_released: tuple[StaffReleased, ...]
    workforce_passed: bool | None = Field(
        default=None,
        description="workforce test S7, S8 holds at every workplace that may replace the beds; none: no staff",
    )
    worst_shortfall_hours: float | None = Field(
        default=None,
        description="largest shortfall plus, while the beds leave, agency in a period at a workplace that may replace "
        "them; must be 0",
        json_schema_extra={"unit": "hours"},
    )
    saving_gbp_per_year: float = Field(description="fixed cost no longer paid, a year, after stranded cost ends")
    stranded_gbp: float
    one_off_revenue_gbp: float
    capital_gbp: float


class OpeningRow(Frozen):
    """One increase: when it opens, when it must be decided, what it costs."""

    site: str
    from_configuration: str
    to_configuration: str
    kind: str
    beds_added: int
    opens: Month
    fully_usable: str
    decide_by: str
    capital_gbp: float
    one_off_revenue_gbp: float
    fixed_gbp_per_year: float


class Totals(Frozen):
    """Money and beds of one option."""

    cost_nominal_gbp: float
    cost_present_gbp: float
    access_weight_gbp: float = measure("present value of the stated weight on travel", "GBP")
    change_weight_gbp: float = measure("present value of the stated weight on beds changed", "GBP")
    shortfall_weight_gbp: float = measure(
        "present value of the stated weight on work left undone; 0 without staff", "GBP"
    )
    overskill_weight_gbp: float = measure(
        "present value of the stated weight on overskilled work; 0 without staff", "GBP"
    )
    objective_gbp: float = measure("cost_present + all weights", "GBP")
    revenue_nominal_gbp: float
    capital_nominal_gbp: float
    beds_changed: int
    beds_at_start: int
    beds_at_end: int
    waiting_bed_days: float
    diverted_people: float


class BedFigures(Frozen):
    """All figures that follow from `BedDecisions` and the case."""

    totals: Totals
    bed_plan: tuple[BedPlanRow, ...]
    money: tuple[MoneyRow, ...]
    access: tuple[AccessRow, ...]
    nodes: tuple[NodeRow, ...]
    closures: tuple[ClosureRow, ...]
    openings: tuple[OpeningRow, ...]

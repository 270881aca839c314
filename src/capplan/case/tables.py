"""The tables of a case: one row model per table, the only source for checks, docs and templates.

A table is a CSV file named after it. A column's type, unit, bounds and meaning stand here and
nowhere else; :func:`capplan.case.describe.dictionary` prints them and ``capplan new`` writes
empty files from them.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.document_tables import DOCUMENT_TABLES
from capplan.case.fields import Id, Month, Row, Table, Text, Title, Year, col, text
from capplan.case.grid_tables import GRID_TABLES
from capplan.case.hub_tables import HUB_TABLES
from capplan.case.option_tables import OPTION_TABLES
from capplan.case.programme_tables import PROGRAMME_TABLES
from capplan.case.rota_tables import ROTA_TABLES
from capplan.case.simulation_tables import SIMULATION_TABLES
from capplan.case.staff_tables import STAFF_TABLES
from capplan.case.uncertainty_tables import UNCERTAINTY_TABLES
from capplan.case.visit_tables import VISIT_TABLES
from capplan.case.week_tables import WEEK_TABLES

AGE_BANDS = ("age_65_74", "age_75_84", "age_85_plus")


class Parameter(Row):
    """One figure that holds for the whole case; `capplan describe parameters` names those there are."""

    parameter: Title = text("name of the parameter")
    value: float = col("its value, in the unit beside it")
    unit: Text = text("unit of the value; must be the unit that `capplan describe parameters` prints")


class Locality(Row):
    """A part of the county that plans and answers for its own people."""

    locality: Id = text("locality id")
    title: Title = text("name to print")


class Area(Row):
    """A small area (electoral ward) inside a locality: where people live."""

    area: Id = text("area id")
    title: Title = text("name to print")
    locality: Id = text("the locality this area belongs to")
    lat: float = col("latitude of its population centre (WGS84)", "degrees", ge=-90, le=90)
    lon: float = col("longitude of its population centre (WGS84)", "degrees", ge=-180, le=180)
    age_65_74: float = col("people aged 65 to 74", "people", ge=0)
    age_75_84: float = col("people aged 75 to 84", "people", ge=0)
    age_85_plus: float = col("people aged 85 and over", "people", ge=0)
    rural_share: float = col(
        "share of its older people who live in places classed rural", "share", ge=0, le=1, default=0.0
    )

    @property
    def older_people(self) -> float:
        """People aged 65 and over."""
        return self.age_65_74 + self.age_75_84 + self.age_85_plus


class Setting(Row):
    """A kind of place where care is given."""

    setting: Id = text("setting id, e.g. community-hospital, nursing-home, home")
    title: Title = text("name to print")
    unit: Literal["bed", "place"] = text("what is counted: beds, or places for care at home")
    unit_cost_gbp_per_occupied_day: float = col("cost of one occupied bed (or place) for a day", "GBP/day", ge=0)
    reference_occupancy: float = col("occupancy at which that unit cost holds", "share", gt=0, le=1)
    fixed_share: float = col(
        "share of the unit cost that is paid whether or not the bed is occupied", "share", ge=0, le=1
    )
    staff_share: float = col(
        "share of the bed's cost that pays the staff planned in roles.csv; it is taken off where staff are planned, so "
        "that nobody is paid twice",
        "share",
        ge=0,
        le=1,
        default=0.0,
    )


class Cohort(Row):
    """People with the same need, who may use the same settings."""

    cohort: Id = text("cohort id, e.g. step-down-complex")
    title: Title = text("name to print")
    admissions_per_year: float = col("admissions in the first year before growth, whole county", "people/year", ge=0)
    age_65_74: float = col("share of admissions aged 65 to 74", "share", ge=0, le=1)
    age_75_84: float = col("share of admissions aged 75 to 84", "share", ge=0, le=1)
    age_85_plus: float = col("share of admissions aged 85 and over", "share", ge=0, le=1)
    when_full: Literal["wait", "divert", "never"] = text(
        "when there is no bed: wait (in an acute bed), divert (to an acute admission), never (must be met)"
    )
    rule: Literal["wait", "refusal", "occupancy"] = text("service standard that sets the safe load")
    rule_target: float = col(
        "the standard: largest share waiting longer than `wait_days`, largest share refused (both below 1), or "
        "occupancy",
        "share",
        gt=0,
        le=1,
    )
    wait_days: float = col("for rule wait: the wait the standard speaks of", "days", ge=0, default=2.0)
    max_travel_min: float = col("furthest a person of this cohort is placed, locality to site", "minutes", gt=0)
    acute_stay_days: float = col(
        "for divert: length of the acute stay that a diverted person has", "days", ge=0, default=0.0
    )
    delayed_in_acute: float = col(
        "people delayed in acute beds for this cohort as the plan starts", "people", ge=0, default=0.0
    )


class Stay(Row):
    """Who may use which setting, for how long, and for what share of the cohort."""

    cohort: Id = text("cohort id")
    setting: Id = text("setting id; a setting without a row is not open to the cohort")
    stay_days: float = col("mean stay of this cohort in this setting", "days", gt=0)
    min_share: float = col("smallest share of the cohort's starts in this setting", "share", ge=0, le=1, default=0.0)
    max_share: float = col("largest share of the cohort's starts in this setting", "share", ge=0, le=1, default=1.0)


class Growth(Row):
    """Size of each age band relative to the first year of the plan."""

    year: Year = text("financial year, e.g. 2015/16")
    age_65_74: float = col("index, first year = 1", "index", gt=0)
    age_75_84: float = col("index, first year = 1", "index", gt=0)
    age_85_plus: float = col("index, first year = 1", "index", gt=0)


class Season(Row):
    """Demand of each calendar month relative to the year's mean."""

    month: int = col("calendar month, 1 = January", "month", ge=1, le=12)
    index: float = col("demand per day against the year's mean", "index", ge=0)


class Gate(Row):
    """A decision that must have been taken before notice may be served."""

    gate: Id = text("gate id")
    title: Title = text("name to print")
    kind: Literal["plan", "consultation", "approval"] = text("what kind of gate it is")
    starts: Month = text("month it begins")
    passed: Month = text("month it is passed; notice may be served from the first day of this month")


class Contract(Row):
    """An agreement under which a site runs: when it ends and what notice it needs."""

    contract: Id = text("contract id")
    title: Title = text("what is contracted")
    provider: Text = text("provider", default="")
    ends: Month | None = text("first month after its term; no reduction before it (blank: open-ended)", default=None)
    notice_months: int = col("notice needed before capacity may leave", "months", ge=0, le=600)
    low_notice_months: int | None = col(
        "for a notice that is not known: shortest it may be (blank: known)", "months", ge=0, le=600, default=None
    )
    high_notice_months: int | None = col(
        "for a notice that is not known: longest it may be (blank: known)", "months", ge=0, le=600, default=None
    )
    gate: Id | None = text("gate that must be passed before notice is served (blank: none)", default=None)


class Site(Row):
    """A place that runs, or could run, beds or home places."""

    site: Id = text("site id")
    title: Title = text("name to print")
    setting: Id = text("setting id")
    lat: float = col("latitude (WGS84)", "degrees", ge=-90, le=90)
    lon: float = col("longitude (WGS84)", "degrees", ge=-180, le=180)
    travels: Literal["person", "staff"] = text("who travels: the person to the bed, or staff to the person at home")
    contract: Id | None = text("contract under which it runs (blank: none)", default=None)
    today: Id = text("configuration that runs as the plan starts")
    admits: Text = text(
        "cohort ids admitted, separated by spaces (blank: every cohort with a stay in the setting)",
        default="",
    )
    lead_months: int = col("from the decision to more capacity running", "months", ge=0, le=240, default=0)
    opens_from: Month | None = text("no increase before this month (blank: lead time only)", default=None)
    closes_from: Month | None = text("no reduction before this month (blank: contract rules only)", default=None)
    closes_by: Month | None = text("must run no beds from this month (blank: not required)", default=None)
    double_running_months: int = col(
        "months before a reduction in which replacement runs beside it", "months", ge=0, le=24, default=0
    )
    ramp_months: int = col("months until new capacity is fully usable", "months", ge=0, le=24, default=0)
    min_commitment_months: int = col(
        "new capacity runs at least this long before a reduction; where a site can grow and shrink, no less than its "
        "ramp-up and its double running",
        "months",
        ge=0,
        le=240,
        default=0,
    )
    reopens: bool = text("may capacity grow again after a reduction (yes or no)", default=False)
    stranded_share: float = col(
        "share of the fixed cost removed that stays behind at first", "share", ge=0, le=1, default=0.0
    )
    stranded_months: int = col("how long it stays behind", "months", ge=0, le=240, default=0)


class Configuration(Row):
    """One discrete way to run a site: whole wards or bays, a contracted block, spot beds, home places."""

    site: Id = text("site id")
    configuration: Id = text("configuration id, unique within the site")
    kind: Literal["ward", "block", "spot", "place"] = text(
        "ward or bay, contracted block, spot purchase (paid only when used), or home places"
    )
    beds_staffed: int = col("staffed beds (or places), not physical ones; 0 = closed", "beds", ge=0, le=100_000)
    fixed_gbp_per_year: float | None = col(
        "cost a year, occupied or not; 0 for spot (blank: unit cost x 365 x reference occupancy x fixed share x beds)",
        "GBP/year",
        ge=0,
        default=None,
    )
    variable_gbp_per_occupied_day: float | None = col(
        "cost of each occupied day on top; needed for spot (blank: unit cost x (1 - fixed share))",
        "GBP/day",
        ge=0,
        default=None,
    )


class Transition(Row):
    """A permitted change of a site's configuration and its one-off costs."""

    site: Id = text("site id")
    from_configuration: Id = text("configuration left")
    to_configuration: Id = text("configuration entered")
    capital_gbp: float = col("one-off capital; negative for a receipt", "GBP", default=0.0)
    revenue_gbp: float = col("one-off revenue: mobilisation, exit, redundancy, dilapidations", "GBP", default=0.0)


class Funder(Row):
    """An organisation that pays."""

    funder: Id = text("funder id")
    title: Title = text("name to print")
    pooled: bool = text("does its money sit in the pooled budget (yes or no)")


class Funding(Row):
    """Who pays for a setting; `acute` stands for acute bed days of people waiting or diverted."""

    setting: Id = text("setting id, or acute")
    funder: Id = text("funder id")
    share: float = col("share of the setting's cost; shares of a setting sum to 1", "share", ge=0, le=1)


class Budget(Row):
    """A limit on what a funder, or the pooled budget, may spend on the modelled services in a year."""

    funder: Id = text("funder id, or pool for all pooled funders together")
    year: Year = text("financial year")
    revenue_gbp: float | None = col("limit on revenue (blank: none)", "GBP", ge=0, default=None)
    capital_gbp: float | None = col("limit on capital net of receipts (blank: none)", "GBP", ge=0, default=None)


class StaffPerBed(Row):
    """Posts that a staffed bed needs, to report what a closure releases."""

    setting: Id = text("setting id")
    role: Id = text("role id")
    fte_per_bed: float = col("full-time equivalents per staffed bed", "FTE/bed", ge=0)


class Scenario(Row):
    """What is different in a scenario for one cohort; a cohort without a row is unchanged."""

    scenario: Id = text("scenario id")
    title: Title = text("name to print")
    cohort: Id = text("cohort id")
    demand_factor: float = col("multiplies admissions", "factor", ge=0, default=1.0)
    stay_factor: float = col("multiplies stays", "factor", gt=0, default=1.0)


class Benchmark(Row):
    """A stated set of figures on beds that ought to agree with each other; the engine reconciles them."""

    benchmark: Id = text("benchmark id")
    title: Title = text("name to print")
    admissions_per_year: float = col("stated admissions", "people/year", gt=0)
    stay_days: float = col("stated mean stay", "days", gt=0)
    beds: float = col("stated beds", "beds", gt=0)
    occupancy: float = col("stated occupancy", "share", gt=0, le=1)
    main_setting: Id = text("setting of the main share")
    main_share: float = col("share of days in the main setting", "share", ge=0, le=1)
    other_setting: Id = text("setting of the rest")
    investment_gbp: float | None = col("stated yearly spending", "GBP/year", ge=0, default=None)


class Milestone(Row):
    """A dated step of a programme, with the steps it depends on."""

    milestone: Text = text("reference, e.g. 3.5", min_length=1)
    project: Title = text("project it belongs to")
    title: Title = text("what is due")
    due: Month | None = text("month it is due (blank: ongoing or not dated)", default=None)
    depends_on: Text = text("references of the milestones it depends on, separated by spaces", default="")
    role: Literal["", "closure-plan", "consultation", "closure"] = text(
        "what the step means for closing beds: the plan to close, the consultation, or the closure itself",
        default="",
    )
    contract: Id | None = text("contract whose notice a closure step needs (blank: none)", default=None)


class TravelTime(Row):
    """Travel minutes from an area to a site or base; used when case.toml says travel method = matrix."""

    area: Id = text("area id")
    site: Id = text("site id or base id")
    travel_min: float = col("minutes door to door", "minutes", ge=0)


class RoadNode(Row):
    """A junction of the road graph; used when case.toml says travel method = roads."""

    node: Id = text("node id")
    lat: float = col("latitude (WGS84)", "degrees", ge=-90, le=90)
    lon: float = col("longitude (WGS84)", "degrees", ge=-180, le=180)


class Road(Row):
    """A stretch of road, passable both ways; used when case.toml says travel method = roads."""

    from_node: Id = text("node id")
    to_node: Id = text("node id")
    travel_min: float = col("minutes to drive it", "minutes", ge=0)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("parameters", Parameter, ("parameter",), required=True),
        Table("localities", Locality, ("locality",), for_beds=True),
        Table("areas", Area, ("area",), for_beds=True),
        Table("settings", Setting, ("setting",), for_beds=True),
        Table("cohorts", Cohort, ("cohort",), for_beds=True),
        Table("stays", Stay, ("cohort", "setting"), for_beds=True),
        Table("growth", Growth, ("year",), for_beds=True),
        Table("seasons", Season, ("month",), for_beds=True),
        Table("gates", Gate, ("gate",)),
        Table("contracts", Contract, ("contract",)),
        Table("sites", Site, ("site",), for_beds=True),
        Table("configurations", Configuration, ("site", "configuration"), for_beds=True),
        Table("transitions", Transition, ("site", "from_configuration", "to_configuration")),
        Table("funders", Funder, ("funder",), for_beds=True),
        Table("funding", Funding, ("setting", "funder"), for_beds=True),
        Table("budgets", Budget, ("funder", "year")),
        Table("staff_per_bed", StaffPerBed, ("setting", "role")),
        Table("scenarios", Scenario, ("scenario", "cohort")),
        Table("benchmarks", Benchmark, ("benchmark",)),
        Table("milestones", Milestone, ("milestone",)),
        Table("travel_times", TravelTime, ("area", "site")),
        Table("road_nodes", RoadNode, ("node",)),
        Table("roads", Road, ("from_node", "to_node")),
        *STAFF_TABLES,
        *ROTA_TABLES,
        *HUB_TABLES,
        *SIMULATION_TABLES,
        *VISIT_TABLES,
        *WEEK_TABLES,
        *DOCUMENT_TABLES,
        *PROGRAMME_TABLES,
        *OPTION_TABLES,
        *UNCERTAINTY_TABLES,
        *GRID_TABLES,
    )
}
SHARED_TABLES = ("localities", "funders")
"""Tables that beds need, and that say nothing about beds by themselves."""

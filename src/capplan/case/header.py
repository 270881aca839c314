"""What stands in ``case.toml`` and in ``parameters.csv``: identity, horizon, travel, and named figures."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from capplan.case.fields import Id, Month, Text, Title, Year, col, text
from capplan.units import add_months, financial_year


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Identity(_Part):
    """The ``[case]`` section."""

    id: Id = text("short id of the case; also the name of its run folder")
    title: Title = text("name to print on every report")
    source: Text = text("the document or decision the case comes from", default="")
    price_base: Text = text("year of the prices, e.g. 2014/15", default="")
    scenario: Id = text(
        "scenario that `capplan run` uses unless told otherwise; `base` = the tables as they are",
        default="base",
    )


class Horizon(_Part):
    """The ``[horizon]`` section."""

    start: Month = text("first month of the plan")
    months: int = col("length of the plan", "months", ge=1, le=600)
    months_per_period: int = col("1 plans month by month, 3 by quarter", "months", ge=1, le=12, default=1)
    standard_from: Month = text("month from which every running bed must keep its safe load")
    year_starts_month: int = col("first month of the financial year (4 = April)", "month", ge=1, le=12, default=4)

    @property
    def financial_years(self) -> list[str]:
        """The financial years of its months, in order."""
        months = [add_months(self.start, offset) for offset in range(self.months)]
        return list(dict.fromkeys(financial_year(month, self.year_starts_month) for month in months))


class TravelMethod(_Part):
    """The ``[travel]`` section."""

    method: Literal["coordinates", "matrix", "roads"] = text(
        "coordinates (great circle x detour), matrix (travel_times.csv) or roads (road_nodes.csv, roads.csv)",
        default="coordinates",
    )


class ProgrammeAim(_Part):
    """The ``[programme]`` section."""

    objective: Literal["present", "gap", "coverage"] = text(
        "present (least net present cost), gap (least net cost in gap_year) or coverage (localities soonest)",
        default="present",
    )
    gap_year: Year | None = text("financial year of the gap (not given: the last)", default=None)
    max_present_gbp: float | None = col("limit: largest net present cost", "GBP", default=None)
    max_gap_year_gbp: float | None = col(
        "limit: largest net cost in gap_year (negative: a saving)", "GBP", default=None
    )
    max_mean_wait_months: float | None = col(
        "limit: largest mean wait of localities from the plan's first month, by people", "months", ge=0, default=None
    )
    delay_weight: float = col(
        "weight of each month that something waits beyond its first possible month; what never starts waits for the "
        "whole plan",
        "1/month",
        ge=0,
        default=1.0,
    )


class CaseToml(_Part):
    """The whole of ``case.toml``."""

    case: Identity
    horizon: Horizon
    travel: TravelMethod = TravelMethod()
    programme: ProgrammeAim = ProgrammeAim()


class Parameters(_Part):
    """The figures that ``parameters.csv`` may hold, with unit, bounds and default."""

    discount_rate: float = col("real discount rate", "share/year", ge=0, le=0.2, default=0.035)
    acute_delayed_day_gbp: float = col("cost of a day in an acute bed for somebody ready to leave", "GBP/day", ge=0)
    acute_admission_day_gbp: float = col("cost of an acute bed day of a diverted person", "GBP/day", ge=0)
    capacity_share: float = col(
        "share of acute delay that more capacity outside can cure", "share", ge=0, le=1, default=0.34
    )
    full_occupancy: float = col(
        "highest mean occupancy a ward can physically run at", "share", gt=0, le=1, default=0.97
    )
    reading_occupancy: float = col("occupancy of the plain reading 'beds at 85 %'", "share", gt=0, le=1, default=0.85)
    access_gbp_per_hour: float = col(
        "weight of an hour of travel (one way, per start) in the objective", "GBP/hour", ge=0, default=0.0
    )
    change_gbp_per_bed: float = col(
        "weight of each bed opened or closed in the objective", "GBP/bed", ge=0, default=0.0
    )
    change_every_months: int = col(
        "capacity changes only every so many months from the plan's start (3 = at quarter starts)",
        "months",
        ge=1,
        default=1,
    )
    near_min: float = col("travel counted as near in the access tables", "minutes", gt=0, default=30.0)
    max_beds_opened_per_month: float | None = col(
        "limit on beds opened a month, all sites", "beds/month", ge=0, default=None
    )
    max_beds_closed_per_month: float | None = col(
        "limit on beds closed a month, all sites", "beds/month", ge=0, default=None
    )
    detour_factor: float = col("road distance over straight-line distance", "factor", ge=1, default=1.3)
    speed_kmh: float = col("mean door-to-door speed on the road", "km/h", gt=0, default=40.0)
    access_min: float = col("minutes added to every journey (parking, walking)", "minutes", ge=0, default=0.0)
    num_bases: int | None = col(
        "bases the county runs (blank: as many as must be used)", "bases", ge=1, le=1000, default=None
    )
    max_base_imbalance: float | None = col(
        "furthest a base's visits may lie from the mean of all bases (blank: no balance asked)",
        "share",
        ge=0,
        default=None,
    )
    contiguous_territories: int = col("1: every territory hangs together, 0: not asked", "yes=1", ge=0, le=1, default=0)
    max_rapid_min: float | None = col(
        "furthest an area may lie from its base, so that a rapid call is reached (blank: no limit)",
        "minutes",
        gt=0,
        default=None,
    )
    staff_travel_gbp_per_hour: float = col(
        "cost of an hour of staff travel when bases are chosen", "GBP/hour", ge=0, default=20.0
    )
    rapid_visit_weight: float = col(
        "planned visits whose travel counts as much as that of one rapid call", "visits", ge=0, default=1.0
    )
    visits_per_round: float = col("visits on one round from the base and back", "visits", gt=0, default=6.0)
    min_between_visits: float = col("travel between two visits of a round", "minutes", ge=0, default=8.0)
    fte_step: float = col("smallest step of recruitment and redeployment", "FTE", gt=0, le=1, default=0.1)
    overskill_gbp_per_hour: float = col(
        "weight of an hour of work below the skill of who does it", "GBP/hour", ge=0, default=0.0
    )
    programme_one_off_gbp: float = col(
        "cost of the programme itself, once, against which the levers' stated savings pay back",
        "GBP",
        ge=0,
        default=0.0,
    )
    hub_max_occupancy: float = col(
        "largest share of an agent's time that the hub's calls may take", "share", gt=0, le=1, default=0.85
    )
    hub_away_share: float = col(
        "share of the hours on duty in the hub that goes to briefings and wrap-up; not breaks, and not leave, sickness "
        "and training, which are counted by role",
        "share",
        ge=0,
        lt=1,
        default=0.1,
    )
    hub_weeks_share: float = col(
        "share of the weeks of the year for which the hub's staffing must be enough", "share", gt=0, lt=1, default=0.9
    )
    hub_week_spread: float = col(
        "standard deviation of a week's contacts over their mean, season apart", "share", ge=0, le=1, default=0.1
    )
    sickness_spread: float = col(
        "simulation: standard deviation of a month's sickness of a home team over its mean",
        "share",
        ge=0,
        le=1,
        default=0.25,
    )
    unserved_critical_gbp: float = col(
        "weight of a time-critical visit not made, beside its minutes", "GBP/visit", ge=0, default=5000.0
    )
    unserved_high_gbp: float = col(
        "weight of a visit of high priority not made, beside its minutes", "GBP/visit", ge=0, default=800.0
    )
    unserved_normal_gbp: float = col(
        "weight of a visit of normal priority not made, beside its minutes", "GBP/visit", ge=0, default=200.0
    )
    unserved_gbp_per_min: float = col(
        "weight of each minute, of each person, of a visit not made", "GBP/minute", ge=0, default=2.0
    )
    mileage_gbp_per_km: float = col("paid for a kilometre by car", "GBP/km", ge=0, default=0.28)
    deviation_gbp_per_min: float = col(
        "weight of a minute before or after a visit's preferred start", "GBP/minute", ge=0, default=0.05
    )
    continuity_gbp: float = col(
        "worth of a visit by a carer who knows the person, each person sent", "GBP/visit", ge=0, default=2.0
    )
    help_across_gbp: float = col(
        "price of a visit by a carer of another base, each person sent", "GBP/visit", ge=0, default=5.0
    )
    handover_min: float = col(
        "minutes added to each way to a client: parking, key, handover", "minutes", ge=0, default=2.0
    )
    bike_kmh: float = col("mean speed by bike", "km/h", gt=0, default=14.0)
    foot_kmh: float = col("mean speed on foot", "km/h", gt=0, default=4.8)
    rapid_hours: float = col("a rapid visit starts at most so long after the call", "hours", gt=0, le=24, default=3.0)
    buffer_min: float = col(
        "minutes kept free on each way to a client, so that a delay does not pass on to the next; paid as travel",
        "minutes",
        ge=0,
        default=0.0,
    )
    on_time_min: float = col(
        "a visit is on time if it starts in its window or at most so long after its planned start; one that is "
        "time-critical, only in its window",
        "minutes",
        ge=0,
        default=15.0,
    )
    travel_noise: float = col(
        "spread of travel times on the day: standard deviation over mean", "share", ge=0, le=2, default=0.25
    )
    duration_noise: float = col(
        "spread of visit lengths on the day: standard deviation over mean", "share", ge=0, le=2, default=0.15
    )
    balance_gbp: float = col(
        "a day of visits may cost so much more than the cheapest found for its work to be shared more evenly",
        "GBP/day",
        ge=0,
        default=0.0,
    )
    change_carer_gbp: float = col(
        "weight of another carer than the one told, when a day is planned again", "GBP/visit", ge=0, default=10.0
    )
    change_time_gbp_per_min: float = col(
        "weight of a minute earlier or later than told, when a day is planned again", "GBP/minute", ge=0, default=0.6
    )
    travel_share_tolerance: float = col(
        "travel measured on the rounds may differ so much from the staffing model's before it is planned again",
        "share",
        gt=0,
        le=1,
        default=0.1,
    )
    cvar_level: float = col(
        "plans for many futures may weigh the mean cost of the dearest 1 - cvar_level of them",
        "share",
        ge=0,
        lt=1,
        default=0.9,
    )
    cvar_weight: float = col(
        "weight of those dearest futures in the objective; the rest is on the mean of all",
        "share",
        ge=0,
        le=1,
        default=0.0,
    )

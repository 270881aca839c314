"""Frozen answers about a day of visits: who makes which visit when, what is not made and why, and what follows.

Times are whole seconds since midnight of the day; after midnight they count on.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.common import Frozen, Proof, measure

Reason = Literal["nobody-has-the-skills", "nobody-can-be-there", "cheapest-change", "not-found"]


def _perhaps(meaning: str, unit: str) -> float | None:
    found: float | None = Field(default=None, description=meaning, json_schema_extra={"unit": unit})
    return found


class Stop(Frozen):
    """A carer begins a visit; a visit by two people has two stops."""

    carer: str
    visit: str
    start_s: int = Field(description="start of the visit", json_schema_extra={"unit": "seconds since midnight"})


class Pause(Frozen):
    """A carer begins the meal break of a shift."""

    carer: str
    start_s: int = Field(description="start of the break", json_schema_extra={"unit": "seconds since midnight"})


class VisitDecisions(Frozen):
    """Everything that is decided about a day."""

    stops: tuple[Stop, ...] = Field(description="in the order of carers.csv, then of time")
    breaks: tuple[Pause, ...] = Field(description="in the order of carers.csv, then of time")
    unserved: tuple[str, ...] = Field(description="visits that are not made, in the order of visits.csv")


class RoundRow(Frozen):
    """What a carer does in one shift: from leaving the start place to the end place."""

    carer: str
    shift: str = Field(description="the shift as carers.csv has it, HH:MM-HH:MM")
    visits: int = Field(description="visits on the round")
    leaves_s: int = Field(description="leaves the start place", json_schema_extra={"unit": "seconds since midnight"})
    back_s: int = Field(description="is at the end place", json_schema_extra={"unit": "seconds since midnight"})
    contact_min: float = measure("with clients", "minutes")
    travel_min: float = measure("on the way, handover at the door included", "minutes")
    waiting_min: float = measure("neither with clients, nor on the way, nor on the break", "minutes")
    break_min: float = measure("meal break, unpaid, if it lies inside the round", "minutes")
    distance_km: float = measure("on the road, by any mode", "km")


class CarerDay(Frozen):
    """A carer's day, all rounds together, and what it costs."""

    carer: str
    visits: int = Field(description="visits made")
    work_min: float = measure("contact, travel and waiting", "minutes")
    overtime_min: float = measure("work beyond the hours of the contract", "minutes")
    pay_gbp: float = measure("work at the hourly cost", "GBP")
    overtime_gbp: float = measure("what overtime costs more", "GBP")
    mileage_gbp: float = measure("kilometres by car at the mileage rate", "GBP")
    help_across_gbp: float = measure("visits in the territories of other bases at their price", "GBP")
    continuity_gbp: float = measure("visits to clients who are known, at their worth", "GBP")


class VisitDay(Frozen):
    """One visit of the day."""

    visit: str
    carers: tuple[str, ...] = Field(description="who makes it; empty: nobody")
    start_s: int | None = Field(
        default=None, description="its start", json_schema_extra={"unit": "seconds since midnight"}
    )
    deviation_min: float = measure("from the preferred start", "minutes")
    deviation_gbp: float = measure("weight of that", "GBP")
    unserved_gbp: float = measure("weight of the visit if it is not made", "GBP")


class DayTotals(Frozen):
    """The day as a whole."""

    visits: int = Field(description="visits asked for")
    made: int = Field(description="visits made")
    unserved_critical: int = Field(description="time-critical visits not made")
    unserved_high: int = Field(description="visits of high priority not made")
    unserved_normal: int = Field(description="visits of normal priority not made")
    unserved_rapid: int = Field(description="rapid calls not made, of whatever priority")
    carers_out: int = Field(description="carers with a visit")
    work_hours: float = measure("contact, travel and waiting of all carers", "hours")
    contact_share: float | None = _perhaps("contact over work; none: no work", "share")
    travel_share: float | None = _perhaps("travel over work; none: no work", "share")
    waiting_share: float | None = _perhaps("waiting over work; none: no work", "share")
    utilisation: float | None = _perhaps("work over the contract hours of all carers; none: no such hours", "share")
    travel_min_per_visit: float | None = _perhaps("travel over stops; none: no stop", "minutes")
    distance_km: float = measure("all carers", "km")
    on_preferred_share: float | None = _perhaps(
        "visits within on_time_min of their preferred start, of those made that have one; none: there are none", "share"
    )
    known_share: float | None = _perhaps(
        "stops by a carer who knows the client, of those whose visit names such carers; none: there are none", "share"
    )
    largest_work_hours: float = measure("work of the carer with most", "hours")
    least_work_hours: float = measure("work of the carer with least among those with a visit", "hours")
    pay_gbp: float = measure("pay of all carers", "GBP")
    overtime_gbp: float = measure("overtime of all carers", "GBP")
    mileage_gbp: float = measure("mileage of all carers", "GBP")
    help_across_gbp: float = measure("price of help across bases", "GBP")
    continuity_gbp: float = measure("worth of visits by carers who know the client; taken off", "GBP")
    deviation_gbp: float = measure("weight of deviations from preferred starts", "GBP")
    unserved_gbp: float = measure("weight of visits not made", "GBP")
    service_gbp: float = measure("pay for contact on the visits made: no plan can save it", "GBP")
    objective_gbp: float = measure("all of these but service_gbp, which is in the pay; continuity taken off", "GBP")


class VisitFigures(Frozen):
    """All figures that follow from the decisions and the case."""

    rounds: tuple[RoundRow, ...]
    carers: tuple[CarerDay, ...]
    visits: tuple[VisitDay, ...]
    totals: DayTotals


class VisitProof(Proof):
    """How good a day is proven to be."""

    unserved_bound: int = Field(description="every plan leaves at least so many visits out")
    net_gap: float | None = _perhaps(
        "(objective - bound) over the bound less pay for contact; none: that is not above 0", "share"
    )
    stopped_by: str = Field(description="what ended the search: proven, gap, time limit or Ctrl-C")


class UnservedRow(Frozen):
    """Why a visit is not made: a proof, the cheapest change that would make room for it, or neither found."""

    visit: str
    reason: Reason
    words: str


class Change(Frozen):
    """A visit that is not as told any more, when a day is planned again."""

    visit: str
    carers_before: tuple[str, ...]
    carers_after: tuple[str, ...]
    start_before_s: int | None = Field(default=None, json_schema_extra={"unit": "seconds since midnight"})
    start_after_s: int | None = Field(default=None, json_schema_extra={"unit": "seconds since midnight"})
    change_gbp: float = measure("weight of other carers and of another time", "GBP")


class Replanned(Frozen):
    """What a day that was planned again kept and changed."""

    now_s: int = Field(json_schema_extra={"unit": "seconds since midnight"})
    absent: tuple[str, ...]
    added: tuple[str, ...]
    frozen: tuple[str, ...] = Field(description="visits done, started or on the way to; kept as they were")
    changes: tuple[Change, ...] = Field(description="visits told before that have other carers, another time, or none")
    moved_share: float = measure("changed visits over visits told before", "share")
    change_gbp: float = measure("weight of all changes; the plan was made with it", "GBP")


class OnTimeRow(Frozen):
    """How a visit fares when travel and visits take as long as they will."""

    visit: str
    on_time_share: float = measure("days on which it starts no later than the promise", "share")
    mean_late_min: float = measure("minutes after its planned start, mean over days", "minutes")


class OnTime(Frozen):
    """How the whole day fares."""

    days: int = Field(description="days simulated")
    seed: int
    mean_share: float = measure("mean of the visits' shares", "share")
    worst_share: float = measure("share of the worst visit", "share")
    break_kept_share: float | None = _perhaps("breaks begun in their hours; none: no break", "share")
    visits: tuple[OnTimeRow, ...]


class MeasuredTravel(Frozen):
    """Travel and waiting of a visit as the staffing model has them and as the rounds have them."""

    base: str
    assumed_min: float | None = _perhaps("of the staffing model; none: it has none for this base", "minutes")
    measured_min: float | None = _perhaps("of the base's rounds, a stop; none: no stop", "minutes")
    differs: bool = Field(description="by more than travel_share_tolerance")


class VisitPlan(Frozen):
    """A planned day of visits."""

    case: str = Field(description="id of the case")
    case_digest: str = Field(description="SHA-256 over what the case says; blank: not read from a folder")
    seed: int
    decisions: VisitDecisions
    figures: VisitFigures
    proof: VisitProof
    unserved: tuple[UnservedRow, ...]
    travel: tuple[MeasuredTravel, ...] = ()
    balance_gbp: float = Field(
        default=0.0,
        description="what the day costs more than the cheapest one found, for work to be shared more evenly",
        json_schema_extra={"unit": "GBP"},
    )
    on_time: OnTime | None = None
    replanned: Replanned | None = None

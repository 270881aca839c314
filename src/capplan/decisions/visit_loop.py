"""Frozen answers of the loop between staffing and rounds: what is assumed of a visit, and what made-up days take."""

from __future__ import annotations

from pydantic import Field

from capplan.decisions.common import Frozen, measure


class LoopBase(Frozen):
    """One base in one round of the loop."""

    base: str
    assumed_min: float = measure("travel of a visit that staffing reckons with", "minutes")
    travel_min: float = measure("on the way, a stop of the rounds", "minutes")
    waiting_min: float = measure("waiting, a stop of the rounds", "minutes")
    stops: int = Field(description="stops of the rounds of all days")
    need_hours: float = measure("hours a week that the work of the base takes, as staffing reckons it", "hours")
    agrees: bool = Field(description="travel and waiting differ from assumed by no more than travel_share_tolerance")


class LoopRound(Frozen):
    """One round: staff as assumed, days made up, rounds planned, time measured."""

    number: int
    visits: int = Field(description="visits of all days")
    made: int = Field(description="visits made")
    unserved_critical: int = Field(description="time-critical visits not made")
    unserved_high: int = Field(description="visits of high priority not made")
    unserved_normal: int = Field(description="visits of normal priority not made")
    unserved_rapid: int = Field(description="rapid calls not made, of whatever priority")
    carers: int = Field(description="carers on duty, all days")
    contact_share: float = measure("contact over hours worked", "share")
    travel_share: float = measure("travel over hours worked", "share")
    waiting_share: float = measure("waiting over hours worked", "share")
    utilisation: float = measure("hours worked over contract hours on duty", "share")
    bases: tuple[LoopBase, ...]


class LoopPlan(Frozen):
    """The rounds of the loop, first to last."""

    case: str = Field(description="id of the case")
    case_digest: str = Field(description="SHA-256 over what the case says; blank: not read from a folder")
    visits_per_day: int = Field(description="visits of each made-up day")
    seeds: tuple[int, ...] = Field(description="one made-up day each")
    agreed: bool = Field(description="whether assumed and measured agree at every base in the last round")
    rounds: tuple[LoopRound, ...]

"""Frozen answers of the `hub` formulation: shifts of a typical week, who answers what, and what follows from it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.common import Frozen, Month, Proof, measure

_HALF_HOUR = "half hour of the week, 0 = Monday 00:00"


class HubStart(Frozen):
    """People who begin a shift."""

    shift: str
    start: int = Field(description=_HALF_HOUR)
    people: int


class HubBreak(Frozen):
    """People of a shift whose break begins then."""

    shift: str
    start: int = Field(description=_HALF_HOUR)
    half_hour: int = Field(description="in which the break begins")
    people: int


class HubAnswer(Frozen):
    """People of a role who answer a telephone contact."""

    role: str
    contact: str
    half_hour: int = Field(description=_HALF_HOUR)
    people: int


class HubWork(Frozen):
    """Electronic work done by a role."""

    role: str
    contact: str
    half_hour: int = Field(description=_HALF_HOUR)
    people: float = measure("people busy with it on average over the half hour", "people")


class HubShared(Frozen):
    """People of the health team who answer a telephone contact."""

    contact: str
    half_hour: int = Field(description=_HALF_HOUR)
    people: int


class HubShort(Frozen):
    """People missing for a telephone contact, or electronic work left undone."""

    contact: str
    half_hour: int = Field(description=_HALF_HOUR)
    people: float = measure("people missing, or people the work would have kept busy", "people")


class HubPosts(Frozen):
    """Posts of a contract that the hub has."""

    contract: str
    posts: float = measure("posts: whole people, or parts of a post", "posts")


class HubDecisions(Frozen):
    """Everything the `hub` formulation decides; what is zero is left out."""

    starts: tuple[HubStart, ...]
    breaks: tuple[HubBreak, ...]
    answers: tuple[HubAnswer, ...]
    works: tuple[HubWork, ...]
    shared: tuple[HubShared, ...]
    short: tuple[HubShort, ...]
    undone: tuple[HubShort, ...]
    posts: tuple[HubPosts, ...]


class HubNeed(Frozen):
    """What a telephone contact needs in a half hour of the week planned for."""

    contact: str
    half_hour: int = Field(description=_HALF_HOUR)
    contacts: float = measure("calls that come in the half hour", "contacts")
    required: int = Field(description="people who keep the promise")
    in_time_share: float = measure("calls answered in time by them, steady state", "share")


class HubCover(Frozen):
    """Who is there in a half hour."""

    half_hour: int = Field(description=_HALF_HOUR)
    required: int = Field(description="people needed for calls, all contacts")
    on_duty: int = Field(description="the hub's people on duty, breaks not counted")
    on_break: int
    shared: int = Field(description="people of the health team who answer")
    short: float = measure("people missing", "people")


class HubRoleRow(Frozen):
    """One role of the hub."""

    role: str
    posts: float = measure("posts of all its contracts", "posts")
    fte: float = measure("the same in full-time posts, leave, sickness and training included", "FTE")
    paid_hours: float = measure("paid hours of its shifts a week", "hours/week")
    on_duty_hours: float = measure("hours on duty a week, breaks not counted", "hours/week")
    busy_hours: float = measure("hours a week on calls and electronic work", "hours/week")


class HubMonth(Frozen):
    """Calls counted in a month, answered by the people planned for."""

    month: Month
    contact: str
    contacts: float = measure("calls counted in the month", "contacts")
    per_day: float = measure("the same over the days of the month", "contacts/day")
    factor: float = measure("the same over those of the mean day of hub_contacts.csv", "factor")
    needed_hours: float = measure("hours a week of people who keep the promise", "hours/week")
    planned_hours: float = measure("hours a week of people planned to answer", "hours/week")
    in_time_share: float = measure("calls answered in time by those planned, steady state", "share")
    reported_share: float | None = measure("calls answered in time as reported", "share")
    kept: bool = Field(description="do the people planned keep the promise in every half hour")


class HubTotals(Frozen):
    """The hub in the week planned for."""

    factor: float = measure("contacts of the week planned for over those of the mean week", "factor")
    weeks_met_share: float = measure("weeks of the year in which every half hour keeps its promise", "share")
    fte: float = measure("full-time posts, all roles", "FTE")
    shared_hours: float = measure("hours a week in which people of the health team answer", "hours/week")
    short_hours: float = measure("hours a week in which people are missing", "hours/week")
    undone_hours: float = measure("hours of electronic work a week left undone", "hours/week")
    pay_gbp: float = measure("pay of the posts a week", "GBP/week")
    premium_gbp: float = measure("unsocial hours a week", "GBP/week")
    shared_gbp: float = measure("price of the health team's hours a week", "GBP/week")
    short_gbp: float = measure("weight of missing people and work left undone a week", "GBP/week")
    objective_gbp: float = measure("all four", "GBP/week")


class HubFigures(Frozen):
    """All figures that follow from `HubDecisions` and the case."""

    needs: tuple[HubNeed, ...]
    cover: tuple[HubCover, ...]
    roles: tuple[HubRoleRow, ...]
    totals: HubTotals
    months: tuple[HubMonth, ...] = ()


class HubSimulated(Frozen):
    """A telephone contact simulated over weeks like the one planned for, queues carried from half hour to half hour."""

    contact: str
    who: Literal["hub", "health-team"]
    calls: int = Field(description="calls that came in all weeks simulated")
    in_time_share: float = measure("calls answered in time", "share")
    low: float = measure("lower end of the 95 % interval", "share")
    high: float = measure("upper end of the 95 % interval", "share")
    abandoned_share: float = measure("calls given up", "share")
    steady_share: float = measure("in time by the formula, each half hour by itself in its steady state", "share")
    promised_share: float = measure("promised", "share")


class HubWorkSimulated(Frozen):
    """An electronic contact simulated over weeks like the one planned for, done by whoever on duty is free."""

    contact: str
    came: int = Field(description="pieces of work that came in all weeks simulated")
    in_time_share: float = measure("work done within its deadline", "share")
    low: float = measure("lower end of the 95 % interval", "share")
    high: float = measure("upper end of the 95 % interval", "share")
    mean_hours: float = measure("hours from coming to done, mean", "hours")
    late_hours: float = measure("hours from coming to done that one in twenty exceeds", "hours")
    planned_share: float = measure("of its hours of work, those that the plan does within the deadline", "share")
    deadline_hours: float = measure("deadline", "hours")


class HubPlan(Frozen):
    """The hub's week: decisions, figures, proof, and how it stands a simulation."""

    aim: Literal["weeks", "mean"] = Field(description="planned for the share of weeks asked for, or the mean week")
    decisions: HubDecisions
    figures: HubFigures
    proof: Proof
    simulated: tuple[HubSimulated, ...] = ()
    simulated_work: tuple[HubWorkSimulated, ...] = ()
    simulated_weeks: int = 0
    seed: int = 0

"""Frozen answers about a week of visits; the decisions of each day stand in the day's own plan."""

from __future__ import annotations

from pydantic import Field

from capplan.decisions.common import Day, Frozen, measure


class WeekDay(Frozen):
    """One day of the week; its own folder holds the rest."""

    weekday: str
    date: Day = Field(description="YYYY-MM-DD")
    visits: int = Field(description="visits asked for")
    made: int = Field(description="visits made")
    carers_out: int = Field(description="carers with a visit")
    work_hours: float = measure("contact, travel and waiting of all carers", "hours")
    objective_gbp: float = measure("cost of the day with all weights", "GBP")
    bound_gbp: float = measure("no plan of this day costs less, the days before as they are", "GBP")


class ClientWeek(Frozen):
    """A client's week."""

    client: str
    visits: int = Field(description="visits asked for")
    made: int = Field(description="visits made")
    stops: int = Field(description="visits made, those by two counted twice")
    carers: int = Field(description="different carers who come")


class CarerWeek(Frozen):
    """A carer's week."""

    carer: str
    days: int = Field(description="days with a visit")
    visits: int = Field(description="visits made")
    work_hours: float = measure("contact, travel and waiting", "hours")
    contract_hours: float = measure("contract hours of the days on duty", "hours")
    over_hours: float = measure("work above the contract hours of the week", "hours")


class WeekTotals(Frozen):
    """The week as a whole."""

    visits: int = Field(description="visits asked for")
    made: int = Field(description="visits made")
    unserved_critical: int = Field(description="time-critical visits not made")
    work_hours: float = measure("contact, travel and waiting of all carers", "hours")
    objective_gbp: float = measure("cost of the days with all weights", "GBP")
    mean_carers: float | None = Field(
        default=None,
        description="different carers a client, mean of the clients who are visited; none: nobody is",
        json_schema_extra={"unit": "people"},
    )
    most_carers: int = Field(description="different carers of the client with most")
    least_share: float | None = Field(
        default=None,
        description="work over contract hours of the carer with least, of those on duty; none: nobody is",
        json_schema_extra={"unit": "share"},
    )
    largest_share: float | None = Field(
        default=None,
        description="work over contract hours of the carer with most; none: nobody is on duty",
        json_schema_extra={"unit": "share"},
    )


class WeekFigures(Frozen):
    """All figures of a week."""

    days: tuple[WeekDay, ...]
    clients: tuple[ClientWeek, ...] = Field(description="in the order of visits.csv")
    carers: tuple[CarerWeek, ...] = Field(description="in the order of carers.csv")
    totals: WeekTotals


class WeekPlan(Frozen):
    """A planned week; day folders are named after the days of the week."""

    case: str = Field(description="id of the case")
    case_digest: str = Field(description="SHA-256 over what the case says; blank: not read from a folder")
    first_day: Day = Field(description="the Monday, YYYY-MM-DD")
    seed: int
    figures: WeekFigures

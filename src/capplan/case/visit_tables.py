"""The tables of a case about one day of visits; `capplan.case.tables` lists them beside the others.

Times are times of day, ``HH:MM``; after midnight the hours count on, so 25:30 is half past one the next night. People
are opaque keys: a client is never named, and a place stands for a home to about a hundred metres.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import DayTime, Hours, Id, Row, Table, Text, col, text

Priority = Literal["time-critical", "high", "normal"]
Mode = Literal["car", "bike", "foot"]

_SKILLS = (
    "skills it takes, separated by spaces; a level stands after a colon (medication:2) and is met by that level or a "
    "higher one; no level is level 1"
)


class VisitPlace(Row):
    """A place that visits are made at or carers set out from, to about a hundred metres."""

    place: Id = text("place id, an opaque key; a base is a place already, by its base id")
    lat: float = col("latitude (WGS84), three decimals at most", "degrees", ge=-90, le=90)
    lon: float = col("longitude (WGS84), three decimals at most", "degrees", ge=-180, le=180)


class VisitRow(Row):
    """A visit to be made on the day."""

    visit: Id = text("visit id")
    client: Id = text("opaque key of the person visited; never a name or a number that is known elsewhere")
    place: Id = text("place id of visit_places.csv")
    base: Id = text("base whose territory the place lies in")
    duration_min: int = col("minutes with the person; no plan shortens it", "minutes", gt=0, le=720)
    windows: Hours | None = text(
        "from when to when it may start; one or more (blank: any time of day, or a rapid call's own hours)",
        default=None,
    )
    preferred_start: DayTime | None = text("when it would best start (blank: no preference)", default=None)
    carers: int = col("people it takes: 2 is double-handed, both start together", "people", ge=1, le=2, default=1)
    skills: Text = text(_SKILLS, default="")
    second_skills: Text | None = text(
        "skills the second person needs, where they are others (blank: the same)", default=None
    )
    priority: Priority = text(
        "time-critical (insulin, time-bound medication: never given up for another), high, or normal", default="normal"
    )
    response: Literal["planned", "rapid"] = text("planned, or a rapid call", default="planned")
    called: DayTime | None = text("when a rapid call came in", default=None)
    preferred_carers: Text = text("carers who know the person, separated by spaces", default="")
    must_not: Text = text("carers who must not be sent, separated by spaces", default="")
    buffer_min: float | None = col(
        "kept free on each way to it (blank: as the parameter says for all)", "minutes", ge=0, le=60, default=None
    )


class VisitPair(Row):
    """Two visits in order: the second starts so long after the end of the first."""

    first: Id = text("visit id")
    second: Id = text("visit id")
    min_gap_min: int = col("least time from the end of the first to the start of the second", "minutes", ge=0)
    max_gap_min: int | None = col(
        "most time from the end of the first to the start of the second (blank: no limit)",
        "minutes",
        ge=0,
        default=None,
    )


class CarerRow(Row):
    """Somebody on duty on the day, by an opaque key."""

    carer: Id = text("carer id, an opaque key")
    base: Id = text("base the carer belongs to")
    role: Id | None = text("role of roles.csv, for comparison with the posts planned (blank: not said)", default=None)
    start_place: Id | None = text("place the round begins at (blank: the base)", default=None)
    end_place: Id | None = text("place the round ends at (blank: the base)", default=None)
    mode: Mode = text("how the carer travels", default="car")
    skills: Text = text("skills held, separated by spaces; a level stands after a colon (medication:2)", default="")
    shifts: Hours = text("when the carer is on duty; the day's travel lies inside as well")
    pay_gbp_per_hour: float = col("cost of an hour at work: visits, travel and waiting", "GBP/hour", ge=0)
    paid_hours: float | None = col(
        "hours of the day's contract; work beyond them is overtime (blank: the shifts less the break)",
        "hours",
        ge=0,
        le=24,
        default=None,
    )
    overtime_gbp_per_hour: float = col(
        "what an hour of overtime costs more than an hour of the contract", "GBP/hour", ge=0, default=0.0
    )
    max_hours: float | None = col(
        "most hours at work on the day, travel and waiting included (blank: the shifts)",
        "hours",
        gt=0,
        le=24,
        default=None,
    )
    break_min: int = col("length of the meal break, unpaid", "minutes", ge=0, le=120, default=0)
    break_hours: Hours | None = text("from when to when the break may start (blank: no break)", default=None)
    break_if_longer_hours: float = col(
        "a shift longer than this has a break, a shorter one has none", "hours", ge=0, le=24, default=0.0
    )


class VisitTravel(Row):
    """Travel between two places, door to door, as measured; each direction is a row of its own."""

    mode: Mode = text("how one travels")
    from_place: Id = text("place id or base id")
    to_place: Id = text("place id or base id")
    travel_min: float | None = col(
        "minutes on the way (blank: no way leads there)", "minutes", ge=0, le=600, default=None
    )
    distance_km: float = col("kilometres on the road", "km", ge=0, le=1000)


VISIT_TABLES: tuple[Table, ...] = (
    Table("visit_places", VisitPlace, ("place",)),
    Table("visits", VisitRow, ("visit",)),
    Table("visit_pairs", VisitPair, ("first", "second")),
    Table("carers", CarerRow, ("carer",)),
    Table("visit_travel", VisitTravel, ("mode", "from_place", "to_place")),
)

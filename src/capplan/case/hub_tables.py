"""The tables of a case about its single point of referral, the *hub*; `capplan.case.tables` lists them with the rest.

A typical week is planned in half hours, from Monday 00:00; the week after is the same. Hours that end no later than
they begin run over midnight.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Id, Month, Row, Table, Title, col, text

Days = Literal[
    "every-day",
    "weekdays",
    "weekend",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]
DAYS_OF: dict[str, tuple[int, ...]] = {
    "every-day": (0, 1, 2, 3, 4, 5, 6),
    "weekdays": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "monday": (0,),
    "tuesday": (1,),
    "wednesday": (2,),
    "thursday": (3,),
    "friday": (4,),
    "saturday": (5,),
    "sunday": (6,),
}
_FROM_MEANING = "first hour of the band (8.5 = 08:30); whole and half hours"
_TO_MEANING = "hour in which it ends; not above from_hour: the next day"


class HubContact(Row):
    """A kind of contact with the hub: calls that are answered at once, or electronic work that can wait."""

    contact: Id = text("contact id, e.g. call-clinical, electronic-referral, triage-nursing")
    title: Title = text("name to print")
    channel: Literal["telephone", "electronic"] = text("telephone (answered at once) or electronic (can wait)")
    volume_per_year: float = col("contacts a year", "contacts/year", ge=0)
    handling_min: float = col("mean minutes of one contact with what follows it", "minutes", gt=0)
    hours: Literal["hub", "all"] = text(
        "for telephone: answered in the hub's hours only (hub), or also in those of the health team (all)",
        default="hub",
    )
    answer_s: float | None = col(
        "for telephone: seconds within which a call is answered", "seconds", ge=0, default=None
    )
    answer_share: float | None = col(
        "for telephone: share of all calls that is answered in that time", "share", gt=0, lt=1, default=None
    )
    patience_min: float | None = col(
        "for telephone: mean minutes until a waiting caller gives up (blank: nobody gives up)",
        "minutes",
        gt=0,
        default=None,
    )
    max_abandon_share: float | None = col(
        "for telephone: largest share of calls given up (blank: no limit)", "share", gt=0, lt=1, default=None
    )
    min_agents: int = col(
        "for telephone: least number of people who answer it in its hours, calls or not",
        "people",
        ge=0,
        le=50,
        default=1,
    )
    deadline_hours: float | None = col(
        "for electronic: hours, day and night, in which it is done", "hours", ge=0.5, le=168, default=None
    )
    shortfall_gbp_per_hour: float = col(
        "weight of an hour in which a person is missing, or of an hour's work left undone", "GBP/hour", gt=0
    )


class HubProfile(Row):
    """When contacts come: their number in each half hour of a band, against other bands of the same contact."""

    contact: Id | None = text("contact id (blank: every contact without rows of its own)", default=None)
    days: Days = text("days of the week on which the band begins")
    from_hour: float = col(_FROM_MEANING, "hour of the day", ge=0, lt=24, multiple_of=0.5)
    to_hour: float = col(_TO_MEANING, "hour of the day", ge=0, le=24, multiple_of=0.5)
    weight: float = col("contacts in a half hour, in any unit; a half hour in no band has none", "weight", ge=0)


class HubHours(Row):
    """Who answers when: the hub's own staff, or the health team at a price."""

    days: Days = text("days of the week on which the hours begin")
    from_hour: float = col(_FROM_MEANING, "hour of the day", ge=0, lt=24, multiple_of=0.5)
    to_hour: float = col(_TO_MEANING, "hour of the day", ge=0, le=24, multiple_of=0.5)
    answered_by: Literal["hub", "health-team"] = text("hub (its own staff) or health-team (shared, at a price)")
    min_on_duty: int = col(
        "for hub: least number of its staff on duty at any time, breaks not counted (2: nobody works alone)",
        "people",
        ge=0,
        le=50,
        default=0,
    )
    max_shared: int = col("for health-team: most of its people who answer at once", "people", ge=0, le=50, default=1)
    shared_gbp_per_hour: float | None = col(
        "for health-team: price of an hour in which one of its people answers for the hub",
        "GBP/hour",
        ge=0,
        default=None,
    )


class HubRole(Row):
    """A role of roles.csv that works in the hub, and what unsocial hours add to its pay."""

    role: Id = text("role id")
    evening_premium: float = col("added to pay on weekdays from 20:00 to 06:00", "share", ge=0, le=3, default=0.0)
    saturday_premium: float = col("added to pay on Saturday", "share", ge=0, le=3, default=0.0)
    sunday_premium: float = col("added to pay on Sunday", "share", ge=0, le=3, default=0.0)
    work: Id | None = text(
        "work type (driver fixed, a unit an hour) that stands for its hub hours in the staffing model (blank: none)",
        default=None,
    )


class HubMayAnswer(Row):
    """A role that may deal with a contact."""

    role: Id = text("role id")
    contact: Id = text("contact id")


class HubContract(Row):
    """Posts that the hub can have of a role: whole people with so many hours, or any part of a full-time post."""

    contract: Id = text("contract id")
    title: Title = text("name to print")
    role: Id = text("role id")
    hours_per_week: float = col("contract hours of one such post", "hours/week", gt=0, le=60)
    whole: bool = text("are these whole people (yes), or may the hub have part of a post (no)", default=True)
    min_posts: float = col("least number of posts", "posts", ge=0, default=0.0)
    max_posts: float | None = col("largest number of posts (blank: no limit)", "posts", ge=0, default=None)


class HubShift(Row):
    """A kind of shift: when it may begin, how long it is, and when its break may be."""

    shift: Id = text("shift id")
    title: Title = text("name to print")
    role: Id = text("role id")
    days: Days = text("days of the week on which it begins")
    first_start_hour: float = col("earliest start", "hour of the day", ge=0, lt=24, multiple_of=0.5)
    last_start_hour: float = col(
        "latest start; every half hour between is possible", "hour of the day", ge=0, lt=24, multiple_of=0.5
    )
    hours: float = col("from start to end, break included", "hours", ge=0.5, le=13, multiple_of=0.5)
    break_min: int = col(
        "length of the break: whole half hours; 0 = none", "minutes", ge=0, le=120, multiple_of=30, default=0
    )
    break_from_hours: float = col(
        "hours after the start at which the break may begin", "hours", ge=0, le=13, multiple_of=0.5, default=0.0
    )
    break_to_hours: float = col(
        "hours after the start by which it must have ended", "hours", ge=0, le=13, multiple_of=0.5, default=0.0
    )
    break_paid: bool = text("is the break paid (yes or no)", default=False)


class HubVolume(Row):
    """Calls counted in a month: how the people planned would have answered them, beside what was reported."""

    month: Month = text("month in which they were counted")
    contact: Id = text("telephone contact id")
    contacts: float = col("contacts counted in the month", "contacts", ge=0)
    reported_in_time_share: float | None = col(
        "share answered in time as it was reported (blank: not known)", "share", ge=0, le=1, default=None
    )


def _band(days: Days, from_hour: float, to_hour: float, weight: float) -> HubProfile:
    return HubProfile(days=days, from_hour=from_hour, to_hour=to_hour, weight=weight)


DEFAULT_PROFILE: tuple[HubProfile, ...] = (
    _band("weekdays", 8, 9, 0.8),
    _band("weekdays", 9, 12.5, 1.5),
    _band("weekdays", 12.5, 13.5, 1.1),
    _band("weekdays", 13.5, 17, 1.3),
    _band("weekdays", 17, 20, 0.5),
    _band("weekend", 8, 13, 0.4),
    _band("weekend", 13, 20, 0.2),
)
"""When contacts come where the case has no rows of its own: an assumed shape, busiest on weekday mornings."""


HUB_TABLES: tuple[Table, ...] = (
    Table("hub_contacts", HubContact, ("contact",)),
    Table("hub_profile", HubProfile, ("contact", "days", "from_hour")),
    Table("hub_hours", HubHours, ("days", "from_hour")),
    Table("hub_roles", HubRole, ("role",)),
    Table("hub_may_answer", HubMayAnswer, ("role", "contact")),
    Table("hub_contracts", HubContract, ("contract",)),
    Table("hub_shifts", HubShift, ("shift",)),
    Table("hub_volumes", HubVolume, ("month", "contact")),
)

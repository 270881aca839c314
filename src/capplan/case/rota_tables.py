"""The tables of a case about rotas: rules, people under opaque keys, shifts, cover, absence and requests.

A person is a key and nothing else: the reader refuses a key that could be a name, and columns that identify anybody.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Clock, Day, Id, PersonKey, Row, Table, Text, Title, col, text

Rule = Literal[
    "daily-rest",
    "weekly-rest",
    "min-run",
    "max-run",
    "min-off-run",
    "max-weekends",
    "max-nights",
    "max-nights-in-row",
    "week-hours",
    "average-week",
    "night-day",
    "over-contract",
    "under-contract",
    "hours-under",
    "hours-over",
    "fair-nights",
    "fair-weekends",
    "fair-unsocial",
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class RotaPeriod(Row):
    """The weeks for which people are named; one row."""

    rota: Id = text("rota id")
    title: Title = text("name to print")
    first_day: Day = text("first day, a Monday")
    weeks: int = col("weeks to plan", "weeks", ge=1, le=12)


class RuleSet(Row):
    """One rule of a rule set: law, contract or a unit's own; its source stands in the column source."""

    rule_set: Id = text("rule set id")
    rule: Rule = text(
        "daily-rest, weekly-rest (hours free around a single day off), min-run, max-run, min-off-run (days in a row), "
        "max-weekends, max-nights (in four weeks), max-nights-in-row, week-hours (Monday to Sunday), average-week "
        "(with the weeks before), night-day (average for night workers, six days a week), over-contract, "
        "under-contract (hours of the rota above and below contract); with a price: hours-under, hours-over, "
        "fair-nights, fair-weekends, fair-unsocial (each shift above the fair share)"
    )
    value: float = col("the limit or the price", "unit beside it", ge=0)
    unit: Literal["hours", "days", "weekends", "shifts", "GBP/hour", "GBP/shift"] = text("unit of the value")
    kind: Literal["hard", "priced"] = text("hard (never broken) or priced (each unit costs the value)")


class UnsocialRate(Row):
    """What unsocial hours add to the pay of an hour."""

    unsocial: Id = text("id of the rates, such as band-3")
    night_share: float = col("Saturdays, and 20:00 to 06:00 on other days, on top of pay", "share", ge=0, le=3)
    sunday_share: float = col("Sundays and public holidays, on top of pay", "share", ge=0, le=3)


class Person(Row):
    """Somebody on the rota, by an opaque key: what they may work, their hours, and what they did before."""

    person: PersonKey = text("opaque staff key: letters, then digits")
    role: Id = text("role id")
    base: Id = text("base id")
    fte: float = col("contract, of a full-time post", "FTE", gt=0, le=1)
    rule_set: Id = text("rule set id")
    unsocial: Id | None = text("rates of unsocial hours (blank: none paid)", default=None)
    skills: Text = text("further skills that shifts ask for, separated by spaces", default="")
    night_worker: bool = text("works at night as a normal course (yes or no)", default=False)
    history_weeks: int = col("weeks before the rota that count in the average week", "weeks", ge=0, le=16, default=0)
    history_hours: float = col("hours worked in those weeks", "hours", ge=0, le=1500, default=0.0)
    history_nights: int = col("night shifts worked in those weeks", "shifts", ge=0, le=112, default=0)
    history_weekend_shifts: int = col("shifts worked on weekends in those weeks", "shifts", ge=0, le=40, default=0)
    history_unsocial: int = col("shifts with hours after 20:00 in those weeks", "shifts", ge=0, le=112, default=0)
    run_days: int = col(
        "days in a row that end on the day before the rota: worked (above 0), off (below 0), not known (0)",
        "days",
        ge=-60,
        le=60,
        default=0,
    )
    last_shift: Id | None = text("shift worked last before the rota (blank: not known)", default=None)


class RotaShift(Row):
    """A shift that people can be put on: when, where, and who may work it."""

    shift: Id = text("shift id")
    title: Title = text("name to print")
    letter: Text = text("one to three characters for the grid", min_length=1, max_length=3)
    base: Id = text("base id where it starts")
    roles: Text = text("roles that may work it, separated by spaces", min_length=1)
    bases: Text = text("bases whose people may work it, separated by spaces (blank: its own base)", default="")
    needs: Text = text("further skills asked for, separated by spaces", default="")
    start: Clock = text("time of day it starts")
    length_min: int = col("from start to end", "minutes", ge=15, le=1440)
    break_min: int = col("unpaid break inside it", "minutes", ge=0, le=240, default=0)


class RotaCover(Row):
    """People needed at some shifts on some days, and what each person short costs."""

    cover: Id = text("cover id")
    title: Title = text("name to print")
    shifts: Text = text("shift ids that count, separated by spaces", min_length=1)
    on: Text = text("days: mon tue wed thu fri sat sun, and hol for public holidays (hol goes before the weekday)")
    need: int = col("people needed", "people", ge=0, le=500)
    gap_gbp: float = col("price of each person short: a bank or agency shift, or a weight", "GBP/shift", ge=0)
    gap_filled_by: Literal["bank", "agency", "nobody"] = text("who fills a gap")
    surplus_gbp: float | None = col("price of each person too many (blank: free)", "GBP/shift", ge=0, default=None)
    max_surplus: int | None = col("most people too many (blank: no limit)", "people", ge=0, le=500, default=None)
    max_gap: int | None = col("most people short (blank: no limit)", "people", ge=0, le=500, default=None)


class Absence(Row):
    """Days on which somebody is not to work: leave, training, sickness."""

    person: PersonKey = text("staff key")
    from_day: Day = text("first day")
    to_day: Day = text("last day")
    kind: Literal["leave", "training", "sickness"] = text("why")
    hours_per_day: float | None = col(
        "contract hours credited for each of the days (blank: contract hours over seven)", "hours", ge=0, le=24,
        default=None,
    )  # fmt: skip


class Request(Row):
    """What somebody asks for on a day, and the weight of not getting it."""

    person: PersonKey = text("staff key")
    day: Day = text("day")
    wants: Id = text("off, or a shift id")
    weight_gbp: float = col("price if it cannot be met", "GBP", gt=0)


class FixedPattern(Row):
    """A weekday that is settled for somebody, in every week of the rota."""

    person: PersonKey = text("staff key")
    weekday: Weekday = text("day of the week")
    shift: Id = text("shift id worked, or off")


ROTA_TABLES: tuple[Table, ...] = (
    Table("rotas", RotaPeriod, ("rota",)),
    Table("rule_sets", RuleSet, ("rule_set", "rule")),
    Table("unsocial_rates", UnsocialRate, ("unsocial",)),
    Table("people", Person, ("person",)),
    Table("rota_shifts", RotaShift, ("shift",)),
    Table("rota_cover", RotaCover, ("cover",)),
    Table("absences", Absence, ("person", "from_day")),
    Table("requests", Request, ("person", "day")),
    Table("fixed_patterns", FixedPattern, ("person", "weekday")),
)

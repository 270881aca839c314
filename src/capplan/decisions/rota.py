"""Frozen answers of the `rota` formulation: who works which shift on which day, and what follows from it."""

from __future__ import annotations

from pydantic import Field

from capplan.decisions.common import Day, Frozen, Proof, measure


class RotaRow(Frozen):
    """One person on one shift on one day."""

    person: str = Field(description="opaque staff key")
    day: Day = Field(description="day on which the shift starts, YYYY-MM-DD")
    shift: str


class RotaDecisions(Frozen):
    """Everything the `rota` formulation decides: whoever is not listed on a day is off."""

    duties: tuple[RotaRow, ...] = Field(description="in the order of people.csv, then by day")


class CoverRow(Frozen):
    """One cover on one day."""

    cover: str
    day: Day
    need: int = Field(description="people needed", json_schema_extra={"unit": "people"})
    at_work: int = Field(description="people on one of its shifts", json_schema_extra={"unit": "people"})
    gap: int = Field(description="people short", json_schema_extra={"unit": "people"})
    gap_filled_by: str
    cost_gbp: float = measure("price of the gap or of the surplus", "GBP")


class PersonRow(Frozen):
    """Hours, shifts and fair shares of one person over the rota."""

    person: str
    contract_hours: float = measure("contract hours of the rota", "hours")
    credited_hours: float = measure("hours credited for leave, training and sickness", "hours")
    worked_hours: float = measure("hours worked, unpaid breaks left out", "hours")
    over_hours: float = measure("worked and credited above contract (below: negative)", "hours")
    average_week_hours: float = measure("hours a week with the weeks before, leave and training counted", "hours")
    shifts: int
    nights: int
    weekends: int = Field(description="weekends with any work")
    weekend_shifts: int
    unsocial_shifts: int = Field(description="shifts with hours from 20:00 to 06:00")
    fair_nights: float | None = Field(description="fair share of nights; none: not asked")
    fair_weekend_shifts: float | None = Field(description="fair share of weekend shifts; none: not asked")
    fair_unsocial_shifts: float | None = Field(description="fair share of unsocial shifts; none: not asked")
    requests: int = Field(description="requests made for days of the rota")
    requests_met: int
    hours_gbp: float = measure("price of hours below and above contract", "GBP")
    unsocial_gbp: float = measure("pay for unsocial hours", "GBP")
    fairness_gbp: float = measure("price of shifts above the fair shares", "GBP")
    requests_gbp: float = measure("price of requests that are not met", "GBP")


class RotaTotals(Frozen):
    """The whole rota."""

    need: int = Field(description="person-shifts needed")
    gap: int = Field(description="person-shifts short")
    gap_gbp: float = measure("price of gaps", "GBP")
    surplus_gbp: float = measure("price of people too many", "GBP")
    hours_gbp: float = measure("price of hours below and above contract", "GBP")
    unsocial_gbp: float = measure("pay for unsocial hours", "GBP")
    fairness_gbp: float = measure("price of shifts above the fair shares", "GBP")
    requests_gbp: float = measure("price of requests that are not met", "GBP")
    changes_gbp: float = measure("price of days changed from a published rota", "GBP")
    objective_gbp: float = measure("sum of the seven prices", "GBP")


class RotaFigures(Frozen):
    """All figures that follow from `RotaDecisions` and the case."""

    cover: tuple[CoverRow, ...]
    people: tuple[PersonRow, ...]
    totals: RotaTotals


class Candidate(Frozen):
    """Somebody who might fill a gap, and what stands against it."""

    person: str
    blocked_by: tuple[str, ...] = Field(description="rules that would be broken, in words; empty: none")
    cost_gbp: float | None = Field(description="what the rota costs more with the person there; none: blocked")
    reason: str


class ShortCover(Frozen):
    """A gap and everybody who might have filled it."""

    cover: str
    day: Day
    gap: int
    rules: tuple[str, ...] = Field(description="what blocks people, most frequent first, with the number of people")
    candidates: tuple[Candidate, ...]


class Relaxation(Frozen):
    """One way to a better covered rota, priced by making the rota anew."""

    title: str
    saves_gbp: float = measure("objective of the rota less that of the rota made anew", "GBP")
    gap_after: int = Field(description="person-shifts short in the rota made anew")
    proof: str = Field(description="how well the rota made anew is known, and how much of the saving is sure")


class RotaChange(Frozen):
    """A day of a person that differs from the published rota."""

    person: str
    day: Day
    was: str = Field(description="shift id, off, or the kind of absence")
    now: str
    cost_gbp: float = measure("price of the change; 0 for days of absence", "GBP")
    reason: str = ""


class RotaPlan(Frozen):
    """A rota with its figures, its proof and its explanations."""

    rota: str
    first_day: Day
    weeks: int
    decisions: RotaDecisions
    figures: RotaFigures
    proof: Proof
    iterations: int = Field(description="steps of the search, the same whenever it is repeated")
    stopped_by: str = Field(description="why the search ended")
    short: tuple[ShortCover, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    calls: tuple[ShortCover, ...] = Field(
        default=(), description="gaps that absence makes in a published rota, with who to ask first"
    )
    change_gbp: float = Field(default=0.0, description="price of a day changed from a published rota, GBP")
    changes: tuple[RotaChange, ...] = Field(default=(), description="against a published rota; empty: none given")

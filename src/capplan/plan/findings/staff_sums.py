"""Sums behind the findings on staff: work left undone, hours used, people on duty, the price of overskilled work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.staff_hours import hours_per_fte, visits_per_unit
from capplan.case.staff_tables import DutyCover, MayDo
from capplan.decisions import StaffPlan
from capplan.units import DAYS_PER_WEEK

HOURS_PER_DAY = 24
_YEAR_DAYS = 365
_MIN_PER_HOUR = 60


@dataclass(frozen=True)
class Undone:
    """Hours of one skill and class left undone at a workplace, with the first and last period."""

    workplace: str
    skill: str
    response: str
    first: str
    last: str
    hours: float


@dataclass(frozen=True)
class Duty:
    """People on duty in one skill at a base, mean over the plan.

    Attributes
    ----------
    people : float
        On duty at a time, mean over day and night.
    load : float
        Of them busy with a call.
    fte : float
        Posts of the main role that it takes.
    """

    base: str
    skill: str
    role: str
    covers: tuple[str, ...]
    people: float
    load: float
    fte: float

    @property
    def idle_share(self) -> float:
        """Share of the time on duty that no call fills."""
        return 1 - self.load / self.people


def undone(staff: StaffPlan) -> list[Undone]:
    """Return what is left undone, by class in the order of urgency, then workplace and skill."""
    groups: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
    for row in staff.decisions.shortfall:
        groups.setdefault((row.response, row.workplace, row.skill), []).append((row.period, row.hours))
    order = ("rapid", "fast", "normal", "planned")
    return [
        Undone(
            workplace,
            skill,
            response,
            min(period for period, _ in rows),
            max(period for period, _ in rows),
            sum(hours for _, hours in rows),
        )
        for (response, workplace, skill), rows in sorted(
            groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1:])
        )
    ]


def hours_worked(staff: StaffPlan) -> dict[str, float]:
    """Return hours worked by people in post of each role, whole plan."""
    hours: dict[str, float] = {}
    for row in staff.decisions.worked:
        hours[row.role] = hours.get(row.role, 0.0) + row.hours
    return hours


def hours_available(case: Case, staff: StaffPlan) -> dict[str, float]:
    """Return hours that people in post of each role can give, those who retrain left out, whole plan."""
    days = {period.id: period.days for period in case.periods}
    hours: dict[str, float] = {}
    for row in staff.figures.staff_plan:
        each = hours_per_fte(case.role[row.role], days[row.period])
        hours[row.role] = hours.get(row.role, 0.0) + (row.in_post_fte - row.retraining_fte) * each
    return hours


def main_role(case: Case, skill: str, workplace: str, period: str) -> MayDo | None:
    """Return the row of may_do that is meant for a skill: the first with a post there, not overskilled if one is."""
    posts = {row.role for row in case.establishment if row.workplace == workplace}
    may = [row for row in case.may_do if row.skill == skill and row.role in posts and _permitted(case, row, period)]
    return min(may, key=lambda row: row.overskilled, default=None)


def duty_of_bases(case: Case, staff: StaffPlan) -> Iterator[Duty]:
    """Yield for every base and skill on duty the people, their load and the posts they take, mean over the plan."""
    covers = {row.cover: row for row in case.duty_cover}
    days = {period.id: period.days for period in case.periods}
    all_days = sum(days.values())
    minutes = {row.base: row.travel_min_per_visit for row in staff.figures.travel}
    groups: dict[tuple[str, str], dict[str, list[float]]] = {}
    for row in staff.figures.duty:
        cover = covers[row.cover]
        mine = groups.setdefault((row.base, cover.skill), {}).setdefault(cover.cover, [0.0, 0.0])
        part = days[row.period] * band_hours(cover) / HOURS_PER_DAY / all_days
        mine[0] += row.on_duty * part
        mine[1] += row.calls_per_hour * call_hours(case, cover, minutes[row.base], row.period) * part
    for (base, skill), of_cover in groups.items():
        people, load = (sum(values[side] for values in of_cover.values()) for side in (0, 1))
        meant = main_role(case, skill, base, case.periods[0].id)
        if meant is None or people <= 0:
            continue
        hours = people * HOURS_PER_DAY * DAYS_PER_WEEK
        each = hours_per_fte(case.role[meant.role], DAYS_PER_WEEK) * meant.efficiency
        yield Duty(base, skill, meant.role, tuple(of_cover), people, load, hours / each)


def band_hours(cover: DutyCover) -> float:
    """Return the hours of a band in a day."""
    return cover.to_hour - cover.from_hour + (HOURS_PER_DAY if cover.to_hour <= cover.from_hour else 0)


def call_hours(case: Case, cover: DutyCover, travel_min: float, period: str) -> float:
    """Return the hours that one call of a duty row takes, way there included; 0 without a work."""
    work = next((row for row in case.work_types if row.work == cover.work), None)
    if work is None:
        return 0.0
    saved = min(
        1.0,
        sum(
            row.share
            for row in case.levers
            if row.kind == "productivity" and row.on and row.from_month <= period and cover.skill in row.of.split()
        ),
    )
    recipes = [row for row in case.recipes if row.work == work.work and row.skill == cover.skill]
    return sum(
        visits_per_unit(case, recipe)
        * ((recipe.contact_min + recipe.other_min) * (1 - saved) + (travel_min if work.travels else 0.0))
        / _MIN_PER_HOUR
        for recipe in recipes
    )


def dearer_than_main_role_gbp(case: Case, staff: StaffPlan) -> float:
    """Return the pay of overskilled hours less the pay of the role meant for the work, nominal, whole plan."""
    permits = {(row.role, row.skill): row for row in case.may_do}
    dearer = 0.0
    for row in staff.decisions.worked:
        permit = permits[row.role, row.skill]
        meant = main_role(case, row.skill, row.workplace, row.period) if permit.overskilled else None
        if meant is not None:
            done = row.hours * permit.efficiency / meant.efficiency
            dearer += row.hours * pay_per_hour(case, row.role) - done * pay_per_hour(case, meant.role)
    return dearer


def pay_per_hour(case: Case, role: str) -> float:
    """Return the pay of a role for an hour that goes to work."""
    return case.role[role].pay_gbp_per_year / hours_per_fte(case.role[role], _YEAR_DAYS)


def _permitted(case: Case, row: MayDo, period: str) -> bool:
    if row.lever is None:
        return True
    return any(lever.on and lever.from_month <= period for lever in case.levers if lever.lever == row.lever)

"""What the `workforce` model is built from: plain numbers on sparse index sets, derived from a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.staff_hours import hours_per_fte
from capplan.case.staff_tables import Role
from capplan.decisions import OptionId, Response
from capplan.formulations.beds.spans import Span, single_spans, spans_of
from capplan.formulations.workforce import places, work
from capplan.formulations.workforce.beds_given import BedsGiven, beds_of_today, driven, driven_volumes
from capplan.formulations.workforce.duty import answered, on_duty
from capplan.units import MONTHS_PER_YEAR, add_months

RESPONSES: tuple[Response, ...] = ("rapid", "fast", "normal", "planned")


class Post(NamedTuple):
    """A role at a workplace."""

    role: str
    workplace: str


class Redeployment(NamedTuple):
    """People of a role whose beds close at a site may take up another role at a base."""

    role: str
    site: str
    to_role: str
    base: str


class Supervised(NamedTuple):
    """At a workplace, so many FTE of a role at most for each FTE of its supervisor, from a month on."""

    supervisor: str
    role: str
    workplace: str
    max_fte: float
    from_month: str


class MoveTerms(NamedTuple):
    """Months of retraining, months of pay protection and what protection costs a month and FTE."""

    retrain_months: int
    protected_months: int
    protection_gbp_per_month: float


@dataclass(frozen=True)
class Inputs:
    """Numbers of one option on one scenario; symbols and sources stand in ``formulations/workforce/symbols.csv``.

    Attributes
    ----------
    spans : tuple of Span
        Runs of periods over which hours are summed; one period each, but in a coarse model.
    whole_steps : bool
        Whether recruits and moves come in whole steps; not so in a coarse model.
    unit_hours : mapping of (work, workplace, skill, period id) to hours
        Hours of a skill that a unit of bed-driven work takes.
    fixed_need : mapping of (workplace, skill, response, period id) to hours
        Hours needed whatever the beds do, people on duty included.
    given : mapping of (work, workplace, period id) to units
        Volumes of bed-driven work that a bed plan gives; the system model leaves them open.
    released : mapping of (site, period id) to share
        Share of today's beds gone in that plan.
    """

    periods: tuple[Period, ...]
    spans: tuple[Span, ...]
    whole_steps: bool
    roles: Mapping[str, Role]
    posts: tuple[Post, ...]
    budget_fte: Mapping[Post, float]
    actual_fte: Mapping[Post, float]
    min_fte: Mapping[Post, float]
    max_fte: Mapping[Post, float]
    hours_per_fte: Mapping[tuple[str, str], float]
    stays: Mapping[tuple[str, str], float]
    recruits: tuple[tuple[str, str, str], ...]
    redeployments: tuple[tuple[str, str, str, str, str], ...]
    move_terms: Mapping[tuple[str, str], MoveTerms]
    fte_step: float
    may_do: Mapping[tuple[str, str, str], float]
    overskilled: frozenset[tuple[str, str]]
    overskill_gbp: float
    supervised: tuple[Supervised, ...]
    responses: Mapping[str, Response]
    unit_hours: Mapping[tuple[str, str, str, str], float]
    fixed_need: Mapping[tuple[str, str, str, str], float]
    shortfall_gbp: Mapping[tuple[str, str, str], float]
    agency_hours: Mapping[tuple[str, str, str], float]
    given: Mapping[tuple[str, str, str], float]
    released: Mapping[tuple[str, str], float]
    base_gbp: float

    def coarse(self, months: int) -> Inputs:
        """Return a relaxation: hours summed over spans of up to `months` months, steps as fractions."""
        return replace(self, spans=spans_of(self.periods, months), whole_steps=False)

    def within(self, start: str, months: int) -> list[Period]:
        """Return the periods that start at a month or later, but less than so many months after it."""
        end = add_months(start, months)
        return [period for period in self.periods if start <= period.id < end]

    def in_fractions(self) -> Inputs:
        """Return the same model with recruits and moves as fractions of steps."""
        return replace(self, whole_steps=False)


def inputs_of(
    case: Case,
    option: OptionId = "plan",
    territory: places.Territory | None = None,
    beds: BedsGiven | None = None,
) -> Inputs:
    """Derive the numbers of a case, in the scenario the case is set to.

    Parameters
    ----------
    option
        Not used: staff have the same freedom in every option, so that savings compare beds.
    territory
        Base of every area; the nearest base in use if None.
    beds
        What a bed plan gives; today's beds at their safe load if None.
    """
    territory = territory or places.nearest_territory(case)
    given = beds or beds_of_today(case)
    posts = _posts(case)
    rows = {Post(row.role, row.workplace): row for row in case.establishment}
    travel = places.travel_min_per_visit(case, territory)
    hours = work.unit_hours(case, travel)
    fixed, unit = _need(case, territory, hours, set(travel))
    budget = {post: rows[post].budget_fte if post in rows else 0.0 for post in posts}
    fte_hours = {
        (role.role, period.id): hours_per_fte(role, period.days) for role in case.roles for period in case.periods
    }
    return Inputs(
        periods=case.periods,
        spans=single_spans(case.periods),
        whole_steps=True,
        roles=case.role,
        posts=posts,
        budget_fte=budget,
        actual_fte={post: rows[post].actual_fte if post in rows else 0.0 for post in posts},
        min_fte={post: rows[post].min_fte for post in posts if post in rows and rows[post].min_fte > 0},
        max_fte={post: limit for post in posts if post in rows and (limit := rows[post].max_fte) is not None},
        hours_per_fte=fte_hours,
        stays={
            (role.role, period.id): (1.0 - role.turnover_per_year) ** (period.months / MONTHS_PER_YEAR)
            for role in case.roles
            for period in case.periods
        },
        recruits=tuple(_recruits(case, posts, set(rows))),
        redeployments=tuple(_redeployments(case, set(posts))),
        move_terms={
            (row.from_role, row.to_role): MoveTerms(
                row.retrain_months, row.protected_months, _pay_lost(case, row.from_role, row.to_role)
            )
            for row in case.moves
        },
        fte_step=case.parameters.fte_step,
        may_do=_may_do(case),
        overskilled=frozenset((row.role, row.skill) for row in case.may_do if row.overskilled),
        overskill_gbp=case.parameters.overskill_gbp_per_hour,
        supervised=tuple(_supervised(case, set(posts))),
        responses={row.work: row.response for row in case.work_types},
        unit_hours=unit,
        fixed_need=fixed,
        shortfall_gbp=_shortfall_gbp(case, fixed, unit),
        agency_hours={
            (role, place, period.id): case.role[role].max_agency_share
            * budget[Post(role, place)]
            * fte_hours[role, period.id]
            for role, place in posts
            if case.role[role].agency_gbp_per_hour is not None
            and case.role[role].max_agency_share * budget[Post(role, place)] > 0
            for period in case.periods
        },
        given=driven_volumes(case, given),
        released=given.released,
        base_gbp=sum(base.cost_gbp_per_year for base in places.bases_in_use(case)),
    )


def _posts(case: Case) -> tuple[Post, ...]:
    known = places.workplaces(case)
    listed = [Post(row.role, row.workplace) for row in case.establishment if row.workplace in known]
    arriving = [Post(move.to_role, move.base) for move in _moves(case, set(listed))]
    return tuple(dict.fromkeys([*listed, *arriving]))


def _moves(case: Case, posts: set[Post]) -> Iterable[Redeployment]:
    commute = places.commute_min(case)
    for row in case.moves:
        for (site, base), minutes in commute.items():
            if Post(row.from_role, site) in posts and minutes <= row.max_travel_min:
                yield Redeployment(row.from_role, site, row.to_role, base)


def _takes_on(case: Case, role: str, period: str) -> bool:
    until = case.role[role].takes_on_until
    return until is None or period < until


def _recruits(case: Case, posts: tuple[Post, ...], listed: set[Post]) -> Iterable[tuple[str, str, str]]:
    for post in posts:
        lead = add_months(case.horizon.start, case.role[post.role].recruit_lead_months)
        for period in case.periods if post in listed else ():
            if period.id >= lead and _takes_on(case, post.role, period.id):
                yield (*post, period.id)


def _redeployments(case: Case, posts: set[Post]) -> Iterable[tuple[str, str, str, str, str]]:
    for move in _moves(case, posts):
        for period in case.periods:
            if _takes_on(case, move.to_role, period.id):
                yield (*move, period.id)


def _pay_lost(case: Case, from_role: str, to_role: str) -> float:
    lost = case.role[from_role].pay_gbp_per_year - case.role[to_role].pay_gbp_per_year
    return max(0.0, lost) / MONTHS_PER_YEAR


def _may_do(case: Case) -> dict[tuple[str, str, str], float]:
    """Return efficiency by (role, skill, period id) where the role may do the skill."""
    levers = {row.lever: row for row in case.levers}
    allowed = {}
    for row in case.may_do:
        lever = levers.get(row.lever) if row.lever else None
        for period in case.periods:
            if row.lever is None or (lever is not None and lever.on and lever.from_month <= period.id):
                allowed[row.role, row.skill, period.id] = row.efficiency
    return allowed


def _supervised(case: Case, posts: set[Post]) -> Iterable[Supervised]:
    for row in case.supervision:
        lead = add_months(case.horizon.start, case.role[row.supervisor].recruit_lead_months)
        for place in places.workplaces(case):
            if {Post(row.supervisor, place), Post(row.role, place)} <= posts:
                yield Supervised(row.supervisor, row.role, place, row.max_fte_per_supervisor, lead)


def _need(
    case: Case,
    territory: places.Territory,
    hours: Mapping[tuple[str, str, str, str], float],
    bases: set[str],
) -> tuple[dict[tuple[str, str, str, str], float], dict[tuple[str, str, str, str], float]]:
    """Return hours needed whatever the beds do, and hours a unit of bed-driven work takes."""
    volumes = work.given_volumes(case, places.shares(case, territory))
    by_duty = answered(case)
    response = {row.work: row.response for row in case.work_types}
    skills = [(row.work, row.skill) for row in case.recipes]
    fixed: dict[tuple[str, str, str, str], float] = {}
    for name, place, period in volumes:
        for recipe, skill in skills:
            if recipe == name and (name, skill, place) not in by_duty:
                key = (place, skill, response[name], period)
                taken = hours[name, skill, place if place in bases else "", period]
                fixed[key] = fixed.get(key, 0.0) + taken * volumes[name, place, period]
    for duty in on_duty(case, volumes, hours):
        key = (duty.base, duty.row.skill, "rapid", duty.period)
        fixed[key] = fixed.get(key, 0.0) + duty.hours
    unit = {
        (name, place, skill, period.id): hours[name, skill, place if place in bases else "", period.id]
        for name, place in driven(case)
        for recipe, skill in skills
        if recipe == name
        for period in case.periods
    }
    return fixed, unit


def _shortfall_gbp(
    case: Case,
    fixed: Mapping[tuple[str, str, str, str], float],
    unit: Mapping[tuple[str, str, str, str], float],
) -> dict[tuple[str, str, str], float]:
    """Return the weight of an hour left undone by (workplace, skill, response): the dearest work type's."""
    works = {row.work: row for row in case.work_types}
    needed = {key[:3] for key in fixed} | {(place, skill, works[name].response) for name, place, skill, _ in unit}
    skills = {(row.work, row.skill) for row in case.recipes}
    dearest = max((row.shortfall_gbp_per_hour for row in case.work_types), default=0.0)
    weights = {}
    for place, skill, response in sorted(needed):
        rows = [row for row in case.work_types if row.response == response and (row.work, skill) in skills]
        weights[place, skill, response] = max((row.shortfall_gbp_per_hour for row in rows), default=dearest)
    return weights

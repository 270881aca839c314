"""Frozen answers of the `workforce` formulation: who is taken on, moved and used, and the staffing plan that follows.

A *workplace* is a base or a staffed site. Periods are named by their first month.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.bases import TerritoryRow
from capplan.decisions.common import Frozen, Month, measure

Response = Literal["rapid", "fast", "normal", "planned"]
"""How fast work must be answered."""
SetBy = Literal[
    "recruitment limit",
    "team minimum",
    "supervision",
    "rapid cover",
    "visits at home",
    "bed care",
    "referrals",
    "locality work",
    "fixed work",
    "people in post",
]
"""What sets a number of posts; `docs/figures.md` says how it is found."""


class Recruited(Frozen):
    """FTE of a role that join a workplace in a period; zero rows are left out."""

    role: str
    workplace: str
    period: str
    fte: float


class Redeployed(Frozen):
    """FTE that leave a closing site in a period and take up a role at a base; zero rows are left out."""

    role: str
    site: str
    to_role: str
    base: str
    period: str
    fte: float


class Redundant(Frozen):
    """FTE of a role made redundant at a workplace in a period; zero rows are left out."""

    role: str
    workplace: str
    period: str
    fte: float


class Worked(Frozen):
    """Hours that people in post of a role work on a skill; zero rows are left out."""

    role: str
    workplace: str
    skill: str
    period: str
    hours: float


class AgencyWorked(Frozen):
    """Hours that agency staff of a role work on a skill; zero rows are left out."""

    role: str
    workplace: str
    skill: str
    period: str
    hours: float


class Shortfall(Frozen):
    """Hours of a skill left undone, by response class; zero rows are left out."""

    workplace: str
    skill: str
    response: Response
    period: str
    hours: float


class Unstaffed(Frozen):
    """Beds of a staffed site that run in the plan but cannot be staffed in a period; zero rows are left out."""

    site: str
    period: str
    beds: float


class StaffDecisions(Frozen):
    """Everything the `workforce` formulation decides, and the territories it was given."""

    territory: tuple[TerritoryRow, ...]
    recruited: tuple[Recruited, ...]
    redeployed: tuple[Redeployed, ...]
    redundant: tuple[Redundant, ...]
    worked: tuple[Worked, ...]
    agency: tuple[AgencyWorked, ...]
    shortfall: tuple[Shortfall, ...]
    unstaffed: tuple[Unstaffed, ...]


class StaffPlanRow(Frozen):
    """One role at one workplace in one period: the establishment against the need."""

    role: str
    workplace: str
    period: str
    budget_fte: float
    in_post_fte: float
    needed_fte: float = measure(
        "posts that the work takes: hours worked, agency and shortfall of its skills, over hours an FTE", "FTE"
    )
    recruited_fte: float
    leavers_fte: float
    redeployed_in_fte: float
    redeployed_out_fte: float
    redundant_fte: float
    retraining_fte: float = measure("in post but still retraining", "FTE")
    agency_fte: float
    utilisation: float | None = Field(
        description="hours worked over hours that people in post can give; none: nobody can give any",
        json_schema_extra={"unit": "share"},
    )
    overskilled_hours: float = measure("hours worked below the role's skill", "hours")
    set_by: SetBy


class SkillRow(Frozen):
    """One skill at one workplace in one period: hours needed and who gives them."""

    workplace: str
    skill: str
    period: str
    needed_hours: float
    duty_hours: float = measure("part of the need that is people on duty for rapid calls", "hours")
    travel_hours: float = measure("part of the need that is travel", "hours")
    in_post_hours: float = measure("work done by people in post", "hours")
    agency_hours: float
    shortfall_hours: float


class ResponseRow(Frozen):
    """One response class at one workplace in one period: the share of its hours that is done."""

    workplace: str
    response: Response
    period: str
    needed_hours: float
    met_share: float | None


class DutyRow(Frozen):
    """People on duty through a band of hours at a base in a period, and what callers wait."""

    cover: str
    base: str
    period: str
    on_duty: int
    calls_per_hour: float
    waits_too_long: float = measure("share of calls waiting longer than the promise", "share")


class CalendarRow(Frozen):
    """A step that somebody has to take: when to decide, when people start, when they count."""

    kind: Literal["recruit", "redeploy", "redundancy"]
    role: str
    workplace: str
    from_role: str
    from_site: str
    fte: float
    decide_by: str
    starts: Month
    productive_from: Month


class TravelRow(Frozen):
    """Travel of the staff of a base."""

    base: str
    older_people_share: float
    travel_min_per_visit: float
    travel_share: float | None = Field(
        description="travel over the hours needed of skills that travel, whole plan",
        json_schema_extra={"unit": "share"},
    )


class StaffTotals(Frozen):
    """Staff of one option: posts, money and weights."""

    fte_at_start: float
    fte_at_end: float
    budget_fte: float
    pay_present_gbp: float
    agency_present_gbp: float
    moves_present_gbp: float = measure("recruitment, pay protection and redundancy, present value", "GBP")
    bases_present_gbp: float
    cost_present_gbp: float = measure("pay, agency, moves and bases", "GBP")
    shortfall_weight_gbp: float = measure("present value of the stated weight on work left undone", "GBP")
    overskill_weight_gbp: float = measure("present value of the stated weight on work below a role's skill", "GBP")
    shortfall_hours: float
    overskilled_hours: float
    recruited_fte: float
    redeployed_fte: float
    redundant_fte: float


class StaffFigures(Frozen):
    """All figures that follow from `StaffDecisions`, the bed decisions and the case."""

    totals: StaffTotals
    staff_plan: tuple[StaffPlanRow, ...]
    skills: tuple[SkillRow, ...]
    responses: tuple[ResponseRow, ...]
    duty: tuple[DutyRow, ...]
    calendar: tuple[CalendarRow, ...]
    travel: tuple[TravelRow, ...]


class StaffPlan(Frozen):
    """The staff of one option: decisions and figures. The proof is that of the option, beds and staff together."""

    decisions: StaffDecisions
    figures: StaffFigures

"""Hours that a full-time post really gives, posts of a round-the-clock seat, and visits of one unit of work."""

from __future__ import annotations

from typing import Literal

from capplan.case.case import Case
from capplan.case.staff_tables import Recipe, Role
from capplan.units import DAYS_PER_WEEK

HOURS_PER_WEEK_ROUND_THE_CLOCK = 168

Headroom = Literal["paid-hours", "uplift"]


def absent_share(role: Role) -> float:
    """Return leave, sickness and training of a role together, as the share that its ``headroom`` column names."""
    return role.leave_share + role.sickness_share + role.training_share


def worked_share(role: Role) -> float:
    """Return the share of a role's paid hours that is worked: what leave, sickness and training leave over.

    Parameters
    ----------
    role : Role
        Its three shares count in the convention that it names.

    Returns
    -------
    float
        Hours worked over hours paid: 1 - sum under ``paid-hours``, 1 / (1 + sum) under ``uplift``. Not above zero
        where the shares of paid hours add to one or more.
    """
    return _worked(absent_share(role), role.headroom)


def hours_per_fte(role: Role, days: float) -> float:
    """Return the hours that one FTE of a role gives to work types in so many days.

    Parameters
    ----------
    role : Role
    days : float
        Calendar days of the period.

    Returns
    -------
    float
        Contract hours of the days, less leave, sickness and training, less meetings, supervision and handover.

    Examples
    --------
    37.5 hours a week, 22 % of paid hours absent, 10 % of the hours worked in meetings, over a week:
    37.5 x 0.78 x 0.9 = 26.325 hours.
    """
    return role.hours_per_week * days / DAYS_PER_WEEK * worked_share(role) * (1 - role.other_share)


def round_the_clock_fte(hours_per_week: float, headroom: float, convention: Headroom) -> float:
    """Return the FTE that keep one person on duty every hour of the week.

    Parameters
    ----------
    hours_per_week : float
        Contract hours of a full-time post.
    headroom : float
        Leave, sickness and training together, as a share.
    convention : {'paid-hours', 'uplift'}
        What the headroom is a share of.

    Returns
    -------
    float
        FTE: 168 hours over the hours that a post is worked in a week.

    Examples
    --------
    At 37.5 hours: 168 / 37.5 = 4.48 without headroom; 4.48 / 0.78 = 5.74 with 22 % of the paid hours;
    4.48 x 1.22 = 5.47 with 22 % on top of the hours worked.
    """
    return HOURS_PER_WEEK_ROUND_THE_CLOCK / (hours_per_week * _worked(headroom, convention))


def _worked(headroom: float, convention: Headroom) -> float:
    return 1 - headroom if convention == "paid-hours" else 1 / (1 + headroom)


def visits_per_unit(case: Case, recipe: Recipe) -> float:
    """Return visits of one unit of work on one skill: the recipe's, or those of the tapers' episode."""
    if recipe.visits is not None:
        return recipe.visits
    return DAYS_PER_WEEK * sum(row.visits_per_day for row in case.tapers if row.work == recipe.work)

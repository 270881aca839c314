"""Say what sets the number of posts of a role at a workplace in a period; ``docs/figures.md`` gives the order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from capplan.check.staffing import Staffing, WorkKind
from capplan.check.violation import SUM_TOLERANCE, ZERO
from capplan.decisions import SetBy

_FULLY_USED = 0.98
_NAMES: Mapping[tuple[WorkKind, ...], SetBy] = {
    ("duty",): "rapid cover",
    ("home-starts",): "visits at home",
    ("occupied-days", "staffed-days"): "bed care",
    ("referrals",): "referrals",
    ("older-people",): "locality work",
    ("fixed",): "fixed work",
}


def set_by(
    staffing: Staffing,
    key: tuple[str, str, int],
    *,
    largest_shortfall: float,
    utilisation: float | None,
    skills: Sequence[str],
) -> SetBy:
    """Return the first reason that applies.

    Parameters
    ----------
    staffing : Staffing
    key : tuple
        Role, workplace and number of the period.
    largest_shortfall : float
        Hours left undone of the skill of which most is, among those that the role is first to do.
    utilisation : float or None
        Hours worked over hours that people in post can give.
    skills : sequence of str
        Skills on which the role works in the period.
    """
    role, workplace, number = key
    in_post = staffing.answer.in_post
    step = staffing.facts.case.parameters.fte_step
    row = staffing.facts.establishment.get((role, workplace))
    if largest_shortfall > SUM_TOLERANCE:
        return "recruitment limit"
    if row is not None and row.min_fte > 0.0 and in_post[key] <= row.min_fte + step + ZERO:
        return "team minimum"
    for supervision in staffing.facts.case.supervision:
        supervised = in_post.get((supervision.role, workplace, number))
        limit = supervision.max_fte_per_supervisor * (in_post[key] - step)
        if supervision.supervisor == role and supervised is not None and supervised >= limit - ZERO:
            return "supervision"
    if utilisation is not None and utilisation >= _FULLY_USED:
        return _most_needed(staffing, workplace, number, skills)
    return "people in post"


def _most_needed(staffing: Staffing, workplace: str, number: int, skills: Sequence[str]) -> SetBy:
    parts = [part for skill in skills for part in staffing.parts_of.get((workplace, skill, number), [])]
    hours = {name: math.fsum(part.hours for part in parts if part.kind in kinds) for kinds, name in _NAMES.items()}
    most = max(hours.values())
    return next(name for name, one in hours.items() if one == most) if most > 0.0 else "people in post"

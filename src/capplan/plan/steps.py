"""Whole steps: from recruits and moves in fractions to recruits and moves in steps of an FTE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import Any

from pyomo.environ import ComponentMap

from capplan.plan.held import chosen, estate, for_whole_steps, held, values_of
from capplan.plan.search import Found, log_of
from capplan.solve import Profile, SolveResult, run

# Whole steps cost little: they are searched to this share of the gap asked.
STEPS_SHARE = 0.2
# A rounding is kept if it costs no more than so many times that.
MOST_DEARER = 2.0
TINY = 1e-6


def with_whole_steps(found: Found, profile: Profile, *, log_path: Path | None = None) -> Found:
    """Keep the configurations found and make recruits and moves whole, where the model plans staff.

    Each team's recruits so far are those of the fractions, rounded: to the nearest step, up for supervisors and
    teams with a minimum, down for those they supervise and teams with little room. Where that costs more than
    the share allowed, or breaks a requirement, all teams are searched.
    """
    model = found.model
    if estate(model) is model or not found.result.has_solution:
        return found
    objective = found.result.require_solution()
    exact = for_whole_steps(replace(profile, mip_rel_gap=STEPS_SHARE * profile.mip_rel_gap))
    fractions = values_of(model)
    with held(model, chosen(model)):
        for up in (False, True):
            with _fixed(_rounded(model, up=up)):
                result = run(model, exact, log_path=log_of(log_path, "steps"))
            if result.has_solution and _dearer(result.require_solution(), objective) <= MOST_DEARER * exact.mip_rel_gap:
                return _whole(found, result)
            start = values_of(model) if result.has_solution else None
            for one, value in fractions.items():
                one.set_value(value, skip_validation=True)
        result = run(model, exact, log_path=log_of(log_path, "steps"), start=start)
    return _whole(found, result)


def _whole(found: Found, result: SolveResult) -> Found:
    return replace(found, result=replace(result, stopped_by=found.result.stopped_by or result.stopped_by))


def _dearer(objective: float, fractions: float) -> float:
    return (objective - fractions) / max(1.0, abs(fractions))


@contextmanager
def _fixed(values: Mapping[Any, int]) -> Iterator[None]:
    for one, value in values.items():
        one.fix(value)
    try:
        yield
    finally:
        for one in values:
            one.unfix()


def _rounded(model: Any, *, up: bool) -> Mapping[Any, int]:
    """Round moves down, and recruits so that each team stays as large as in fractions.

    Teams under a rule of their own never fall below their size in fractions (teams with little room never
    above it), and supervisors stand a little above, for those they supervise may be rounded up; other
    teams follow to the nearest step, or up.
    """
    staff = model.workforce
    steps = ComponentMap()
    for key, sums in _by_team(staff.redeployed, 4).items():
        done, total = 0, 0.0
        for period, one in sums:
            total += one.value or 0.0
            steps[staff.redeployed[(*key, period)]] = max(0, floor(total + TINY) - done)
            done = max(done, floor(total + TINY))
    _recruits(staff, steps, up)
    return steps  # type: ignore[no-any-return]


def _recruits(staff: Any, steps: ComponentMap, up: bool) -> None:
    inputs = staff.inputs
    margins, full = _margins(staff), {key[:2] for key in staff.room}
    size: dict[tuple[str, str], float] = {}
    left: dict[tuple[str, str], int] = {}
    moved: dict[tuple[str, str, str], float] = {}
    for role, site, to_role, base, month in staff.redeployed:
        fte = inputs.fte_step * steps[staff.redeployed[role, site, to_role, base, month]]
        moved[role, site, month] = moved.get((role, site, month), 0.0) - fte
        moved[to_role, base, month] = moved.get((to_role, base, month), 0.0) + fte
    for period in inputs.periods:
        for post in inputs.posts:
            key = (*post, period.id)
            before = staff.before.get(period.id)
            here = inputs.actual_fte[post] if before is None else size[post] * inputs.stays[post.role, before]
            here += moved.get(key, 0.0)
            if key in staff.redundant:
                here -= staff.redundant[key].value or 0.0
            if key in staff.recruit_keys:
                short = (staff.in_post[key].value - here) / inputs.fte_step + margins.get(post, 0.0)
                joining = max(0, _steps(short, up or post in margins, post in full))
                limit = inputs.roles[post.role].max_recruits_fte_per_month
                if limit is not None:
                    room = left.setdefault(
                        (post.role, period.id), floor(limit * period.months / inputs.fte_step + TINY)
                    )
                    joining = min(joining, room)
                    left[post.role, period.id] -= joining
                steps[staff.recruited[key]] = joining
                here += inputs.fte_step * joining
            size[post] = here


def _steps(short: float, up: bool, full: bool) -> int:
    if full:
        return floor(short + TINY)
    return ceil(short - TINY) if up else floor(short + 0.5)


def _margins(staff: Any) -> dict[tuple[str, str], float]:
    """Return the steps by which a team under a rule of its own must stand above its size in fractions.

    A supervised team may be rounded up by a step, and its supervisors must stand for that.
    """
    margins = {key[:2]: 0.0 for key in staff.team_minimum}
    for _ in range(2):
        for row in staff.inputs.supervised:
            below = margins.setdefault((row.role, row.workplace), 0.0)
            above = (row.supervisor, row.workplace)
            margins[above] = max(margins.get(above, 0.0), (1.0 + below) / row.max_fte)
    return margins


def _by_team(variable: Any, size: int) -> dict[tuple[str, ...], list[tuple[str, Any]]]:
    """Return (period, variable) in order of time, by the first parts of the index."""
    teams: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
    for key in sorted(variable, key=lambda key: key[size]):
        teams.setdefault(key[:size], []).append((key[size], variable[key]))
    return teams

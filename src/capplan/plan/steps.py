"""Whole steps: from recruits and moves in fractions to recruits and moves in steps of an FTE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import Any

from pyomo.environ import ComponentMap, Var

from capplan.plan.held import WHOLE_STEPS, chosen, estate, for_whole_steps, held, values_of
from capplan.plan.search import Found, log_of
from capplan.solve import Profile, SolveResult, improve, run
from capplan.solve.profile import OptionValue

# Where whole steps cost more than this share of the gap asked, all teams are searched, to that share.
STEPS_SHARE = 0.2
# Each workplace is searched to this share of the gap asked (there are about ten), or for so many nodes.
PLACE_SHARE = 0.02
PLACE_HIGHS: Mapping[str, OptionValue] = {"mip_max_nodes": 20}
TINY = 1e-6


def with_whole_steps(found: Found, profile: Profile, *, log_path: Path | None = None, search_on: bool = True) -> Found:
    """Make recruits and moves whole, where the model plans staff, and search on where that loses the gap asked.

    The configurations found are kept at first; only if whole steps of them miss the gap, and the search was not
    cut short, is the whole model searched from there; and only if that is wanted (`search_on`).
    """
    model = found.model
    if estate(model) is model or not found.result.has_solution:
        return found
    whole = _of_the_configurations(found, profile, log_path)
    if not search_on or whole.result.stopped_by is not None or not whole.result.has_solution:
        return whole
    objective = whole.result.require_solution()
    if objective - whole.bound <= profile.mip_rel_gap * abs(objective):
        return whole
    log = log_of(log_path, "whole-steps")
    result = run(model, for_whole_steps(profile), log_path=log, start=values_of(model))
    return replace(whole, result=result, bound=max(whole.bound, result.bound))


def _of_the_configurations(found: Found, profile: Profile, log_path: Path | None) -> Found:
    """Keep the configurations found and make recruits and moves whole, where the model plans staff.

    Each team's recruits so far are those of the fractions, rounded: to the nearest step, up for supervisors and
    teams with a minimum, down for those they supervise and teams with little room. Then the teams of each
    workplace are searched in turn while the rest is held, and people are placed once more. Where that still
    costs more than the share allowed, or rounding breaks a requirement either way, all teams are searched.
    """
    model = found.model
    exact = for_whole_steps(replace(profile, mip_rel_gap=STEPS_SHARE * profile.mip_rel_gap))
    fractions = values_of(model)
    with held(model, chosen(model)):
        for up in (True, False):
            with _fixed(_rounded(model, up=up)):
                rounded = run(model, exact, log_path=log_of(log_path, "rounded"))
            if rounded.has_solution:
                close = replace(
                    exact, mip_rel_gap=PLACE_SHARE * profile.mip_rel_gap, highs={**PLACE_HIGHS, **exact.highs}
                )
                improve(model, _by_workplace(model.workforce), close, log_path=log_of(log_path, "workplaces"))
                with _fixed(_as_they_are(model.workforce)):
                    whole = run(model, exact, log_path=log_of(log_path, "steps"))
                if _dearer(whole, found.result) > STEPS_SHARE * profile.mip_rel_gap:
                    whole = run(model, exact, log_path=log_of(log_path, "all-teams"), start=values_of(model))
                return _whole(found, whole)
            for one, value in fractions.items():
                one.set_value(value, skip_validation=True)
        return _whole(found, run(model, exact, log_path=log_of(log_path, "steps")))


def _whole(found: Found, result: SolveResult) -> Found:
    return replace(found, result=replace(result, stopped_by=found.result.stopped_by or result.stopped_by))


def _dearer(whole: SolveResult, fractions: SolveResult) -> float:
    """Return what whole steps cost above fractions, as a share."""
    least = fractions.require_solution()
    return (whole.require_solution() - least) / max(1.0, abs(least))


def _by_workplace(staff: Any) -> list[list[Any]]:
    """Return the staff block's variables by workplace; a move between two is in both."""
    places: dict[str, list[Any]] = {place: [] for _, place in staff.inputs.posts}
    for one in staff.component_data_objects(Var):
        index = one.index()
        for part in index if isinstance(index, tuple) else (index,):
            if part in places:
                places[part].append(one)
    return list(places.values())


def _as_they_are(staff: Any) -> Mapping[Any, int]:
    """Return the present number of steps of every recruitment and move."""
    steps = ComponentMap()
    for name in WHOLE_STEPS:
        for one in staff.component(name).values():
            steps[one] = round(one.value)
    return steps  # type: ignore[no-any-return]


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
    """Round moves out of each team down in total, and recruits so that each team stays as large as in fractions.

    Teams under a rule of their own never fall below their size in fractions (teams with little room never
    above it), and supervisors stand a little above, for those they supervise may be rounded up; other
    teams follow to the nearest step, or up.
    """
    staff = model.workforce
    steps = ComponentMap()
    _moves(staff, steps)
    _recruits(staff, steps, up)
    return steps  # type: ignore[no-any-return]


def _moves(staff: Any, steps: ComponentMap) -> None:
    """Round moves: as many whole steps have left a team as fractions add up to, each to where most is owed."""
    leaving: dict[tuple[str, str, str], list[Any]] = {}
    for key in sorted(staff.redeployed, key=lambda key: key[4]):
        leaving.setdefault((key[0], key[1], key[4]), []).append(key)
    owed: dict[tuple[str, ...], float] = {}
    for (role, site, _), keys in leaving.items():
        for key in keys:
            owed[key[:4]] = owed.get(key[:4], 0.0) + (staff.redeployed[key].value or 0.0)
            steps[staff.redeployed[key]] = 0
        left = floor(sum(amount for pair, amount in owed.items() if pair[:2] == (role, site)) + TINY)
        for _step in range(left):
            key = max(keys, key=lambda key: owed[key[:4]])
            steps[staff.redeployed[key]] += 1
            owed[key[:4]] -= 1.0


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

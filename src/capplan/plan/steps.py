"""Whole steps: from recruits and moves in fractions to recruits and moves in steps of an FTE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import Any

from pyomo.environ import ComponentMap, Var

from capplan.plan.held import chosen, estate, for_whole_steps, held
from capplan.plan.search import Found, log_of
from capplan.solve import Profile, run

# Whole steps cost little: they are searched to this share of the gap asked.
STEPS_SHARE = 0.2
TINY = 1e-6


def with_whole_steps(found: Found, profile: Profile, *, log_path: Path | None = None) -> Found:
    """Keep the configurations found and make recruits and moves whole, where the model plans staff.

    The search starts from a rounding: each team's recruits so far are those of the fractions, rounded.
    """
    model = found.model
    if estate(model) is model or not found.result.has_solution:
        return found
    exact = for_whole_steps(replace(profile, mip_rel_gap=STEPS_SHARE * profile.mip_rel_gap))
    with held(model, chosen(model)):
        start = _start(model, exact)
        result = run(model, exact, log_path=log_of(log_path, "steps"), start=start)
    return replace(found, result=replace(result, stopped_by=found.result.stopped_by or result.stopped_by))


def _start(model: Any, profile: Profile) -> ComponentMap | None:
    """Return a complete answer with rounded steps: to the nearest step, or up where that breaks a requirement."""
    before = ComponentMap((one, one.value) for one in model.component_data_objects(Var))
    for up in (False, True):
        steps = _rounded(model, up=up)
        with _fixed(steps):
            solved = run(model, profile).has_solution
        if solved:
            return ComponentMap((one, one.value or 0.0) for one in model.component_data_objects(Var))
        for one, value in before.items():
            one.set_value(value, skip_validation=True)
    return None


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
    """Round running sums, within what can be recruited a month and what has been released."""
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
    months = {period.id: period.months for period in inputs.periods}
    total: dict[tuple[str, str], float] = {}
    done: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str], int] = {}
    for role, place, period in sorted(staff.recruited, key=lambda key: key[2]):
        limit = inputs.roles[role].max_recruits_fte_per_month
        if (role, period) not in left and limit is not None:
            left[role, period] = floor(limit * months[period] / inputs.fte_step + TINY)
        team = (role, place)
        total[team] = total.get(team, 0.0) + (staff.recruited[role, place, period].value or 0.0)
        target = ceil(total[team] - TINY) if up else floor(total[team] + 0.5)
        joining = max(0, min(target - done.get(team, 0), left.get((role, period), target)))
        if limit is not None:
            left[role, period] -= joining
        done[team] = done.get(team, 0) + joining
        steps[staff.recruited[role, place, period]] = joining


def _by_team(variable: Any, size: int) -> dict[tuple[str, ...], list[tuple[str, Any]]]:
    """Return (period, variable) in order of time, by the first parts of the index."""
    teams: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
    for key in sorted(variable, key=lambda key: key[size]):
        teams.setdefault(key[:size], []).append((key[size], variable[key]))
    return teams

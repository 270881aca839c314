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
from capplan.solve import Profile, SolveResult, run

# Whole steps cost little: they are searched to this share of the gap asked.
STEPS_SHARE = 0.2
# A rounding is kept if it costs no more than so many times that.
MOST_DEARER = 2.0
TINY = 1e-6


def with_whole_steps(found: Found, profile: Profile, *, log_path: Path | None = None) -> Found:
    """Keep the configurations found and make recruits and moves whole, where the model plans staff.

    Each team's recruits so far are those of the fractions, rounded; only teams tied to another rule (room,
    supervision, a minimum) are searched. Where that costs more than the share allowed, or breaks a
    requirement, all teams are searched.
    """
    model = found.model
    if estate(model) is model or not found.result.has_solution:
        return found
    objective = found.result.require_solution()
    exact = for_whole_steps(replace(profile, mip_rel_gap=STEPS_SHARE * profile.mip_rel_gap))
    fractions = _values(model)
    with held(model, chosen(model)):
        for up in (False, True):
            with _fixed(_rounded(model, up=up)):
                result = run(model, exact, log_path=log_of(log_path, "steps"))
            if result.has_solution and _dearer(result.require_solution(), objective) <= MOST_DEARER * exact.mip_rel_gap:
                return _whole(found, result)
            start = _values(model) if result.has_solution else None
            for one, value in fractions.items():
                one.set_value(value, skip_validation=True)
        result = run(model, exact, log_path=log_of(log_path, "steps"), start=start)
    return _whole(found, result)


def _whole(found: Found, result: SolveResult) -> Found:
    return replace(found, result=replace(result, stopped_by=found.result.stopped_by or result.stopped_by))


def _dearer(objective: float, fractions: float) -> float:
    return (objective - fractions) / max(1.0, abs(fractions))


def _values(model: Any) -> ComponentMap:
    return ComponentMap((one, one.value or 0.0) for one in model.component_data_objects(Var))


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
    """Round running sums of free teams, within what can be recruited a month and what has been released."""
    staff = model.workforce
    tied = _tied(staff)
    steps = ComponentMap()
    for key, sums in _by_team(staff.redeployed, 4).items():
        done, total = 0, 0.0
        for period, one in sums if (key[2], key[3]) not in tied else ():
            total += one.value or 0.0
            steps[staff.redeployed[(*key, period)]] = max(0, floor(total + TINY) - done)
            done = max(done, floor(total + TINY))
    _recruits(staff, steps, up)
    for key in staff.recruited:
        if key[:2] in tied:
            del steps[staff.recruited[key]]
    return steps  # type: ignore[no-any-return]


def _tied(staff: Any) -> set[tuple[str, str]]:
    """Return the (role, workplace) that a rule of their own holds: room, a minimum, supervision."""
    pairs = {key[:2] for rule in (staff.room, staff.team_minimum) for key in rule}
    for supervisor, role, place, _ in staff.supervised:
        pairs |= {(supervisor, place), (role, place)}
    return pairs


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

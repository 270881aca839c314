"""How a model is searched: directly, or coarse first and then refined, with the coarse model's bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pyomo.environ import ComponentMap

from capplan.formulations import beds, system
from capplan.plan.held import chosen, estate, for_whole_steps, held, steps_as_fractions, values_of
from capplan.solve import Profile, Progress, SolveResult, Status, paused_gc, run, strong_links
from capplan.solve.profile import OptionValue
from capplan.units import months_between

# From this many monthly periods on, the coarse model comes first.
LONG_PERIODS = 24
COARSE_MONTHS = 3
# The coarse model is solved to this share of the gap asked; the rest is for what it leaves out.
COARSE_SHARE = 0.6
# With staff a little more is left out: whole steps come on top.
JOINT_COARSE_SHARE = 0.55
# Around the coarse model's changes the exact model may move their dates by this many months.
WINDOW_MONTHS = 12
REFINE_SHARE = 0.1
# Beds and staff: the first round ends at this multiple of the gap asked, as soon as there is a plan to refine.
QUICK_SHARE = 1.5
# With staff, HiGHS' own heuristics cost most of the time and find less than the branching does from a start;
# and trying out branches before choosing one takes a minute at the root, more than a worse choice costs.
FOR_THE_BOUND: Mapping[str, OptionValue] = {"mip_heuristic_effort": 0.0, "mip_pscost_minreliable": 0}
# Up to so many recruits and moves are searched in whole steps from the start.
FEW_STEPS = 1_000

Inputs = beds.Inputs | system.Inputs


@dataclass(frozen=True)
class Found:
    """An answer in the exact model's variables, and the best bound proved on the way.

    Attributes
    ----------
    model : pyomo.environ.ConcreteModel
        The exact model; its variables hold the answer.
    result : SolveResult
        Of the last run on the exact model; `bound` may be tighter than its own.
    bound : float
        No plan can have a lower objective.
    settled : mapping of configuration index to 0 or 1
        What the coarse model settled: far from any change, not searched further.
    """

    model: Any
    result: SolveResult
    bound: float
    settled: Mapping[Any, int] = field(default_factory=dict)


def build(inputs: Inputs) -> Any:
    """Build the model that the inputs are for: beds alone, or beds and staff."""
    with paused_gc():
        return system.build(inputs) if isinstance(inputs, system.Inputs) else beds.build(inputs)


def search(
    inputs: Inputs,
    profile: Profile,
    *,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    strong: bool | None = None,
    prepare: Callable[[Any], None] = lambda _: None,
) -> Found:
    """Find and prove an answer within the profile's gap; `prepare` may add rows to each model before it is searched.

    Long plans by month are searched in two steps. The coarse model (people by quarter, localities in one
    pool) is a relaxation, so its bound holds; the exact model then moves the dates of the coarse plan's
    changes within a year. If gap is left, the exact model is searched whole from there. Where many staff
    are planned, recruits and moves are fractions of steps here; `capplan.plan.steps` makes them whole.
    """
    model = build(inputs)
    prepare(model)
    if is_long(inputs):
        coarse = build(inputs.coarse(COARSE_MONTHS))
        prepare(coarse)
        with steps_as_fractions(model):
            return _coarse_first(model, coarse, inputs, profile, log_path, on_progress)
    if isinstance(inputs, system.Inputs):
        few = len(inputs.workforce.recruits) + len(inputs.workforce.redeployments) <= FEW_STEPS
        with nullcontext() if few else steps_as_fractions(model):
            start = None if few else _today(model, inputs, profile)
            asked = for_whole_steps(profile) if few else profile
            result = run(model, asked, log_path=log_path, on_progress=on_progress, start=start)
        return Found(model, result, result.bound)
    rows = None
    if inputs.all_must_be_met if strong is None else strong:
        rows = strong_links(*beds.strong_links(model, inputs))
    result = run(model, profile, log_path=log_path, on_progress=on_progress, lazy_rows=rows)
    return Found(model, result, result.bound)


def _coarse_first(
    model: Any,
    coarse: Any,
    inputs: Inputs,
    profile: Profile,
    log_path: Path | None,
    on_progress: Callable[[Progress], None] | None,
) -> Found:
    """Prove a bound on the coarse model, and find an answer of the exact model near the coarse plan."""
    if isinstance(inputs, system.Inputs):
        return _two_rounds(model, coarse, inputs, profile, log_path, on_progress)
    tighter = replace(profile, mip_rel_gap=COARSE_SHARE * profile.mip_rel_gap)
    first = run(coarse, tighter, log_path=log_of(log_path, "coarse"), on_progress=on_progress)
    if not first.has_solution:
        return _whole(model, profile, first, None, log_path, on_progress)
    found = _refine(model, inputs, coarse, profile, first.bound, log_of(log_path, "refined"))
    stopped = first.stopped_by is not None or found.result.stopped_by is not None
    if found.result.has_solution and (stopped or _gap(found) <= profile.mip_rel_gap):
        return found
    return _whole(model, profile, first, found, log_path, on_progress)


def _two_rounds(
    model: Any,
    coarse: Any,
    inputs: system.Inputs,
    profile: Profile,
    log_path: Path | None,
    on_progress: Callable[[Progress], None] | None,
) -> Found:
    """Search beds and staff: a quick round for a good plan, and a second one, from that plan, for the bound.

    HiGHS' heuristics cost most of the time on these models, and find less than branching does from a good
    start: the second round leaves them out.
    """
    began = time.perf_counter()
    quick = replace(profile, mip_rel_gap=QUICK_SHARE * profile.mip_rel_gap)
    first = run(coarse, quick, log_path=log_of(log_path, "coarse"), on_progress=on_progress)
    if not first.has_solution:
        return _whole(model, profile, first, None, log_path, on_progress)
    found = _refine(model, inputs, coarse, profile, first.bound, log_of(log_path, "refined"))
    stopped = first.stopped_by is not None or found.result.stopped_by is not None
    if not found.result.has_solution or stopped or _gap(found) <= profile.mip_rel_gap:
        return found
    best = values_of(model)
    with held(coarse, chosen(model)):
        known = run(coarse, profile).has_solution
    start = values_of(coarse) if known else None
    left = max(10.0, profile.time_limit_s - (time.perf_counter() - began))
    proof = replace(
        profile,
        mip_rel_gap=JOINT_COARSE_SHARE * profile.mip_rel_gap,
        time_limit_s=left,
        highs={**FOR_THE_BOUND, **profile.highs},
    )
    second = run(coarse, proof, log_path=log_of(log_path, "proof"), on_progress=on_progress, start=start)
    bound = max(first.bound, second.bound)
    if second.has_solution:
        again = _refine(model, inputs, coarse, profile, bound, log_of(log_path, "again"))
        if again.result.has_solution and again.result.require_solution() < found.result.require_solution():
            return replace(again, result=replace(again.result, stopped_by=second.stopped_by))
    for one, value in best.items():
        one.set_value(value, skip_validation=True)
    return replace(found, bound=bound, result=replace(found.result, stopped_by=second.stopped_by))


def _today(model: Any, inputs: Inputs, profile: Profile) -> ComponentMap | None:
    """Return the best answer in which every site stays as it is today, if there is one: a place to start from."""
    configuration = estate(model).configuration
    stays = {key: int(key[1] == inputs.sites[key[0]].today) for key in configuration}
    with held(model, stays):
        found = run(model, profile).has_solution
    return values_of(model) if found else None


def is_long(inputs: Inputs) -> bool:
    """Say whether a model is long: by month over more than two years, with sites that may change."""
    return _many_months(inputs) and _may_change(inputs)


def is_still(inputs: Inputs) -> bool:
    """Say whether a model is by month over more than two years, and no site may change."""
    return _many_months(inputs) and not _may_change(inputs)


def _many_months(inputs: Inputs) -> bool:
    return len(inputs.periods) > LONG_PERIODS and all(period.months == 1 for period in inputs.periods)


def _may_change(inputs: Inputs) -> bool:
    return any(arc.source != arc.target for arc in inputs.arcs)


def _whole(
    model: Any,
    profile: Profile,
    first: SolveResult,
    found: Found | None,
    log_path: Path | None,
    on_progress: Callable[[Progress], None] | None,
) -> Found:
    """Search the whole exact model in what is left of the time, from the refined answer if there is one."""
    if first.status is Status.INFEASIBLE:
        return Found(model, first, first.bound)
    left = replace(profile, time_limit_s=max(1.0, profile.time_limit_s - first.solve_s))
    start = values_of(model) if found is not None and found.result.has_solution else None
    result = run(model, left, log_path=log_of(log_path, "whole"), on_progress=on_progress, start=start)
    result = replace(result, solve_s=first.solve_s + result.solve_s)
    return Found(model, result, max(result.bound, first.bound))


def log_of(log_path: Path | None, step: str) -> Path | None:
    """Return the log file of one step, so that no step overwrites another's."""
    return None if log_path is None else log_path.with_stem(f"{log_path.stem}-{step}")


def _gap(found: Found) -> float:
    objective = found.result.require_solution()
    return abs(objective - found.bound) / max(abs(objective), 1e-9)


def _refine(model: Any, inputs: Inputs, coarse: Any, profile: Profile, bound: float, log_path: Path | None) -> Found:
    """Search the exact model near the coarse plan: each site's changes may move within the window."""
    settled = far_from_changes(inputs, chosen(coarse), WINDOW_MONTHS)
    near = replace(profile, mip_rel_gap=REFINE_SHARE * profile.mip_rel_gap)
    with held(model, settled):
        result = run(model, near, log_path=log_path)
    return Found(model, result, bound, settled)


def far_from_changes(inputs: Inputs, plan: Mapping[Any, int], window: int) -> dict[Any, int]:
    """Return the configurations of a plan that lie more than so many months from any change of their site."""
    months = {site: _changes(inputs, plan, site) for site in inputs.sites}
    return {
        key: value
        for key, value in plan.items()
        if all(abs(months_between(month, key[2])) > window for month in months[key[0]])
    }


def _changes(inputs: Inputs, plan: Mapping[Any, int], site: str) -> list[str]:
    """Return the periods in which a site's configuration changes."""
    path = {key[2]: key[1] for key, value in plan.items() if value == 1 and key[0] == site}
    held, months = inputs.sites[site].today, []
    for period in inputs.periods:
        if path[period.id] != held:
            months.append(period.id)
        held = path[period.id]
    return months

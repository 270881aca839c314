"""Search the `bases` model: directly, or narrowed first where every area belongs to its nearest open base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo

from capplan.decisions.bases import BaseDecisions
from capplan.errors import SolverTrouble
from capplan.formulations import bases
from capplan.plan.lagrangian import Narrowed, narrow
from capplan.solve import Profile, Progress, SolveResult, Status, run

Listener = Callable[[Progress], None]


@dataclass(frozen=True)
class Found:
    """The best choice found, and what is proved of it.

    Attributes
    ----------
    objective, bound : float
        GBP a year.
    """

    status: Status
    objective: float
    bound: float
    decisions: BaseDecisions


def search(
    inputs: bases.Inputs, profile: Profile, *, log_path: Path | None = None, on_progress: Listener | None = None
) -> Found:
    """Solve one choice of bases.

    Where an area may belong to a farther base, the model is solved as it is. Where it may not, most bases are
    settled first by a bound from prices (`lagrangian`); the solver proves the rest on the smaller model.

    Raises
    ------
    NoPlanInTime, SolverTrouble
        If the run ended without an answer.
    """
    narrowed = None if inputs.farther_possible else narrow(*_arrays(inputs))
    if narrowed is None:
        model = bases.build(inputs)
        return _found(model, run(model, profile, log_path=log_path, on_progress=on_progress), None)
    kept = inputs.reduced(_named(inputs, narrowed.closed), _named(inputs, narrowed.opened))
    model = bases.build(kept)
    start = _start(model, [inputs.bases[number] for number in narrowed.chosen])
    return _found(model, run(model, profile, log_path=log_path, on_progress=on_progress, start=start), narrowed)


def _found(model: Any, result: SolveResult, narrowed: Narrowed | None) -> Found:
    if result.status is Status.INFEASIBLE:
        if narrowed is not None:
            raise SolverTrouble("The solver found no choice of bases although one is known.")
        return Found(result.status, np.inf, np.inf, BaseDecisions(open=(), territory=()))
    objective = result.require_solution()
    # The smaller model holds every choice that costs no more than the known one, so either bound holds for all.
    bound = result.bound if narrowed is None else min(objective, max(result.bound, narrowed.bound))
    return Found(result.status, objective, bound, bases.extract(model))


def _arrays(inputs: bases.Inputs) -> tuple[Any, Any, int, Any]:
    area_of = {area: number for number, area in enumerate(inputs.areas)}
    base_of = {base: number for number, base in enumerate(inputs.bases)}
    cost = np.full((len(area_of), len(base_of)), np.inf)
    for area, base in inputs.in_reach:
        cost[area_of[area], base_of[base]] = inputs.travel_gbp[area, base]
    base_cost = np.array([inputs.base_gbp[base] for base in inputs.bases], dtype=float)
    must = np.array([base_of[base] for base in inputs.fixed_bases], dtype=np.int64)
    return cost, base_cost, inputs.num_bases, must


def _named(inputs: bases.Inputs, marked: Any) -> list[str]:
    return [base for base, one in zip(inputs.bases, marked, strict=True) if one]


def _start(model: Any, chosen: list[str]) -> pyo.ComponentMap:
    is_open = set(chosen)
    start = pyo.ComponentMap((variable, float(base in is_open)) for base, variable in model.open.items())
    for (area, k), variable in model.beyond.items():
        reached = any(base in is_open for ring in model.rings_of[area][:k] for base in ring.bases)
        start[variable] = float(not reached)
    return start


def least_reach_min(inputs: bases.Inputs, profile: Profile) -> float | None:
    """Return the smallest `max_rapid_min` under which all other requirements can be kept; None where none is known."""
    quick = replace(profile, mip_rel_gap=1.0)
    steps = sorted(set(inputs.travel_min.values()))

    def possible(limit_min: float) -> bool:
        near = frozenset(pair for pair in inputs.pairs if inputs.travel_min[pair] <= limit_min)
        return run(bases.build(replace(inputs, in_reach=near)), quick).has_solution

    if not steps or not possible(steps[-1]):
        return None
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if possible(steps[middle]):
            high = middle
        else:
            low = middle + 1
    return steps[high]

"""One part of a rota through the solver: an assignment, its cost and a bound, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.errors import Infeasible
from capplan.formulations.rota import Inputs
from capplan.plan.rota.infeasible import why_infeasible
from capplan.rosters import solve
from capplan.solve import Profile, Progress


@dataclass(frozen=True)
class Part:
    """The answer of one part of a rota."""

    assignment: Mapping[tuple[str, int], str]
    objective: float
    bound: float
    iterations: int
    stopped_by: str


def solve_part(
    case: Case,
    inputs: Inputs,
    profile: Profile,
    seconds: float,
    on_progress: Callable[[Progress], None] | None = None,
    known: Mapping[tuple[str, int], str] | None = None,
    *,
    work_s: float = math.inf,
) -> Part:
    """Solve one part of a rota, beginning from a known one or from what is settled, so that there is always a plan.

    Raises
    ------
    Infeasible
        With the people and rules that clash, in words.
    """
    start = {(person.id, day): shift for person in inputs.people for day, shift in person.fixed.items() if shift}
    for person in inputs.people:
        for day in range(inputs.days):
            shift = (known or {}).get((person.id, day))
            if shift is not None and shift in person.may_work(day):
                start[person.id, day] = shift
    try:
        found = solve(
            inputs,
            time_limit_s=seconds,
            work_s=work_s,
            gap=profile.mip_rel_gap,
            seed=profile.seed,
            start=start,
            on_progress=on_progress,
        )
    except Infeasible as error:
        raise Infeasible(why_infeasible(case, inputs) or error.cause) from error
    return Part(found.assignment, found.objective, found.bound, found.iterations, found.stopped_by)

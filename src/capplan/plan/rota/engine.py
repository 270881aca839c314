"""One part of a rota through the solver: an assignment, its cost and a bound, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.errors import Infeasible
from capplan.formulations.rota import Inputs, build
from capplan.plan.rota.infeasible import why_infeasible
from capplan.solve import Profile, Progress, Status, run


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
) -> Part:
    """Solve one part of a rota.

    Raises
    ------
    Infeasible
        With the people and rules that clash, in words.
    """
    model = build(inputs)
    result = run(model, replace(profile, time_limit_s=seconds), on_progress=on_progress)
    if result.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(case, inputs))
    objective = result.require_solution()
    chosen = {(person, day): shift for (person, day, shift), one in model.works.items() if one.value > 0.5}
    return Part(chosen, objective, result.bound, result.nodes, result.stopped_by or "proof")

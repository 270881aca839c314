"""Among answers equally good for the first objective, the one that is best for a second."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pyomo.environ import ComponentMap, Constraint, Objective, Var, maximize, value

from capplan.solve.profile import Profile
from capplan.solve.result import SolveResult
from capplan.solve.run import run

CAP_NAME = "tie_break_primary_cap"


def tie_break(
    model: Any,
    secondary: Any,
    *,
    primary_cap: float,
    profile: Profile,
    max_nodes: int = 500,
    log_path: Path | str | None = None,
) -> SolveResult:
    """Improve a second objective without giving up more of the first than allowed.

    The search starts from the values the variables hold and ends after `max_nodes` nodes or at the
    profile's gap. If nothing better is found the variables keep those values.

    Parameters
    ----------
    model
        A solved Pyomo model with one active objective, the primary one.
    secondary
        An inactive `Objective` of the model.
    primary_cap
        Worst value of the primary objective that is allowed: its greatest if it is minimised, its least
        if it is maximised. Usually the value just found plus or minus a tolerance.
    profile
        Gap, seed and options. Its time limit is a safeguard: choose one that `max_nodes` nodes do not
        reach, so that the answer does not depend on the speed of the machine.
    max_nodes
        Nodes of the search.
    log_path
        File for HiGHS' log.

    Returns
    -------
    SolveResult
        Of the secondary objective.
    """
    primaries = [one for one in model.component_data_objects(Objective, active=True) if one is not secondary]
    if len(primaries) != 1:
        raise ValueError(f"One active primary objective is needed, the model has {len(primaries)}.")
    primary = primaries[0]
    start = ComponentMap((one, one.value) for one in model.component_data_objects(Var) if one.value is not None)
    # The incumbent itself must pass, however its objective was rounded.
    now = value(primary)
    down = primary.sense == maximize
    cap = min(primary_cap, now) if down else max(primary_cap, now)
    limited = replace(profile, highs={**profile.highs, "mip_max_nodes": max_nodes})
    primary.deactivate()
    secondary.activate()
    row = Constraint(expr=primary.expr >= cap if down else primary.expr <= cap)
    model.add_component(CAP_NAME, row)
    try:
        result = run(model, limited, start=start, log_path=log_path)
        if not result.has_solution:
            for variable, number in start.items():
                variable.set_value(number, skip_validation=True)
    finally:
        model.del_component(CAP_NAME)
        secondary.deactivate()
        primary.activate()
    return result

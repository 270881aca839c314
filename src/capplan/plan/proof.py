"""The proof of an answer whose objective was recomputed from its decisions."""

from __future__ import annotations

from capplan.decisions import Proof
from capplan.errors import SolverTrouble
from capplan.solve import Profile

AGREEMENT = 1e-6


def proof_of(found: float, bound: float, objective: float, profile: Profile, sign: str = "") -> Proof:
    """Return the proof of an answer.

    Parameters
    ----------
    found, bound : float
        Objective and bound of the model.
    objective : float
        The objective that follows from the decisions.
    profile : Profile
        With the gap asked.
    sign : str
        Written before a figure, e.g. ``£``.

    Raises
    ------
    SolverTrouble
        If the model's own objective says otherwise.
    """
    slack = AGREEMENT * max(1.0, abs(objective))
    if abs(found - objective) > 10 * slack:
        raise SolverTrouble(
            f"The model's objective {sign}{found:,.2f} is not that of its decisions, {sign}{objective:,.2f}."
        )
    bound = min(bound, objective)
    gap = (objective - bound) / abs(objective) if objective else 0.0
    return Proof(
        status="optimal" if gap <= profile.mip_rel_gap + AGREEMENT else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        asked_gap=profile.mip_rel_gap,
    )

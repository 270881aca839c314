"""The proof of an answer whose objective was recomputed from its decisions."""

from __future__ import annotations

import math
from typing import Literal

from capplan.decisions import Proof
from capplan.errors import SolverTrouble
from capplan.solve import Profile

# The model's objective and the one recomputed from the decisions may differ by this share, no more.
AGREEMENT = 1e-6


def proof_at(objective: float, bound: float, asked_gap: float) -> Proof:
    """Return the proof that an objective and a bound below it make, for the gap asked (share)."""
    bound = min(bound, objective)
    gap = (objective - bound) / abs(objective) if objective else 0.0
    status: Literal["optimal", "feasible"] = "optimal" if gap <= asked_gap + AGREEMENT else "feasible"
    return Proof(status=status, objective=objective, bound=bound, gap=gap, asked_gap=asked_gap)


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
        If the model's own objective says otherwise, the bound lies above it, or there is none.
    """
    if not math.isfinite(bound):
        raise SolverTrouble("The search ended before it had proved anything. Give it more time.")
    slack = AGREEMENT * max(1.0, abs(objective))
    if abs(found - objective) > slack:
        raise SolverTrouble(
            f"The model's objective {sign}{found:,.2f} is not that of its decisions, {sign}{objective:,.2f}."
        )
    if bound > objective + slack:
        raise SolverTrouble(f"The bound {sign}{bound:,.2f} lies above the objective {sign}{objective:,.2f}.")
    return proof_at(objective, bound, profile.mip_rel_gap)

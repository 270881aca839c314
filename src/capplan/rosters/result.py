"""What the roster engine answers: a rota, its cost, and the bound that says how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RosterResult:
    """A rota with its proof.

    Attributes
    ----------
    assignment : mapping of (person, day) to shift
        Days off are not in it.
    objective, bound : float
        Cost in GBP; no rota costs less than the bound.
    gap : float
        (objective - bound) / max(|objective|, 1e-9), as a share.
    iterations : int
        Rounds of pricing and of re-optimisation.
    stopped_by : str
        "proof" where the gap asked for is proved, "work" or "limit" (of time) where that ended first, or "interrupt".
    seconds : float
        Wall time.
    """

    assignment: Mapping[tuple[str, int], str]
    objective: float
    bound: float
    gap: float
    iterations: int
    stopped_by: str
    seconds: float

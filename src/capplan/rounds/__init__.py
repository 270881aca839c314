"""Rounds of a day of visits with a proven gap: search for plans, and a bound by column generation.

from capplan import rounds

found = rounds.solve(inputs, time_limit_s=60.0, gap=0.005, seed=0)
"""

from __future__ import annotations

from capplan.rounds.labels import price
from capplan.rounds.plan import solve
from capplan.rounds.result import Progress, RoundsResult
from capplan.solve.jit import is_kept

__all__ = ["Progress", "RoundsResult", "compiles_first", "solve"]


def compiles_first() -> bool:
    """Whether the next rounds wait some seconds for the inner loops to be compiled, as on first use."""
    return not is_kept(price)

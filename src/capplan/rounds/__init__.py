"""Rounds of a day of visits with a proven gap: search for plans, and a bound by column generation.

from capplan import rounds

found = rounds.solve(inputs, time_limit_s=60.0, gap=0.005, seed=0)
"""

from __future__ import annotations

from capplan.rounds.plan import solve
from capplan.rounds.result import Progress, RoundsResult
from capplan.rounds.turns import HOT_GBP
from capplan.rounds.warm_up import compile_loops, compiles_first

__all__ = ["HOT_GBP", "Progress", "RoundsResult", "compile_loops", "compiles_first", "solve"]

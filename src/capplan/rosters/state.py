"""What the engine knows at any moment: the best rota, the bound, and when to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from capplan.rosters.compact import Assignment, Compact
from capplan.rosters.lagrange import rounded_up
from capplan.rosters.work import Work
from capplan.solve.arrays import Floats
from capplan.solve.result import relative_gap
from capplan.solve.session import Context, Progress


@dataclass
class State:
    """Best answer and bound so far.

    Attributes
    ----------
    step : float
        Every cost is the constant plus a whole multiple of it; 0 if none is known.
    gap : float
        Share at which the search may stop.
    work : Work
        What was done so far, and what may be done.
    """

    context: Context
    compact: Compact
    step: float
    gap: float
    on_progress: Callable[[Progress], None] | None
    work: Work = field(default_factory=Work)
    x: Floats | None = None
    objective: float = np.inf
    bound: float = -np.inf
    iterations: int = 0
    last_told: float = field(default=-np.inf)

    def answer(self) -> Floats:
        """Return the best answer.

        Raises
        ------
        ValueError
            If there is none yet.
        """
        if self.x is None:
            raise ValueError("Expected a rota to improve.")
        return self.x

    def assignment(self) -> Assignment:
        """Return who works when in the best answer."""
        return self.compact.assignment(self.answer())

    def offer(self, x: Floats | None) -> bool:
        """Take an answer if it is better than the best known; its costs are counted anew from who works when."""
        if x is None:
            return False
        cost = float(self.compact.compiled.objective_at(x))
        if cost >= self.objective - 1e-9 * max(1.0, abs(self.objective)):
            return False
        self.x, self.objective = x, cost
        self.tell(force=True)
        return True

    def prove(self, bound: float) -> None:
        """Raise the bound; rounding must not take it past an answer that is known."""
        rounded = rounded_up(bound, self.step, self.compact.inputs.constant_gbp)
        better = float(min(rounded, self.objective))
        if better > self.bound:
            self.bound = better
            self.tell()

    @property
    def is_proved(self) -> bool:
        """Whether the gap asked for is proved."""
        if not np.isfinite(self.objective):
            return False
        return self.objective - self.bound <= max(self.gap * abs(self.objective), 1e-6)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to do, or neither time nor work to do it."""
        return self.is_proved or self.is_stopped or self.context.seconds_left() <= 0.0 or self.work.is_done

    @property
    def is_stopped(self) -> bool:
        """Whether the stop button ends the search."""
        return self.context.stop.ends(found=self.x is not None)

    def improvable_below(self) -> float:
        """Return the cost that a better answer cannot exceed."""
        return self.objective - max(self.step, 1e-6) * (1.0 - 1e-6) if self.step else self.objective

    def tell(self, *, force: bool = False) -> None:
        """Report progress, about once a second."""
        now = time.perf_counter()
        if self.on_progress is None or (not force and now - self.last_told < 1.0):
            return
        self.last_told = now
        known = np.isfinite(self.objective)
        self.on_progress(
            Progress(
                seconds=self.context.seconds(),
                incumbent=self.objective if known else None,
                bound=self.bound,
                gap=relative_gap(self.objective, self.bound) if known else None,
                nodes=self.iterations,
            )
        )

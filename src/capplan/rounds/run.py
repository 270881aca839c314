"""One run of the search: its clock, its day, what is known so far, and when it has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.around import Around
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import FEW_VISITS, Day
from capplan.rounds.moves import total_cost
from capplan.rounds.pool import Pool
from capplan.rounds.result import CTRL_C, GAP, ITERATIONS, PROVEN, TIME_LIMIT, Progress
from capplan.rounds.state import Room, State, new_room
from capplan.rounds.turns import HOT_GBP

BY_BASES = 600
"""From so many visits a day without rounds to start from is planned base by base first."""
EQUAL = 1e-6
REACH_S = 600.0
"""How far visits by two may move at once in a plan."""


@dataclass
class Run:
    """One run."""

    inputs: Inputs
    day: Day
    until: float
    began: float
    gap: float
    stopped: Callable[[], bool]
    tell: Callable[[Progress], None] | None
    best: State
    room: Room
    bound: float
    seed: int
    warm: bool = False
    counted: bool = False
    enough: float = np.inf
    warmth_gbp: float = HOT_GBP
    pool: Pool = field(default_factory=Pool)
    relaxation: Relaxation | None = None
    cost: float = np.inf
    by_proof: float = np.inf
    iterations: int = 0
    left_in_bound: float | None = None
    balance_gbp: float = 0.0

    @property
    def objective(self) -> float:
        """What the best plan costs, GBP."""
        return float(total_cost(self.day, self.best))

    @property
    def leaves_out(self) -> bool:
        """Whether the plan leaves visits out."""
        return bool((self.best.made < self.day.visits["need"]).any())

    def __post_init__(self) -> None:
        self.steps = Around(self.day, (self.room, new_room(self.day)), REACH_S)

    @property
    def by_columns(self) -> bool:
        """Whether the day is small enough to be bettered by columns whole."""
        return len(self.day.visits) <= FEW_VISITS

    @property
    def by_bases(self) -> bool:
        """Whether the day is planned base by base first."""
        return self.by_regions and not self.warm and len(self.day.visits) >= BY_BASES

    @property
    def by_regions(self) -> bool:
        """Whether the day is bettered region by region."""
        return not (self.by_columns or self.counted)

    @property
    def noted(self) -> Pool | None:
        """Where the search notes rounds for the bound; None: of small days, and where one comes after the other."""
        return None if self.by_columns or self.counted else self.pool

    def closed(self) -> bool:
        """Say whether the plan, or the one that the proof has, is proven to be close enough."""
        return self._is_close(min(self.objective, self.by_proof))

    def _is_close(self, objective: float) -> bool:
        return self.bound >= min(self.enough, objective - max(self.gap * abs(objective), EQUAL))

    def over(self) -> bool:
        """Say whether the search must end."""
        return self.stopped() or time.perf_counter() >= self.until

    def ended(self) -> bool:
        """Say whether the search is stopped or its aim reached."""
        return self.stopped() or self.closed()

    def ended_beside(self) -> bool:
        """Say the same beside the search for plans, whose best one may be half written."""
        return self.stopped() or self._is_close(min(self.cost, self.by_proof))

    def raise_bound(self, bound: float) -> None:
        """Note a bound of the day."""
        self.bound = max(self.bound, float(bound))

    def tell_bound(self, bound: float) -> None:
        """Note a bound of the day and tell it."""
        self.raise_bound(bound)
        self.report()

    def report(self, cost: float | None = None) -> None:
        """Note what the plan costs; tell plan, bound and gap. `cost` is that of a better plan than the one noted."""
        objective = self.objective
        self.cost = min(self.cost, objective)
        if self.tell is not None:
            objective = objective if cost is None else cost
            gap = (objective - self.bound) / abs(objective) if objective else 0.0
            seconds = time.perf_counter() - self.began
            self.tell(Progress(seconds, objective, self.bound, gap, self.iterations))

    def why(self) -> str:
        """Say what ended the run."""
        objective = self.objective
        if objective - self.bound <= max(EQUAL, 1e-9 * abs(objective)):
            return PROVEN
        if self.closed():
            return GAP
        if self.stopped():
            return CTRL_C
        return TIME_LIMIT if time.perf_counter() >= self.until else ITERATIONS

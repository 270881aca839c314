"""Benders' decomposition: the master proposes a first stage, every future prices it and answers with a cut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Infeasible, SolverTrouble
from capplan.plan.search import FOR_THE_BOUND
from capplan.plan.uncertain.master import Master
from capplan.plan.uncertain.pool import Pool
from capplan.plan.uncertain.relaxed import Relaxed
from capplan.plan.uncertain.second_stage import Answer
from capplan.solve.arrays import Compiled, Floats
from capplan.solve.session import STOPPED_BY_LIMIT, STOPPED_BY_USER, Context, ModelStatus, Session

# The relaxation is solved until bound and cost of the separation points differ by this share of the gap asked: before
# whole wards are looked for the first time, and around a whole estate that is known.
ROUGH_SHARE = 0.6
RELAXED_SHARE = 0.2
MAX_RELAXED_ROUNDS = 40
LEAST_GAP = 1e-4
NO_SLOPE = 1e-6
# Cuts are asked for at this share of the way from the best known first stage to the master's answer.
OUTWARD = 0.3
# And further out where the bound has gained less than this share of what is left to gain.
STALLED = 0.05
# The master is searched to this share of the gap asked; the rest is for what its cuts leave out.
MASTER_SHARE = 0.6
ROUND_SHARE = 0.4  # of the time left, for one search of the master
LEAST_ROUND_S = 20.0


@dataclass
class Search:
    """State of one decomposition.

    Attributes
    ----------
    best, answers, objective
        Best first stage known, what the futures make of it, and its objective.
    bound
        No first stage can do better.
    tried
        Objective-free record of every first stage priced: (first stage, its answers).
    """

    master: Master
    pool: Pool
    context: Context
    best: Floats | None = None
    answers: list[Answer] = field(default_factory=list)
    objective: float = np.inf
    bound: float = 0.0  # costs are never negative (U5)
    rounds: int = 0
    tried: list[tuple[Floats, list[Answer]]] = field(default_factory=list)
    ended: str | None = None

    def __post_init__(self) -> None:
        self.relaxed = Relaxed(self.master, self.context)

    @property
    def whole(self) -> bool:
        """Recruits and moves come in whole steps: a first stage with fractions of them is no plan."""
        return self.master.whole_steps

    @property
    def gap(self) -> float:
        """Relative gap of the best first stage."""
        if self.best is None:
            return np.inf
        return (self.objective - self.bound) / max(abs(self.objective), 1e-9)

    def done(self) -> bool:
        """Say whether the gap asked is proven, the time is over, or somebody stopped the search."""
        if self.gap <= max(self.context.profile.mip_rel_gap, 1e-7):
            return True
        if self.context.stop.is_set():
            self.ended = "interrupt"
            return True
        if self.context.seconds_left() <= 0:
            self.ended = "limit"
            return True
        return False

    def relax(self, share: float, most_rounds: int = MAX_RELAXED_ROUNDS) -> None:
        """Solve the relaxation to and fro between the master's answer and the best known point."""
        kept, lowest = (self.best, self.objective) if self.best is not None else self._planned()
        wanted = share * max(self.context.profile.mip_rel_gap, LEAST_GAP)
        outward = OUTWARD
        for _ in range(most_rounds):
            if self.context.stop.is_set() or self.context.seconds_left() <= 0:
                return
            x = self.relaxed_answer()
            if x is None:
                return
            gained = (self.relaxed.objective() - self.bound) / max(lowest - self.bound, 1e-9)
            self.bound = max(self.bound, self.relaxed.objective())
            inward = x if kept is None else outward * x + (1.0 - outward) * kept
            answers = self.price(inward)
            self.relaxed.add(self.master.cuts(answers, inward))
            total = self.master.total(inward, answers)
            # Cuts near a point that is no longer left behind say nothing of the answers: further out they do.
            outward = OUTWARD if total < lowest or gained >= STALLED else min(1.0, 2.0 * outward)
            if total < lowest:
                lowest, kept = total, inward
            self.rounds += 1
            self.tell()
            if lowest - self.bound <= max(wanted * abs(lowest), 1e-6):
                return

    def _planned(self) -> tuple[Floats | None, float]:
        """Return what is best for the tested future alone, as a point to start from, and its objective."""
        with self.relaxed.costs(self.master.planned_cost()):
            x = self.relaxed_answer()
        if x is None:
            return None, np.inf
        answers = self.price(x)
        self.relaxed.add(self.master.cuts(answers, x))
        total = self.master.total(x, answers)
        return (x, total) if np.isfinite(total) else (None, np.inf)

    def relaxed_answer(self) -> Floats | None:
        """Return the first stage of the relaxation's answer; None where the search is over before."""
        status = self.relaxed.solve()
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            raise Infeasible(["No estate and no staff suit every future: the tested one, or one that must be met."])
        if status != ModelStatus.kOptimal:
            # Where HiGHS fails, a plan that is known stays known.
            if status in STOPPED_BY_LIMIT or status in STOPPED_BY_USER or self.best is not None:
                return None
            raise SolverTrouble(f"HiGHS ended with status {self.relaxed.said(status)}.")
        return self.relaxed.values()[self.master.first_columns]

    def cost_of(self, first: Floats) -> float:
        """Return the objective of a first stage as it is; infinite where it does not suit every future."""
        for known, answers in self.tried:
            if known is first:
                return self.master.total(first, answers)
        return self.master.total(first, self.price(first))

    def price(self, first: Floats) -> list[Answer]:
        """Return what every future makes of a first stage, and keep it among those tried.

        Raises
        ------
        Infeasible
            If a future has an answer to none.
        """
        answers = self.pool.solve(first)
        for one in answers:
            # A cut without the first stage in it: nothing that is decided first would help.
            if one.value is None and np.abs(one.slope).max(initial=0.0) < NO_SLOPE:
                raise Infeasible([f"In future {one.future} nobody can meet those who must be met, whatever stands."])
        self.tried.append((first, answers))
        return answers

    @property
    def configuration(self) -> NDArray[np.int_]:
        """Places of the configurations in a first stage."""
        return np.searchsorted(self.master.first_columns, self.master.configuration)

    def _estates_of(self, compiled: Compiled) -> Compiled:
        """Return the master with staff in fractions of steps."""
        integer = np.zeros(compiled.num_columns, dtype=np.bool_)
        integer[self.master.configuration] = True
        return replace(compiled, integer=integer & compiled.integer)

    def with_held(self, compiled: Compiled, columns: NDArray[np.int_], values: Floats) -> Compiled:
        """Return the master with some columns held at values."""
        lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
        lower[columns] = upper[columns] = values
        return replace(compiled, col_lower=lower, col_upper=upper)

    def learn(self, first: Floats) -> float:
        """Price a first stage, add its cuts, and return its objective."""
        answers = self.price(first)
        self.relaxed.add(self.master.cuts(answers, first))
        return self.master.total(first, answers)

    def keep(self, first: Floats) -> float:
        """Learn from a first stage, and keep it where it is the best."""
        total = self.learn(first)
        answers = self.tried[-1][1]
        if total < self.objective:
            self.best, self.answers, self.objective = first, answers, total
        return total

    def search_master(
        self, held: tuple[NDArray[np.int_], Floats] | None = None, share: float = ROUND_SHARE
    ) -> tuple[Floats | None, float]:
        """Search the master with whole wards from the best known answer; return its proposal and its bound.

        Parameters
        ----------
        held : (columns, values), optional
            Of the master, held at values: then the search starts from nothing, staff come in fractions of steps, and
            its bound is not the master's.
        share
            Of the time left, for the search.
        """
        asked = self.context.profile.mip_rel_gap
        left = self.context.seconds_left()
        limit = min(left, max(LEAST_ROUND_S, share * left))
        options: dict[str, Any] = {"mip_rel_gap": MASTER_SHARE * asked, "mip_abs_gap": 1e-6}
        if not self.whole:
            options |= FOR_THE_BOUND
        search = Session(replace(self.context, on_progress=self._within()), options, report=held is None)
        if held is None and self.relaxed.solve(left) == ModelStatus.kOptimal:
            self.bound = max(self.bound, min(self.relaxed.objective(), self.objective))
        start = self._start() if held is None else None
        master = self.master.lean(self.relaxed.priced_rows(), start)
        search.load(master if held is None else self._estates_of(self.with_held(master, *held)))
        if start is not None:
            search.set_start(start)
        status = search.solve(limit_s=limit)
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            if held is not None or self.best is not None:
                return None, self.objective
            raise Infeasible(["No estate and no staff suit every future: the tested one, or one that must be met."])
        info = search.highs.getInfo()
        bound = float(info.mip_dual_bound) if self.master.compiled.integer.any() else search.objective()
        if not search.has_point():
            return None, bound
        return search.values()[self.master.first_columns], bound

    def _start(self) -> Floats | None:
        """Return the best known first stage with the master's cheapest answer around it."""
        if self.best is None:
            return None
        with self.relaxed.held(self.master.first_columns, self.best):
            return self.relaxed.values() if self.relaxed.solve(60.0) == ModelStatus.kOptimal else None

    def _within(self) -> Any:
        """Return a listener that shows the master's bound against the best plan known."""
        told = self.context.on_progress
        if told is None:
            return None

        def listen(now: Any) -> None:
            bound = max(self.bound, now.bound) if np.isfinite(now.bound) else self.bound
            best = self.objective if np.isfinite(self.objective) else None
            gap = None if best is None else (best - bound) / max(abs(best), 1e-9)
            told(replace(now, seconds=self.context.seconds(), incumbent=best, bound=bound, gap=gap))

        return listen

    def tell(self) -> None:
        """Report the best plan and the bound."""
        self.context.tell(self.master.compiled, self.objective, self.bound, self.rounds)

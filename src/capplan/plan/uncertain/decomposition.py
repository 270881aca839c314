"""Benders' decomposition: the master proposes a first stage, every future prices it and answers with a cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble
from capplan.plan.uncertain.master import Master
from capplan.plan.uncertain.pool import Pool
from capplan.plan.uncertain.second_stage import Answer
from capplan.solve.arrays import Floats
from capplan.solve.session import STOPPED_BY_LIMIT, STOPPED_BY_USER, Context, ModelStatus, Session

# The relaxation is solved until bound and cost of the separation points differ by this share.
RELAXED_SHARE = 0.2
MAX_RELAXED_ROUNDS = 30
LEAST_GAP = 1e-4
NO_SLOPE = 1e-6
# Cuts are asked for at this share of the way from the best known first stage to the master's answer.
OUTWARD = 0.3
MAX_STAFF_ROUNDS = 6
# The master is searched to this share of the gap asked; the rest is for what its cuts leave out.
MASTER_SHARE = 0.6
ROUND_SHARE = 0.4  # of the time left, for one search of the master
LEAST_ROUND_S = 20.0


@dataclass
class Search:
    """State of one decomposition.

    Attributes
    ----------
    whole
        Recruits and moves come in whole steps: then only the master's own answers are candidates.
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
    whole: bool
    best: Floats | None = None
    answers: list[Answer] = field(default_factory=list)
    objective: float = np.inf
    bound: float = 0.0  # costs are never negative (U5)
    rounds: int = 0
    tried: list[tuple[Floats, list[Answer]]] = field(default_factory=list)
    ended: str | None = None

    def __post_init__(self) -> None:
        self._session = Session(replace(self.context, on_progress=None))

    def solve(self, starts: Sequence[Floats] = ()) -> None:
        """Search until the gap asked is proven, the time is over, or somebody stops it.

        Raises
        ------
        Infeasible
            If no first stage suits every future.
        NoPlanInTime
            If the time was over before a first stage was known.
        """
        self._session.load(self.master.compiled, relaxed=True)
        for start in starts:
            self._keep(start)
        self._relaxed(self._session)
        self.master.relaxed_rows = self.master.compiled.num_rows
        if self.best is not None and not self.whole and not self._done():
            self.best_staff(self.best)
            self._tell()
        while not self._done():
            proposal, bound = self._search_master(self._session)
            self.bound = max(self.bound, min(bound, self.objective))
            if proposal is None:
                break
            self.best_staff(proposal)
            self._tell()
        if self.best is None:
            raise NoPlanInTime("The time was over before a plan for all futures was known.")

    @property
    def gap(self) -> float:
        """Relative gap of the best first stage."""
        if self.best is None:
            return np.inf
        return (self.objective - self.bound) / max(abs(self.objective), 1e-9)

    def _done(self) -> bool:
        if self.gap <= max(self.context.profile.mip_rel_gap, 1e-7):
            return True
        if self.context.stop.is_set():
            self.ended = "interrupt"
            return True
        if self.context.seconds_left() <= 0:
            self.ended = "limit"
            return True
        return False

    def _relaxed(self, session: Session) -> None:
        """Solve the relaxation to and fro between the master's answer and the best known point."""
        kept, lowest = (self.best, self.objective) if self.best is not None else self._planned(session)
        wanted = RELAXED_SHARE * max(self.context.profile.mip_rel_gap, LEAST_GAP)
        for _ in range(MAX_RELAXED_ROUNDS):
            if self.context.stop.is_set() or self.context.seconds_left() <= 0:
                return
            x = self._relaxed_answer(session)
            if x is None:
                return
            self.bound = max(self.bound, session.objective())
            inward = x if kept is None else OUTWARD * x + (1.0 - OUTWARD) * kept
            answers = self._price(inward)
            self.master.add(self.master.cuts(answers, inward), session)
            total = self.master.total(inward, answers)
            if total < lowest:
                lowest, kept = total, inward
            self.rounds += 1
            self._tell(lowest)
            if lowest - self.bound <= max(wanted * abs(lowest), 1e-6):
                return

    def _planned(self, session: Session) -> tuple[Floats | None, float]:
        """Return what is best for the tested future alone, as a point to start from, and its objective."""
        columns = np.arange(self.master.compiled.num_columns, dtype=np.int32)
        session.set_costs(columns, self.master.planned_cost())
        x = self._relaxed_answer(session)
        session.set_costs(columns, self.master.compiled.cost)
        if x is None:
            return None, np.inf
        answers = self._price(x)
        self.master.add(self.master.cuts(answers, x), session)
        total = self.master.total(x, answers)
        return (x, total) if np.isfinite(total) else (None, np.inf)

    def _relaxed_answer(self, session: Session) -> Floats | None:
        """Return the first stage of the relaxation's answer; None where the search is over before."""
        status = session.solve()
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            raise Infeasible(["No estate and no staff suit every future: the tested one, or one that must be met."])
        if status != ModelStatus.kOptimal:
            if status in STOPPED_BY_LIMIT or status in STOPPED_BY_USER:
                return None
            raise SolverTrouble(f"HiGHS ended with status {session.highs.modelStatusToString(status)}.")
        return session.values()[self.master.first_columns]

    def cost_of(self, first: Floats) -> float:
        """Return the objective of a first stage as it is; infinite where it does not suit every future."""
        for known, answers in self.tried:
            if known is first:
                return self.master.total(first, answers)
        return self.master.total(first, self._price(first))

    def _price(self, first: Floats) -> list[Answer]:
        answers = self.pool.solve(first)
        for one in answers:
            # A cut without the first stage in it: nothing that is decided first would help.
            if one.value is None and np.abs(one.slope).max(initial=0.0) < NO_SLOPE:
                raise Infeasible([f"In future {one.future} nobody can meet those who must be met, whatever stands."])
        self.tried.append((first, answers))
        return answers

    def best_staff(self, first: Floats) -> None:
        """Price a first stage as it is; with fractions of steps, look for better staff for its estate as well."""
        self._keep(first)
        if not self.whole:
            self.for_estate(first[np.searchsorted(self.master.first_columns, self.master.configuration)])

    def for_estate(self, configuration: Floats) -> Floats | None:
        """Return the first stage with the best staff for an estate.

        Parameters
        ----------
        configuration : array over the master's configurations
            1 where a configuration runs, 0 elsewhere.

        Returns
        -------
        array or None
            None where the estate breaks a rule, or suits no staff.
        """
        held, columns = np.round(configuration), self.master.configuration
        best: tuple[float, Floats | None] = (np.inf, None)
        for _ in range(MAX_STAFF_ROUNDS):
            lower, upper = self.master.compiled.col_lower.copy(), self.master.compiled.col_upper.copy()
            lower[columns] = upper[columns] = held
            session = Session(replace(self.context, on_progress=None)) if self.whole else self._session
            if self.whole:
                session.load(replace(self.master.compiled, col_lower=lower, col_upper=upper))
            else:
                session.set_bounds(columns, held, held)
            try:
                if session.solve(limit_s=max(LEAST_ROUND_S, self.context.seconds_left())) != ModelStatus.kOptimal:
                    break
                least, first = session.objective(), session.values()[self.master.first_columns]
            finally:
                if not self.whole:
                    session.set_bounds(columns, np.zeros(len(columns)), np.ones(len(columns)))
            total = self._keep(first)
            best = min(best, (total, first), key=lambda one: one[0])
            if best[0] - least <= RELAXED_SHARE * max(self.context.profile.mip_rel_gap, LEAST_GAP) * abs(best[0]):
                break
        return best[1]

    def _keep(self, first: Floats) -> float:
        answers = self._price(first)
        self.master.add(self.master.cuts(answers, first), self._session)
        total = self.master.total(first, answers)
        if total < self.objective:
            self.best, self.answers, self.objective = first, answers, total
        return total

    def _search_master(self, session: Session) -> tuple[Floats | None, float]:
        """Search the master with whole wards from the best known answer; return its proposal and its bound."""
        asked = self.context.profile.mip_rel_gap
        left = self.context.seconds_left()
        limit = min(left, max(LEAST_ROUND_S, ROUND_SHARE * left))
        options: dict[str, Any] = {"mip_rel_gap": MASTER_SHARE * asked, "mip_abs_gap": 1e-6}
        search = Session(replace(self.context, on_progress=self._within()), options, report=True)
        if session.solve(limit_s=left) == ModelStatus.kOptimal:
            self.bound = max(self.bound, min(session.objective(), self.objective))
        counted = np.abs(session.row_duals()) > NO_SLOPE
        start = self._start(session)
        search.load(self.master.lean(counted, start))
        if start is not None:
            search.set_start(start)
        status = search.solve(limit_s=limit)
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            if self.best is not None:
                return None, self.objective
            raise Infeasible(["No estate and no staff suit every future: the tested one, or one that must be met."])
        info = search.highs.getInfo()
        bound = float(info.mip_dual_bound) if self.master.compiled.integer.any() else search.objective()
        if not search.has_point():
            return None, bound
        return search.values()[self.master.first_columns], bound

    def _start(self, session: Session) -> Floats | None:
        """Return the best known first stage with the master's cheapest answer around it."""
        if self.best is None:
            return None
        columns = self.master.first_columns.astype(np.int32)
        session.set_bounds(columns, self.best, self.best)
        try:
            if session.solve(limit_s=60.0) != ModelStatus.kOptimal:
                return None
            return session.values()
        finally:
            compiled = self.master.compiled
            session.set_bounds(columns, compiled.col_lower[columns], compiled.col_upper[columns])

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

    def _tell(self, incumbent: float | None = None) -> None:
        best = self.objective if np.isfinite(self.objective) else (np.inf if incumbent is None else incumbent)
        self.context.tell(self.master.compiled, best, self.bound, self.rounds)

"""Benders' decomposition: the master proposes a first stage, every future prices it and answers with a cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble
from capplan.plan.dive import Dived, Held, Paths, dive
from capplan.plan.search import FOR_THE_BOUND
from capplan.plan.site_by_site import improved, wishes
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
MAX_RELAXED_ROUNDS = 30
ROUNDS_BETWEEN_DIVES = 6
MAX_DIVES = 6
# How often the best estate is bettered.
MAX_BETTERED = 20
LEAST_GAP = 1e-4
NO_SLOPE = 1e-6
# Cuts are asked for at this share of the way from the best known first stage to the master's answer.
OUTWARD = 0.3
OUTWARD_STAFF = 0.4
# And further out where the bound has gained less than this share of what is left to gain.
STALLED = 0.05
MAX_STAFF_ROUNDS = 6
# The master is searched to this share of the gap asked; the rest is for what its cuts leave out.
MASTER_SHARE = 0.6
ROUND_SHARE = 0.4  # of the time left, for one search of the master
LEAST_ROUND_S = 20.0
LATE_SHARE = 0.1  # of the time left, for the sites that a dive leaves free


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
        self._relaxed = Relaxed(self.master, self.context)

    def solve(self, starts: Sequence[Floats] = ()) -> None:
        """Search until the gap asked is proven, the time is over, or somebody stops it.

        Raises
        ------
        Infeasible
            If no first stage suits every future.
        NoPlanInTime
            If the time was over before a first stage was known.
        """
        for start in starts:
            self._keep(start)
        if self.whole:
            self._relax(RELAXED_SHARE)
        else:
            self._relax(ROUGH_SHARE)
            paths, seen = self.master.paths(), set[bytes]()
            self._dives(paths, seen)
            self._site_by_site(paths, seen)
        self.master.relaxed_rows = self.master.compiled.num_rows
        while not self._done():
            proposal, bound = self._search_master()
            self.bound = max(self.bound, min(bound, self.objective))
            if proposal is None:
                break
            self.best_staff(proposal)
            self._tell()
        if self.best is None:
            raise NoPlanInTime("The time was over before a plan for all futures was known.")

    def _dives(self, paths: Paths, seen: set[bytes]) -> None:
        """Look for whole estates near the relaxation's answer, each with its best staff, until none is new."""
        for _ in range(MAX_DIVES):
            x = None if self._done() else self._relaxed_answer()
            dived = None if x is None else dive(self._relaxed, paths, self._relaxed.values(), self.objective)
            estate = None if dived is None or self._done() else self._whole_estate(dived)
            if estate is None or estate.tobytes() in seen:
                break
            seen.add(estate.tobytes())
            self.for_estate(estate)
            self._tell()
            self._relax(RELAXED_SHARE, ROUNDS_BETWEEN_DIVES)

    def _site_by_site(self, paths: Paths, seen: set[bytes]) -> None:
        """Better the best estate as the cuts advise: all sites that would save, then one at a time.

        Far from what was priced the cuts promise too much; with one site changed they are nearly right.
        """
        for _ in range(MAX_BETTERED):
            if self.best is None or self._done():
                break
            x = np.zeros(self.master.compiled.num_columns)
            x[self.master.configuration] = np.round(self.best[self._configuration])
            known = {site: (columns, x[columns]) for site, columns in paths.columns().items()}
            before = self.objective
            for changed in self._changes(paths, known):
                estate = x.copy()
                for columns, values in changed.values():
                    estate[columns] = values
                held = estate[self.master.configuration]
                if self._done() or held.tobytes() in seen:
                    continue
                seen.add(held.tobytes())
                self.for_estate(held)
                self._tell()
                if self.objective < before:
                    break
            if self.objective == before:
                break

    def _changes(self, paths: Paths, estate: Mapping[str, Held]) -> Iterator[Mapping[str, Held]]:
        """Yield what to change in an estate: all sites that would save, then, where that is not enough, each alone."""
        yield improved(self._relaxed, paths, estate)
        yield from ({site: path} for site, path in wishes(self._relaxed, paths, estate))

    def _whole_estate(self, dived: Dived) -> Floats | None:
        """Return the configurations where a dive ended; sites that it left free are searched."""
        columns = np.concatenate([one for one, _ in dived.held.values()])
        values = np.concatenate([one for _, one in dived.held.values()])
        if not dived.late:
            x = np.zeros(self.master.compiled.num_columns)
            x[columns] = values
            return x[self.master.configuration]
        found, _ = self._search_master((columns, values), LATE_SHARE)
        return None if found is None else np.round(found[self._configuration])

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

    def _relax(self, share: float, most_rounds: int = MAX_RELAXED_ROUNDS) -> None:
        """Solve the relaxation to and fro between the master's answer and the best known point."""
        kept, lowest = (self.best, self.objective) if self.best is not None else self._planned()
        wanted = share * max(self.context.profile.mip_rel_gap, LEAST_GAP)
        outward = OUTWARD
        for _ in range(most_rounds):
            if self.context.stop.is_set() or self.context.seconds_left() <= 0:
                return
            x = self._relaxed_answer()
            if x is None:
                return
            gained = (self._relaxed.objective() - self.bound) / max(lowest - self.bound, 1e-9)
            self.bound = max(self.bound, self._relaxed.objective())
            inward = x if kept is None else outward * x + (1.0 - outward) * kept
            answers = self._price(inward)
            self._relaxed.add(self.master.cuts(answers, inward))
            total = self.master.total(inward, answers)
            # Cuts near a point that is no longer left behind say nothing of the answers: further out they do.
            outward = OUTWARD if total < lowest or gained >= STALLED else min(1.0, 2.0 * outward)
            if total < lowest:
                lowest, kept = total, inward
            self.rounds += 1
            self._tell(lowest)
            if lowest - self.bound <= max(wanted * abs(lowest), 1e-6):
                return

    def _planned(self) -> tuple[Floats | None, float]:
        """Return what is best for the tested future alone, as a point to start from, and its objective."""
        with self._relaxed.costs(self.master.planned_cost()):
            x = self._relaxed_answer()
        if x is None:
            return None, np.inf
        answers = self._price(x)
        self._relaxed.add(self.master.cuts(answers, x))
        total = self.master.total(x, answers)
        return (x, total) if np.isfinite(total) else (None, np.inf)

    def _relaxed_answer(self) -> Floats | None:
        """Return the first stage of the relaxation's answer; None where the search is over before."""
        status = self._relaxed.solve()
        if status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
            raise Infeasible(["No estate and no staff suit every future: the tested one, or one that must be met."])
        if status != ModelStatus.kOptimal:
            # Where HiGHS fails, a plan that is known stays known.
            if status in STOPPED_BY_LIMIT or status in STOPPED_BY_USER or self.best is not None:
                return None
            raise SolverTrouble(f"HiGHS ended with status {self._relaxed.said(status)}.")
        return self._relaxed.values()[self.master.first_columns]

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

    @property
    def _configuration(self) -> NDArray[np.int_]:
        """Places of the configurations in a first stage."""
        return np.searchsorted(self.master.first_columns, self.master.configuration)

    def best_staff(self, first: Floats) -> None:
        """Price a first stage as it is; with fractions of steps, look for better staff for its estate as well."""
        self._keep(first)
        if not self.whole:
            self.for_estate(first[self._configuration], first)

    def for_estate(self, configuration: Floats, known: Floats | None = None) -> Floats | None:
        """Return the first stage with the best staff for an estate.

        Parameters
        ----------
        configuration : array over the master's configurations
            1 where a configuration runs, 0 elsewhere.
        known : array over the first stage, optional
            A first stage of that estate, to start from.

        Returns
        -------
        array or None
            None where the estate breaks a rule, or suits no staff.
        """
        held = np.round(configuration)
        best: tuple[float, Floats | None] = (np.inf, None) if known is None else (self.cost_of(known), known)
        wanted = RELAXED_SHARE * max(self.context.profile.mip_rel_gap, LEAST_GAP)
        for number in range(MAX_STAFF_ROUNDS):
            if number and self.context.stop.is_set():
                break
            found = self._least_held(held)
            if found is None:
                break
            least, first = found
            # Recruits in whole steps have nothing between two answers.
            if best[1] is not None and not self.whole:
                first = OUTWARD_STAFF * first + (1.0 - OUTWARD_STAFF) * best[1]
            total = self._keep(first)
            best = min(best, (total, first), key=lambda one: one[0])
            if best[0] - least <= wanted * abs(best[0]) or (number and least >= self.objective):
                break
        return best[1]

    def _least_held(self, configuration: Floats) -> tuple[float, Floats] | None:
        """Return the master's answer for an estate: its objective and its first stage; None where it has none."""
        columns, limit_s = self.master.configuration, max(LEAST_ROUND_S, self.context.seconds_left())
        if not self.whole:
            with self._relaxed.held(columns, configuration):
                if self._relaxed.solve(limit_s) != ModelStatus.kOptimal:
                    return None
                return self._relaxed.objective(), self._relaxed.values()[self.master.first_columns]
        session = Session(replace(self.context, on_progress=None))
        session.load(self._with_held(self.master.compiled, columns, configuration))
        if session.solve(limit_s) != ModelStatus.kOptimal:
            return None
        return session.objective(), session.values()[self.master.first_columns]

    def _with_held(self, compiled: Compiled, columns: NDArray[np.int_], values: Floats) -> Compiled:
        lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
        lower[columns] = upper[columns] = values
        return replace(compiled, col_lower=lower, col_upper=upper)

    def _keep(self, first: Floats) -> float:
        answers = self._price(first)
        self._relaxed.add(self.master.cuts(answers, first))
        total = self.master.total(first, answers)
        if total < self.objective:
            self.best, self.answers, self.objective = first, answers, total
        return total

    def _search_master(
        self, held: tuple[NDArray[np.int_], Floats] | None = None, share: float = ROUND_SHARE
    ) -> tuple[Floats | None, float]:
        """Search the master with whole wards from the best known answer; return its proposal and its bound.

        Parameters
        ----------
        held : (columns, values), optional
            Of the master, held at values: then the search starts from nothing, and its bound is not the master's.
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
        if held is None and self._relaxed.solve(left) == ModelStatus.kOptimal:
            self.bound = max(self.bound, min(self._relaxed.objective(), self.objective))
        start = self._start() if held is None else None
        master = self.master.lean(self._relaxed.priced_rows(), start)
        search.load(master if held is None else self._with_held(master, *held))
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
        with self._relaxed.held(self.master.first_columns, self.best):
            return self._relaxed.values() if self._relaxed.solve(60.0) == ModelStatus.kOptimal else None

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

"""The whole search: a quick plan, a bound, better plans, until the gap is closed, the time is up or Ctrl-C.

Plan, bound and gap are there at any moment. Bound and plans are looked for beside each other, and the steps of large
days take shares of the time, so that the plan depends on the machine a little. A counted search does one thing after
the other, each to its own count: one seed gives one plan, unless the time limit or Ctrl-C comes first.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.around import Around, in_turn
from capplan.rounds.assignment import assignment_bound
from capplan.rounds.balance import share_evenly
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.parts import better_by_bases
from capplan.rounds.polish import better_by_columns
from capplan.rounds.pool import Pool
from capplan.rounds.result import CTRL_C, GAP, ITERATIONS, PROVEN, TIME_LIMIT, Progress, RoundsResult
from capplan.rounds.start import least_unserved, rounds_of, state_from
from capplan.rounds.state import Room, State, copy_of, copy_state, new_room
from capplan.rounds.tree import Tree
from capplan.rounds.turns import HOT_GBP, better_by_turns
from capplan.rounds.windows import windows_of
from capplan.solve.interrupt import stop_on_ctrl_c

BY_COLUMNS, BY_COLUMNS_SHARE = 150, 0.5
"""Up to so many visits the day is bettered by column generation whole, in a share of the time left."""
SEARCH_SHARE, LARGE_SEARCH_SHARE, WARM_SEARCH_SHARE, AFTER_BASES_SHARE, AROUND_SHARE = 0.3, 0.3, 0.6, 0.05, 0.5
"""Most of the time left, in each pass, for the search for plans: of days up to BY_COLUMNS visits, of larger ones, of
larger ones with rounds to start from, of those planned base by base before; then, of what is left, for steps around one
round after the other."""
BY_BASES, BASES_SHARE = 600, 0.3
"""From so many visits a day without rounds to start from is planned base by base first, in a share of the time."""
PASSES, LATER_SHARE = 2, 0.1
"""So often the search for plans and the steps by columns take turns; on days of more than BY_COLUMNS visits as often
as there is time for, after the first time with such a share of the time left for the search."""
BALANCE_SHARE = 0.05
"""Of the time, for sharing work evenly where that is asked for."""
THOROUGH_SHARE = 0.35
"""Of the time, at the end: the bound looks at all rounds then, though the quick search still finds some."""
A_STEP_S = 30.0
"""Most time for a step by columns around one round."""
EQUAL = 1e-6
SLOT_S, LARGE_SLOT_S, REACH_S = 900.0, 1800.0, 600.0
"""Slots of visits by two that branching begins with, on days up to BY_COLUMNS visits and on larger ones; how far they
may move at once in a plan."""


@dataclass
class _Search:
    """One run: its clock, its day and what is known so far."""

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
        return float(total_cost(self.day, self.best))

    def __post_init__(self) -> None:
        self.steps = Around(self.day, self.room, REACH_S)

    @property
    def by_columns(self) -> bool:
        """Whether the day is small enough to be bettered by columns whole."""
        return len(self.day.visits) <= BY_COLUMNS

    @property
    def by_bases(self) -> bool:
        """Whether the day is planned base by base first."""
        return not self.warm and len(self.day.visits) >= BY_BASES and not self.counted

    @property
    def noted(self) -> Pool | None:
        """Where the search notes rounds for the bound; None: of small days, and where one comes after the other."""
        return None if self.by_columns or self.counted else self.pool

    def closed(self) -> bool:
        """Say whether the plan, or the one that the proof ended with, is proven to be close enough."""
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
        return self.stopped() or self._is_close(self.cost)

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


def solve(
    inputs: Inputs,
    *,
    time_limit_s: float = 60.0,
    gap: float = 0.005,
    seed: int = 0,
    start: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    iterations: int | None = None,
    counted: bool = False,
    enough: float = np.inf,
    warmth_gbp: float = HOT_GBP,
) -> RoundsResult:
    """Return the best rounds found for a day, and a bound.

    Parameters
    ----------
    inputs
        The day.
    time_limit_s
        Wall time in seconds; the plan found by then is returned.
    gap
        The search ends when (objective - bound) is at most this share of the objective.
    seed
        Seed of chance.
    start
        Rounds to start from; visits of them that do not fit are left out and tried again.
    on_progress
        Told plan, bound and gap; `nodes` are iterations.
    iterations
        Iterations of each of the two searches for plans; by default they grow with the day.
    counted
        Whether every step ends by its own count and none beside another: the same answer wherever it is found, as long
        as the time limit does not end it.
    enough
        A bound, in GBP, that ends the search too.
    warmth_gbp
        Temperature of the search for plans as it begins: about so much dearer plans are gone on from.
    """
    began = time.perf_counter()
    day = day_of(inputs)
    room = new_room(day)
    first = state_from(inputs, day, room, start)
    search_s = time_limit_s * (1.0 - BALANCE_SHARE if inputs.balance_gbp else 1.0)
    with stop_on_ctrl_c() as asked:
        run = _Search(
            inputs, day, began + search_s, began, gap, asked.is_set, on_progress,
            first, room, assignment_bound(day), seed, start is not None, counted, enough, warmth_gbp,
        )  # fmt: skip
        if len(day.visits) and len(day.duties):
            _search(run, iterations)
        stopped_by = _why(run)
        if inputs.balance_gbp:
            run.until = began + time_limit_s
            run.balance_gbp = share_evenly(day, run.best, room, inputs.balance_gbp, run.over)
            run.report()
    return _result(run, stopped_by)


def _search(run: _Search, iterations: int | None) -> None:
    day = run.day
    filled = copy_of(day, run.best)
    fill(day, filled, run.room)
    if total_cost(day, filled) < total_cost(day, run.best) - EQUAL or not run.warm:
        copy_state(filled, run.best)
    run.report()
    if run.counted:
        _better(run, iterations, lambda: False)
        root = _prove(run, run.best)
    else:
        with ThreadPoolExecutor(max_workers=1) as beside:
            if run.by_bases:
                _by_bases(run)
            other = copy_of(day, run.best)
            proof = beside.submit(_prove_and_branch, run, other)
            _better(run, iterations, proof.done)
            root = proof.result()
        if total_cost(day, other) < run.objective - EQUAL:
            copy_state(other, run.best)
    run.report()
    if root is not None and not run.over() and not run.closed():
        _branch(run, root, run.best, run.room, run.ended, run.tell_bound)
        run.report()


def _better(run: _Search, iterations: int | None, proven: Callable[[], bool]) -> None:
    """Better the plan by search and by columns, in turn."""
    for number in _passes(run, iterations):
        _improve(run, iterations, number)
        _by_columns(run, proven)


def _passes(run: _Search, iterations: int | None) -> Iterator[int]:
    """Yield the numbers of passes, begun while there is time for one more."""
    if run.by_columns or iterations is not None or run.counted:
        yield from range(PASSES if run.by_columns else 1)
        return
    for number in itertools.count():
        if number and (run.over() or run.closed()):
            return
        yield number


def _by_bases(run: _Search) -> None:
    """Better the plan of a large day base by base, in a share of the time left."""
    if not run.over():
        now = time.perf_counter()
        until = now + BASES_SHARE * (run.until - now)
        better_by_bases(run.inputs, run.day, run.best, run.room, [run.seed, 0], until, run.ended, run.report, run.noted)


def _by_columns(run: _Search, proven: Callable[[], bool]) -> None:
    """Better the plan by column generation: whole again and again, or around one round after the other if it is large.

    Where visits are still not made, rounds near those come next, and then the whole once more. Around rounds a share
    of the time left is spent, and more while the bound is not there yet; if counted, each round has one step.
    """
    if not run.by_columns:
        _around_rounds(run, lambda: True, lambda: False)
        return
    _whole_by_columns(run)
    if _leaves_out(run):
        _around_rounds(run, proven, lambda: not _leaves_out(run))
        _whole_by_columns(run)


def _whole_by_columns(run: _Search) -> None:
    reaches = [0.0, REACH_S]
    for reach_s in reaches:
        if run.over() or run.closed():
            return
        now = time.perf_counter()
        until = now + BY_COLUMNS_SHARE * (run.until - now)
        if better_by_columns(run.day, run.best, run.room, until, reach_s) and reach_s > 0.0:
            reaches.append(reach_s)
        run.report()


def _leaves_out(run: _Search) -> bool:
    return bool((run.best.made < run.day.visits["need"]).any())


def _around_rounds(run: _Search, proven: Callable[[], bool], enough: Callable[[], bool]) -> None:
    better, began = True, time.perf_counter()
    end = began + AROUND_SHARE * (run.until - began)
    chance = np.random.default_rng(run.iterations)

    def over() -> bool:
        return run.over() or run.closed() or enough() or (time.perf_counter() >= end and proven())

    def step_until() -> float:
        return run.until if run.counted else min(run.until, time.perf_counter() + A_STEP_S)

    while better and not over():
        excess = None if run.relaxation is None else run.relaxation.excess(run.best)
        better = run.steps.turn(run.best, in_turn(run.day, run.best, chance, excess), over, step_until, run.report)
        if run.counted:
            return


def _prove(run: _Search, start: State) -> Relaxation | None:
    """Return the solved relaxation of the day, its bound told; `start` is a plan. None: not solved in time."""
    relaxation = Relaxation(run.day, windows_of(run.day), range(len(run.day.duties)))
    run.relaxation = relaxation
    relaxation.add_state(start)
    begun = relaxation.add_rounds(run.pool) > 0
    thorough = np.inf if run.counted else run.until - THOROUGH_SHARE * (run.until - run.began)
    solved = relaxation.run(
        run.until, run.stopped, run.raise_bound, enough=run.enough, level=1 if begun else 0, thorough_from=thorough,
        pool=run.noted, subset_rows=run.by_columns,
    )  # fmt: skip
    run.left_in_bound = relaxation.left_out
    return relaxation if solved else None


def _prove_and_branch(run: _Search, best: State) -> None:
    """Prove a day beside the search for plans; `best` is a plan, bettered where branching comes by one."""
    root = _prove(run, best)
    if root is not None and time.perf_counter() < run.until and not run.ended_beside():
        _branch(run, root, best, new_room(run.day), run.ended_beside, run.raise_bound)
    run.by_proof = float(total_cost(run.day, best))


def _branch(
    run: _Search, root: Relaxation, best: State, room: Room, ended: Callable[[], bool], tell: Callable[[float], None]
) -> None:  # fmt: skip
    tree = Tree(run.day, best, room, run.until, ended, tell, run.counted, lambda: run.cost)
    tree.add(windows_of(run.day, SLOT_S if run.by_columns else LARGE_SLOT_S), root, run.bound)
    tree.run()


def _improve(run: _Search, iterations: int | None, number: int) -> None:
    """Search for plans from the best one, in so many iterations; fewer if its share of the time does not suffice."""
    if run.over() or run.closed():
        return
    large = WARM_SEARCH_SHARE if run.warm else AFTER_BASES_SHARE if run.by_bases else LARGE_SEARCH_SHARE
    share = SEARCH_SHARE if run.by_columns else LATER_SHARE if number else large
    now, before = time.perf_counter(), run.iterations

    def tell(done: int, cost: float) -> None:
        run.iterations = before + done
        run.report(cost)

    until = now + share * (run.until - now)
    better_by_turns(
        run.day, run.best, [run.seed, number], iterations, until, run.ended, tell, pool=run.noted,
        hot_gbp=run.warmth_gbp,
    )  # fmt: skip


def _why(run: _Search) -> str:
    objective = run.objective
    if objective - run.bound <= max(EQUAL, 1e-9 * abs(objective)):
        return PROVEN
    if run.closed():
        return GAP
    if run.stopped():
        return CTRL_C
    return TIME_LIMIT if time.perf_counter() >= run.until else ITERATIONS


def _result(run: _Search, stopped_by: str) -> RoundsResult:
    inputs, day, best = run.inputs, run.day, run.best
    objective = run.objective
    bound = min(run.bound, objective)
    contact = _contact(run)
    net = bound - contact
    unserved = tuple(visit.id for v, visit in enumerate(inputs.visits) if best.made[v] < day.visits[v]["need"])
    return RoundsResult(
        rounds=rounds_of(inputs, day, best),
        unserved=unserved,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / abs(objective) if objective else 0.0,
        net_gap=(objective - bound) / net if net > 0.01 else None,
        unserved_bound=min(least_unserved(day), len(unserved)),
        seconds=time.perf_counter() - run.began,
        stopped_by=stopped_by,
        left_in_bound=run.left_in_bound,
        balance_gbp=run.balance_gbp,
    )


def _contact(run: _Search) -> float:
    """Return pay for contact on the visits made, in GBP."""
    total = 0.0
    for d in range(len(run.day.duties)):
        carer = run.inputs.carers[int(run.day.duties[d]["carer"])]
        stops = run.best.stops[d, : run.best.size[d]]
        total += float(np.sum(run.day.visits["length"][stops])) / 3600.0 * carer.service_gbp_per_h
    return total

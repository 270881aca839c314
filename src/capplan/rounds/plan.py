"""The whole search: a quick plan, a bound, better plans, until the gap is closed, the time is up or Ctrl-C.

Plan, bound and gap are there at any moment. The search ends by iterations, so that one seed gives one plan, unless the
time limit or Ctrl-C comes first; `stopped_by` says which.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds import neighbourhood
from capplan.rounds.bound import Relaxation, windows_of
from capplan.rounds.day import Day, day_of
from capplan.rounds.polish import better_by_columns
from capplan.rounds.result import CTRL_C, GAP, ITERATIONS, PROVEN, TIME_LIMIT, Progress, RoundsResult, Stops
from capplan.rounds.start import least_unserved, simple_bound, state_from
from capplan.rounds.moves import total_cost
from capplan.rounds.state import Room, State, copy_state, empty_state, new_room
from capplan.solve.interrupt import stop_on_ctrl_c

CHUNK = 200
HOT_SHARE, COLD_SHARE = 0.01, 1e-4
"""Temperatures of the search: shares of the mean cost of a visit, times 100."""
FIRST_SHARE, STEP_SHARE, BOUND_SHARE = 0.3, 0.4, 0.6
"""Shares of the time that is left: for the first plans, for one step by columns, and for a bound."""
MANY, AGAIN = 150, 20
"""With more visits those by two keep their starts in steps by columns; how often plans are bettered in the end."""
EQUAL = 1e-6
SLOTS_S, REACH_S = (900.0, 300.0), 600.0
"""Slots of visits by two in the bound, ever shorter; how far they may move at once in a plan."""


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
    now: State
    best: State
    trial: State
    room: Room
    bound: float
    iterations: int = 0

    @property
    def objective(self) -> float:
        return float(total_cost(self.day, self.best))

    def closed(self) -> bool:
        """Say whether the plan is proven to be close enough."""
        objective = self.objective
        return objective - self.bound <= max(self.gap * abs(objective), EQUAL)

    def over(self) -> bool:
        """Say whether the search must end."""
        return self.stopped() or time.perf_counter() >= self.until

    def report(self) -> None:
        """Tell plan, bound and gap."""
        if self.tell is not None:
            objective = self.objective
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
        Iterations of the search for plans; by default they grow with the day.
    """
    began = time.perf_counter()
    day = day_of(inputs)
    room = new_room(day)
    first = state_from(inputs, day, room, start)
    neighbourhood.seed_chance(seed)
    with stop_on_ctrl_c() as asked:
        run = _Search(
            inputs, day, began + time_limit_s, began, gap, asked.is_set, on_progress,
            first, empty_state(day), empty_state(day), room, simple_bound(day),
        )  # fmt: skip
        copy_state(first, run.best)
        if len(day.visits) and len(day.duties):
            _search(run, iterations, start is not None)
        stopped_by = _why(run)
    return _result(run, stopped_by)


def _search(run: _Search, iterations: int | None, warm: bool) -> None:
    day = run.day
    neighbourhood.fill(day, run.now, run.room, 0.0, 0)
    if total_cost(day, run.now) < total_cost(day, run.best) - EQUAL or not warm:
        copy_state(run.now, run.best)
    run.report()
    total = iterations if iterations is not None else 500 * len(day.visits) + 2000
    _improve(run, 0, total, total, time.perf_counter() + FIRST_SHARE * (run.until - time.perf_counter()))
    reaches = [0.0, REACH_S] if len(day.visits) <= MANY else [0.0]
    _by_columns(run, reaches)
    for slot_s in (None, *SLOTS_S):
        if not run.over() and not run.closed():
            _prove(run, slot_s)
    for _ in range(AGAIN):
        before = run.objective
        if run.over() or run.closed():
            return
        copy_state(run.best, run.now)
        _improve(run, total - total // 4, total, total, run.until)
        _by_columns(run, reaches)
        if run.objective > before - EQUAL:
            return


def _by_columns(run: _Search, reaches: Sequence[float]) -> None:
    """Better the plan by column generation around it."""
    for reach_s in reaches:
        if run.over() or run.closed():
            return
        until = time.perf_counter() + STEP_SHARE * (run.until - time.perf_counter())
        better_by_columns(run.day, run.best, run.room, until, reach_s)
        run.report()


def _prove(run: _Search, slot_s: float | None) -> None:
    """Raise the bound; with visits by two in slots, if asked."""
    relaxation = Relaxation(run.day, windows_of(run.day, slot_s), range(len(run.day.duties)), bound=run.bound)
    relaxation.add_state(run.best)

    def better(bound: float) -> None:
        run.bound = max(run.bound, float(bound))
        run.report()

    until = time.perf_counter() + BOUND_SHARE * (run.until - time.perf_counter())
    relaxation.run(until, run.stopped, better)
    run.bound = max(run.bound, float(relaxation.bound))


def _improve(run: _Search, first: int, last: int, of: int, until: float) -> None:
    scale = 100.0 * abs(run.objective) / max(1, len(run.day.visits))
    for at in range(first, last, CHUNK):
        if run.over() or run.closed() or time.perf_counter() >= until:
            return
        to = min(at + CHUNK, last)
        neighbourhood.search(
            run.day, run.now, run.best, run.trial, run.room, at, to, of, HOT_SHARE * scale, COLD_SHARE * scale
        )
        run.iterations += to - at
        run.report()


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
    rounds: dict[str, Stops] = {carer.id: [] for carer in inputs.carers}
    for d in range(len(day.duties)):
        carer = inputs.carers[int(day.duties[d]["carer"])].id
        rounds[carer] += [
            (inputs.visits[v].id, round(float(best.start[v]))) for v in best.stops[d, : best.size[d]].tolist()
        ]
    for stops in rounds.values():
        stops.sort(key=lambda stop: stop[1])
    objective = run.objective
    bound = min(run.bound, objective)
    contact = _contact(run)
    net = bound - contact
    unserved = tuple(visit.id for v, visit in enumerate(inputs.visits) if best.made[v] < day.visits[v]["need"])
    return RoundsResult(
        rounds=rounds,
        unserved=unserved,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / abs(objective) if objective else 0.0,
        net_gap=(objective - bound) / net if net > 0.01 else None,
        unserved_bound=min(least_unserved(day), len(unserved)),
        seconds=time.perf_counter() - run.began,
        stopped_by=stopped_by,
    )


def _contact(run: _Search) -> float:
    """Return pay for contact on the visits made, in GBP."""
    total = 0.0
    for d in range(len(run.day.duties)):
        carer = run.inputs.carers[int(run.day.duties[d]["carer"])]
        stops = run.best.stops[d, : run.best.size[d]]
        total += float(np.sum(run.day.visits["length"][stops])) / 3600.0 * carer.service_gbp_per_h
    return total

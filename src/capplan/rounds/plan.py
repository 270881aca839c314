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

import numpy as np
from threadpoolctl import threadpool_limits

from capplan.errors import SolverTrouble
from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.around import in_turn
from capplan.rounds.assignment import assignment_bound
from capplan.rounds.balance import share_evenly
from capplan.rounds.bound import CLOSE, Relaxation
from capplan.rounds.day import day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.parts import better_by_bases
from capplan.rounds.polish import better_by_columns
from capplan.rounds.regions import better_by_regions
from capplan.rounds.result import CTRL_C, Progress, RoundsResult
from capplan.rounds.run import EQUAL, REACH_S, Run
from capplan.rounds.start import contact_gbp, least_unserved, rounds_of, state_from
from capplan.rounds.state import Room, State, copy_of, copy_state, new_room
from capplan.rounds.tree import Tree
from capplan.rounds.turns import HOT_GBP, SIDE_BY_SIDE, better_by_turns
from capplan.rounds.windows import windows_of
from capplan.solve.interrupt import note_cut_short, stop_on_ctrl_c

BY_COLUMNS_SHARE = 0.5
"""Days of few visits are bettered by column generation whole, in a share of the time left."""
SEARCH_SHARE, WHOLE_SHARE, WARM_WHOLE_SHARE, AROUND_SHARE = 0.3, 0.1, 0.6, 0.5
"""Most of the time left, in each pass, for the search for plans over the whole day: of days of few visits and of
those counted, of larger ones before their regions, of larger ones with rounds to start from; then, of what is left, for
steps around one round after the other."""
BASES_SHARE, REGIONS_SHARE = 0.1, 0.2
"""Of the time, for planning a large day base by base first; of what is left then, for regions before the proof
begins."""
BESIDE_SHARE, LARGE_BESIDE_SHARE, WARM_BESIDE_SHARE = 0.3, 0.5, 0.6
"""Of the time left, for regions beside the proof before the first steps by columns: of days searched whole first, of
those base by base, of those with rounds to start from."""
WARMEST_REGION_GBP = 10.0
"""Regions are searched no warmer than that, however warm the whole day is."""
PASSES, LATER_SHARE = 2, 0.1
"""So often the search for plans and the steps by columns take turns; on days of more than few visits as often
as there is time for, after the first time with such a share of the time left for the search."""
BALANCE_SHARE = 0.05
"""Of the time, for sharing work evenly where that is asked for."""
THOROUGH_SHARE = 0.35
"""Of the time, at the end: the bound looks at all rounds then, though the quick search still finds some."""
LARGE_CLOSE = 2e-4
"""Share of the value by which the bound of a day planned base by base may stay below it: plans gain more."""
A_STEP_S = 30.0
"""Most time for a step by columns around one round."""
SLOT_S, LARGE_SLOT_S = 900.0, 1800.0
"""Slots of visits by two that branching begins with, on days of few visits and on larger ones."""


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
    # Threads of the linear algebra wait for each other at length where the other core is busy.
    with stop_on_ctrl_c() as asked, threadpool_limits(limits=1, user_api="blas"):
        run = Run(
            inputs, day, began + search_s, began, gap, lambda: asked.ends(found=True), on_progress,
            first, room, assignment_bound(day), seed, start is not None, counted, enough, warmth_gbp,
        )  # fmt: skip
        if len(day.visits) and len(day.duties):
            _search(run, iterations)
        stopped_by = run.why()
        if stopped_by == CTRL_C:
            note_cut_short()
        if inputs.balance_gbp:
            run.until = began + time_limit_s
            run.balance_gbp = share_evenly(day, run.best, room, inputs.balance_gbp, run.over)
            run.report()
    return _result(run, stopped_by)


def _search(run: Run, iterations: int | None) -> None:
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
                _by_regions(run, 0, REGIONS_SHARE, lambda: SIDE_BY_SIDE)
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


def _better(run: Run, iterations: int | None, proven: Callable[[], bool]) -> None:
    """Better the plan by search and by columns, in turn."""
    for number in _passes(run, iterations):
        by_regions = run.by_regions and iterations is None
        if not by_regions or not (number or run.by_bases):
            _improve(run, iterations, number, by_regions)
        if by_regions:
            first = LARGE_BESIDE_SHARE if run.by_bases else WARM_BESIDE_SHARE if run.warm else BESIDE_SHARE
            share = LATER_SHARE if number else first
            _by_regions(run, number + 1, share, lambda: SIDE_BY_SIDE if proven() else 1)
        _by_columns(run, proven)


def _passes(run: Run, iterations: int | None) -> Iterator[int]:
    """Yield the numbers of passes, begun while there is time for one more."""
    if run.by_columns or iterations is not None or run.counted:
        yield from range(PASSES if run.by_columns else 1)
        return
    for number in itertools.count():
        if number and (run.over() or run.closed()):
            return
        yield number


def _by_bases(run: Run) -> None:
    """Better the plan of a large day base by base, in a share of the time left."""
    if not run.over():
        now = time.perf_counter()
        until = now + BASES_SHARE * (run.until - now)
        better_by_bases(run.inputs, run.day, run.best, run.room, [run.seed, 0], until, run.ended, run.report, run.noted)


def _by_regions(run: Run, number: int, share: float, at_once: Callable[[], int]) -> None:
    """Better the plan of a large day region by region, in a share of the time left."""
    now = time.perf_counter()
    until = now + share * (run.until - now)
    better_by_regions(
        run.inputs, run.day, run.best, run.room, [run.seed, number], until, run.ended_beside, run.report, run.noted,
        at_once, min(run.warmth_gbp, WARMEST_REGION_GBP),
    )  # fmt: skip


def _by_columns(run: Run, proven: Callable[[], bool]) -> None:
    """Better the plan by column generation: whole again and again, or around one round after the other if it is large.

    Where visits are still not made, rounds near those come next, and then the whole once more. Around rounds a share
    of the time left is spent, and more while the bound is not there yet; if counted, each round has one step. Once the
    proof of a large day has ended two steps are made side by side.
    """
    if not run.by_columns:
        _around_rounds(run, lambda: True, lambda: False, proven)
        return
    _whole_by_columns(run)
    if run.leaves_out:
        _around_rounds(run, proven, lambda: not run.leaves_out, lambda: False)
        _whole_by_columns(run)


def _whole_by_columns(run: Run) -> None:
    reaches = [0.0, REACH_S]
    for reach_s in reaches:
        if run.over() or run.closed():
            return
        now = time.perf_counter()
        until = now + BY_COLUMNS_SHARE * (run.until - now)
        if better_by_columns(run.day, run.best, run.room, until, reach_s, None, run.stopped) and reach_s > 0.0:
            reaches.append(reach_s)
        run.report()


def _around_rounds(
    run: Run, proven: Callable[[], bool], enough: Callable[[], bool], both: Callable[[], bool]
) -> None:  # fmt: skip
    better, began = True, time.perf_counter()
    end = began + AROUND_SHARE * (run.until - began)
    chance = np.random.default_rng(run.iterations)

    def over() -> bool:
        return run.over() or run.closed() or enough() or (time.perf_counter() >= end and proven())

    def step_until() -> float:
        return run.until if run.counted else min(run.until, time.perf_counter() + A_STEP_S)

    while better and not over():
        excess = None if run.relaxation is None else run.relaxation.excess(run.best)
        order = in_turn(run.day, run.best, chance, excess)
        better = run.steps.turn(run.best, order, over, step_until, run.report, run.stopped, both)
        if run.counted:
            return


def _prove(run: Run, start: State) -> Relaxation | None:
    """Return the solved relaxation of the day, its bound told; `start` is a plan. None: not solved in time."""
    relaxation = Relaxation(run.day, windows_of(run.day), range(len(run.day.duties)))
    run.relaxation = relaxation
    relaxation.add_state(start)
    begun = relaxation.add_rounds(run.pool) > 0
    thorough = np.inf if run.counted else run.until - THOROUGH_SHARE * (run.until - run.began)
    ended = run.stopped if run.counted else run.ended_beside
    try:
        solved = relaxation.run(
            run.until, ended, run.raise_bound, enough=run.enough, level=1 if begun else 0, thorough_from=thorough,
            pool=run.noted, subset_rows=run.by_columns, close=LARGE_CLOSE if run.by_bases else CLOSE,
        )  # fmt: skip
    except SolverTrouble:
        # What was proven until then holds.
        solved = False
    run.left_in_bound = relaxation.left_out
    return relaxation if solved else None


def _prove_and_branch(run: Run, best: State) -> None:
    """Prove a day beside the search for plans; `best` is a plan, bettered where branching comes by one.

    Days planned base by base are not branched on: there is no time for one part, and plans gain more by it.
    """

    def raise_bound(bound: float) -> None:
        run.by_proof = float(total_cost(run.day, best))
        run.raise_bound(bound)

    root = _prove(run, best)
    if root is not None and time.perf_counter() < run.until and not run.by_bases and not run.ended_beside():
        _branch(run, root, best, new_room(run.day), run.ended_beside, raise_bound)
    run.by_proof = float(total_cost(run.day, best))


def _branch(
    run: Run, root: Relaxation, best: State, room: Room, ended: Callable[[], bool], tell: Callable[[float], None]
) -> None:  # fmt: skip
    tree = Tree(run.day, best, room, run.until, ended, tell, run.counted, lambda: run.cost)
    tree.add(windows_of(run.day, SLOT_S if run.by_columns else LARGE_SLOT_S), root, run.bound)
    tree.run()


def _improve(run: Run, iterations: int | None, number: int, regions_next: bool) -> None:
    """Search for plans from the best one, in so many iterations; fewer if its share of the time does not suffice."""
    if run.over() or run.closed():
        return
    cold = WHOLE_SHARE if regions_next else SEARCH_SHARE
    share = WARM_WHOLE_SHARE if run.warm and not run.by_columns else cold
    now, before = time.perf_counter(), run.iterations

    def tell(done: int, cost: float) -> None:
        run.iterations = before + done
        run.report(cost)

    until = now + share * (run.until - now)
    better_by_turns(
        run.day, run.best, [run.seed, number], iterations, until, run.ended, tell, pool=run.noted,
        hot_gbp=run.warmth_gbp,
    )  # fmt: skip


def _result(run: Run, stopped_by: str) -> RoundsResult:
    inputs, day, best = run.inputs, run.day, run.best
    objective = run.objective
    bound = min(run.bound, objective)
    net = bound - contact_gbp(inputs, day, best)
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

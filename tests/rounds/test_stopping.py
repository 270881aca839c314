"""When a search for rounds ends: Ctrl-C, the stop button, its gap, a solver in trouble; what is known then is kept."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest

from capplan import rounds
from capplan.errors import SolverTrouble
from capplan.rounds import plan, polish
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.master import Master
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.polish import better_by_columns
from capplan.rounds.result import CTRL_C, GAP, TIME_LIMIT, Progress
from capplan.rounds.state import Room, State, empty_state, new_room
from capplan.rounds.windows import windows_of
from capplan.solve.interrupt import end_search_in_hand, searches_cut_short
from rounds.evaluate import evaluate
from rounds.small_days import small_day


def filled(seed: int = 3) -> tuple[Day, State, Room]:
    day = day_of(small_day(seed, num_visits=16, num_carers=5))
    state, room = empty_state(day), new_room(day)
    fill(day, state, room)
    return day, state, room


@pytest.mark.parametrize("stop", [lambda: os.kill(os.getpid(), signal.SIGINT), end_search_in_hand])
def test_ctrl_c_and_the_stop_button_keep_the_plan(stop: object) -> None:
    """At the first plan already; the search is noted as cut short, so that nobody keeps it for the whole answer."""
    inputs = small_day(4, num_visits=40, num_carers=9)
    told: list[Progress] = []

    def tell(one: Progress) -> None:
        told.append(one)
        if len(told) == 1:
            assert callable(stop)
            stop()

    before = searches_cut_short()
    found = rounds.solve(inputs, time_limit_s=300.0, gap=0.0, on_progress=tell)
    assert found.stopped_by == CTRL_C
    assert searches_cut_short() == before + 1
    cost, faults = evaluate(inputs, found.rounds)
    assert faults == []
    assert cost == pytest.approx(found.objective)
    assert found.bound < found.objective


def test_a_step_under_way_ends_when_the_search_is_stopped() -> None:
    day, state, room = filled()
    before = total_cost(day, state)
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        return True

    assert not better_by_columns(day, state, room, time.perf_counter() + 60.0, 0.0, stopped=stopped)
    assert asked
    assert total_cost(day, state) == before
    # The same step betters the plan where nobody stops it.
    assert better_by_columns(day, state, room, time.perf_counter() + 60.0, 0.0)


def test_a_choice_in_whole_numbers_ends_when_the_search_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    whole = Master.whole

    def noted(self: Master, *args: object, **options: object) -> object:
        given.append(options.get("stopped", args[-1]))
        return whole(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Master, "whole", noted)
    day, state, room = filled()

    def never() -> bool:
        return False

    better_by_columns(day, state, room, time.perf_counter() + 60.0, 0.0, stopped=never)
    assert given == [never]


def test_what_was_not_looked_at_in_time_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is up inside the first look at all rounds, which then finds none: that is no proof."""
    day, state, _ = filled()
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    relaxation.add_state(state)
    until = time.perf_counter() + 0.5

    def late(*_: object) -> tuple[float, int]:
        time.sleep(max(0.0, until - time.perf_counter()))
        return -np.inf, 0

    monkeypatch.setattr(relaxation, "_price_all", late)
    assert not relaxation.run(until, lambda: False, lambda _: None, level=3)
    assert relaxation.bound == -np.inf


def test_the_proof_ends_where_the_gap_that_is_asked_for_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """The root is not solved to its end: the first bound that is near enough is told, and no more."""
    inputs = small_day(6, num_visits=30, num_carers=7)
    solved: list[bool] = []
    prove = plan._prove

    def noted(run: plan.Run, start: State) -> Relaxation | None:
        found = prove(run, start)
        solved.append(found is not None)
        return found

    monkeypatch.setattr(plan, "_prove", noted)
    found = rounds.solve(inputs, time_limit_s=120.0, gap=0.6)
    assert (found.stopped_by, solved) == (GAP, [False])
    assert found.gap <= 0.6


def test_a_solver_in_trouble_costs_the_step_and_the_proof_but_not_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def trouble(*_: object, **__: object) -> bool:
        raise SolverTrouble("planted")

    day, state, room = filled()
    with monkeypatch.context() as patch:
        patch.setattr(polish.Relaxation, "run", trouble)
        assert not better_by_columns(day, state, room, time.perf_counter() + 60.0, 0.0)
    monkeypatch.setattr(Relaxation, "run", trouble)
    inputs = small_day(3, num_visits=16, num_carers=5)
    found = rounds.solve(inputs, time_limit_s=3.0, gap=0.0, iterations=300)
    assert evaluate(inputs, found.rounds)[1] == []
    assert found.stopped_by != TIME_LIMIT

"""Carers of a visit by two in the slot chosen, branching on windows, and what one part takes over from another."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from capplan import rounds
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.node import inherited
from capplan.rounds.state import State, empty_state, new_room
from capplan.rounds.tree import Tree
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day

HOUR = 3600


def early_and_late() -> Day:
    """One visit by two; x is on duty 8 to 9 and y 9 to 10, or both are at a price: nobody meets for nothing.

    Each of x and y has one carer of the other hours beside, at 10 GBP for the visit. Making it costs 10 at least, for
    those who meet are always one of each kind.
    """
    dear = {"x2": 10.0, "y2": 10.0}
    visit = Visit("v", "c", 0, 1800, ((8 * HOUR, 9 * HOUR + 1800),), 500.0, "b", carers=2, preferred=dear)
    shifts = {"x": (8, 9), "x2": (8, 9), "y": (9, 10), "y2": (9, 10)}
    carers = tuple(
        Carer(name, "b", 1, 1, ((begin * HOUR, end * HOUR),), paid_s=8 * HOUR) for name, (begin, end) in shifts.items()
    )
    nowhere = np.zeros((2, 2), dtype=np.int64)
    return day_of(Inputs((visit,), (), carers, {"car": nowhere}, {"car": nowhere.astype(np.float64)}))


def solved(day: Day, slot_s: float | None, around: Relaxation | None = None) -> Relaxation:
    windows = windows_of(day, slot_s)
    found = Relaxation(day, windows, range(len(day.duties))) if around is None else inherited(day, windows, around)
    assert found.run(time.perf_counter() + 60.0, lambda: False, lambda _: None)
    return found


def test_without_slots_two_who_cannot_meet_make_a_visit_together() -> None:
    """x and y cost nothing, one before nine and one after."""
    assert solved(early_and_late(), None).bound == pytest.approx(0.0, abs=1e-6)


def test_each_carer_is_there_in_the_slot_that_is_chosen() -> None:
    """In slots of an hour x alone may be half of both in the first one; with a row for each carer x2 goes as well.

    8:00-8:59 needs x and x2, 9:00 on needs y and y2: 10 GBP either way, and by halves too.
    """
    found = solved(early_and_late(), float(HOUR))
    assert found.master.ties
    assert found.bound == pytest.approx(10.0, abs=1e-3)


def test_a_part_begins_with_what_the_part_around_it_has_found() -> None:
    day = early_and_late()
    around = solved(day, float(HOUR))
    part = inherited(day, windows_of(day, HOUR / 2), around)
    assert part.columns and part.master.ties
    value, _ = part.master.solve()
    assert value >= 10.0 - 1e-3
    assert solved(day, HOUR / 2, around).bound == pytest.approx(10.0, abs=1e-3)


def test_what_is_tried_leaves_the_master_as_it_was() -> None:
    day = day_of(small_day(15, num_visits=6, num_carers=3))
    found = solved(day, 300.0)
    chosen = [item for item in found.master.choice if found.master.chosen[found.master.choice[item]] > 0.5]
    before, _ = found.master.solve()
    assert chosen and found.value_without(np.array(chosen)) >= before - 1e-9
    again, _ = found.master.solve()
    assert again == pytest.approx(before, abs=1e-9)


def test_rounds_that_are_kept_keep_their_shares() -> None:
    master = solved(day_of(small_day(15, num_visits=6, num_carers=3)), 300.0).master
    used = np.flatnonzero(master.shares > 1e-7)
    shares = master.shares[used]
    assert len(used) < len(master.shares)
    master.keep(used)
    assert master.num_rounds == len(used) and np.allclose(master.shares, shares)
    value, _ = master.solve()
    assert np.isfinite(value)


def test_a_master_that_is_not_solved_in_time_ends_the_relaxation(monkeypatch: pytest.MonkeyPatch) -> None:
    day = early_and_late()
    found = Relaxation(day, windows_of(day), range(len(day.duties)))
    until = time.perf_counter() + 60.0
    given: list[float] = []
    monkeypatch.setattr(found.master, "solve_within", lambda seconds: given.append(seconds))
    assert not found.run(until, lambda: False, lambda _: None)
    assert found.bound == -np.inf
    assert len(given) == 1 and 0.0 < given[0] <= 60.0


def planned(day: Day) -> tuple[State, Tree, list[float]]:
    room, best = new_room(day), empty_state(day)
    fill(day, best, room)
    root = solved(day, None)
    told: list[float] = []
    tree = Tree(day, best, room, time.perf_counter() + 60.0, lambda: False, told.append)
    tree.add(windows_of(day, 900.0), root, root.bound)
    tree.run()
    return best, tree, told


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 6, 7])
def test_bounds_of_open_parts_rise_and_are_never_above_the_optimum(seed: int) -> None:
    """The optimum is what the whole search proves; that it is one is tested against the model of arcs."""
    inputs = small_day(seed, num_visits=6, num_carers=3)
    day = day_of(inputs)
    best, tree, told = planned(day)
    optimum = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, iterations=2000)
    assert optimum.stopped_by == "proven"
    assert told == sorted(told)
    assert tree.bound <= optimum.objective + 1e-6 <= total_cost(day, best) + 2e-6


def test_the_bound_of_a_part_that_the_time_ends_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two parts, bounds 0 and 7, the first is looked at: its bound is the day's up to 7, and not below 0."""
    day = early_and_late()
    best, root = empty_state(day), solved(day, None)
    fill(day, best, new_room(day))
    told: list[float] = []
    tree = Tree(day, best, new_room(day), time.perf_counter() + 60.0, lambda: False, told.append)
    tree.add(windows_of(day, 900.0), root, 0.0)
    tree.add(windows_of(day, 900.0), root, 7.0)

    def cut_short(
        part: Relaxation, _until: float, _stopped: object, tell: Callable[[float], None], **_: object
    ) -> bool:
        for part.bound in (-5.0, 4.0, 8.0):
            tell(part.bound)
        return False

    monkeypatch.setattr(Relaxation, "run", cut_short)
    tree.run()
    assert told == [0.0, 4.0, 7.0]
    assert tree.solved == 0 and tree.bound == 7.0

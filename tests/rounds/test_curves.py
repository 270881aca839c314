"""Curves of cost by time, the gaps that are compared by them, and the table of what going on costs at least."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.rounds import neighbourhood, pricing
from capplan.rounds.curves import NONE, both_ways, cheaper, value
from capplan.rounds.day import Day, day_of
from capplan.rounds.insertion import _least, _least_in, _open, detour
from capplan.rounds.labels import price
from capplan.rounds.moves import place_in, total_cost
from capplan.rounds.pricing import LEVELS, Class, Items, classes_of, find_rounds
from capplan.rounds.state import Room, State, empty_state, new_room, window_of
from capplan.rounds.timing import NO_ROUND, STOPS
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day

FULL = len(LEVELS) - 1


def test_the_cheaper_of_two_curves_is_their_convex_hull() -> None:
    # From (0, 4) to (4, 0) and from (2, 6) to (6, 1); waiting costs 1 a second: after 4 the first goes on at (6, 2).
    one, other = (np.array([0.0, 4.0]), np.array([4.0, 0.0])), (np.array([2.0, 6.0]), np.array([6.0, 1.0]))
    times, costs = np.zeros(8), np.zeros(8)
    count = cheaper(*one, 2, *other, 2, 1.0, 8, times, costs)
    assert (times[:count].tolist(), costs[:count].tolist()) == ([0.0, 4.0, 6.0], [4.0, 0.0, 1.0])
    assert value(times, costs, count, 8.0, 1.0) == 3.0


def test_before_and_after_a_start_are_added() -> None:
    # Before: 4 at 0, nothing at 4. After, counted backwards: nothing from a start at 2 or earlier; none later.
    before, after = (np.array([0.0, 4.0]), np.array([4.0, 0.0])), (np.array([-2.0, 0.0]), np.array([0.0, 0.0]))
    assert both_ways(*before, 2, *after, 2, 2.0, 1.0) == 2.0
    assert both_ways(*before, 2, *after, 2, 3.0, 1.0) == NONE


def filled(seed: int) -> tuple[Day, State, Room]:
    """Return a small day with most visits made."""
    day = day_of(small_day(seed, num_visits=8, num_carers=3))
    state, room = empty_state(day), new_room(day)
    neighbourhood.fill(day, state, room)
    return day, state, room


@pytest.mark.parametrize("seed", range(60))
def test_a_gap_costs_no_less_than_its_curves_say(seed: int) -> None:
    """For visits not made: the least cost over gaps is that of timing every place anew; less only round a break."""
    day, state, room = filled(seed)
    for v in np.flatnonzero(state.made == 0).tolist():
        for d in range(len(day.duties)):
            low, high = window_of(day, state, v, 0)
            if not day.within[d] or low > high or not day.first[v, d]:
                continue
            exact, _ = place_in(day, state, room, d, v, low, high)
            by_curves = NO_ROUND
            for k in range(state.size[d] + 1):
                least = _least_in(day, state, d, k, v, low, high)
                if least < NO_ROUND:
                    _open(day, state, room, d, k, v, low, high, 0)
                    in_gap = detour(day, state, d, k, v)[0] - state.wait[d] + _least(day, room, d, v, 0)
                    # What decides whether a gap is looked at is never above what it costs.
                    assert least <= in_gap + 1e-6
                    by_curves = min(by_curves, in_gap)
            assert by_curves <= exact + 1e-6
            paired = any(day.pair_from[u + 1] > day.pair_from[u] for u in state.stops[d, : state.size[d]].tolist())
            if day.duties[d]["pause"] < 0 and exact < NO_ROUND and not paired:
                assert by_curves == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_dropping_labels_by_what_going_on_costs_changes_no_optimum(seed: int) -> None:
    day = day_of(small_day(seed, num_visits=9, num_carers=2))
    items = Items.of(windows_of(day))
    gain = np.random.default_rng(seed).uniform(0.0, 60.0, len(items.visit))
    for group in classes_of(day, items, range(len(day.duties))):
        least = find_rounds(day, group, gain, FULL)[0]
        assert least == pytest.approx(without_table(day, group, gain), abs=1e-9)
        assert find_rounds(day, group, gain, FULL, least / 2)[0] == pytest.approx(min(least / 2, least), abs=1e-9)


@pytest.mark.parametrize("most_labels", [0, 5, 60, 200])
def test_where_labels_run_out_what_is_left_out_counts_by_its_least(
    most_labels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer labels show less, but never more than is true."""
    weaker = 0
    for seed in range(8):
        day = day_of(small_day(seed, num_visits=12, num_carers=2))
        items = Items.of(windows_of(day))
        gain = np.random.default_rng(seed).uniform(0.0, 60.0, len(items.visit))
        for group in classes_of(day, items, range(len(day.duties))):
            monkeypatch.setattr(pricing, "MOST_LABELS", 400_000)
            least = find_rounds(day, group, gain, FULL)[0]
            monkeypatch.setattr(pricing, "MOST_LABELS", most_labels)
            shown, whole, _ = find_rounds(day, group, gain, FULL)
            assert whole and shown <= least + 1e-9
            weaker += shown < least - 1e-6
    assert (weaker > 0) == (most_labels < 60)


def without_table(day: Day, group: Class, gain: np.ndarray) -> float:
    """Return the least reduced cost with a table that rules nothing out."""
    num, d = len(group.node_visit), group.duties[0]
    worth = gain[group.node_item] - day.each[group.node_visit, d]
    none = np.zeros((len(day.visits), 0), dtype=np.int64)
    stops, sizes = np.zeros((25, STOPS), dtype=np.int64), np.zeros(25, dtype=np.int64)
    return float(
        price(
            day, d, group.node_visit, group.node_low, group.node_high, worth, group.node_bit, group.bans,
            np.ascontiguousarray(group.ahead), np.full((2, num, 300), -NONE), 0.0, 10_000, True, 400_000, 25,
            stops, sizes, none, none, none[0], np.zeros(0),
        )[0]
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_searching_keeps_state_and_costs_together(seed: int) -> None:
    """After many steps the costs of the rounds are those of the same rounds put together anew."""
    day, state, room = filled(seed)
    best, trial = empty_state(day), empty_state(day)
    neighbourhood.copy_state(state, best)
    neighbourhood.search(day, state, best, trial, room, np.zeros(len(day.visits)), 0, 300, 300, 10.0, 0.1)
    for d in range(len(day.duties)):
        count = int(best.size[d])
        for k in range(count):
            assert best.made[best.stops[d, k]] == day.visits[best.stops[d, k]]["need"]
    assert total_cost(day, best) <= total_cost(day, state) + 1e-9

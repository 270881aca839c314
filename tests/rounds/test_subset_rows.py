"""Subset rows: what they cut off, what rounds pay for them, and that no plan breaks them."""

from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest

from capplan import rounds
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import Day, day_of
from capplan.rounds.enumeration import every_round
from capplan.rounds.node import best_hours, between, inherited
from capplan.rounds.pricing import LEVELS, Class, Column, Items, classes_of, column_of, find_rounds
from capplan.rounds.subset_rows import BITS, Row, SubsetRows
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day

FULL = len(LEVELS) - 1
HOUR = 3600


def column(group: int, *visits: int) -> Column:
    return Column(group, visits, visits, 0.0)


def many(*columns: Column) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes of rounds, where items of each begin, and all items."""
    begins = np.cumsum([0, *(len(one.items) for one in columns)])
    return np.array([one.group for one in columns]), begins, np.array([item for one in columns for item in one.items])


def rows(visits: int, classes: int = 1) -> SubsetRows:
    return SubsetRows(np.arange(visits), np.ones(visits), np.ones(classes))


def by_two(needs: list[float]) -> SubsetRows:
    return SubsetRows(np.arange(len(needs)), np.array(needs), np.full(1, 9.0))


def test_three_rounds_by_halves_break_the_row_of_their_visits() -> None:
    """Each has two of the three, so that one and a half rounds do, where one may."""
    found = by_two([1.0, 1.0, 1.0])
    columns = [column(0, 0, 1), column(0, 1, 2), column(0, 0, 2)]
    assert found.separate(columns, np.full(3, 0.5), {}) == [0]
    assert found.rows == [Row((), (0, 1, 2))] and found.most(0) == 1.0
    assert found.separate(columns, np.array([1.0, 0.0, 0.0]), {}) == []


def test_two_visits_and_a_carer_make_a_row() -> None:
    """One carer makes each of two visits by half a round, and another both by half a round."""
    found = rows(2, classes=2)
    columns = [column(0, 0), column(0, 1), column(1, 0, 1)]
    assert found.separate(columns, np.full(3, 0.5), {}) == [0]
    assert found.rows == [Row((), (0, 1), 0)]
    assert found.counts(*many(*columns, column(0, 0, 1), column(1, 0))).ravel().tolist() == [1, 1, 1, 1, 0]


def test_two_visits_by_two_and_one_by_one_are_there_five_times() -> None:
    """Two of five carers' stops go on a round with two of the three: at most two such rounds; four make an even row."""
    found = by_two([2.0, 2.0, 1.0])
    columns = [column(0, 0, 1), column(0, 0, 2), column(0, 1, 2)]
    assert found.separate(columns, np.array([1.5, 0.5, 0.5]), {}) == [0]
    assert found.most(0) == 2.0
    even = by_two([2.0, 1.0, 1.0])
    assert even.separate(columns, np.array([1.0, 1.0, 1.0]), {}) == []


def test_a_row_is_forgotten_where_it_is_not_remembered() -> None:
    """Of 0, 1 and 2 a round by way of 3 has two only if the row is remembered at 3; twice two count twice."""
    found = rows(5)
    assert found.put(Row((), (2, 0, 1)), set()) == 0
    made = many(column(0, 0, 3, 1), column(0, 0, 1), column(0, 0, 1, 4, 2, 0), column(0, 3, 2, 4))
    assert found.counts(*made).ravel().tolist() == [0, 1, 2, 0]
    assert found.put(Row((), (0, 1, 2)), {3}) == 0
    assert found.counts(*made).ravel().tolist() == [1, 1, 2, 0]


def test_what_is_broken_is_remembered_where_the_rounds_pass() -> None:
    found = by_two([1.0] * 5)
    columns = [column(0, 0, 3, 1), column(0, 1, 2, 4), column(0, 0, 2)]
    found.separate(columns, np.full(3, 0.5), {})
    assert found.memory[found.rows.index(Row((), (0, 1, 2)))] == {0, 1, 2, 3}


def test_no_more_go_on_to_a_visit_than_a_window_is_chosen() -> None:
    """Visit 0 is by two, by halves in either window; in the first, both carers go on to visit 1 by halves."""
    found = SubsetRows(np.array([0, 0, 1]), np.array([2.0, 1.0]), np.full(1, 3.0))
    columns = [Column(0, (0, 1), (0, 2), 0.0), Column(0, (0,), (0,), 0.0), Column(0, (0,), (1,), 0.0)]
    half = {0: 0.5, 1: 0.5}
    assert found.separate(columns, np.array([0.5, 0.5, 1.0]), half) == []
    assert found.separate(columns, np.array([1.0, 0.0, 1.0]), half) == [0]
    assert found.rows == [Row((0,), (1,))] and found.most(0) == 0.0
    assert found.counts(*many(*columns)).ravel().tolist() == [1, 0, 0]


def test_more_rows_than_fit_a_word_are_paid_each() -> None:
    num = BITS + 5
    found = rows(2 * num + 1)
    for k in range(num):
        found.put(Row((), (2 * k, 2 * k + 1, 2 * num)), set())
    prices = np.arange(1.0, num + 1.0)
    made = many(*(column(0, 2 * k, 2 * k + 1) for k in range(num)))
    assert found.paid(*made, prices).tolist() == prices.tolist()
    assert found.paid(*made, np.where(prices > BITS, prices, 0.0)).tolist() == [0.0] * BITS + prices[BITS:].tolist()


def priced(seed: int) -> tuple[Day, Items, list[Class], np.ndarray, SubsetRows, np.ndarray]:
    """A day with rows at prices by chance, remembered at visits by chance."""
    day = day_of(small_day(seed, num_visits=6, num_carers=2))
    items, random = Items.of(windows_of(day, HOUR)), np.random.default_rng(seed)
    classes = classes_of(day, items, range(len(day.duties)))
    found = SubsetRows(items.visit, np.ones(len(day.visits)), np.ones(len(classes)))
    for _ in range(12):
        chosen = random.choice(len(day.visits), 3, replace=False).tolist()
        group = int(random.integers(-1, len(classes)))
        remembered = set(random.choice(len(day.visits), 2).tolist())
        found.put(Row((), tuple(chosen[: 3 if group < 0 else 2]), group), remembered)
        found.put(Row((int(random.integers(len(items.visit))),), tuple(chosen[:1])), remembered)
    gain, prices = random.uniform(0.0, 40.0, len(items.visit)), random.uniform(0.0, 6.0, len(found.rows))
    return day, items, classes, gain, found, prices


def all_rounds(day: Day, items: Items, classes: list[Class], number: int) -> list[Column]:
    """Every round of a class that visits nobody twice."""
    group, made = classes[number], []
    for size in range(1, len(group.node_item) + 1):
        for order in permutations(group.node_item.tolist(), size):
            if len(set(items.visit[list(order)])) == size:
                one = column_of(day, classes, items, number, np.array(order, dtype=np.int64))
                made += [] if one is None else [one]
    return made


@pytest.mark.parametrize("seed", range(12))
def test_labels_and_lists_pay_for_rows_as_rounds_do(seed: int) -> None:
    """Against all orders of all sets of visits, each timed alone; the most work and overtime are left out there."""
    day, items, classes, gain, found, prices = priced(seed)
    tolls = found.tolls(prices)
    for number, group in enumerate(classes):
        if not group.alone or day.carers[day.duties[group.duties[0]]["carer"]]["overtime"] > 0:
            continue
        every = all_rounds(day, items, classes, number)
        bare = np.array([one.cost - gain[list(one.items)].sum() for one in every])
        reduced = bare + found.paid(*many(*every), prices)
        least = find_rounds(day, group, gain, FULL, 0.0, tolls, number)[0]
        assert least <= min(reduced.min(), 0.0) + 1e-9
        cheapest = find_rounds(day, group, gain, FULL, 0.0, tolls, number)[2][:1]
        for nodes in cheapest:
            one = column_of(day, classes, items, number, group.node_item[list(nodes)])
            if one is not None:
                paid = found.paid(*many(one), prices)[0]
                assert one.cost - gain[list(one.items)].sum() + paid == pytest.approx(least, abs=1e-6)
        below = float(np.quantile(reduced, 0.3))
        listed = every_round(day, group, gain, below, tolls, number)
        assert listed is not None
        costs = {frozenset(group.node_item[list(nodes)].tolist()): cost for nodes, cost in zip(*listed, strict=True)}
        for one, cost, whole in zip(every, bare, reduced, strict=True):
            if whole < below - 1e-6:
                assert costs[frozenset(one.items)] <= cost + 1e-6


def triangle() -> Day:
    """Three visits of half an hour within one hour, so that a round has two of them; going out costs 10 GBP.

    Two carers make all three for 20; by halves, three rounds of two cost 15.
    """
    visits = tuple(
        Visit(f"v{k}", f"c{k}", k, HOUR // 2, ((8 * HOUR, 8 * HOUR + HOUR // 2),), 500.0, "b") for k in range(3)
    )
    carers = tuple(Carer(f"k{k}", "b", 3, 3, ((8 * HOUR, 9 * HOUR),), paid_s=HOUR, mileage_gbp_per_km=1.0)
                   for k in range(3))  # fmt: skip
    ways, km = np.zeros((4, 4), dtype=np.int64), np.zeros((4, 4))
    km[3, :3] = 10.0
    return day_of(Inputs(visits, (), carers, {"car": ways}, {"car": km}))


def one_after_the_other() -> Day:
    """Visit 0 is by two at eight or at a quarter past nine; visit 1 fits after the first alone, 2 before the second.

    Going out costs 10 GBP. Either way two go to visit 0, one of them to another one, and a third to the last: 30. By
    halves both go to visit 0 at either time, and both make the other visit on the way: 20.
    """
    quarter = HOUR // 4
    visits = (
        Visit("v0", "c0", 0, HOUR, ((8 * HOUR, 8 * HOUR), (9 * HOUR + quarter,) * 2), 500.0, "b", carers=2),
        Visit("v1", "c1", 1, HOUR // 2, ((9 * HOUR, 9 * HOUR),), 500.0, "b"),
        Visit("v2", "c2", 2, HOUR // 2, ((9 * HOUR - quarter,) * 2,), 500.0, "b"),
    )
    carers = tuple(Carer(f"k{k}", "b", 3, 3, ((8 * HOUR, 11 * HOUR),), paid_s=3 * HOUR, mileage_gbp_per_km=1.0)
                   for k in range(3))  # fmt: skip
    ways, km = np.zeros((4, 4), dtype=np.int64), np.zeros((4, 4))
    km[3, :3] = 10.0
    return day_of(Inputs(visits, (), carers, {"car": ways}, {"car": km}))


def relaxed(day: Day, subset_rows: bool, slot_s: float | None = None) -> Relaxation:
    found = Relaxation(day, windows_of(day, slot_s), range(len(day.duties)))
    assert found.run(time.perf_counter() + 60.0, lambda: False, lambda _: None, subset_rows=subset_rows)
    return found


def test_a_row_closes_the_gap_of_a_triangle_and_goes_on_to_parts() -> None:
    day = triangle()
    assert relaxed(day, subset_rows=False).bound == pytest.approx(15.0, abs=1e-3)
    found = relaxed(day, subset_rows=True)
    assert found.bound == pytest.approx(20.0, abs=1e-3)
    part = inherited(day, found.windows, found)
    assert part.rows.rows == found.rows.rows
    assert part.master.solve()[0] >= 20.0 - 1e-3


def test_a_row_of_a_window_closes_the_gap_of_a_visit_by_two_and_goes_on_to_parts() -> None:
    day = one_after_the_other()
    assert relaxed(day, subset_rows=False).bound == pytest.approx(20.0, abs=1e-3)
    found = relaxed(day, subset_rows=True)
    assert found.bound == pytest.approx(30.0, abs=1e-3)
    assert found.rows.rows == [Row((0,), (1,)), Row((1,), (2,))]
    windows = [list(own) for own in found.windows]
    windows[0] = [(8.0 * HOUR, 8.0 * HOUR), (9.25 * HOUR - 1.0,) * 2, (9.25 * HOUR,) * 2]
    found.items.low[1] -= 1.0
    assert inherited(day, windows, found).rows.rows == [Row((0,), (1,)), Row((1, 2), (2,))]
    windows[0] = windows[0][:1]
    assert inherited(day, windows, found).rows.rows == []


def test_hours_of_a_visit_are_divided_where_rounds_by_halves_start_it_apart() -> None:
    """Each round takes the whole hour, at eight and at half past; three of them cannot all start all visits alike."""
    found = relaxed(triangle(), subset_rows=False)
    hours = best_hours(found)
    assert hours is not None
    v, at = hours
    assert at == 8 * HOUR + 1.0
    starts = {
        one.visits.index(v)
        for place, one in enumerate(found.columns)
        if found.master.shares[place] > 0.1 and v in one.visits
    }
    assert starts == {0, 1}


def test_hours_are_not_divided_where_all_rounds_are_whole() -> None:
    assert best_hours(relaxed(triangle(), subset_rows=True)) is None


def test_windows_between_two_times() -> None:
    assert between([(0.0, 5.0), (8.0, 9.0)], 2.0, 8.0) == [(2.0, 5.0), (8.0, 8.0)]
    assert between([(0.0, 5.0)], 6.0, np.inf) == []


@pytest.mark.parametrize("seed", range(12))
def test_rows_never_raise_the_bound_above_the_optimum(seed: int) -> None:
    inputs = small_day(seed, num_visits=9, num_carers=3)
    day = day_of(inputs)
    weak, strong = (relaxed(day, subset_rows=one, slot_s=HOUR / 2) for one in (False, True))
    best = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, iterations=500)
    assert weak.bound <= strong.bound + 1e-4 * max(1.0, abs(weak.bound))
    assert strong.bound <= best.objective + 1e-6

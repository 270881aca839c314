"""Rounds tried many at a time are those that pay when each is tried by itself, and a master takes them as they are."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.rounds.day import Day, day_of
from capplan.rounds.master import Master, Prices
from capplan.rounds.pricing import Class, Column, Items, classes_of, column_of, find_rounds
from capplan.rounds.trial import NEGATIVE, Trial
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day


def priced(seed: int) -> tuple[Day, Items, list[Class], Prices]:
    """A day of four carers at prices by chance."""
    day = day_of(small_day(seed, num_visits=8, num_carers=4))
    items = Items.of(windows_of(day))
    classes = classes_of(day, items, range(len(day.duties)))
    random = np.random.default_rng(seed)
    num = len(items.visit)
    worth, limits = random.uniform(0, 60, num), -random.uniform(0, 20, len(classes))
    none = np.zeros(num)
    return day, items, classes, Prices(worth, np.zeros((len(classes), num)), limits, none, np.zeros(8), 0.0)


def found_by(day: Day, classes: list[Class], prices: Prices) -> list[tuple[int, np.ndarray]]:
    return [
        (number, group.node_item[list(nodes)])
        for number, group in enumerate(classes)
        for nodes in find_rounds(day, group, prices.gains[number], 1, float(prices.limits[number]))[2]
    ]


@pytest.mark.parametrize("seed", range(12))
def test_what_pays_is_what_pays_one_by_one(seed: int) -> None:
    day, items, classes, prices = priced(seed)
    found = found_by(day, classes, prices)
    assert found
    columns = Trial(day, items, classes).paying(found, prices)

    def pays(column: Column | None) -> bool:
        gained = 0.0 if column is None else prices.gains[column.group, list(column.items)].sum()
        return column is not None and column.cost - gained - prices.limits[column.group] < NEGATIVE

    own = [column_of(day, classes, items, number, chosen) for number, chosen in found]
    expected = {
        (one.group, one.items): one.cost
        for mine, (_, chosen) in zip(own, found, strict=True)
        if pays(mine)
        for number in range(len(classes))
        if _may(day, classes[number], items, chosen) and pays(one := column_of(day, classes, items, number, chosen))
    }
    assert {(one.group, one.items): pytest.approx(one.cost, abs=1e-9) for one in columns} == expected


def _may(day: Day, group: Class, items: Items, chosen: np.ndarray) -> bool:
    visits, d = items.visit[chosen], group.duties[0]
    return bool((day.first[visits, d] | day.second[visits, d]).all())


def test_a_round_that_makes_a_visit_twice_counts_twice() -> None:
    """Two visits of one carer each at 10 GBP left out; a round of 8 GBP makes the first one twice: half will do."""
    master = Master(np.array([0, 1]), np.array([1.0, 1.0]), np.array([10.0, 10.0]), [1])
    master.add([(0, (0, 0), 8.0), (0, (1,), 9.0)])
    value, _ = master.solve()
    assert master.num_rounds == 2
    assert value == pytest.approx(0.5 * 8.0 + 0.5 * 9.0 + 0.5 * 10.0)

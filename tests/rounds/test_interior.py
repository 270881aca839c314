"""Prices by an interior point: value and duals as the simplex method finds them, and the same bound of a day."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.optimize import linprog

from capplan import rounds
from capplan.rounds import bound
from capplan.rounds.bound import Relaxation
from capplan.rounds.day import day_of
from capplan.rounds.interior import Rows, interior_point
from capplan.rounds.windows import windows_of
from rounds.small_days import small_day


def rows_like_a_masters(seed: int, num: int = 12, num_rounds: int = 60) -> Rows:
    """Visits to make or to leave out dearly, and a row for three carers."""
    random = np.random.default_rng(seed)
    matrix = (random.random((num, num_rounds)) < 0.3).astype(np.float64)
    matrix[0, :5] = 2.0
    matrix = np.block([[np.eye(num), matrix], [np.zeros((1, num)), np.ones((1, num_rounds))]])
    costs = np.concatenate([np.full(num, 80.0), random.uniform(5, 40, num_rounds)])
    starts = np.concatenate([[0], np.cumsum((matrix != 0).sum(axis=0))])
    index = np.concatenate([np.flatnonzero(column) for column in matrix.T])
    values = np.concatenate([column[column != 0] for column in matrix.T])
    limit, at_most = np.append(np.ones(num), 3.0), np.append(np.zeros(num, dtype=np.bool_), True)
    return Rows(costs, starts, index, values, limit, at_most)


@pytest.mark.parametrize("seed", range(6))
def test_value_and_duals_are_those_of_another_solver(seed: int) -> None:
    rows = rows_like_a_masters(seed)
    found = interior_point(rows, 1e-8)
    assert found is not None
    value, duals, columns = found
    sign = np.where(rows.at_most, 1.0, -1.0)
    best = linprog(rows.costs, sign[:, None] * rows.matrix.toarray(), sign * rows.limit, method="highs")
    assert value == pytest.approx(best.fun, rel=1e-6)
    assert duals @ rows.limit == pytest.approx(best.fun, rel=1e-6)
    assert (sign * duals <= 1e-7).all()
    assert (rows.costs - rows.matrix.T @ duals >= -1e-6).all()
    assert (columns >= 0.0).all()
    assert (sign * (rows.matrix @ columns - rows.limit) <= 1e-5).all()


def test_without_time_there_is_no_answer() -> None:
    assert interior_point(rows_like_a_masters(0), 1e-8, seconds=0.0) is None


def test_rows_that_cannot_be_kept_have_no_answer() -> None:
    """One column, at least 2 and at most 1."""
    rows = Rows(
        np.array([1.0]), np.array([0, 2]), np.array([0, 1]), np.array([1.0, 1.0]), np.array([2.0, 1.0]),
        np.array([False, True]),
    )  # fmt: skip
    with np.errstate(all="ignore"):
        assert interior_point(rows, 1e-6) is None


@pytest.mark.parametrize("seed", range(8))
def test_either_bounds_the_day_and_where_nothing_is_open_they_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Overtime is not in prices of rounds, so that a bound may stay below the value; which one depends on the way."""
    inputs = small_day(seed, num_visits=7, num_carers=3)
    day, best = day_of(inputs), rounds.solve(inputs, time_limit_s=60.0, gap=0.0, iterations=1000).objective
    found = []
    for least_rows in (10_000, 0):
        monkeypatch.setattr(bound, "INNER_ROWS", least_rows)
        relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
        assert relaxation.run(time.perf_counter() + 60.0, lambda: False, lambda _: None)
        assert relaxation.bound <= best + 1e-6
        found.append((relaxation.bound, relaxation.value))
    (one, value), (other, value_too) = found
    assert value == pytest.approx(value_too, rel=1e-4)
    if max(value - one, value_too - other) < 1e-2:
        assert one == pytest.approx(other, abs=1e-2)

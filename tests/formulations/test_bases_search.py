"""Narrowing before the search: a start that no exchange improves, a valid bound, and bases that are settled rightly."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from capplan.plan.interchange import best_by_exchange, cost_of
from capplan.plan.lagrangian import narrow

SEEDS = range(30)
NONE = np.zeros(0, dtype=np.int64)


def instance(seed: int) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Nine areas, nine bases, some pairs out of reach, rent, three open, base 0 fixed in every other instance."""
    random = np.random.default_rng(seed)
    cost = np.floor(random.uniform(0, 60, (9, 9)))
    cost[random.uniform(size=cost.shape) < 0.15] = np.inf
    must = np.array([0]) if seed % 2 else NONE
    return cost, np.floor(random.uniform(0, 20, 9)), 3, must


def all_choices(
    cost: np.ndarray, base_cost: np.ndarray, num_open: int, must: np.ndarray
) -> dict[tuple[int, ...], float]:
    return {
        chosen: cost_of(cost, base_cost, np.array(chosen))
        for chosen in combinations(range(cost.shape[1]), num_open)
        if set(must.tolist()) <= set(chosen)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_no_exchange_makes_the_start_cheaper(seed: int) -> None:
    cost, base_cost, num_open, must = instance(seed)
    chosen = best_by_exchange(cost, base_cost, num_open, must)
    assert set(must.tolist()) <= set(chosen.tolist())
    here = cost_of(cost, base_cost, chosen)
    choices = all_choices(cost, base_cost, num_open, must)
    one_exchange = [other for other in choices if len(set(other) & set(chosen.tolist())) == num_open - 1]
    assert len(one_exchange) == (num_open - len(must)) * (cost.shape[1] - num_open)
    # Out of reach everywhere: every set near it is as bad, so nothing is claimed.
    assert all(choices[other] >= here for other in one_exchange) or not np.isfinite(here)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_is_valid_and_every_best_choice_stays(seed: int) -> None:
    cost, base_cost, num_open, must = instance(seed)
    choices = all_choices(cost, base_cost, num_open, must)
    best = min(choices.values())
    found = narrow(cost, base_cost, num_open, must)
    if found is None:
        return
    assert found.bound <= best * (1 + 1e-12)
    assert found.cost == pytest.approx(cost_of(cost, base_cost, found.chosen))
    for chosen, value in choices.items():
        if value <= found.cost:
            assert not found.closed[list(chosen)].any()
            assert set(np.flatnonzero(found.opened).tolist()) <= set(chosen)


def test_most_instances_are_narrowed_and_settle_something() -> None:
    found = [narrow(*instance(seed)) for seed in SEEDS]
    known = [one for one in found if one is not None]
    assert len(known) >= 20
    assert sum(bool(one.closed.any()) for one in known) >= 15


def test_all_bases_open_need_no_search() -> None:
    """Three areas at home, 1 + 2 + 3 of rent."""
    cost = np.where(np.eye(3, dtype=bool), 0.0, 9.0)
    found = narrow(cost, np.array([1.0, 2.0, 3.0]), 3, NONE)
    assert found is not None
    assert (found.cost, found.bound) == (6.0, pytest.approx(6.0))


def test_one_base_of_three() -> None:
    """Areas at 0, 4, 10 on a line: 14, 10, 16 in all; the middle one is best."""
    place = np.array([0.0, 4.0, 10.0])
    found = narrow(np.abs(place[:, None] - place[None, :]), np.zeros(3), 1, NONE)
    assert found is not None
    assert found.chosen.tolist() == [1]
    assert found.bound == pytest.approx(10.0)

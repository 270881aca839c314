"""One ward in Ciw against the exact queue, and beds that open and leave one by one."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import numpy as np
import pytest

from capplan.queueing import erlang_b, wait_exceeds
from capplan.simulate.ward import SitePeople, run_site

REPLICATIONS = 10
DAYS = 2_000.0
WARM_UP = 150.0
# A mean of ten replications lies within so many of its standard errors of the truth (t with 9 degrees, 0.1 %).
ERRORS = 4.8


def failing(beds: int, load: float, stay: float, leaves: bool, sigma: float | None, wait: float, seed: int) -> float:
    """Share refused, or waiting longer than `wait` days, in one long run."""
    random = np.random.default_rng(seed)
    number = random.poisson(load / stay * DAYS)
    arrival = np.sort(random.uniform(0.0, DAYS, number))
    if sigma is None:
        stays = random.exponential(stay, number)
    else:
        stays = stay * np.exp(sigma * random.standard_normal(number) - sigma**2 / 2)
    starts = run_site(SitePeople(arrival, stays, np.full(number, leaves), np.zeros(0)), [(0.0, beds)], DAYS)
    judged = (arrival > WARM_UP) & (arrival < DAYS - WARM_UP)
    waited = np.where(np.isnan(starts), math.inf, starts - arrival)[judged]
    return float(np.mean(waited > (1e-3 if leaves else wait)))


@pytest.mark.parametrize(
    ("beds", "load", "stay", "leaves", "sigma"),
    [
        (10, 7.0, 8.0, True, None),
        (10, 7.0, 8.0, True, 0.7),  # who is refused does not hang on how stays spread, only on their mean
        (20, 16.0, 8.0, False, None),
    ],
    ids=["loss", "loss, lognormal stays", "wait"],
)
def test_one_ward_is_the_exact_queue(beds: int, load: float, stay: float, leaves: bool, sigma: float | None) -> None:
    wait = 2.0
    shares = [failing(beds, load, stay, leaves, sigma, wait, seed) for seed in range(REPLICATIONS)]
    exact = erlang_b(beds, load) if leaves else wait_exceeds(beds, load, stay, wait)
    assert abs(fmean(shares) - exact) <= ERRORS * stdev(shares) / math.sqrt(REPLICATIONS)


def people(arrival: list[float], stay: list[float], leaves: bool = False, residual: list[float] | None = None):
    return SitePeople(
        np.array(arrival), np.array(stay), np.full(len(arrival), leaves), np.array(residual or [], dtype=float)
    )


def test_a_bed_that_leaves_keeps_its_person_and_takes_nobody_new() -> None:
    """Two beds until day 10; then the first leaves, with its person on day 12, and the other is free on day 20."""
    starts = run_site(people([1.0, 2.0, 5.0], [11.0, 18.0, 3.0]), [(0.0, 2), (10.0, 1)], 100.0)
    assert starts.tolist() == [1.0, 2.0, 20.0]


def test_idle_beds_leave_first() -> None:
    """Three beds, one taken; from day 3 on one bed is left, so the next person waits until day 8."""
    starts = run_site(people([1.0, 4.0], [7.0, 1.0]), [(0.0, 3), (3.0, 1)], 100.0)
    assert starts.tolist() == [1.0, 8.0]


def test_who_waits_is_admitted_on_the_day_a_bed_opens() -> None:
    starts = run_site(people([1.0, 2.0], [5.0, 5.0]), [(0.0, 0), (30.0, 2)], 100.0)
    assert starts.tolist() == [30.0, 30.0]


def test_who_does_not_wait_goes_elsewhere_when_all_beds_are_taken() -> None:
    starts = run_site(people([1.0, 2.0, 7.0], [5.0, 5.0, 5.0], leaves=True), [(0.0, 1)], 100.0)
    assert starts[0] == 1.0
    assert np.isnan(starts[1])
    assert starts[2] == 7.0


def test_people_there_above_the_beds_keep_their_beds_until_they_leave() -> None:
    """Three people in a ward of one bed: two must leave before anybody comes in, the third's bed is the one left."""
    starts = run_site(people([1.0], [1.0], residual=[2.0, 4.0, 6.0]), [(0.0, 1)], 100.0)
    assert starts[0] == pytest.approx(6.0, abs=1e-4)
    assert run_site(people([], []), [(0.0, 1)], 100.0).tolist() == []

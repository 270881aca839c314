"""Erlang A: values by hand, 50-digit references, the two limits, and a simulation."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from exact_erlang import exact_answered, relative_error
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.queueing import answered, erlang_c, wait_exceeds

# Agents, load, minutes of patience; handling 9 minutes, answered within 20 seconds.
GRID = [
    (agents, agents * share, patience)
    for agents in (1, 2, 3, 7, 20)
    for share in (0.05, 0.4, 0.8, 1.0, 1.3)
    for patience in (0.5, 3.0, 9.0, 40.0)
]


def test_one_agent_by_hand() -> None:
    # Load 1, patience as long as a talk: Poisson with mean 1, so nobody there with probability 1/e.
    found = answered(1, 1.0, handling_min=5, answer_s=0, patience_min=5)
    assert float(found.in_time) == pytest.approx(math.exp(-1), rel=1e-14)
    # The agent talks 1 - 1/e of the time and a load of 1 comes: 1/e of the calls are given up.
    assert float(found.occupancy) == pytest.approx(1 - math.exp(-1), rel=1e-14)
    assert float(found.abandoned) == pytest.approx(math.exp(-1), rel=1e-14)


def test_shares_agree_with_50_digits() -> None:
    for agents, load, patience in GRID:
        found = answered(agents, load, 9.0, 20.0, patience)
        in_time, abandoned = exact_answered(agents, load, 9.0 / patience, 20.0 / 60.0 / 9.0)
        assert relative_error(float(found.in_time), in_time) < 1e-12, (agents, load, patience)
        assert relative_error(float(found.abandoned), abandoned) < 1e-12, (agents, load, patience)


def test_patience_without_end_is_erlang_c() -> None:
    for agents, load in ((1, 0.3), (2, 1.5), (10, 8.0), (40, 37.0)):
        patient = answered(agents, load, 9.0, 20.0)
        nearly = answered(agents, load, 9.0, 20.0, patience_min=1e9)
        assert float(patient.in_time) == pytest.approx(1 - wait_exceeds(agents, load, 9.0, 20 / 60), rel=1e-14)
        assert float(nearly.in_time) == pytest.approx(float(patient.in_time), rel=1e-6)
        assert float(nearly.abandoned) == pytest.approx(0.0, abs=1e-6)
        assert float(answered(agents, load, 9.0, 0.0).in_time) == pytest.approx(1 - erlang_c(agents, load), rel=1e-14)


def test_patience_as_long_as_a_talk_is_m_m_infinity() -> None:
    """Whether served or not, everybody leaves at the same rate, so the number there is Poisson."""
    for agents, load in ((1, 0.5), (3, 2.0), (12, 15.0)):
        found = answered(agents, load, 6.0, 0.0, patience_min=6.0)
        poisson = [math.exp(-load) * load**number / math.factorial(number) for number in range(60)]
        busy = sum(min(number, agents) * share for number, share in enumerate(poisson))
        assert float(found.in_time) == pytest.approx(sum(poisson[:agents]), rel=1e-12)
        assert float(found.occupancy) == pytest.approx(busy / agents, rel=1e-12)


def test_no_calls_are_answered_and_nobody_answers_without_agents() -> None:
    found = answered([0, 3, 0], [0.0, 0.0, 1.0], 9.0, 20.0, 3.0)
    assert found.in_time.tolist() == [1.0, 1.0, 0.0]
    assert found.abandoned.tolist() == [0.0, 0.0, 1.0]
    assert found.occupancy.tolist() == [0.0, 0.0, 0.0]
    assert answered([0, 0], [0.0, 1.0], 9.0, 20.0).in_time.tolist() == [1.0, 0.0]


def test_a_queue_of_patient_callers_that_never_ends_answers_nobody_in_time() -> None:
    found = answered(2, 2.5, 9.0, 20.0)
    assert (float(found.in_time), float(found.occupancy)) == (0.0, 1.0)


def test_a_heavy_overload_does_not_overflow() -> None:
    # 400 Erlangs on 10 agents with long patience: 10 of 400 are answered, none of them soon.
    found = answered(10, 400.0, 9.0, 20.0, 90.0)
    assert float(found.abandoned) == pytest.approx(390 / 400, rel=1e-9)
    assert float(found.in_time) < 1e-12


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.floats(0.01, 40), st.floats(0.2, 60), st.floats(0, 120))
def test_more_agents_answer_more_in_time(agents: int, load: float, patience: float, answer_s: float) -> None:
    found = answered([agents, agents + 1], load, 8.0, answer_s, patience)
    assert found.in_time[1] >= found.in_time[0] - 1e-13
    assert found.abandoned[1] <= found.abandoned[0] + 1e-13
    assert np.all((found.in_time >= 0) & (found.in_time + found.abandoned <= 1 + 1e-12))


def test_a_simulated_queue_agrees() -> None:
    """Two agents, 1.4 Erlangs, patience 3 minutes: 60,000 callers, each to the agent who is free first."""
    rng = random.Random(4)
    handling, patience, answer_min, load = 9.0, 3.0, 1 / 3, 1.4
    free, now, in_time, lost, count = [0.0, 0.0], 0.0, 0, 0, 60_000
    for _ in range(count):
        now += rng.expovariate(load / handling)
        wait = max(0.0, min(free) - now)
        if wait > rng.expovariate(1 / patience):
            lost += 1
            continue
        in_time += wait <= answer_min
        first = free.index(min(free))
        free[first] = now + wait + rng.expovariate(1 / handling)
    found = answered(2, load, handling, 60 * answer_min, patience)
    # Three standard errors of a share near one half among 60,000 are 0.006; neighbours are alike, so twice that.
    assert in_time / count == pytest.approx(float(found.in_time), abs=0.012)
    assert lost / count == pytest.approx(float(found.abandoned), abs=0.012)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"patience_min": 0.0}, "patience_min"),
        ({"handling_min": 0.0}, "handling_min"),
        ({"answer_s": -1.0}, "answer_s"),
    ],
)
def test_what_lies_outside_is_refused(changes: dict[str, float], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        answered(1, 1.0, **{"handling_min": 9.0, "answer_s": 20.0, "patience_min": 3.0, **changes})

"""Minutes for reliability: the least buffer that reaches the share asked for, and a word where none does."""

from __future__ import annotations

from dataclasses import replace

import pytest

import capplan.rounds
import greedy_rounds
from capplan.case.case import Case
from capplan.plan.visits.buffers import reliable_plan
from capplan.plan.visits.day import Search, plan_visits, with_buffer
from small_visits import visit_case

SEARCH = Search(days=400, seed=1)


def unsure_case() -> Case:
    """A day on which ways and visits take as long as they will, and a minute late is late."""
    case = visit_case()
    noise = {"on_time_min": 0.0, "travel_noise": 0.6, "duration_noise": 0.3}
    return replace(case, parameters=case.parameters.model_copy(update=noise))


@pytest.fixture(autouse=True)
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)


def test_the_least_buffer_that_reaches_the_share_is_taken() -> None:
    shares = {
        minutes: plan_visits(with_buffer(unsure_case(), minutes), SEARCH).on_time.mean_share  # type: ignore[union-attr]
        for minutes in (0.0, 5.0)
    }
    assert shares[0.0] < shares[5.0]
    aim = (shares[0.0] + shares[5.0]) / 2
    found = reliable_plan(unsure_case(), SEARCH, aim, (0.0, 5.0, 10.0))
    assert [row.buffer_min for row in found.tried] == [0.0, 5.0]
    assert [row.on_time_mean for row in found.tried] == list(shares.values())
    assert found.reached
    assert found.case.parameters.buffer_min == 5.0


def test_where_none_reaches_it_the_best_is_returned() -> None:
    found = reliable_plan(unsure_case(), SEARCH, 1.0, (3.0, 0.0))
    assert not found.reached
    best = max(found.tried, key=lambda row: row.on_time_mean)
    assert found.case.parameters.buffer_min == best.buffer_min


def test_without_simulated_days_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="simulated days"):
        reliable_plan(unsure_case(), Search(days=0), 0.9)

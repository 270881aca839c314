"""Agents needed: the table agrees with one question at a time, and the faults known of other packages are not ours."""

from __future__ import annotations

import time

import numpy as np
import pytest

from capplan.queueing import AnswerRule, agents_needed, answered, largest_loads

PATIENT = AnswerRule(handling_min=9, answer_s=20, answer_share=0.8)
IMPATIENT = AnswerRule(9, 20, 0.8, patience_min=3, max_abandon_share=0.05, max_occupancy=0.85)


def fewest(rule: AnswerRule, load: float) -> int:
    return next(agents for agents in range(1, 500) if rule.kept(agents, load))


@pytest.mark.parametrize("rule", [PATIENT, IMPATIENT])
def test_the_table_agrees_with_one_question_at_a_time(rule: AnswerRule) -> None:
    loads = np.concatenate([np.linspace(0.01, 12, 60), [40.0, 95.5]])
    assert agents_needed(rule, loads).tolist() == [fewest(rule, load) for load in loads]


@pytest.mark.parametrize("rule", [PATIENT, IMPATIENT])
def test_the_largest_load_keeps_the_rule_and_the_next_number_does_not(rule: AnswerRule) -> None:
    loads = largest_loads(rule, 12)
    agents = np.arange(1, 13)
    assert rule.kept(agents, loads).all()
    assert not rule.kept(agents, np.nextafter(loads, np.inf)).any()


def test_each_limit_can_be_the_one_that_binds() -> None:
    # 3 Erlangs: each limit alone, and the number that it asks for.
    assert int(agents_needed(AnswerRule(9, 20, 0.5), 3.0)) == 4
    assert int(agents_needed(AnswerRule(9, 20, 0.5, max_occupancy=0.5), 3.0)) == 6  # 3 / 6 = 0.5
    strict = AnswerRule(9, 20, 0.5, patience_min=3, max_abandon_share=0.01)
    assert int(agents_needed(strict, 3.0)) == next(
        c for c in range(1, 20) if float(answered(c, 3.0, 9, 20, 3).abandoned) <= 0.01
    )


def test_a_limit_that_is_met_exactly_is_kept() -> None:
    found = answered(4, 2.5, 9, 20, 3)
    exact = {
        "answer_share": float(found.in_time),
        "max_abandon_share": float(found.abandoned),
        "max_occupancy": float(found.occupancy),
    }
    assert AnswerRule(9, 20, patience_min=3, **exact).kept(4, 2.5)
    for name, towards in {"answer_share": 1.0, "max_abandon_share": 0.0, "max_occupancy": 0.0}.items():
        stricter = exact | {name: float(np.nextafter(exact[name], towards))}
        assert not AnswerRule(9, 20, patience_min=3, **stricter).kept(4, 2.5), name


def test_half_hours_without_calls_need_the_least_cover_and_are_no_error() -> None:
    assert agents_needed(PATIENT, [0.0, 0.0]).tolist() == [0, 0]
    assert agents_needed(PATIENT, [0.0, 0.3, 0.0], min_agents=1).tolist() == [1, 2, 1]
    assert agents_needed(PATIENT, np.zeros((2, 0))).shape == (2, 0)


def test_a_whole_number_of_people_is_the_answer_for_the_pool_not_the_sum_of_queues() -> None:
    """Three queues of 0.3 Erlangs: two agents each, six in all; together 0.9 Erlangs need three."""
    assert int(agents_needed(PATIENT, [0.3, 0.3, 0.3]).sum()) == 6
    assert int(agents_needed(PATIENT, 0.9)) == 3


@pytest.mark.parametrize("patience", [None, 3.0])
def test_a_year_of_scenarios_takes_a_fraction_of_a_second(patience: float | None) -> None:
    """336 half hours x 10,000 scenarios; 0.3 s is the aim, the limit here has room for a busy machine."""
    rng = np.random.default_rng(0)
    loads = rng.uniform(0.4, 15.5, 336) * rng.uniform(0.7, 1.0, (10_000, 336))
    began = time.process_time()
    needed = agents_needed(AnswerRule(9, 20, 0.95, patience), loads)
    assert time.process_time() - began < 1.0
    assert needed.shape == (10_000, 336)
    sample = np.random.default_rng(1).integers(0, loads.size, 50)
    rule = AnswerRule(9, 20, 0.95, patience)
    assert needed.ravel()[sample].tolist() == [fewest(rule, load) for load in loads.ravel()[sample]]


def test_a_rule_outside_its_range_is_refused() -> None:
    for wrong in ({"answer_share": 1.0}, {"max_occupancy": 0.0}, {"max_abandon_share": 1.0}, {"patience_min": -1.0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            AnswerRule(**{"handling_min": 9.0, "answer_s": 20.0, "answer_share": 0.8, **wrong})

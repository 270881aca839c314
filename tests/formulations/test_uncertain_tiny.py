"""The tiny case of `uncertain`: every rule matters by the amount derived in formulations/uncertain/tiny.md."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.decisions.uncertain import Future
from capplan.formulations import system, uncertain
from capplan.formulations.workforce.places import nearest_territory
from capplan.solve import Profile, Status, run
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("uncertain")
DAYS = 365
OPTIMUM_A_DAY = 1_056
MEAN_A_DAY = 1_020

# Rule -> change in GBP a day, as in tiny.md.
WITHOUT_RULE = {
    "same_configuration": -44,
    "same_recruits": -60,
    "same_moves": -60,
    "same_redundancies": -30,
    "future_cost": -1_056,
    "excess_cost": -852,
}


def by_mean(case: Case) -> Case:
    return replace(case, parameters=case.parameters.model_copy(update={"cvar_weight": 0.0}))


def a_day(case: Case, futures: tuple[Future, ...] | None = None, without: str | None = None) -> float:
    model = uncertain.build(uncertain.inputs_of(case, "plan", futures=futures))
    if without is not None:
        model.component(without).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution() / DAYS


def test_every_rule_is_left_out_once() -> None:
    blocks = {"future_base", "future_high"}
    assert WITHOUT_RULE.keys() == TINY.expected["constraints"].keys() - blocks


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    assert a_day(TINY.case(), without=rule) == pytest.approx(OPTIMUM_A_DAY + WITHOUT_RULE[rule], rel=1e-9)


def test_for_the_mean_alone_the_optimum_is_the_one_derived() -> None:
    assert a_day(by_mean(TINY.case())) == pytest.approx(MEAN_A_DAY, rel=1e-9)


def test_knowing_the_future_is_worth_what_was_derived() -> None:
    case = by_mean(TINY.case())
    known = [a_day(case, (one.model_copy(update={"probability": 1.0}),)) for one in uncertain.own_futures(case)]
    assert known == pytest.approx([535, 1_080], rel=1e-9)
    assert MEAN_A_DAY - sum(known) / 2 == pytest.approx(212.5)


def test_a_future_split_in_two_changes_nothing() -> None:
    base, high = uncertain.own_futures(TINY.case())
    split = tuple(
        high.model_copy(update={"future": name, "probability": part}) for name, part in (("high", 0.2), ("again", 0.3))
    )
    assert a_day(TINY.case(), (base, *split)) == pytest.approx(OPTIMUM_A_DAY, rel=1e-9)


def test_one_certain_future_is_the_system_model() -> None:
    case = TINY.case()
    alone = uncertain.own_futures(replace(case, scenario_chances=()))
    assert [(one.future, one.probability, one.tested) for one in alone] == [("base", 1.0, True)]
    joint = run(system.build(system.inputs_of(case, "plan", nearest_territory(case))), EXACT)
    assert a_day(case, alone) == pytest.approx(joint.require_solution() / DAYS, rel=1e-9)


def test_probabilities_must_sum_to_one() -> None:
    base, high = uncertain.own_futures(TINY.case())
    with pytest.raises(ValueError, match="sum to 1"):
        uncertain.inputs_of(TINY.case(), "plan", futures=(base, high.model_copy(update={"probability": 0.4})))

"""Long plans by month: the coarse model's bound and the refined plan are as good as a direct search says.

The case is the small one stretched to thirty months, so that each search takes a second or two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.check import check_beds
from capplan.errors import Infeasible
from capplan.formulations import beds
from capplan.plan import search as module
from capplan.plan.option import solve_option
from capplan.plan.search import Found, search
from capplan.solve import Profile, Status, run
from small import small_case, with_row

ASKED = 0.01
PROFILE = Profile(name="test", mip_rel_gap=ASKED, time_limit_s=60.0)
CLOSE = Profile(name="close", mip_rel_gap=1e-4, time_limit_s=60.0)
# Solver tolerances: objectives are millions of GBP.
NEAR = 1e-6


@cache
def long_case() -> Case:
    """The small case from April 2013 to September 2015, changes at quarter starts."""
    case = small_case()
    return replace(
        case,
        horizon=case.horizon.model_copy(update={"months": 30}),
        growth=(*case.growth, t.Growth(year="2015/16", age_65_74=1.2, age_75_84=1.2, age_85_plus=1.2)),
        parameters=case.parameters.model_copy(update={"change_every_months": 3}),
    )


@cache
def direct_gbp() -> tuple[float, float]:
    """Objective and bound of the whole model, searched at once."""
    result = run(beds.build(beds.inputs_of(long_case(), "plan")), CLOSE)
    assert result.status is Status.OPTIMAL
    assert result.bound is not None
    return result.require_solution(), result.bound


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    """Rows of constraint `demand` and gap asked, of every search in turn: the coarse model has fewer rows."""
    seen: list[tuple[int, float]] = []

    def watched(model: Any, profile: Profile, **more: Any) -> Any:
        seen.append((len(model.demand), profile.mip_rel_gap))
        return run(model, profile, **more)

    monkeypatch.setattr(module, "run", watched)
    return seen


# Two cohorts, thirty months and two localities; coarse: one pool and quarters (4 + 4 + 2 of them).
WHOLE, COARSE = 2 * 30 * 2, 2 * 10


def assert_as_good_as_direct(objective: float, bound: float, gap: float) -> None:
    best, least = direct_gbp()
    assert bound <= best * (1 + NEAR)
    assert least * (1 - NEAR) <= objective <= best * (1 + gap) / (1 - CLOSE.mip_rel_gap)
    assert objective - bound <= gap * objective


def test_a_long_plan_is_within_the_gap_of_the_direct_search(runs: list[tuple[int, float]]) -> None:
    solved = solve_option(long_case(), "plan", PROFILE)
    assert [rows for rows, _ in runs[:2]] == [COARSE, WHOLE]
    assert_as_good_as_direct(solved.plan.proof.objective, solved.plan.proof.bound, ASKED)
    assert [str(one) for one in check_beds(long_case(), solved.plan)] == []
    assert solved.plan.proof.status == "optimal"


def test_a_short_plan_is_searched_at_once(runs: list[tuple[int, float]]) -> None:
    search(beds.inputs_of(small_case(), "plan"), PROFILE)
    assert runs == [(2 * 18 * 2, ASKED)]


@pytest.mark.parametrize(
    "shorten",
    [
        lambda case: replace(case, horizon=case.horizon.model_copy(update={"months": 24})),
        lambda case: replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 3})),
    ],
    ids=["24 months", "quarters"],
)
def test_what_is_not_long_or_not_by_month_has_no_coarse_model(
    shorten: Callable[[Case], Case], runs: list[tuple[int, float]]
) -> None:
    case = shorten(long_case())
    search(beds.inputs_of(case, "plan"), PROFILE)
    assert runs == [(2 * len(case.periods) * 2, ASKED)]


def test_business_as_usual_has_nothing_to_search_coarsely(runs: list[tuple[int, float]]) -> None:
    search(beds.inputs_of(long_case(), "business-as-usual"), PROFILE)
    assert runs == [(WHOLE, ASKED)]


def test_the_refined_search_holds_what_is_far_from_any_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within three months of a change the configuration is free; elsewhere it stays as in the coarse plan."""
    monkeypatch.setattr(module, "WINDOW_MONTHS", 3)
    found = search(beds.inputs_of(long_case(), "plan"), replace(PROFILE, mip_rel_gap=0.05))
    assert 0 < len(found.settled) < len(found.model.configuration)
    for key, value in found.settled.items():
        assert found.model.configuration[key].value == pytest.approx(value, abs=1e-6)
        assert not found.model.configuration[key].fixed


def test_where_refining_is_not_good_enough_the_whole_model_is_searched(
    monkeypatch: pytest.MonkeyPatch, runs: list[tuple[int, float]]
) -> None:
    """Nothing may move (every month lies farther than -1 from a change), and the gap asked leaves no room for that."""
    monkeypatch.setattr(module, "WINDOW_MONTHS", -1)
    found = search(beds.inputs_of(long_case(), "plan"), CLOSE)
    assert [rows for rows, _ in runs] == [COARSE, WHOLE, WHOLE]
    assert runs[0][1] == pytest.approx(module.COARSE_SHARE * CLOSE.mip_rel_gap)
    assert runs[2][1] == CLOSE.mip_rel_gap
    assert_whole(found)


def test_a_coarse_bound_that_leaves_too_much_room_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, runs: list[tuple[int, float]]
) -> None:
    """The coarse model solved to fifty times the gap asked proves nothing within the gap."""
    monkeypatch.setattr(module, "COARSE_SHARE", 500.0)
    found = search(beds.inputs_of(long_case(), "plan"), CLOSE)
    assert [rows for rows, _ in runs] == [COARSE, WHOLE, WHOLE]
    assert_whole(found)


def assert_whole(found: Found) -> None:
    assert found.settled == {}
    assert found.result.status is Status.OPTIMAL
    assert_as_good_as_direct(found.result.require_solution(), found.bound, CLOSE.mip_rel_gap + NEAR)


def test_an_infeasible_long_plan_is_explained(runs: list[tuple[int, float]]) -> None:
    """The coarse model keeps the budgets as they are, so it is infeasible as well, and no more is searched."""
    case = with_row(long_case(), "budgets", "pool/2013/14", revenue_gbp=100_000.0)
    with pytest.raises(Infeasible) as raised:
        solve_option(case, "plan", PROFILE)
    assert [rows for rows, _ in runs] == [COARSE]
    assert any("The revenue budget of pool in 2013/14 is £" in cause for cause in raised.value.cause)


def test_what_only_the_model_itself_finds_infeasible_is_explained_as_well(runs: list[tuple[int, float]]) -> None:
    """Within 12 minutes the south reaches the block and the north nothing; the pool may place all in the block."""
    case = with_row(
        long_case(), "cohorts", "step-down", when_full="never", max_travel_min=12.0, admissions_per_year=100
    )
    case = with_row(case, "stays", "step-down/home", min_share=0.0)
    case = with_row(case, "sites", "block-south", today="thirty-two")
    with pytest.raises(Infeasible) as raised:
        solve_option(case, "plan", PROFILE)
    assert [rows for rows, _ in runs] == [COARSE, WHOLE, WHOLE]
    assert any("people of Step down in north have nowhere to go" in cause for cause in raised.value.cause)


@pytest.mark.slow
def test_a_small_case_searched_coarse_first_is_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same case both ways: eighteen months count as long here."""
    direct = solve_option(small_case(), "plan", CLOSE).plan
    monkeypatch.setattr(module, "LONG_PERIODS", 6)
    solved = solve_option(small_case(), "plan", PROFILE)
    assert solved.plan.proof.bound <= direct.proof.objective * (1 + NEAR)
    assert solved.plan.proof.objective <= direct.proof.objective * (1 + ASKED)
    assert check_beds(small_case(), solved.plan) == ()

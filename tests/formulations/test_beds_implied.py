"""B19, B20 and B22-B24 of `beds` are implied: they may not change an optimum, only help to prove it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from model_rows import model_of, row

from capplan.case.case import Case
from capplan.decisions import OptionId
from capplan.formulations import beds
from capplan.plan.option import solve_option
from capplan.solve import Profile, run
from capplan.solve.relaxation import lp_relaxation
from golden_lp import Formulation
from random_cases import cases
from small import small_case, with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
OPTIONS: tuple[OptionId, ...] = ("business-as-usual", "do-minimum", "plan")
few = settings(max_examples=20, derandomize=True, deadline=None)


@few
@given(cases(kinds=("never",)))
def test_the_cover_row_does_not_change_the_optimum(case: Case) -> None:
    """Who must be met is met by what runs: the sum of B3 over all sites, each person at their shortest stay."""
    model = beds.build(beds.inputs_of(case, "plan"))
    assert len(model.cover) == len(case.periods)
    stated = run(model, EXACT).require_solution()
    relaxed = lp_relaxation(model, EXACT).objective
    model.cover.deactivate()
    assert run(model, EXACT).require_solution() == pytest.approx(stated, rel=1e-6)
    weaker = lp_relaxation(model, EXACT).objective
    assert relaxed is not None
    assert weaker is not None
    assert weaker <= relaxed * (1 + 1e-9)


@few
@given(cases(kinds=("never",)))
def test_strong_links_do_not_change_the_optimum(case: Case) -> None:
    """Nobody starts where nothing with room runs, and no more than arrive or than the largest configuration takes."""
    with_links, without = (solve_option(case, "plan", EXACT, strong=strong).found.result for strong in (True, False))
    assert with_links.require_solution() == pytest.approx(without.require_solution(), rel=1e-6)


@few
@given(cases(kinds=("never",)))
def test_every_strong_link_holds_in_the_optimum(case: Case) -> None:
    model = beds.build(beds.inputs_of(case, "plan"))
    run(model, EXACT).require_solution()
    links = list(zip(*beds.strong_links(model, model.inputs), strict=True))
    assert len(links) == len(model.starts)
    for starts, running, most in links:
        assert starts.value <= most * sum(one.value for one in running) + 1e-6, starts.name


def test_both_are_left_out_where_people_may_wait_or_be_diverted() -> None:
    for case in (small_case(), Formulation("beds").case()):
        inputs = beds.inputs_of(case, "plan")
        assert not inputs.all_must_be_met
        assert len(beds.build(inputs).cover) == 0


def optimum_gbp(case: Case, option: OptionId, *, tight: bool) -> float:
    return run(beds.build(beds.inputs_of(case, option), tight=tight), EXACT).require_solution()


def test_b22_to_b24_do_not_change_the_optimum_of_the_small_case() -> None:
    for option in OPTIONS:
        case = small_case()
        assert optimum_gbp(case, option, tight=True) == pytest.approx(optimum_gbp(case, option, tight=False), rel=1e-6)


@few
@given(cases())
def test_implied_rows_do_not_change_the_optimum_of_any_case(case: Case) -> None:
    for option in OPTIONS:
        assert optimum_gbp(case, option, tight=True) == pytest.approx(optimum_gbp(case, option, tight=False), rel=1e-6)


@few
@given(cases())
def test_implied_rows_hold_for_every_plan_of_the_coarse_model(case: Case) -> None:
    """They are stated there as well, so that they may not cut off anything there either."""
    values = [
        run(beds.build(beds.inputs_of(case, "plan").coarse(3), tight=tight), EXACT).require_solution()
        for tight in (True, False)
    ]
    assert values[0] == pytest.approx(values[1], rel=1e-6)


def test_b22_to_b24_are_left_out_where_everybody_must_be_met() -> None:
    """The tiny case with every cohort of kind `never`: the cover row (B20) takes their place."""
    case = Formulation("beds").case()
    for cohort in case.cohorts:
        case = with_row(case, "cohorts", cohort.cohort, when_full="never")
    model = beds.build(beds.inputs_of(case, "plan"))
    assert [len(model.component(name)) for name in ("one_configuration", "most_occupied", "least_occupied")] == [0] * 3
    assert len(model.cover) == 3


def test_most_and_least_occupied_by_hand() -> None:
    """Small case, June 2013: one step-down person a day stays 20 days (30 in a nursing home), at most 0.3 at home.

    Home: at most 0.3 x 20 days of step-down arrivals and of those waiting, and 20 days of all 0.2 x 30 step-up people.
    The ward and the nursing homes together must take the other 0.7 at the shorter stay, 20 days; no step-up person must
    be there, since home may take them all. Both are days of people, so 30 days of June divide them into beds.
    """
    model = model_of(small_case())
    line = row(model, "most_occupied", "home", "2013-06")
    waiting = 0.3 * 20 / 30
    assert line == pytest.approx(
        {
            "beds_occupied[home-county,2013-06]": 1.0,
            "waiting[step-down,north,2013-05]": -waiting,
            "waiting[step-down,south,2013-05]": -waiting,
        }
    )
    assert model.most_occupied["home", "2013-06"].upper() == pytest.approx((0.3 * 20 * 30 + 20 * 6) / 30)
    beds_group = "hospital+nursing-home"
    least = row(model, "least_occupied", beds_group, "2013-06")
    assert least == pytest.approx(
        {
            **{f"beds_occupied[{site},2013-06]": 1.0 for site in ("ward-north", "block-south", "spot-county")},
            "waiting[step-down,north,2013-06]": 0.7 * 20 / 30,
            "waiting[step-down,south,2013-06]": 0.7 * 20 / 30,
        }
    )
    assert model.least_occupied[beds_group, "2013-06"].lower() == pytest.approx(0.7 * 20 * 30 / 30)

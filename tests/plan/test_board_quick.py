"""The quick plan of a long case: feasible, above the optimum, with a bound below it; kept near a known estate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.option_tables import OptionChange
from capplan.case.overlay import applied
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check import check_beds
from capplan.errors import Infeasible
from capplan.plan import search
from capplan.plan.board.estates import as_values, inputs_of, later, path_of, shrinking, staffed, today
from capplan.plan.board.measures import Limit, measured
from capplan.plan.board.options import bases_of
from capplan.plan.board.quick import QUICK_GAP, quick_plan
from capplan.plan.held import run_held
from capplan.plan.option import solve_option
from capplan.solve import Profile

EXACT = Profile(mip_rel_gap=1e-6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("quick") / "county"
    new_case(place, example=True)
    return place


@pytest.fixture
def long_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve months count as long, so that the example is planned as a county is."""
    monkeypatch.setattr(search, "LONG_PERIODS", 6)


@pytest.fixture(scope="module")
def beds_alone(folder: Path) -> Case:
    return read_case(folder).without_staff()


@pytest.fixture(scope="module")
def optimum(beds_alone: Case) -> float:
    return solve_option(beds_alone, "plan", EXACT).plan.proof.objective


@pytest.mark.usefixtures("long_cases")
def test_beds_alone_lie_between_bound_and_optimum(beds_alone: Case, optimum: float) -> None:
    plan = quick_plan(beds_alone, "plan", EXACT, None)
    assert check_beds(beds_alone, plan) == ()
    assert plan.proof.bound <= optimum * (1 + 1e-6)
    assert plan.proof.objective >= optimum * (1 - 1e-6)
    assert plan.proof.asked_gap == QUICK_GAP


@pytest.mark.usefixtures("long_cases")
def test_near_a_known_estate_other_sites_stay_as_they_were(beds_alone: Case) -> None:
    known = path_of(quick_plan(beds_alone, "plan", EXACT, None))
    keep = applied(beds_alone, OptionChange(option="x", number=1, kind="keep-site", target="hillside"))
    plan = quick_plan(keep, "plan", EXACT, None, near=known, touched=("hillside",))
    assert check_beds(keep, plan) == ()
    assert {name for (site, _), name in path_of(plan).items() if site == "hillside"} == {"ward-24"}


@pytest.mark.usefixtures("long_cases")
def test_a_limit_is_kept_and_costs_nothing_less(beds_alone: Case, optimum: float) -> None:
    free = quick_plan(beds_alone, "plan", EXACT, None)
    most = 0.9 * measured(beds_alone, free.decisions, "travel")
    plan = quick_plan(beds_alone, "plan", EXACT, None, near=path_of(free), limit=Limit("travel", most))
    assert check_beds(beds_alone, plan) == ()
    assert measured(beds_alone, plan.decisions, "travel") <= most * (1 + 1e-6)
    assert plan.proof.objective >= optimum * (1 - 1e-6)


@pytest.mark.usefixtures("long_cases")
def test_beds_and_staff_pass_the_independent_check(folder: Path) -> None:
    case, _, territory = bases_of(read_case(folder), EXACT)
    plan = quick_plan(case, "plan", EXACT, territory)
    assert plan.staff is not None
    assert check_beds(case, plan) == ()
    assert plan.proof.bound <= plan.proof.objective


@pytest.mark.usefixtures("long_cases")
def test_where_no_site_may_change_the_bound_is_exact_but_for_whole_steps(folder: Path, beds_alone: Case) -> None:
    usual = quick_plan(beds_alone, "business-as-usual", EXACT, None)
    assert check_beds(beds_alone, usual) == ()
    assert usual.proof.gap <= 1e-6
    case, _, territory = bases_of(read_case(folder), EXACT)
    staffed_usual = quick_plan(case, "business-as-usual", EXACT, territory)
    assert check_beds(case, staffed_usual) == ()
    assert staffed_usual.proof.bound <= staffed_usual.proof.objective


@pytest.mark.usefixtures("long_cases")
def test_a_bound_that_is_lent_is_used_unless_the_gap_needs_more(beds_alone: Case) -> None:
    near = path_of(quick_plan(beds_alone, "plan", EXACT, None))
    own = quick_plan(beds_alone, "plan", EXACT, None, near=near)
    lent = 0.98 * own.proof.objective
    assert quick_plan(beds_alone, "plan", EXACT, None, near=near, least=lent).proof.bound == lent
    far = quick_plan(beds_alone, "plan", EXACT, None, near=near, least=0.5 * own.proof.objective)
    assert far.proof.bound == pytest.approx(own.proof.bound)


@pytest.mark.usefixtures("long_cases")
def test_dates_tried_are_dates_that_can_be_staffed(folder: Path) -> None:
    case, _, territory = bases_of(read_case(folder), EXACT)
    inputs = inputs_of(case, "plan", territory)
    model = search.build(inputs)
    path = today(inputs)
    found = staffed(model, inputs, path, EXACT)
    assert found is not None
    assert found[1] == path  # nothing shrinks, nothing moves
    assert found[0] == pytest.approx(run_held(model, as_values(model, path), EXACT).objective)


@pytest.mark.usefixtures("long_cases")
def test_what_is_impossible_is_said_with_its_cause(beds_alone: Case) -> None:
    tight = OptionChange(option="x", number=1, kind="revenue-budget", target="pool", of="2026/27", value=1_000_000)
    with pytest.raises(Infeasible, match="The revenue budget of pool in 2026/27 is £"):
        quick_plan(applied(beds_alone, tight), "plan", EXACT, None)


def test_reductions_move_later_and_growth_stays(beds_alone: Case) -> None:
    inputs = inputs_of(beds_alone, "plan", None)
    months = [period.id for period in beds_alone.periods]
    path = {
        (site, month): name
        for number, month in enumerate(months)
        for site, name in (
            ("hillside", "ward-24" if number < 5 else "ward-12"),
            ("meadow-view", "none" if number < 2 else "block-8"),
            ("home-team", "places-12"),
        )
    }
    assert shrinking(inputs, path) == ["hillside"]
    moved = later(inputs, path, {"hillside": 3})
    assert [moved["hillside", month] for month in months].index("ward-12") == 8
    assert [moved["meadow-view", month] for month in months].index("block-8") == 2
    assert later(inputs, path, {"hillside": 0}) == path


def test_a_case_that_is_not_long_is_solved_as_a_run_does(beds_alone: Case, optimum: float) -> None:
    plan = quick_plan(replace(beds_alone), "plan", EXACT, None)
    assert plan.proof.objective == pytest.approx(optimum)
    assert plan.proof.asked_gap == EXACT.mip_rel_gap

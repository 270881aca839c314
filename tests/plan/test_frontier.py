"""The frontier: limits are kept, dominated points are marked, and planted faults are found."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check.frontier import check_frontier
from capplan.decisions import BedPlan
from capplan.decisions.board import Frontier, FrontierPoint, LeftOut
from capplan.errors import VerificationFailed
from capplan.plan import search
from capplan.plan.board import frontier as frontier_module
from capplan.plan.board.estates import as_values, inputs_of, path_of, today
from capplan.plan.board.frontier import KeptPlan, frontier
from capplan.plan.board.limits import Limits, between, spaced
from capplan.plan.board.measures import measured
from capplan.plan.board.quick import quick_plan
from capplan.plan.board.sifted import sifted
from capplan.plan.board.within import NARROW, Within
from capplan.plan.held import run_held
from capplan.plan.kept import keep, kept
from capplan.plan.linked import prepared
from capplan.plan.search import build
from capplan.report.board.frontier import frontier_sections, frontier_table, left_out_table
from capplan.report.board.page import board_page
from capplan.solve import Profile

EXACT = Profile(mip_rel_gap=1e-6)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("frontier") / "county"
    new_case(folder, example=True)
    return read_case(folder).without_staff()


@pytest.fixture(scope="module")
def found(case: Case) -> Frontier:
    return frontier(case, "travel", EXACT, num_points=3, processes=1)


def test_every_plan_and_measure_passes_the_independent_check(case: Case, found: Frontier) -> None:
    assert check_frontier(case, found) == ()
    assert len(found.points) == 3


def test_limits_are_kept_and_better_access_never_costs_less(case: Case, found: Frontier) -> None:
    assert len(found.points) > 1
    for point in found.points:
        assert point.measured == pytest.approx(measured(case, point.plan.decisions, "travel"))
        assert point.limit is None or point.measured <= point.limit * (1 + 1e-6)
    # From the least travel to the most, cost falls.
    costs = [point.cost_gbp for point in found.points]
    assert costs == sorted(costs, reverse=True)
    assert found.points[0].objective_gbp <= found.cap_gbp * (1 + 1e-6)


@pytest.mark.parametrize("against", ["far", "risk"])
def test_the_last_limit_is_the_least_within_the_cap(case: Case, found: Frontier, against: Any) -> None:
    cheapest = found.points[-1].plan
    cap = 1.5 * cheapest.proof.objective
    asked = Limits(case, against, EXACT, None, path_of(cheapest), cap, cheapest.proof.bound).asked(1e9, 3)
    assert asked == sorted(asked, reverse=True)
    least = asked[-1]
    # Every plan that is known and keeps the cap measures at least as much.
    plans = [one.plan for one in found.points if one.objective_gbp <= cap]
    assert plans
    assert all(measured(case, plan.decisions, against) >= least - 1e-6 for plan in plans)


def test_what_was_asked_before_is_not_planned_again(
    case: Case, found: Frontier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = frontier(case, "travel", EXACT, num_points=3, processes=1, folder=tmp_path)
    assert first == found
    assert len(list(tmp_path.iterdir())) == 3
    asked: list[object] = []

    def planned(*args: Any, **options: Any) -> BedPlan:
        asked.append(options["limit"])
        return quick_plan(*args, **options)

    monkeypatch.setattr(frontier_module, "quick_plan", planned)
    assert frontier(case, "travel", EXACT, num_points=3, processes=1, folder=tmp_path) == found
    assert asked == []
    # A folder broken off in the middle: what is missing is planned, and nothing else.
    newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    assert frontier(case, "travel", EXACT, num_points=3, processes=1, folder=tmp_path) == found
    assert len(asked) == 1
    # Other settings are another question.
    frontier(case, "travel", Profile(mip_rel_gap=1e-3), num_points=2, processes=1, folder=tmp_path)
    assert len(asked) == 2


def test_a_plan_that_was_kept_and_edited_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, "this", None, KeptPlan)
    assert kept(tmp_path, "this", KeptPlan) is not None
    assert kept(tmp_path, "that", KeptPlan) is None
    assert kept(None, "this", KeptPlan) is None
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text(encoding="utf-8").replace("this", "that"), encoding="utf-8")
    with pytest.raises(VerificationFailed, match="answers something else"):
        kept(tmp_path, "this", KeptPlan)


def test_a_figure_that_was_edited_in_a_kept_plan_is_seen(tmp_path: Path, found: Frontier) -> None:
    keep(tmp_path, "this", found.points[0].plan, KeptPlan)
    (path,) = tmp_path.iterdir()
    objective = found.points[0].plan.proof.objective
    path.write_text(path.read_text(encoding="utf-8").replace(repr(objective), repr(objective - 1.0)), encoding="utf-8")
    with pytest.raises(VerificationFailed, match="not the one that was kept"):
        kept(tmp_path, "this", KeptPlan)


def made(found: Frontier, cost: float, value: float, limit: float | None) -> FrontierPoint:
    return found.points[0].model_copy(update={"cost_gbp": cost, "measured": value, "limit": limit})


def test_what_another_point_betters_is_left_out(found: Frontier) -> None:
    free = made(found, 9.0, 8.0, None)
    asked = {
        7.0: made(found, 9.5, 7.0, 7.0),
        6.0: made(found, 9.2, 6.0, 6.0),  # cheaper than the one before, and tighter
        5.0: None,
        4.0: made(found, 12.5, 4.0, 4.0),
        3.0: made(found, 12.0, 3.0, 3.0),
        2.5: made(found, 12.0, 3.0, 2.5),  # the same again
    }
    points, left_out = sifted(free, asked)
    assert [(one.limit, one.cost_gbp) for one in points] == [(3.0, 12.0), (6.0, 9.2), (None, 9.0)]
    assert [(one.limit, one.why) for one in left_out] == [
        (7.0, "dominated"),
        (5.0, "no-plan"),
        (4.0, "dominated"),
        (2.5, "dominated"),
    ]


def test_the_cheapest_plan_takes_over_one_that_is_no_worse(found: Frontier) -> None:
    points, left_out = sifted(made(found, 9.0, 8.0, None), {6.0: made(found, 8.5, 6.0, 6.0)})
    assert [(one.limit, one.cost_gbp, one.measured) for one in points] == [(None, 8.5, 6.0)]
    assert [one.why for one in left_out] == ["dominated"]


def test_limits_fill_the_widest_gaps() -> None:
    assert spaced(10.0, 4.0, 3) == [8.0, 6.0, 4.0]
    assert spaced(10.0, 10.0, 3) == []
    assert between([4.0, 5.0, 10.0, 7.0], 2) == [8.5, 6.0]


def altered(found: Frontier, number: int, **values: Any) -> Frontier:
    rows = tuple(one.model_copy(update=values) if place == number else one for place, one in enumerate(found.points))
    return found.model_copy(update={"points": rows})


def left_out(found: Frontier, measured: float, why: Any) -> Frontier:
    row = LeftOut(limit=0.5, measured=measured, cost_gbp=0.0, why=why)
    return found.model_copy(update={"left_out": (row,)})


def test_a_limit_left_out_for_a_true_reason_is_right(case: Case, found: Frontier) -> None:
    best = found.points[0]
    beaten = left_out(found, best.measured + 1.0, "dominated")
    row = beaten.left_out[0].model_copy(update={"cost_gbp": best.cost_gbp + 1.0})
    none = row.model_copy(update={"measured": None, "cost_gbp": None, "why": "no-plan"})
    assert check_frontier(case, found.model_copy(update={"left_out": (row, none)})) == ()
    drawn = row.model_copy(update={"limit": next(one.limit for one in found.points if one.limit is not None)})
    rules = [fault.rule for fault in check_frontier(case, found.model_copy(update={"left_out": (drawn,)}))]
    assert rules == ["frontier left out"]
    silent = none.model_copy(update={"why": "dominated"})
    rules = [fault.rule for fault in check_frontier(case, found.model_copy(update={"left_out": (silent,)}))]
    assert rules == ["frontier left out"]


@pytest.fixture
def long_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve months count as long, so that the example is planned as a county is."""
    monkeypatch.setattr(search, "LONG_PERIODS", 6)


@pytest.mark.usefixtures("long_cases")
def test_points_of_a_long_plan_share_their_estates_and_pass_the_check(case: Case, found: Frontier) -> None:
    quick = frontier(case, "travel", EXACT, num_points=4, processes=1)
    assert check_frontier(case, quick) == ()
    assert len(quick.points) > 1
    costs = [point.cost_gbp for point in quick.points]
    assert costs == sorted(costs, reverse=True)
    # No plan found quickly is cheaper than the proven optimum of the loosest limit.
    assert min(point.objective_gbp for point in quick.points) >= found.points[-1].bound_gbp - 1.0


@pytest.mark.usefixtures("long_cases")
def test_an_estate_costs_what_it_costs_in_the_model_and_better_ones_no_more(case: Case, found: Frontier) -> None:
    inputs, path = inputs_of(case, "plan", None), path_of(found.points[-1].plan)
    within = Within(case, inputs, "travel", prepared(case, "plan"), EXACT)
    model = build(inputs)
    cost = run_held(model, as_values(model, path), EXACT).require_solution()
    assert within.cost(path, inf) == pytest.approx(cost, rel=1e-9)
    dear = path_of(found.points[0].plan)
    before = within.cost(dear, inf)
    after = within.cost(within.improved(dear, inf), inf)
    least = within.least_cost(inf)
    assert before is not None and after is not None and least is not None
    assert least <= after * (1 + 1e-9)
    assert after <= before * (1 + 1e-9)
    # A cap that the estate keeps at one limit and not at a hundredth less of the range.
    most = measured(case, found.points[-1].plan.decisions, "travel")
    reached = within.reached(path, 1.02 * cost, most)
    assert reached is not None
    tighter = within.cost(path, reached - 2 * NARROW * most)
    assert tighter is None or tighter > 1.02 * cost
    # What does not fit the model has no cost, and nothing is made of an estate that breaks a rule.
    assert within.cost({}, inf) is None
    stays = today(inputs)
    assert within.cost(stays, inf) is None
    assert within.improved(stays, inf) == stays


FAULTS: dict[str, tuple[Callable[[Frontier], Frontier], str]] = {
    "less travel": (lambda f: altered(f, 0, measured=f.points[0].measured - 0.1), "frontier measured"),
    "a pound less": (lambda f: altered(f, 0, cost_gbp=f.points[0].cost_gbp - 1.0), "frontier cost_gbp"),
    "a tighter limit": (lambda f: altered(f, 0, limit=f.points[0].measured - 1.0), "frontier limit"),
    "a point twice": (lambda f: f.model_copy(update={"points": (f.points[0], *f.points)}), "frontier dominated"),
    "points in another order": (lambda f: f.model_copy(update={"points": f.points[::-1]}), "frontier order"),
    "a bound too high": (lambda f: altered(f, 0, bound_gbp=f.points[0].bound_gbp + 5.0), "frontier bound"),
    "no free point": (lambda f: altered(f, len(f.points) - 1, limit=1e9), "frontier points"),
    "left out as dominated, and better than all": (lambda f: left_out(f, 0.0, "dominated"), "frontier left out"),
    "left out without a plan that it has": (lambda f: left_out(f, 0.0, "no-plan"), "frontier left out"),
    "another case": (lambda f: f.model_copy(update={"case": "elsewhere"}), "plan identity"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(case: Case, found: Frontier, name: str) -> None:
    plant, rule = FAULTS[name]
    rules = [fault.rule for fault in check_frontier(case, plant(found))]
    assert any(one.startswith(rule) for one in rules), rules


def test_table_and_page(case: Case, found: Frontier) -> None:
    table = frontier_table(found)
    assert [row[0] for row in table.rows] == list(range(1, len(found.points) + 1))
    named = left_out(found, 1.0, "dominated")
    assert [row[-1] for row in left_out_table(named).rows] == ["dominated"]
    assert "a point is no worse in cost and measure" in board_page(case, "Frontier", "", frontier_sections(case, named))
    page = board_page(case, "Frontier", "", frontier_sections(case, found))
    assert "<svg" in page
    assert "<script" not in page

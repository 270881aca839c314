"""The frontier: limits are kept, dominated points are marked, and planted faults are found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check.frontier import check_frontier
from capplan.decisions import BedPlan
from capplan.decisions.board import Frontier, FrontierPoint
from capplan.errors import VerificationFailed
from capplan.plan.board import frontier as frontier_module
from capplan.plan.board.frontier import KeptPlan, frontier, least_possible, marked
from capplan.plan.board.measures import measured
from capplan.plan.board.quick import quick_plan
from capplan.plan.kept import keep, kept
from capplan.report.board.frontier import frontier_sections, frontier_table
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
    kept = [point for point in found.points if not point.dominated]
    assert len(kept) > 1
    for point in found.points:
        assert point.measured == pytest.approx(measured(case, point.plan.decisions, "travel"))
        assert point.limit is None or point.measured <= point.limit * (1 + 1e-6)
    # From the least travel to the most, cost falls.
    costs = [point.cost_gbp for point in kept]
    assert costs == sorted(costs, reverse=True)
    assert min(point.measured for point in kept) >= least_possible(case, "travel", EXACT, None) - 1e-6


@pytest.mark.parametrize("against", ["far", "risk"])
def test_other_measures_are_bounded_by_their_least(case: Case, found: Frontier, against: Any) -> None:
    least = least_possible(case, against, EXACT, None)
    assert all(measured(case, point.plan.decisions, against) >= least - 1e-6 for point in found.points)


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
    assert len(asked) == 3


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


def made(found: Frontier, cost: float, value: float) -> FrontierPoint:
    return found.points[0].model_copy(update={"cost_gbp": cost, "measured": value, "dominated": False})


def test_dominated_points_are_marked(found: Frontier) -> None:
    points = [made(found, 10.0, 5.0), made(found, 12.0, 5.0), made(found, 9.0, 6.0), made(found, 9.5, 7.0)]
    assert [(one.cost_gbp, one.dominated) for one in marked(points)] == [
        (10.0, False),
        (12.0, True),
        (9.0, False),
        (9.5, True),
    ]
    # Two alike do not dominate each other.
    assert [one.dominated for one in marked([points[0], points[0]])] == [False, False]


def altered(found: Frontier, number: int, **values: Any) -> Frontier:
    rows = tuple(one.model_copy(update=values) if place == number else one for place, one in enumerate(found.points))
    return found.model_copy(update={"points": rows})


FAULTS: dict[str, tuple[Callable[[Frontier], Frontier], str]] = {
    "less travel": (lambda f: altered(f, 0, measured=f.points[0].measured - 0.1), "frontier measured"),
    "a pound less": (lambda f: altered(f, 0, cost_gbp=f.points[0].cost_gbp - 1.0), "frontier cost_gbp"),
    "a tighter limit": (lambda f: altered(f, 0, limit=f.points[0].measured - 1.0), "frontier limit"),
    "no longer dominated": (lambda f: altered(f, 0, dominated=not f.points[0].dominated), "frontier dominated"),
    "a bound too high": (lambda f: altered(f, 2, bound_gbp=f.points[2].bound_gbp + 5.0), "frontier bound"),
    "no free point": (lambda f: altered(f, 2, limit=1e9), "frontier points"),
    "another case": (lambda f: f.model_copy(update={"case": "elsewhere"}), "plan identity"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(case: Case, found: Frontier, name: str) -> None:
    plant, rule = FAULTS[name]
    rules = [fault.rule for fault in check_frontier(case, plant(found))]
    assert any(one.startswith(rule) for one in rules), rules


def test_table_and_page(case: Case, found: Frontier) -> None:
    table = frontier_table(found)
    assert [row[0] for row in table.rows] == [1, 2, 3]
    page = board_page(case, "Frontier", "", frontier_sections(case, found))
    assert "<svg" in page
    assert "<script" not in page

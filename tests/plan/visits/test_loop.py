"""The loop between staffing and rounds: measured minutes go back until both agree, and every figure adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest

import capplan.rounds
import greedy_rounds
from capplan.case.case import Case
from capplan.check.visits import check_visits
from capplan.decisions.visit_loop import LoopBase
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.day import NoVisits, Search
from capplan.plan.visits.loop import Asked, need_hours, staffing_loop, visits_of_case, with_measured
from capplan.plan.visits.travel import assumed_travel_min
from small_visits import visit_case

ASKED = Asked(30, (0, 1), Search(days=0), most_rounds=2)


@pytest.fixture(autouse=True)
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)


def holds(day: Case, plan: VisitPlan) -> None:
    assert check_visits(day, plan) == ()


def test_measured_minutes_go_back_where_they_differ(county: Case) -> None:
    days: list[tuple[Case, VisitPlan]] = []

    def judge(day: Case, plan: VisitPlan) -> None:
        holds(day, plan)
        days.append((day, plan))

    plan, measured = staffing_loop(county, ASKED, judge)
    assert len(days) == 4
    first, second = plan.rounds
    # What a round measured is what its days' own figures come to.
    minutes = sum(row.travel_min for _, one in days[:2] for row in one.figures.rounds)
    assert sum(base.travel_min * base.stops for base in first.bases) == pytest.approx(minutes)
    assert first.made == sum(one.figures.totals.made for _, one in days[:2])
    for before, after in zip(first.bases, second.bases, strict=True):
        taken = before.travel_min + before.waiting_min
        assert before.agrees == (abs(taken - before.assumed_min) <= 0.1 * before.assumed_min)
        assert after.assumed_min == pytest.approx(before.assumed_min if before.agrees else taken, abs=0.01)
        if not before.agrees:
            row = measured.base[before.base]
            assert row.status == "derived"
            assert "made-up days" in row.source
    # More minutes a visit take more hours of staff, and the days of the second round more carers.
    longer = sum(base.assumed_min for base in second.bases) > sum(base.assumed_min for base in first.bases)
    assert longer == (sum(base.need_hours for base in second.bases) > sum(base.need_hours for base in first.bases))


def test_where_both_agree_the_loop_ends_at_once(county: Case) -> None:
    wide = county.parameters.model_copy(update={"travel_share_tolerance": 1.0})
    generous = with_measured(county, [_row(base, minutes or 0.0, 40.0) for base, minutes in _assumed(county)], ASKED)
    plan, _ = staffing_loop(replace(generous, parameters=wide), ASKED, holds)
    assert plan.agreed
    assert len(plan.rounds) == 1


def _assumed(case: Case) -> list[tuple[str, float | None]]:
    return list(assumed_travel_min(case).items())


def _row(base: str, assumed: float, measured: float) -> LoopBase:
    return LoopBase(
        base=base, assumed_min=assumed, travel_min=measured, waiting_min=0.0, stops=1, need_hours=0.0, agrees=False
    )


def test_half_the_difference_goes_back_when_damped(county: Case) -> None:
    base, minutes = _assumed(county)[0]
    again = with_measured(county, [_row(base, 20.0, 30.0)], ASKED, step=0.5)
    assert again.base[base].travel_min_per_visit == 25.0
    assert minutes != 25.0


def test_need_grows_by_the_minutes_of_its_visits(county: Case) -> None:
    base, minutes = _assumed(county)[0]
    assert minutes is not None
    one, two = (
        need_hours(with_measured(county, [_row(base, minutes, minutes + more)], ASKED))[base] for more in (10.0, 20.0)
    )
    # Hours are linear in the minutes of a visit.
    assert two - one == pytest.approx(
        one - need_hours(with_measured(county, [_row(base, minutes, minutes)], ASKED))[base], rel=1e-3
    )


def test_a_case_without_staff_or_visits_is_refused(county: Case) -> None:
    assert visits_of_case(county) > 300
    with pytest.raises(NoVisits, match="plans no staff"):
        staffing_loop(replace(visit_case(), roles=()), ASKED, holds)
    with pytest.raises(NoVisits, match="work types that travel"):
        staffing_loop(replace(county, work_types=()), ASKED, holds)

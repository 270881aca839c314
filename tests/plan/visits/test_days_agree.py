"""Figures of a plan and of the checker agree, and a day planned again keeps what is under way, on made-up days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import greedy_rounds
from capplan import rounds
from capplan.case.case import Case
from capplan.case.visit_tables import VisitPlace, VisitRow
from capplan.check.visit_replan import check_replanned
from capplan.check.visits import check_visits
from capplan.decisions.visits import Pause, VisitPlan
from capplan.plan.visits.county_day import county_day
from capplan.plan.visits.day import Search, plan_visits, with_buffer
from capplan.plan.visits.replan import ReplanError, replan
from capplan.plan.visits.replan_state import News, as_told
from small_visits import at

QUICK = Search(days=20)


@pytest.fixture(autouse=True)
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about what stands around the search, whatever the search is."""
    monkeypatch.setattr(rounds, "solve", greedy_rounds.solve)


@pytest.mark.parametrize("seed", range(4))
def test_plan_and_checker_agree_on_every_figure_of_a_made_up_day(county: Case, seed: int) -> None:
    day = county_day(county, 60, seed)
    plan = plan_visits(day, QUICK)
    assert plan.figures.totals.made > 40
    assert check_visits(day, plan) == ()


def test_a_buffer_lengthens_travel_and_makes_visits_more_likely_on_time(county: Case) -> None:
    day = county_day(county, 60, 1)
    # The same visits are made at the same preferred hours; with a buffer their order has more room.
    search = replace(QUICK, days=200)
    bare, roomy = plan_visits(day, search), plan_visits(with_buffer(day, 8.0), search)
    assert check_visits(with_buffer(day, 8.0), roomy) == ()
    assert roomy.on_time is not None
    assert bare.on_time is not None
    assert roomy.on_time.mean_share > bare.on_time.mean_share


def test_two_runs_give_the_same_plan(county: Case) -> None:
    day = county_day(county, 40, 3)
    assert plan_visits(day, QUICK).model_dump_json() == plan_visits(day, QUICK).model_dump_json()


def test_measured_travel_differs_beyond_a_tenth_of_what_is_assumed(county: Case) -> None:
    day = county_day(county, 60, 1)
    plan = plan_visits(day, QUICK)
    for row in plan.travel:
        assert row.assumed_min is not None
        assert row.measured_min is not None
        assert row.differs == (abs(row.measured_min - row.assumed_min) > 0.1 * row.assumed_min)


def planned_again(county: Case, now_s: int, seed: int = 2) -> tuple[Case, VisitPlan, Case, VisitPlan]:
    """A day whose busiest carer at the time goes home, and a rapid call that comes in."""
    day = county_day(county, 60, seed)
    told = plan_visits(day, QUICK)
    later = [stop.carer for stop in told.decisions.stops if stop.start_s > now_s]
    absent = max(sorted(set(later)), key=later.count)
    # Beside the first client of the day, a nurse's visit.
    place = VisitPlace(place="added-place", lat=51.8, lon=-0.8)
    call = VisitRow(visit="urgent-1", client="client-new", place="added-place", base="base-aylesbury", duration_min=30,
                    skills="care", response="rapid", called="10:35")  # fmt: skip
    today, plan = replan(day, told, News(now_s, (absent,), (call,), (place,)), QUICK)
    return day, told, today, plan


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("clock", ["05:00", "08:20", "10:40", "13:15", "19:00"])
def test_the_rest_of_a_day_planned_again_keeps_every_rule(county: Case, seed: int, clock: str) -> None:
    day, told, today, plan = planned_again(county, at(clock), seed)
    assert check_visits(today, plan) == ()
    assert list(check_replanned(day, today, told, plan)) == []
    assert plan.replanned is not None
    assert plan.replanned.added == ("urgent-1",)


@pytest.mark.parametrize("clock", ["08:20", "10:40", "13:15"])
def test_visits_under_way_keep_the_buffer_they_had(county: Case, clock: str) -> None:
    """Told with no minute kept free, the rest with ten: what is under way would be late by the new reckoning."""
    day = with_buffer(county_day(county, 60, 2), 0.0)
    told = plan_visits(day, QUICK)
    now = with_buffer(day, 10.0)
    today, plan = replan(now, told, News(at(clock)), QUICK, day)
    assert check_visits(today, plan) == ()
    assert list(check_replanned(as_told(now, day), today, told, plan)) == []
    assert plan.replanned is not None
    frozen = set(plan.replanned.frozen)
    assert frozen
    assert {row.visit for row in today.visits if row.buffer_min == 0.0} == frozen
    rows = [row.model_copy(update={"buffer_min": None}) for row in today.visits]
    assert "travel" in {one.rule for one in check_visits(replace(today, visits=tuple(rows)), plan)}


@pytest.mark.parametrize(("change_gbp", "warmth_gbp"), [(10.0, 40.0), (0.0, rounds.HOT_GBP)])
def test_the_search_goes_on_from_plans_dearer_by_some_changes(
    county: Case, monkeypatch: pytest.MonkeyPatch, change_gbp: float, warmth_gbp: float
) -> None:
    asked = []

    def solve(*given: object, **options: object) -> rounds.RoundsResult:
        asked.append(options["warmth_gbp"])
        return greedy_rounds.solve(*given, **options)

    monkeypatch.setattr(rounds, "solve", solve)
    priced = county.parameters.model_copy(update={"change_carer_gbp": change_gbp})
    planned_again(replace(county, parameters=priced), at("10:40"))
    assert asked == [rounds.HOT_GBP, warmth_gbp]


def test_a_rapid_call_comes_before_all_else(county: Case) -> None:
    _, _, today, plan = planned_again(county, at("10:40"))
    assert "urgent-1" not in plan.decisions.unserved
    assert next(row for row in today.visits if row.visit == "urgent-1").priority == "time-critical"


def changed(plan: VisitPlan, **again: object) -> VisitPlan:
    assert plan.replanned is not None
    return plan.model_copy(update={"replanned": plan.replanned.model_copy(update=again)})


def _moved_frozen(told: VisitPlan, plan: VisitPlan) -> VisitPlan:
    assert plan.replanned is not None
    frozen = plan.replanned.frozen[0]
    stops = (
        stop.model_copy(update={"start_s": stop.start_s + 60}) if stop.visit == frozen else stop
        for stop in plan.decisions.stops
    )
    return plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"stops": tuple(stops)})})


def _break_in_the_past(told: VisitPlan, plan: VisitPlan) -> VisitPlan:
    breaks = (*plan.decisions.breaks, Pause(carer=plan.decisions.stops[0].carer, start_s=at("06:00")))
    return plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"breaks": breaks})})


FAULTS: dict[str, tuple[Callable[[VisitPlan, VisitPlan], VisitPlan], str]] = {
    "what is under way has moved": (_moved_frozen, "replan frozen"),
    "a visit under way is not said to be": (lambda _, plan: changed(plan, frozen=plan.replanned.frozen[1:]),
                                            "replan frozen"),
    "a change is not told": (lambda _, plan: changed(plan, changes=plan.replanned.changes[1:]), "replan changes"),
    "fewer visits are said to have moved": (lambda _, plan: changed(plan, moved_share=0.0),
                                            "figure replanned.moved_share"),
    "changes cost less than they do": (lambda _, plan: changed(plan, change_gbp=0.0), "figure replanned.change_gbp"),
    "somebody absent makes a visit": (
        lambda _, plan: changed(plan, absent=(plan.decisions.stops[-1].carer,)), "replan absent"),
    "a way begins in the past": (lambda _, plan: changed(plan, now_s=at("12:00")), "replan now"),
    "a break that was not taken has passed": (_break_in_the_past, "replan now"),
    "nothing is said": (lambda _, plan: plan.model_copy(update={"replanned": None}), "replan"),
}  # fmt: skip


@pytest.fixture(scope="module")
def again(county: Case) -> tuple[Case, VisitPlan, Case, VisitPlan]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rounds, "solve", greedy_rounds.solve)
        return planned_again(county, at("10:40"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_of_a_day_planned_again_is_found(
    name: str, again: tuple[Case, VisitPlan, Case, VisitPlan]
) -> None:
    day, told, today, plan = again
    change, rule = FAULTS[name]
    assert rule in {one.rule for one in check_replanned(day, today, told, change(told, plan))}


def test_what_does_not_fit_the_day_is_refused(county: Case) -> None:
    day = county_day(county, 20, 1)
    told = plan_visits(day, QUICK)
    with pytest.raises(ReplanError, match="Nobody on duty is called nobody"):
        replan(day, told, News(at("10:00"), ("nobody",)), QUICK)
    with pytest.raises(ReplanError, match="v0001 is in visits"):
        replan(day, told, News(at("10:00"), (), (day.visits[0],)), QUICK)
    with pytest.raises(ReplanError, match="made for another day"):
        replan(replace(day, visits=day.visits[1:]), told, News(at("10:00")), QUICK)

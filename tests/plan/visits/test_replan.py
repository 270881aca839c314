"""The rest of a small day planned again, by the search itself: who is gone, what changes cost, which breaks are due."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.check.visit_replan import check_replanned
from capplan.check.visits import check_visits
from capplan.decisions.visits import Pause, Stop, VisitDecisions, VisitPlan
from capplan.formulations.visits import Carer, inputs_of
from capplan.formulations.visits.duties import break_of
from capplan.plan.visits.day import Search
from capplan.plan.visits.replan import replan
from capplan.plan.visits.replan_inputs import rest_of_day
from capplan.plan.visits.replan_state import DayState, News
from capplan.plan.visits.timing import rounds_of
from small_visits import at, visit_case, visit_decisions, with_carer
from visit_plans import plan_of

SEARCH = Search(time_limit_s=5.0, gap=0.0, days=0)


def again(case: Case, news: News, told: VisitDecisions | None = None) -> VisitPlan:
    """Return the rest of the small day planned again, checked."""
    morning = plan_of(case, told or visit_decisions())
    today, plan = replan(case, morning, news, SEARCH)
    assert check_visits(today, plan) == ()
    assert list(check_replanned(case, today, morning, plan)) == []
    return plan


def made_by(plan: VisitPlan, carer: str) -> list[str]:
    return [stop.visit for stop in plan.decisions.stops if stop.carer == carer]


def test_an_absent_carer_does_not_make_what_is_not_begun_though_on_the_way() -> None:
    # Both left at 07:50 for v1 at 08:00, which takes two; k1 calls in sick on the way, so k2 cannot make it either.
    plan = again(visit_case(), News(at("07:55"), ("k1",)))
    assert plan.replanned is not None
    assert (plan.replanned.frozen, made_by(plan, "k1")) == ((), [])
    assert "v1" in plan.decisions.unserved
    # Whoever is with the client by then stays: both began at 08:00.
    begun = again(visit_case(), News(at("08:10"), ("k1",)))
    assert begun.replanned is not None
    assert (begun.replanned.frozen, made_by(begun, "k1")) == (("v1",), ["v1"])
    # v3 at 09:30: k1 is on the way at 09:25 and does not arrive; k2 must not make it.
    away = again(visit_case(), News(at("09:25"), ("k1",)))
    assert "v3" in away.decisions.unserved
    assert made_by(away, "k1") == ["v1"]


@pytest.mark.parametrize(("change_gbp", "maker"), [(10.0, ["k2"]), (300.0, [])])
def test_a_change_is_weighed_against_leaving_the_visit_out(change_gbp: float, maker: list[str]) -> None:
    # k1 is gone; v5 costs 260 GBP if it is left out. k2 makes it for less, unless the change alone costs 300.
    case = visit_case()
    case = replace(case, parameters=case.parameters.model_copy(update={"change_carer_gbp": change_gbp}))
    plan = again(case, News(at("10:45"), ("k1",)))
    assert [stop.carer for stop in plan.decisions.stops if stop.visit == "v5"] == maker
    assert plan.proof.stopped_by == "proven"


def rest(case: Case, now: str, told: VisitDecisions) -> dict[str, Carer]:
    inputs = inputs_of(case)
    engine = rest_of_day(case, inputs, DayState(inputs, told, at(now)), told)
    return {carer.id: carer for carer in engine.carers}


def test_a_shift_too_short_for_a_break_has_none_when_another_one_is_cut() -> None:
    case = with_carer(visit_case(), "k1", shifts="06:00-13:00 16:00-19:00", break_hours="11:00-12:30")
    nothing = VisitDecisions(stops=(), breaks=(), unserved=tuple(row.visit for row in case.visits))
    early, late = rest(case, "11:30", nothing)["k1"], rest(case, "14:00", nothing)["k1"]
    assert [break_of(early, shift) is not None for shift in early.shifts] == [True, False]
    # By 14:00 the hours of the break are over and the carer was idle in them.
    assert [break_of(late, shift) for shift in late.shifts] == [None, None]


def test_a_break_had_before_setting_out_is_over() -> None:
    case = with_carer(visit_case(), "k1", break_hours="09:00-12:00")
    told = VisitDecisions(
        stops=(Stop(carer="k1", visit="v5", start_s=at("12:00")),),
        breaks=(Pause(carer="k1", start_s=at("10:30")),),
        unserved=("v1", "v2", "v3", "v4", "v6"),
    )
    # Free from the end of the break on, as long as it lasts at 10:45 and from now on at 11:15.
    for now, free in (("10:45", "11:00"), ("11:15", "11:15")):
        carer = rest(case, now, told)["k1"]
        assert carer.shifts == ((at(free), at("14:00")),)
        assert break_of(carer, carer.shifts[0]) is None
        plan = again(case, News(at(now)), told)
        assert "v5" in made_by(plan, "k1")
        assert [one.start_s for one in plan.decisions.breaks if one.carer == "k1"] == [at("10:30")]


def test_a_stated_break_stays_where_it_is() -> None:
    # It would fit at 10:30 already.
    stated = visit_decisions().model_copy(update={"breaks": (Pause(carer="k1", start_s=at("11:05")),)})
    one, _ = rounds_of(inputs_of(visit_case()), stated)
    assert (one.break_s, one.break_at) == (at("11:05"), 2)
    # It cannot lie in a visit; then it is where it fits.
    wrong = visit_decisions().model_copy(update={"breaks": (Pause(carer="k1", start_s=at("12:10")),)})
    assert rounds_of(inputs_of(visit_case()), wrong)[0].break_s == at("10:30")


def test_reasons_of_the_rest_of_a_day_count_from_now_on() -> None:
    # v2 could be made from 09:00 to 10:00, before v4; at 09:55 nobody gets there in time any more.
    told = visit_decisions()
    left = told.model_copy(
        update={"stops": tuple(stop for stop in told.stops if stop.visit != "v2"), "unserved": ("v2", "v6")}
    )
    plan = again(visit_case(), News(at("09:55")), left)
    row = next(row for row in plan.unserved if row.visit == "v2")
    assert row.reason == "nobody-can-be-there"
    assert "even with nothing else to do from 09:55 on" in row.words
    # The most urgent of those left out is told first.
    assert [row.visit for row in plan.unserved] == ["v2", "v6"]


def test_a_plan_of_another_case_is_refused() -> None:
    case = visit_case()
    other = replace(case, identity=case.identity.model_copy(update={"id": "other"}))
    with pytest.raises(Exception, match="not of other"):
        replan(other, plan_of(case, visit_decisions()), News(at("10:00")), SEARCH)

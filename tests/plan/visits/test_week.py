"""A week of visits: who is known from the day before, the rota in, hours evened out, and what the checker finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

import capplan.rounds
import greedy_rounds
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.week import on_weekday
from capplan.case.week_tables import WEEKDAYS, CarerShift, VisitWeekdays
from capplan.case.write import new_case
from capplan.check.visit_week import check_week
from capplan.decisions.rota import RotaRow
from capplan.decisions.visit_week import WeekPlan
from capplan.decisions.visits import Stop, VisitDecisions
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.plan.visits.day import NoVisits, Search
from capplan.plan.visits.even import evened
from capplan.plan.visits.week import PlannedDay, plan_week
from capplan.plan.visits.week_rota import NoCarerInRota, with_rota

MONDAY = date(2026, 11, 30)
SEARCH = Search(days=0)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("week") / "example"
    new_case(folder, example=True)
    # v10 on Monday alone, v08 and v09 on weekdays; k2 on Monday and Tuesday, the others all week.
    return replace(
        read_case(folder),
        visit_weekdays=(
            VisitWeekdays(visit="v10", weekdays="mon"),
            VisitWeekdays(visit="v08", weekdays="mon tue wed thu fri"),
            VisitWeekdays(visit="v09", weekdays="mon tue wed thu fri"),
        ),
        carer_shifts=tuple(
            CarerShift(carer=carer, weekday=day, shifts=shifts)
            for carer, shifts in (("k1", "07:00-14:00 16:30-20:00"), ("k3", "07:00-15:00"), ("k4", "08:00-18:30"))
            for day in WEEKDAYS
        )
        + tuple(CarerShift(carer="k2", weekday=day, shifts="07:00-20:00") for day in WEEKDAYS[:2]),
    )


@pytest.fixture(scope="module")
def planned(example: Case) -> tuple[WeekPlan, tuple[PlannedDay, ...]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capplan.rounds, "solve", greedy_rounds.solve)
        return plan_week(example, MONDAY, SEARCH)


def days_of(planned: tuple[WeekPlan, tuple[PlannedDay, ...]]) -> dict[str, tuple[Case, Any]]:
    return {day.weekday: (day.case, day.plan) for day in planned[1]}


def test_a_day_has_its_visits_its_pairs_and_its_people(example: Case) -> None:
    wednesday = on_weekday(example, "wed")
    assert [visit.visit for visit in wednesday.visits] == [f"v{number:02d}" for number in range(1, 10)]
    assert [carer.carer for carer in wednesday.carers] == ["k1", "k3", "k4"]
    # k2 must not make v05; on a day off nobody need say so.
    assert next(visit.must_not for visit in wednesday.visits if visit.visit == "v05") == ""
    sunday = on_weekday(replace(example, visit_weekdays=(VisitWeekdays(visit="v04", weekdays="mon"),)), "sun")
    assert [(pair.first, pair.second) for pair in sunday.visit_pairs] == [("v06", "v07")]
    assert on_weekday(example, "mon").carers[1].shifts == "07:00-20:00"


def test_a_planned_week_holds_and_counts_what_its_days_say(example: Case, planned: Any) -> None:
    plan = planned[0]
    assert check_week(example, plan, days_of(planned)) == ()
    # Seven days of v01 to v07, five of v08 and v09, one of v10.
    assert plan.figures.totals.visits == 7 * 7 + 2 * 5 + 1
    assert [row.visits for row in plan.figures.clients] == [21, 14, 14, 10, 1]
    # Of k2 nothing is stated but two shifts of 13 hours.
    assert [row.contract_hours for row in plan.figures.carers][1] == pytest.approx(2 * 7.5)


def test_who_has_come_is_known_from_the_next_day_on(example: Case, planned: Any) -> None:
    monday, tuesday = planned[1][:2]
    came = {stop.carer for stop in monday.plan.decisions.stops if stop.visit in ("v01", "v02", "v03")}
    known = set(next(visit.preferred_carers for visit in tuesday.case.visits if visit.visit == "v02").split())
    assert known == {"k1"} | came


def test_a_week_without_visits_is_refused(example: Case) -> None:
    with pytest.raises(NoVisits, match="no visits in the week"):
        plan_week(replace(example, visits=(), visit_pairs=()), MONDAY, SEARCH)


def other_week(planned: Any, **changes: Any) -> WeekPlan:
    plan: WeekPlan = planned[0]
    return plan.model_copy(update={"figures": plan.figures.model_copy(update=changes)})


def test_planted_faults_of_figures_are_found(example: Case, planned: Any) -> None:
    figures = planned[0].figures
    client = figures.clients[0].model_copy(update={"carers": figures.clients[0].carers - 1})
    carer = figures.carers[0].model_copy(update={"over_hours": figures.carers[0].over_hours + 1})
    day = figures.days[0].model_copy(update={"bound_gbp": figures.days[0].bound_gbp + 1})
    totals = figures.totals.model_copy(update={"most_carers": figures.totals.most_carers + 1})
    faulty = {
        "clients": (client, *figures.clients[1:]),
        "carers": (carer, *figures.carers[1:]),
        "days": (day, *figures.days[1:]),
        "totals": totals,
    }
    for name, rows in faulty.items():
        found = check_week(example, other_week(planned, **{name: rows}), days_of(planned))
        assert [one.rule for one in found] == [f"figure {name}.{_changed(name)}"]


def _changed(table: str) -> str:
    return {"clients": "carers", "carers": "over_hours", "days": "bound_gbp", "totals": "most_carers"}[table]


def test_planted_faults_of_days_are_found(example: Case, planned: Any) -> None:
    plan, days = planned[0], days_of(planned)
    short = {name: day for name, day in days.items() if name != "sun"}
    assert [one.rule for one in check_week(example, plan, short)] == ["week days"]
    today, monday = days["mon"]
    fewer = replace(today, visits=today.visits[:-1])
    assert "week visits" in {one.rule for one in check_week(example, plan, {**days, "mon": (fewer, monday)})}
    longer = replace(today, carers=tuple(one.model_copy(update={"shifts": "06:00-22:00"}) for one in today.carers))
    assert "week shifts" in {one.rule for one in check_week(example, plan, {**days, "mon": (longer, monday)})}
    tuesday, later = days["tue"]
    stranger = replace(tuesday, visits=tuple(one.model_copy(update={"preferred_carers": ""}) for one in tuesday.visits))
    assert "week known" in {one.rule for one in check_week(example, plan, {**days, "tue": (stranger, later)})}


def test_a_break_moves_into_a_shift_of_the_week_that_its_hours_leave_no_room_in(example: Case) -> None:
    # k1 has a break of 30 minutes from 11:00 to 13:00 in shifts of more than six hours.
    late = replace(example, carer_shifts=(CarerShift(carer="k1", weekday="mon", shifts="14:00-22:00"),))
    (carer,) = on_weekday(late, "mon").carers
    assert (carer.break_hours, carer.break_min) == ("16:00-20:00", 30)
    early = replace(example, carer_shifts=(CarerShift(carer="k1", weekday="mon", shifts="07:00-15:00"),))
    assert on_weekday(early, "mon").carers[0].break_hours == "11:00-13:00"
    short = replace(example, carer_shifts=(CarerShift(carer="k1", weekday="mon", shifts="16:00-21:00"),))
    assert on_weekday(short, "mon").carers[0].break_hours == "11:00-13:00"


def test_a_rota_says_who_is_on_duty(example: Case) -> None:
    shift = example.rota_shifts[0]
    start = shift.start
    rostered = with_rota(example, [RotaRow(person="k1", day="2026-12-01", shift=shift.shift)], MONDAY)
    own = [row for row in rostered.carer_shifts if row.carer == "k1"]
    assert [(row.weekday, row.shifts.split("-")[0]) for row in own] == [("tue", start)]
    # Who is not on the rota keeps the shifts of the case.
    assert {row.carer for row in rostered.carer_shifts} == {"k1", "k2", "k3", "k4"}
    with pytest.raises(NoCarerInRota, match="in the week of 2026-11-30"):
        with_rota(example, [RotaRow(person="k1", day="2026-12-07", shift=shift.shift)], MONDAY)


# Two carers alike; one has a visit of an hour, the other one of two, ways take nothing.
def _pair(must_not: frozenset[str] = frozenset()) -> Inputs:
    visits = tuple(
        Visit(name, name, 0, length, ((28800, 36000),), 100.0, "base", must_not=must_not)
        for name, length in (("short", 3600), ("long", 7200))
    )
    carers = tuple(Carer(name, "base", 0, 0, ((25200, 54000),), paid_s=28800) for name in ("k1", "k2"))
    nothing = np.zeros((1, 1), dtype=np.int64)
    return Inputs(visits, (), carers, {"car": nothing}, {"car": nothing.astype(float)})


DAY = VisitDecisions(
    stops=(Stop(carer="k1", visit="short", start_s=28800), Stop(carer="k2", visit="long", start_s=28800)),
    breaks=(),
    unserved=(),
)


def carers_of(decisions: VisitDecisions) -> dict[str, str]:
    return {stop.visit: stop.carer for stop in decisions.stops}


def test_who_has_worked_less_takes_the_longer_round() -> None:
    contract = {"k1": 16.0, "k2": 16.0}
    # 5 + 1 and 8 + 2 hours become 5 + 2 and 8 + 1.
    assert carers_of(evened(_pair(), DAY, {"k1": 5.0, "k2": 8.0}, contract)) == {"short": "k2", "long": "k1"}
    # Half the contract: 6 of 8 against 8 of 16 is fair as it is.
    assert evened(_pair(), DAY, {"k1": 5.0, "k2": 6.0}, {"k1": 8.0, "k2": 16.0}) == DAY


def test_evening_out_never_costs_anything_nor_breaks_a_rule() -> None:
    worked, contract = {"k1": 5.0, "k2": 8.0}, {"k1": 16.0, "k2": 16.0}
    known = _pair()
    long = replace(known.visits[1], preferred={"k2": -1.0})
    assert evened(replace(known, visits=(known.visits[0], long)), DAY, worked, contract) == DAY
    assert evened(_pair(must_not=frozenset(["k2"])), DAY, worked, contract) == DAY

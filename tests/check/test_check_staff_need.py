"""What staff have to do, reckoned by hand: hours of an FTE, travel, volumes, people on duty, hours of need."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.case.staff_tables import DutyCover, Lever
from capplan.check.facts import Facts
from capplan.check.staff_facts import StaffFacts
from capplan.check.staffing import Duty, Staffing
from capplan.check.work_facts import WorkFacts
from check.plans import hand_decisions
from check.staff_plans import BASE, SOUTH, WARD, hand_staff, nobody_yet, plan_case, staffing_of
from small import with_row
from small_staff import two_base_case

CASE = plan_case()
TWO = {"n1": BASE, "n2": BASE, "s1": SOUTH}
JUNE, JUNE_2014 = 2, 14
"""Numbers of 2013-06 and 2014-06: 30 days each."""


def staff_facts(case: Case, territory: dict[str, str]) -> StaffFacts:
    return StaffFacts(Facts(case, "plan", territory))


def staffing(case: Case = CASE, territory: dict[str, str] | None = None) -> Staffing:
    return staffing_of(case, hand_decisions(case), nobody_yet(territory))


def volume(name: str, workplace: str, number: int, case: Case = CASE, territory: dict[str, str] | None = None) -> float:
    work = next(work for work in case.work_types if work.work == name)
    return staffing(case, territory).volume(work, workplace, number)


@pytest.mark.parametrize(
    ("role", "hours_a_week"),
    [
        ("nurse", 37.5 * (1 - 0.14 - 0.05 - 0.03)),
        ("assistant", 37.5 * 0.8),
        # 25 % on top of the hours worked, an eighth of which goes to meetings.
        ("reablement-worker", 37.0 / 1.25 * 7 / 8),
    ],
)
def test_hours_of_an_fte(role: str, hours_a_week: float) -> None:
    facts = staff_facts(CASE, TWO)
    assert facts.hours(role, JUNE) == pytest.approx(hours_a_week * 30 / 7)
    assert facts.hours(role, 0) == pytest.approx(hours_a_week * 30 / 7)
    assert facts.hours(role, 1) == pytest.approx(hours_a_week * 31 / 7)


def test_bases_in_use_must_be_or_serve_an_area() -> None:
    assert [base.base for base in staff_facts(CASE, dict.fromkeys(TWO, BASE)).bases] == [BASE]
    assert [base.base for base in staff_facts(CASE, TWO).bases] == [BASE, SOUTH]
    # base-north must be used even where it serves nobody.
    assert [base.base for base in staff_facts(CASE, dict.fromkeys(TWO, SOUTH)).bases] == [BASE, SOUTH]


def test_workplaces_are_bases_in_use_and_sites_with_bed_day_work() -> None:
    assert staff_facts(CASE, TWO).workplaces == (BASE, SOUTH, WARD)
    everywhere = with_row(CASE, "work_types", "ward-care", of="")
    assert staff_facts(everywhere, TWO).workplaces == (
        BASE, SOUTH, WARD, "block-south", "spot-county",
    )  # fmt: skip


def test_posts_are_the_establishment_and_where_moves_may_lead() -> None:
    facts = staff_facts(CASE, TWO)
    assert (("nurse", SOUTH) in facts.posts, ("nurse", SOUTH) in facts.establishment) == (True, False)
    assert ("assistant", BASE) not in facts.posts
    assert set(facts.moves) == {
        ("nurse", WARD, "nurse", BASE),
        ("nurse", WARD, "nurse", SOUTH),
        ("assistant", WARD, "reablement-worker", BASE),
        ("assistant", WARD, "reablement-worker", SOUTH),
    }


def test_the_way_to_a_new_base_is_a_great_circle_by_car() -> None:
    # One degree of latitude: 6371.0088 x pi / 180 = 111.195 km; x 1.3 / 40 km/h x 60 = 216.83 minutes.
    case = with_row(CASE, "bases", "base-north", lat=53.0)
    facts = staff_facts(case, TWO)
    assert facts.commute_min(case.site[WARD], case.base[BASE]) == pytest.approx(216.83, abs=0.01)
    east = with_row(CASE, "bases", "base-north", lon=2.0)
    # One degree of longitude at 52 degrees: as long times the cosine, but for the bend of the great circle.
    minutes = staff_facts(east, TWO).commute_min(east.site[WARD], east.base[BASE])
    assert minutes == pytest.approx(216.83 * math.cos(math.radians(52.0)), rel=1e-4)


def test_share_of_a_base_is_its_older_people() -> None:
    assert staff_facts(CASE, TWO).older_share == pytest.approx({BASE: 0.75, SOUTH: 0.25})


def test_travel_of_a_visit_is_measured_or_follows_from_the_territory() -> None:
    facts = staff_facts(CASE, TWO)
    # 10 minutes from s1: 5 between two visits and 2 x 10 over 5 visits.
    assert facts.travel_min_per_visit == pytest.approx({BASE: 15.0, SOUTH: 9.0})
    # 1200 people at 30 and 1000 at 10 minutes: 20.909 minutes.
    wider = staff_facts(CASE, {**TWO, "n2": SOUTH})
    assert wider.travel_min_per_visit[SOUTH] == pytest.approx(5 + 2 * (36000 + 10000) / 2200 / 5)
    nobody = staff_facts(with_row(CASE, "bases", BASE, travel_min_per_visit=None), dict.fromkeys(TWO, SOUTH))
    assert nobody.travel_min_per_visit[BASE] == pytest.approx(5.0)


def test_who_is_first_to_do_a_skill() -> None:
    facts = staff_facts(CASE, TWO)
    # The nurse stands first for care, but is trained for more; at base-south only she can do it.
    assert facts.main_role("care", WARD, JUNE) == "assistant"
    assert facts.main_role("care", SOUTH, JUNE) == "nurse"
    assert facts.main_role("management", WARD, JUNE) is None


# Work


def recipe_minutes(case: Case, skill: str, number: int, workplace: str = BASE) -> tuple[float, float]:
    work = WorkFacts(staff_facts(case, TWO))
    recipe = next(row for row in case.recipes if row.skill == skill)
    return work.unit_min(next(one for one in case.work_types if one.work == recipe.work), recipe, workplace, number)


def test_minutes_of_a_unit() -> None:
    # 7 x (2 + 1 + 1) = 28 visits of 45 minutes and 15 of travel; from 2013-10 the lever takes a tenth off the 45.
    assert recipe_minutes(CASE, "reablement", 5) == pytest.approx((28 * 60.0, 28 * 15.0))
    assert recipe_minutes(CASE, "reablement", 6) == pytest.approx((28 * 55.5, 28 * 15.0))
    assert recipe_minutes(CASE, "reablement", 6, SOUTH) == pytest.approx((28 * 49.5, 28 * 9.0))
    assert recipe_minutes(CASE, "care", 6, WARD) == pytest.approx((120.0, 0.0))


def test_levers_add_up_to_one_at_most() -> None:
    more = Lever(
        lever="all", title="All", kind="productivity", of="care reablement", share=0.95, from_month="2013-05", on=True
    )
    case = replace(CASE, levers=(*CASE.levers, more))
    assert recipe_minutes(case, "reablement", 0)[0] == pytest.approx(28 * 60.0)
    assert recipe_minutes(case, "reablement", 1)[0] == pytest.approx(28 * (0.05 * 45 + 15))
    # 0.95 + 0.1 is more than all.
    assert recipe_minutes(case, "reablement", 6)[0] == pytest.approx(28 * 15)


@pytest.mark.parametrize(
    ("stay_days", "visits"), [(20.0, 14 + 7 + 6), (21.0, 28), (30.0, 28 + 9), (10.0, 14 + 3), (2.5, 5.0), (0.0, 0.0)]
)
def test_weight_of_a_start_is_its_episode_over_the_taper(stay_days: float, visits: float) -> None:
    work = next(one for one in CASE.work_types if one.work == "reablement-visits")
    assert WorkFacts(staff_facts(CASE, TWO)).weight_of_start(work, stay_days) == pytest.approx(visits / 28)


def test_weight_of_a_start_without_tapers_is_one() -> None:
    work = next(one for one in CASE.work_types if one.work == "management")
    assert WorkFacts(staff_facts(CASE, TWO)).weight_of_start(work, 20.0) == 1.0


def test_volume_of_referrals() -> None:
    # 730 a year, 2 a day; a tenth more in 2014/15; three quarters of the people live in the north.
    assert volume("rapid-response", BASE, JUNE) == pytest.approx(60.0)
    assert volume("rapid-response", BASE, JUNE_2014) == pytest.approx(66.0)
    assert volume("rapid-response", BASE, JUNE, territory=TWO) == pytest.approx(45.0)
    assert volume("rapid-response", WARD, JUNE) == 0.0
    # An index of 2 in June: 730 x 60 / (365 + 30).
    season = with_row(CASE, "seasons", "6", index=2.0)
    assert volume("rapid-response", BASE, JUNE, season) == pytest.approx(730 * 60 / 395)


def test_volume_of_older_people() -> None:
    assert volume("locality-nursing", BASE, JUNE) == pytest.approx(300.0)
    assert volume("locality-nursing", BASE, JUNE_2014) == pytest.approx(330.0)
    assert volume("locality-nursing", SOUTH, JUNE, territory=TWO) == pytest.approx(75.0)
    # It follows no season.
    assert volume("locality-nursing", BASE, JUNE, with_row(CASE, "seasons", "6", index=2.0)) == pytest.approx(300.0)


def test_volume_grows_month_by_month_inside_a_period() -> None:
    # Five months from 2014-02 on: 59 days at 10 a day, then 91 at 11.
    long = replace(CASE, horizon=CASE.horizon.model_copy(update={"months_per_period": 5}))
    facts = WorkFacts(staff_facts(long, dict.fromkeys(TWO, BASE)))
    work = next(one for one in long.work_types if one.work == "locality-nursing")
    assert long.periods[2].id == "2014-02"
    assert facts.given_volume(work, BASE, 2) == pytest.approx(59 * 10 + 91 * 11)


def test_volume_of_fixed_work_is_shared_by_the_workplaces_named() -> None:
    assert volume("management", BASE, JUNE) == pytest.approx(120.0)
    assert volume("management", BASE, JUNE_2014) == pytest.approx(120.0)
    assert volume("management", SOUTH, JUNE, territory=TWO) == 0.0
    three = with_row(CASE, "work_types", "management", of=f"{BASE} {SOUTH} {WARD}")
    assert volume("management", WARD, JUNE, three, TWO) == pytest.approx(40.0)
    # base-south is not in use: the two others share its work.
    assert volume("management", WARD, JUNE, three) == pytest.approx(60.0)
    none = with_row(CASE, "work_types", "management", of="")
    assert volume("management", BASE, JUNE, none, TWO) == pytest.approx(60.0)
    unused = with_row(CASE, "work_types", "management", of=SOUTH)
    assert volume("management", BASE, JUNE, unused) == pytest.approx(120.0)


def test_volume_less_what_levers_spare() -> None:
    less = Lever(lever="fewer", title="Fewer", kind="less-work", of="locality-nursing ward-care", share=0.25,
                 from_month="2013-06", on=True)  # fmt: skip
    case = replace(CASE, levers=(less,))
    assert volume("locality-nursing", BASE, JUNE, case) == pytest.approx(225.0)
    assert volume("locality-nursing", BASE, 0, case) == pytest.approx(300.0)
    assert volume("ward-care", WARD, JUNE, case) == pytest.approx(0.75 * 24 * 30)
    off = replace(CASE, levers=(less.model_copy(update={"on": False}),))
    assert volume("locality-nursing", BASE, JUNE, off) == pytest.approx(300.0)


def test_volume_of_starts_at_home() -> None:
    # 0.3 step-down and 0.05 step-up people a day, all for 20 days: 27 of 28 visits.
    assert volume("reablement-visits", BASE, JUNE) == pytest.approx(0.35 * 30 * 27 / 28)
    only = with_row(CASE, "work_types", "reablement-visits", of="step-up")
    assert volume("reablement-visits", BASE, JUNE, only) == pytest.approx(0.05 * 30 * 27 / 28)
    # base-south runs no home places.
    assert volume("reablement-visits", SOUTH, JUNE, territory=TWO) == 0.0
    # Step-down people stay 1.2 x 20 = 24 days in the scenario: 31 visits.
    longer = CASE.in_scenario("longer")
    assert volume("reablement-visits", BASE, JUNE, longer) == pytest.approx((0.3 * 31 + 0.05 * 27) * 30 / 28)


def test_volume_of_bed_days() -> None:
    assert volume("ward-nursing", WARD, JUNE) == pytest.approx(24 * 30)
    # The block is no hospital, and base-north no site.
    assert volume("ward-nursing", "block-south", JUNE) == 0.0
    assert volume("ward-nursing", BASE, JUNE) == 0.0
    # A bed that stands must be staffed: two that lack staff in August 2013 make no less work.
    work = next(work for work in CASE.work_types if work.work == "ward-nursing")
    august = staffing_of(CASE, hand_decisions(CASE), hand_staff(CASE))
    assert august.answer.unstaffed[WARD, 4] > 2.0
    assert august.volume(work, WARD, 4) == pytest.approx(24 * 31)
    occupied = with_row(CASE, "work_types", "ward-nursing", driver="occupied-days")
    # 0.7 step-down people a day for 20 days and 0.15 step-up for 10.
    assert volume("ward-nursing", WARD, JUNE, occupied) == pytest.approx(15.5 * 30)


# People on duty


def duty(case: Case, cover: str, base: str = BASE, territory: dict[str, str] | None = None) -> Duty:
    found = staffing(case, territory).duties
    return next(one for one in found if (one.cover.cover, one.base, one.number) == (cover, base, JUNE))


def test_one_person_answers_two_calls_a_day() -> None:
    # 2 x 0.75 / 12 = 0.125 calls an hour of an hour each: one on duty is busy an eighth of the time, and
    # 0.125 x exp(-(1 - 0.125) x 2) = 0.0217 of the calls wait longer than two hours.
    day = duty(CASE, "day")
    assert (day.on_duty, day.calls_per_hour) == (1, pytest.approx(0.125))
    assert day.waits_too_long == pytest.approx(0.125 * math.exp(-1.75))
    assert day.hours == pytest.approx(12 * 30)
    # The night runs from 20 to 8.
    assert duty(CASE, "night").hours == pytest.approx(12 * 30)
    assert duty(CASE, "night").calls_per_hour == pytest.approx(2 * 0.25 / 12)


def test_three_people_answer_twenty_calls_a_day() -> None:
    # 1.25 calls an hour: two on duty let 0.481 x exp(-1.5) = 0.107 wait too long, three 0.155 x exp(-3.5) = 0.0047.
    case = with_row(CASE, "work_types", "rapid-response", volume_per_year=7300.0)
    day = duty(case, "day")
    assert day.on_duty == 3
    three = 1.25**3 / 6 * 3 / 1.75
    assert day.waits_too_long == pytest.approx(three / (1 + 1.25 + 1.25**2 / 2 + three) * math.exp(-3.5))
    assert day.hours == pytest.approx(3 * 12 * 30)


def test_calls_of_the_territory_or_of_the_county() -> None:
    assert duty(CASE, "day", SOUTH, TWO).calls_per_hour == pytest.approx(0.125 / 4)
    case = with_row(CASE, "duty_cover", "day", serves="county")
    assert duty(case, "day", SOUTH, TWO).calls_per_hour == pytest.approx(0.125)


def test_without_calls_the_minimum_is_on_duty() -> None:
    idle = with_row(CASE, "duty_cover", "day", work=None, min_on_duty=2)
    assert (duty(idle, "day").on_duty, duty(idle, "day").waits_too_long) == (2, 0.0)
    quiet = with_row(CASE, "duty_cover", "day", share=0.0, min_on_duty=0)
    assert duty(quiet, "day").on_duty == 0
    calls = with_row(CASE, "duty_cover", "day", min_on_duty=0)
    assert duty(calls, "day").on_duty == 1


# Need


def needed(case: Case, skill: str, workplace: str = BASE, territory: dict[str, str] | None = None) -> float:
    return staffing(case, territory).needed(workplace, skill, JUNE)


def test_need_of_a_base() -> None:
    # A nurse on duty day and night, and ten visits of an hour a day; rapid calls are answered by who is on duty.
    assert needed(CASE, "nursing") == pytest.approx(24 * 30 + 10 * 30)
    assert needed(CASE, "reablement") == pytest.approx(0.35 * 30 * 27)
    assert needed(CASE, "management") == pytest.approx(120.0)
    by_class = staffing().need
    assert by_class[BASE, "nursing", "rapid", JUNE] == pytest.approx(720.0)
    assert by_class[BASE, "nursing", "planned", JUNE] == pytest.approx(300.0)
    assert (BASE, "care", "fast", JUNE) not in by_class


def test_need_of_a_ward() -> None:
    assert needed(CASE, "nursing", WARD) == pytest.approx(2 * 24 * 30)
    assert needed(CASE, "care", WARD) == pytest.approx(2 * 24 * 30)


def test_work_that_nobody_on_duty_answers_counts_as_hours() -> None:
    bare = replace(CASE, duty_cover=())
    assert needed(bare, "nursing") == pytest.approx(60 + 300)


def with_cover(case: Case, **changes: object) -> Case:
    """Return the case with the row `day` alone, changed."""
    row = DutyCover.model_validate({**case.duty_cover[0].model_dump(), **changes})
    return replace(case, duty_cover=(row,))


def test_duty_for_one_territory_leaves_the_calls_of_the_other() -> None:
    case = with_cover(two_base_case(), base=BASE)
    # North: 12 h a day on duty, 7.5 visits of an hour. South: 0.5 calls and 2.5 visits a day of 45 + 9 minutes.
    assert needed(case, "nursing", BASE, TWO) == pytest.approx((12 + 7.5) * 30)
    assert needed(case, "nursing", SOUTH, TWO) == pytest.approx((0.5 + 2.5) * 0.9 * 30)


def test_duty_for_the_county_answers_all_calls() -> None:
    case = with_cover(two_base_case(), base=BASE, serves="county")
    assert needed(case, "nursing", SOUTH, TWO) == pytest.approx(2.5 * 0.9 * 30)


def test_weight_of_an_hour_undone_is_the_largest_of_its_class() -> None:
    here = staffing()
    assert here.shortfall_weight_gbp_per_hour("nursing", "rapid") == 100.0
    assert here.shortfall_weight_gbp_per_hour("nursing", "planned") == 40.0
    two = with_row(CASE, "work_types", "management", shortfall_gbp_per_hour=70.0)
    two = replace(two, recipes=(*two.recipes, two.recipes[-1].model_copy(update={"skill": "nursing"})))
    assert staffing(two).shortfall_weight_gbp_per_hour("nursing", "planned") == 70.0
    # Somebody of a skill that no rapid work asks for is on duty: never for less than anything else.
    assert here.shortfall_weight_gbp_per_hour("reablement", "rapid") == 100.0

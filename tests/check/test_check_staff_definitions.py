"""Figures on staff: each definition is reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from capplan.check.staff_answer import StaffAnswer
from capplan.check.staff_money import _protection
from capplan.decisions import (
    AgencyWorked,
    SkillRow,
    StaffFigures,
    StaffPlanRow,
)
from check.plans import hand_decisions, hand_plan
from check.staff_plans import (
    BASE,
    SOUTH,
    WARD,
    at_work,
    figures_of,
    hand_moves,
    hand_staff,
    hand_staffed_plan,
    hours_changed,
    nobody_yet,
    plan_case,
    staffed_plan,
)
from small import small_case, with_row

CASE = plan_case()
PLAN = hand_staffed_plan(CASE)
FIGURES = figures_of(PLAN)


def post(role: str, workplace: str, period: str, figures: StaffFigures = FIGURES) -> StaffPlanRow:
    return next(r for r in figures.staff_plan if (r.role, r.workplace, r.period) == (role, workplace, period))


def skill(workplace: str, name: str, period: str, figures: StaffFigures = FIGURES) -> SkillRow:
    return next(r for r in figures.skills if (r.workplace, r.skill, r.period) == (workplace, name, period))


def test_in_post_follows_who_leaves_joins_and_moves() -> None:
    # 9 nurses at base-north, of whom 12 % leave a year; 1 joins in 2013-07, 5.5 move in in 2013-10.
    july = 9 * 0.88 ** (3 / 12) + 1
    row = post("nurse", BASE, "2013-07")
    assert (row.in_post_fte, row.recruited_fte) == (pytest.approx(july), 1.0)
    assert row.leavers_fte == pytest.approx(9 * 0.88 ** (2 / 12) * (1 - 0.88 ** (1 / 12)))
    october = post("nurse", BASE, "2013-10")
    assert october.in_post_fte == pytest.approx(july * 0.88 ** (3 / 12) + 5.5)
    assert (october.redeployed_in_fte, october.recruited_fte) == (5.5, 0.0)
    assert post("nurse", BASE, "2013-04").in_post_fte == 9.0
    assert post("nurse", BASE, "2013-04").leavers_fte == 0.0
    ward = post("nurse", WARD, "2013-10")
    assert ward.in_post_fte == pytest.approx(12 * 0.88**0.5 - 5.5)
    assert ward.redeployed_out_fte == 5.5
    assert post("assistant", WARD, "2013-05").redundant_fte == 1.75


def test_people_who_retrain_are_in_post_and_do_not_count() -> None:
    # 4 workers and half a recruit; 2 assistants retrain in October and November.
    row = post("reablement-worker", BASE, "2013-11")
    assert (row.in_post_fte, row.retraining_fte) == (6.5, 2.0)
    # 0.35 x 30 starts x 27 visits of 55.5 minutes, by 4.5 FTE of 25.9 h a week.
    assert row.utilisation == pytest.approx(0.35 * 30 * 27 * 55.5 / 60 / (4.5 * 25.9 * 30 / 7), abs=1e-6)
    assert post("reablement-worker", BASE, "2013-12").retraining_fte == 0.0


def test_nobody_can_give_any_hours() -> None:
    # All assistants who were left leave the closed ward: 12 - 1.75 - 2 = 8.25 redundant.
    moves = hand_moves()
    gone = moves.redundant[0].model_copy(update={"period": "2014-04", "fte": 8.25})
    moves = moves.model_copy(update={"redundant": (*moves.redundant, gone), "redeployed": moves.redeployed[:3]})
    figures = figures_of(staffed_plan(CASE, hand_decisions(CASE), at_work(CASE, hand_decisions(CASE), moves)))
    row = post("assistant", WARD, "2014-04", figures)
    assert (row.in_post_fte, row.utilisation) == (0.0, None)


def test_needed_posts_are_work_done_agency_and_what_the_role_would_first_have_done() -> None:
    # May 2013, the ward: 1,488 h of care; 10.25 assistants give 10.25 x 30 x 31 / 7 = 1,361.79 h, nurses some more.
    care = skill(WARD, "care", "2013-05")
    assert care.needed_hours == pytest.approx(2 * 24 * 31)
    row = post("assistant", WARD, "2013-05")
    nurses = post("nurse", WARD, "2013-05")
    assert nurses.overskilled_hours == pytest.approx(12 * 0.88 ** (1 / 12) * 29.25 * 31 / 7 - 2 * 24 * 31, abs=1e-4)
    assert row.needed_fte == pytest.approx((2 * 24 * 31 - nurses.overskilled_hours) / (30 * 31 / 7), abs=1e-6)
    assert care.shortfall_hours == pytest.approx(1488 - 1361.7857 - nurses.overskilled_hours, abs=1e-3)
    assert care.in_post_hours == pytest.approx(1488 - care.shortfall_hours, abs=1e-4)
    assert care.agency_hours == 0.0


def test_needed_posts_count_shortfall_by_the_efficiency_of_the_role() -> None:
    """Halve the assistants' efficiency: an hour left undone is two of theirs."""
    case = with_row(CASE, "may_do", "assistant/care", efficiency=0.5)
    beds = hand_decisions(case)
    figures = figures_of(staffed_plan(case, beds, at_work(case, beds, hand_moves())))
    short = skill(WARD, "care", "2013-05", figures).shortfall_hours
    worked = 10.25 * 30 * 31 / 7
    assert skill(WARD, "care", "2013-05", figures).in_post_hours == pytest.approx(
        0.5 * worked + post("nurse", WARD, "2013-05", figures).overskilled_hours, abs=1e-4
    )
    assert short > 500.0
    assert post("assistant", WARD, "2013-05", figures).needed_fte == pytest.approx(
        (worked + 2 * short) / (30 * 31 / 7), abs=1e-6
    )


def test_agency_in_posts() -> None:
    hours = skill(WARD, "nursing", "2014-02").agency_hours
    assert hours > 0.0
    assert post("nurse", WARD, "2014-02").agency_fte == pytest.approx(hours / (29.25 * 28 / 7))


def test_hours_of_a_skill_on_duty_and_on_the_road() -> None:
    row = skill(BASE, "nursing", "2013-06")
    # 24 h of duty and 10 visits of 45 + 15 minutes a day.
    assert row.needed_hours == pytest.approx(34 * 30)
    assert row.duty_hours == pytest.approx(24 * 30)
    assert row.travel_hours == pytest.approx(10 * 30 / 4)


def test_share_of_a_response_class_that_is_done() -> None:
    short = skill(WARD, "care", "2013-05").shortfall_hours
    row = next(r for r in FIGURES.responses if (r.workplace, r.response, r.period) == (WARD, "fast", "2013-05"))
    # Nursing and care of the ward are both to be done fast.
    assert row.needed_hours == pytest.approx(4 * 24 * 31)
    assert row.met_share == pytest.approx(1 - short / (4 * 24 * 31))
    assert not any((r.workplace, r.response) == (BASE, "fast") for r in FIGURES.responses)


def test_travel_of_a_base() -> None:
    (row,) = FIGURES.travel
    assert (row.older_people_share, row.travel_min_per_visit) == (1.0, 15.0)
    rows = [r for r in FIGURES.skills if r.workplace == BASE and r.skill in ("nursing", "reablement")]
    assert row.travel_share == pytest.approx(sum(r.travel_hours for r in rows) / sum(r.needed_hours for r in rows))
    # 15 of 60 minutes of visits, less for the hours on duty.
    assert 0.05 < float(row.travel_share or 0.0) < 0.25


def test_travel_of_a_base_that_serves_nobody() -> None:
    staff = nobody_yet(dict.fromkeys(("n1", "n2", "s1"), SOUTH))
    case = with_row(with_row(CASE, "work_types", "management", of="base-south"), "duty_cover", "day", base=SOUTH)
    case = with_row(case, "duty_cover", "night", base=SOUTH)
    case = with_row(case, "bases", BASE, home_site=None)
    beds = hand_decisions(case)
    rows = figures_of(staffed_plan(case, beds, at_work(case, beds, staff))).travel
    assert [(row.base, row.older_people_share, row.travel_share is None) for row in rows] == [
        (BASE, 0.0, True),
        (SOUTH, 1.0, False),
    ]


def test_calendar_of_who_joins_moves_and_goes() -> None:
    recruit = next(r for r in FIGURES.calendar if (r.kind, r.role) == ("recruit", "nurse"))
    assert (recruit.workplace, recruit.from_role, recruit.from_site, recruit.fte) == (BASE, "", "", 1.0)
    # A nurse takes three months to recruit.
    assert (recruit.decide_by, recruit.starts, recruit.productive_from) == ("2013-04", "2013-07", "2013-07")
    move = next(r for r in FIGURES.calendar if r.from_role == "assistant")
    assert (move.kind, move.role, move.workplace, move.from_site) == ("redeploy", "reablement-worker", BASE, WARD)
    assert (move.decide_by, move.starts, move.productive_from) == ("2013-10", "2013-10", "2013-12")
    (gone,) = (r for r in FIGURES.calendar if r.kind == "redundancy")
    assert (gone.role, gone.workplace, gone.decide_by, gone.starts) == ("assistant", WARD, "2013-05", "2013-05")


def test_money_of_the_staff() -> None:
    totals = FIGURES.totals
    # 12 + 12 + 9 + 4 + 1 people; 14 + 12 + 10 + 5 + 1 posts.
    assert (totals.fte_at_start, totals.budget_fte) == (38.0, 42.0)
    assert (totals.recruited_fte, totals.redeployed_fte, totals.redundant_fte) == (1.5, 14.5, 1.75)
    # A nurse at 1,000 GBP and half a worker at 500 GBP; 1.75 redundant at 10,000 GBP; 2 keep 6,000 GBP a year more for
    # six months, and 3 from 2014-04 on.
    assert totals.moves_present_gbp == pytest.approx(1_250 + 17_500 + 6_000 + 9_000 / 1.035)
    assert totals.bases_present_gbp == pytest.approx(50_000 + 25_000 / 1.035)
    assert totals.cost_present_gbp == pytest.approx(
        totals.pay_present_gbp + totals.agency_present_gbp + totals.moves_present_gbp + totals.bases_present_gbp
    )
    assert totals.shortfall_weight_gbp == pytest.approx(80 * totals.shortfall_hours)
    assert totals.overskill_weight_gbp == pytest.approx(5 * totals.overskilled_hours)
    agency = sum(r.agency_hours for r in FIGURES.skills)
    assert totals.agency_present_gbp == pytest.approx(50 * agency)
    assert totals.fte_at_end == pytest.approx(sum(r.in_post_fte for r in FIGURES.staff_plan if r.period == "2014-09"))


def test_money_of_the_staff_by_funder() -> None:
    rows = {(r.year, r.funder, r.kind): r.nominal_gbp for r in PLAN.figures.money}
    # The council pays reablement workers 24,000 GBP: 3 months of 4, 3 of 4.5, 6 of 6.5.
    assert rows["2013/14", "council", "pay"] == pytest.approx(2_000 * (3 * 4 + 3 * 4.5 + 6 * 6.5))
    # It also pays what protects those who took the role up, and the base, as home places are the council's.
    assert rows["2013/14", "council", "pay-protection"] == pytest.approx(2 * 6_000 / 2)
    assert rows["2013/14", "council", "bases"] == pytest.approx(50_000)
    assert rows["2013/14", "health", "redundancy"] == pytest.approx(17_500)
    assert ("2014/15", "health", "redundancy") not in rows


def test_totals_of_beds_and_staff_add_up() -> None:
    totals = PLAN.figures.totals
    money = PLAN.figures.money
    assert totals.cost_nominal_gbp == pytest.approx(sum(row.nominal_gbp for row in money))
    assert totals.cost_present_gbp == pytest.approx(sum(row.present_gbp for row in money))
    assert totals.objective_gbp == pytest.approx(
        totals.cost_present_gbp
        + totals.access_weight_gbp
        + totals.change_weight_gbp
        + FIGURES.totals.shortfall_weight_gbp
        + FIGURES.totals.overskill_weight_gbp
    )


def test_closures_of_a_case_without_staff_say_nothing_about_them() -> None:
    plan = hand_plan(small_case())
    assert [(row.workforce_passed, row.worst_shortfall_hours) for row in plan.figures.closures] == [(None, None)] * 2
    assert (plan.figures.totals.shortfall_weight_gbp, plan.figures.totals.overskill_weight_gbp) == (0.0, 0.0)


# What sets the number of posts


def set_by(role: str, workplace: str, period: str, **changes: float) -> str:
    """Return what sets posts in the plan with these fields of the post's establishment."""
    case = with_row(CASE, "establishment", f"{role}/{workplace}", **changes)
    beds = hand_decisions(case)
    return post(role, workplace, period, figures_of(staffed_plan(case, beds, at_work(case, beds, hand_moves())))).set_by


def test_set_by_the_recruitment_limit() -> None:
    assert set_by("assistant", WARD, "2013-05") == "recruitment limit"


def test_set_by_the_team_minimum() -> None:
    # 6.5 is half a step of 0.5 above 6.
    assert set_by("reablement-worker", BASE, "2013-10") == "people in post"
    assert set_by("reablement-worker", BASE, "2013-10", min_fte=6.0) == "team minimum"
    assert set_by("reablement-worker", BASE, "2013-10", min_fte=5.9) == "people in post"


def test_set_by_supervision() -> None:
    # 1.5 managers, less a step of 0.5, may have 12 people; from 2014-04 on there are 9.5.
    assert set_by("manager", BASE, "2014-04", min_fte=0.0, actual_fte=1.5) == "people in post"
    # 12 x 0.75 = 9; in 2014-03 there are 6.5.
    assert set_by("manager", BASE, "2014-04", min_fte=0.0, actual_fte=1.25) == "supervision"
    assert set_by("manager", BASE, "2014-03", min_fte=0.0, actual_fte=1.25) == "people in post"


@pytest.mark.parametrize(
    ("role", "workplace", "visits_a_day", "in_post", "found"),
    [
        # 24 h a day on duty and 10 visits of an hour; with 30 visits, these are most.
        ("nurse", BASE, 10, 34 * 7 / 29.25, "rapid cover"),
        ("nurse", BASE, 30, 54 * 7 / 29.25, "locality work"),
        # 0.35 starts a day x 27 visits of an hour.
        ("reablement-worker", BASE, 10, 0.35 * 27 * 7 / 25.9, "visits at home"),
        ("nurse", WARD, 10, 48 * 7 / 29.25, "bed care"),
        ("manager", BASE, 10, 4 * 7 / 30, "fixed work"),
    ],
)
def test_set_by_the_work_that_needs_most(
    role: str, workplace: str, visits_a_day: int, in_post: float, found: str
) -> None:
    """As many people are in post as the work takes: they are fully at work, and nothing is left undone."""
    case = with_row(CASE, "roles", role, turnover_per_year=0.0)
    case = with_row(case, "work_types", "locality-nursing", volume_per_year=365.0 * visits_a_day)
    case = with_row(case, "establishment", f"{role}/{workplace}", actual_fte=in_post + 1e-9, min_fte=0.0)
    beds = hand_decisions(case)
    row = post(role, workplace, "2013-06", figures_of(staffed_plan(case, beds, at_work(case, beds, nobody_yet()))))
    assert row.utilisation == pytest.approx(1.0, abs=1e-6)
    assert row.set_by == found


def test_set_by_referrals() -> None:
    """Without duty cover, 2 rapid calls of an hour a day against 1 visit."""
    case = replace(with_row(CASE, "roles", "nurse", turnover_per_year=0.0), duty_cover=())
    case = with_row(case, "work_types", "locality-nursing", volume_per_year=365.0)
    case = with_row(case, "establishment", f"nurse/{BASE}", actual_fte=3 * 7 / 29.25 + 1e-9, min_fte=0.0)
    beds = hand_decisions(case)
    figures = figures_of(staffed_plan(case, beds, at_work(case, beds, nobody_yet())))
    assert post("nurse", BASE, "2013-06", figures).set_by == "referrals"


def test_agency_counts_in_no_ones_utilisation() -> None:
    row = AgencyWorked(role="nurse", workplace=WARD, skill="nursing", period="2013-04", hours=10.0)
    staff = hand_staff(CASE)
    moved = staff.model_copy(update={"agency": (*staff.agency, row)})
    moved = hours_changed(moved, "worked", -10.0, "2013-04", WARD, role="nurse", skill="nursing")
    before, after = (
        post("nurse", WARD, "2013-04"),
        post("nurse", WARD, "2013-04", figures_of(staffed_plan(CASE, hand_decisions(CASE), moved))),
    )
    assert after.utilisation == pytest.approx((before.utilisation or 0.0) - 10 / (12 * 29.25 * 30 / 7))
    assert after.needed_fte == pytest.approx(before.needed_fte)


def test_pay_is_protected_for_the_months_of_each_period() -> None:
    """Two people lose 6,000 GBP a year for up to six months, in a quarter from May and a year from August."""
    periods = [SimpleNamespace(id=name, months=months) for name, months in (("2013-05", 3), ("2013-08", 12))]
    role = {
        "assistant": SimpleNamespace(pay_gbp_per_year=30_000.0),
        "worker": SimpleNamespace(pay_gbp_per_year=24_000.0, funder="council"),
    }
    key = ("assistant", WARD, "worker", BASE)
    facts = SimpleNamespace(
        case=SimpleNamespace(periods=periods, role=role), moves={key: SimpleNamespace(protected_months=6)}
    )
    found = list(_protection(cast("StaffAnswer", SimpleNamespace(facts=facts, redeployed={(*key, 0): 2.0}))))
    assert [(one.number, one.kind, one.gbp, one.funder) for one in found] == [
        (0, "pay-protection", pytest.approx(2 * 6_000 * 3 / 12), "council"),
        (1, "pay-protection", pytest.approx(2 * 6_000), "council"),
    ]

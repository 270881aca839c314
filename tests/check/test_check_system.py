"""Links between beds and staff: moves after beds, staffed beds, staff before a closure, territories, budgets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.case.staff_tables import Lever
from capplan.check import check_beds
from capplan.check.system import hours_of_a_bed, released, replacing
from capplan.decisions import ClosureRow, Redeployed, Shortfall, StaffDecisions, Unstaffed
from check.plans import CHANGES, WARD_CLOSED, WARD_FULL, WARD_HALF, decisions_of, hand_decisions, runs
from check.staff_plans import (
    BASE,
    SOUTH,
    WARD,
    at_work,
    hand_moves,
    hand_staff,
    hours_changed,
    hours_of,
    nobody_yet,
    plan_case,
    rules_broken,
    staffed_plan,
    staffing_of,
    with_moves,
)
from small import with_row

CASE = plan_case()
BEDS = hand_decisions(CASE)
HAND = hand_staff(CASE)
NURSING = {"role": "nurse", "skill": "nursing"}


def anew(case: Case, moves: StaffDecisions) -> set[str]:
    """Return the rules broken when everybody works what they can after these moves."""
    return rules_broken(case, at_work(case, BEDS, moves))


def moved_in(staff: StaffDecisions, old: str, new: str) -> StaffDecisions:
    """Return the decisions with the redeployments of one month in another."""
    rows = tuple(row.model_copy(update={"period": new}) if row.period == old else row for row in staff.redeployed)
    return staff.model_copy(update={"redeployed": rows})


# W11 and S4


def test_s4_beds_gone_as_a_share_of_todays() -> None:
    staffing = staffing_of(CASE, BEDS, HAND)
    ward = CASE.site[WARD]
    assert [released(staffing, ward, number) for number in (5, 6, 11, 12)] == [0.0, 0.5, 0.5, 1.0]
    # The block has no beds today.
    assert released(staffing, CASE.site["block-south"], 17) == 0.0


def test_w11_a_redeployment_a_month_before_the_beds_go() -> None:
    faults = check_beds(
        CASE, staffed_plan(CASE, BEDS, at_work(CASE, BEDS, moved_in(hand_moves(), "2013-10", "2013-09")))
    )
    assert [fault.rule for fault in faults] == ["W11 move_after_release"] * 2
    assert faults[0].where == f"role nurse, site {WARD}, period 2013-09"
    assert faults[0].amount == pytest.approx(5.5)
    assert anew(CASE, moved_in(hand_moves(), "2013-10", "2013-11")) == set()


def test_w11_more_people_than_the_beds_release() -> None:
    # Half the beds release half of the 12 nurses: 6.
    def more(fte: float) -> StaffDecisions:
        row = Redeployed(role="nurse", site=WARD, to_role="nurse", base=BASE, period="2013-11", fte=fte)
        return with_moves(hand_moves(), redeployed=(row,))

    assert anew(CASE, more(0.5)) == set()
    assert anew(CASE, more(1.0)) == {"W11 move_after_release"}


# S5 and S6


def unstaffed(period: str, beds: float, site: str = WARD) -> set[str]:
    """Return the rules broken when other beds are said to lack staff in a period."""
    rows = tuple(row for row in HAND.unstaffed if (row.site, row.period) != (site, period))
    rows = (*rows, Unstaffed(site=site, period=period, beds=beds))
    return rules_broken(CASE, HAND.model_copy(update={"unstaffed": rows}))


def test_s5_load_on_beds_without_staff() -> None:
    # 15.5 of 18 safe beds are used in 2013-07: 2.5 beds may lack staff.
    assert unstaffed("2013-07", 2.5) == set()
    assert unstaffed("2013-07", 2.6) == {"S5 staffed_load"}
    # The ward is closed in 2014-05.
    assert unstaffed("2014-05", 0.5) == {"S5 staffed_load"}


def test_s6_work_of_beds_left_undone_without_saying_which_beds() -> None:
    # 108.7 hours of care are left undone in July 2013: 1.75 beds, as one takes 2 x 31 hours.
    undone = hours_of(HAND, "shortfall", "2013-07", WARD, skill="care")
    assert undone == pytest.approx(108.68, abs=0.01)
    assert unstaffed("2013-07", undone / 62) == set()
    assert unstaffed("2013-07", undone / 62 - 0.1) == {"S6 unstaffed_beds"}
    # A tenth of a bed is 6.2 hours.
    rows = tuple(row for row in HAND.unstaffed if row.period != "2013-07")
    row = Unstaffed(site=WARD, period="2013-07", beds=undone / 62 - 0.1)
    faults = check_beds(CASE, staffed_plan(CASE, BEDS, HAND.model_copy(update={"unstaffed": (*rows, row)})))
    assert [fault.amount for fault in faults] == pytest.approx([6.2])
    assert faults[0].where == f"site {WARD}, skill care, period 2013-07"


def test_s6_hours_of_a_bed_by_skill() -> None:
    # 2 hours of each skill a day; a lever that spares a quarter of the care leaves 1.5.
    less = Lever(
        lever="fewer", title="Fewer", kind="less-work", of="ward-care", share=0.25, from_month="2013-05", on=True
    )
    staffing = staffing_of(replace(CASE, levers=(less,)), BEDS, hand_moves())
    hours = {(skill, number): hours for skill, number, hours in hours_of_a_bed(staffing, WARD)}
    assert (hours["care", 0], hours["care", 1]) == pytest.approx((60.0, 1.5 * 31))
    assert hours["nursing", 1] == pytest.approx(62.0)
    # Work by the occupied bed is no work of beds that stand.
    occupied = staffing_of(with_row(CASE, "work_types", "ward-care", driver="occupied-days"), BEDS, hand_moves())
    assert {skill for skill, _, _ in hours_of_a_bed(occupied, WARD)} == {"nursing"}


def test_s6_beds_of_a_site_that_is_not_staffed_from_here() -> None:
    assert unstaffed("2013-07", 1.0, "block-south") == {"S6 unstaffed_beds"}


def test_s6_fewer_than_none() -> None:
    assert unstaffed("2014-01", -1.0) == {"decisions non-negative"}


# S7: nothing is left undone where the beds are replaced


def undone(period: str, workplace: str, skill: str, role: str, response: str, hours: float = 0.5) -> StaffDecisions:
    """Return the plan with work left undone and declared."""
    short = hours_changed(HAND, "worked", -hours, period, workplace, role=role, skill=skill)
    return hours_changed(short, "shortfall", hours, period, workplace, skill=skill, response=response)


def closures(case: Case, staff: StaffDecisions) -> tuple[ClosureRow, ...]:
    return staffed_plan(case, BEDS, staff).figures.closures


@pytest.mark.parametrize(
    ("period", "rules"),
    [("2013-08", set()), ("2013-09", {"S7 workforce_test"}), ("2014-09", {"S7 workforce_test"})],
)
def test_s7_work_undone_from_double_running_on(period: str, rules: set[str]) -> None:
    staff = undone(period, BASE, "nursing", "nurse", "planned")
    assert rules_broken(CASE, staff) == rules
    rows = closures(CASE, staff)
    # Admissions stop in 2013-09 for the first half, in 2014-03 for the second.
    assert [row.workforce_passed for row in rows] == [not rules, period < "2014-03"]
    assert [row.worst_shortfall_hours for row in rows] == pytest.approx(
        [0.5 if rules else 0.0, 0.5 if period >= "2014-03" else 0.0]
    )


def test_s7_a_closure_a_month_before_its_staff() -> None:
    """The nurses who replace the ward join base-north in 2013-10; its beds' last month with people is 2013-09."""
    # Sixteen visits of an hour a day instead of ten, and a nurse on duty: 40 hours a day.
    case = with_row(CASE, "work_types", "locality-nursing", volume_per_year=16 * 365.0)
    faults = check_beds(case, staffed_plan(case, BEDS, at_work(case, BEDS, hand_moves())))
    assert [(fault.rule, fault.where) for fault in faults] == [
        ("S7 workforce_test", f"site {WARD}, workplace {BASE}, period 2013-09")
    ]
    # Nurses who were there on 2013-07-01: 9 x 0.88^(1/4) + 1 recruited; two months later 0.88^(1/6) of them.
    there = (9 * 0.88**0.25 + 1) * 0.88 ** (1 / 6)
    assert faults[0].amount == pytest.approx((24 + 16) * 30 - there * 29.25 * 30 / 7, abs=1e-4)


def test_s7_is_about_the_places_that_replace_the_beds_and_their_skills() -> None:
    # A manager's work is not what the beds or the people at home need.
    assert rules_broken(CASE, undone("2013-11", BASE, "management", "manager", "planned")) == set()
    # The ward does not replace itself: half an hour there is a fault only of its beds.
    assert rules_broken(CASE, undone("2013-11", WARD, "care", "assistant", "fast")) == {"S6 unstaffed_beds"}


def test_places_that_may_replace_a_site() -> None:
    staffing = staffing_of(CASE, BEDS, HAND)
    assert replacing(staffing, CASE.site[WARD]) == (BASE,)
    assert replacing(staffing, CASE.site["block-south"]) == (BASE, WARD)
    # base-north runs home-county: it cannot replace it.
    assert replacing(staffing, CASE.site["home-county"]) == (WARD,)
    # base-south has no home places.
    two = staffing_of(CASE, BEDS, nobody_yet({"n1": BASE, "n2": BASE, "s1": SOUTH}))
    assert replacing(two, CASE.site[WARD]) == (BASE,)
    # Without an area of the north or south that both serve there is nobody to take over.
    none = staffing_of(CASE, BEDS, nobody_yet(dict.fromkeys(("n1", "n2", "s1"), SOUTH)))
    assert replacing(none, CASE.site[WARD]) == ()


# S8: no agency while the beds leave


@pytest.mark.parametrize(
    ("period", "closure"),
    [("2013-08", None), ("2013-09", 0), ("2013-10", 0), ("2013-11", None), ("2014-03", 1), ("2014-04", 1),
     ("2014-05", None)],
)  # fmt: skip
def test_s8_agency_while_beds_leave(period: str, closure: int | None) -> None:
    # Nursing at base-north by agency: at most 0.1 x 10 FTE x 29.25 h a week.
    staff = hours_changed(HAND, "worked", -3.0, period, BASE, **NURSING)
    staff = hours_changed(staff, "agency", 3.0, period, BASE, **NURSING)
    assert rules_broken(CASE, staff) == (set() if closure is None else {"S8 staff_in_post"})
    rows = closures(CASE, staff)
    assert [row.workforce_passed for row in rows] == [closure != 0, closure != 1]
    assert [row.worst_shortfall_hours for row in rows] == pytest.approx([3.0 * (closure == 0), 3.0 * (closure == 1)])


def test_worst_shortfall_adds_the_skills_of_a_place() -> None:
    staff = undone("2013-10", BASE, "nursing", "nurse", "planned", 2.0)
    staff = hours_changed(staff, "worked", -1.0, "2013-10", BASE, role="reablement-worker", skill="reablement")
    rows = (
        *staff.shortfall,
        Shortfall(workplace=BASE, skill="reablement", response="normal", period="2013-10", hours=1),
    )
    staff = staff.model_copy(update={"shortfall": rows})
    assert closures(CASE, staff)[0].worst_shortfall_hours == pytest.approx(3.0)


# Territories


def test_an_area_without_a_base() -> None:
    staff = HAND.model_copy(update={"territory": HAND.territory[1:]})
    plan = staffed_plan(CASE, BEDS, HAND)
    assert plan.staff is not None
    plan = plan.model_copy(update={"staff": plan.staff.model_copy(update={"decisions": staff})})
    assert [(fault.rule, fault.where) for fault in check_beds(CASE, plan)] == [("territory", "area n1")]


def test_an_area_with_two_bases_and_a_base_that_must_not_be_used() -> None:
    plan = staffed_plan(CASE, BEDS, HAND)
    assert plan.staff is not None
    second = HAND.territory[0].model_copy(update={"base": SOUTH})
    staff = HAND.model_copy(update={"territory": (*HAND.territory, second)})
    plan = plan.model_copy(update={"staff": plan.staff.model_copy(update={"decisions": staff})})
    assert [fault.message for fault in check_beds(CASE, plan)] == ["2 bases serve the area; exactly 1 must."]
    never = with_row(CASE, "bases", SOUTH, use="never")
    assert [fault.rule for fault in check_beds(never, plan)] == ["territory", "territory"]


def test_people_who_start_at_home_outside_the_territory() -> None:
    # base-north runs home-county and serves the north alone; three people a month start there from the south.
    split = nobody_yet({"n1": BASE, "n2": BASE, "s1": SOUTH})
    faults = check_beds(CASE, staffed_plan(CASE, BEDS, at_work(CASE, BEDS, split)))
    wrong = [fault for fault in faults if fault.rule == "placement territory"]
    assert len(wrong) == 2 * 18
    assert all("locality south" in fault.where for fault in wrong)
    # One of the two areas of the north is enough.
    part = nobody_yet({"n1": SOUTH, "n2": BASE, "s1": BASE})
    assert "placement territory" not in rules_broken(CASE, at_work(CASE, BEDS, part))


# S9


def test_s9_a_budget_overspent_by_pay() -> None:
    money = staffed_plan(CASE, BEDS, HAND).figures.money
    spent = sum(row.nominal_gbp for row in money if (row.year, row.funder) == ("2014/15", "health"))
    pay = sum(row.nominal_gbp for row in money if (row.year, row.funder, row.kind) == ("2014/15", "health", "pay"))
    revenue = spent - sum(row.nominal_gbp for row in money if row.kind == "capital" and row.year == "2014/15")
    enough = with_row(CASE, "budgets", "health/2014/15", revenue_gbp=revenue)
    assert rules_broken(enough, HAND) == set()
    short = with_row(CASE, "budgets", "health/2014/15", revenue_gbp=revenue - 1.0)
    faults = check_beds(short, staffed_plan(short, BEDS, HAND))
    assert [fault.rule for fault in faults] == ["S9 revenue_budget"]
    assert faults[0].amount == pytest.approx(1.0, abs=1e-6)
    assert pay > 500_000


def test_s9_business_as_usual_is_held_to_no_budget() -> None:
    poor = with_row(CASE, "budgets", "health/2014/15", revenue_gbp=0.0)
    beds = decisions_of(poor, (), {"2013-04": WARD_FULL})
    staff = at_work(poor, beds, nobody_yet(), "business-as-usual")
    assert check_beds(poor, staffed_plan(poor, beds, staff, "business-as-usual")) == ()


# S1 and S3: volumes follow the beds


def test_s3_staff_follow_the_beds_that_run() -> None:
    """The ward stays whole a month longer on paper: 12 beds more take 12 x 2 x 31 hours of each skill."""
    longer = runs(BEDS, WARD, "full", "2013-10")
    faults = check_beds(CASE, staffed_plan(CASE, longer, HAND))
    short = [fault for fault in faults if fault.rule == "W5 work_done"]
    assert [fault.where for fault in short] == [
        f"workplace {WARD}, skill {skill}, period 2013-10" for skill in ("nursing", "care")
    ]
    assert [fault.amount for fault in short] == pytest.approx([744.0, 744.0], abs=1e-4)


def test_s1_more_people_at_home_need_more_visits() -> None:
    """Three people a month more start at home from 2014-03 on than are staffed for."""
    more = {**WARD_CLOSED, ("step-up", "south", "home-county"): 0.15}
    beds = decisions_of(CASE, CHANGES, {"2013-04": WARD_FULL, "2013-09": WARD_HALF, "2014-03": more})
    short = [fault for fault in check_beds(CASE, staffed_plan(CASE, beds, HAND)) if fault.rule == "W5 work_done"]
    # 0.1 x 31 people x 27 visits of 55.5 minutes in 2014-03.
    assert short[0].where == f"workplace {BASE}, skill reablement, period 2014-03"
    assert short[0].amount == pytest.approx(0.1 * 31 * 27 * 55.5 / 60, abs=1e-4)


def test_hours_of_the_hand_made_plan_are_those_of_the_page() -> None:
    # 10.5 starts x 27 visits of an hour in June 2013.
    assert hours_of(HAND, "worked", "2013-06", BASE, skill="reablement") == pytest.approx(283.5, abs=1e-5)


def test_the_price_of_a_bed_loses_the_share_of_its_staff() -> None:
    # Hospital and home beds cost half with staff planned by role: 24 x 365 x 300 x 0.9 x 0.8 / 2 a year.
    def fixed(case: Case) -> float:
        rows = staffed_plan(case, BEDS, at_work(case, BEDS, hand_moves())).figures.money
        return sum(row.nominal_gbp for row in rows if row.kind == "fixed" and row.funder == "health")

    dear = with_row(CASE, "settings", "hospital", staff_share=0.0)
    # Half a year at 24 beds and half a year at 12: 18 beds of 78,840 GBP; half of that is staff.
    assert fixed(dear) - fixed(CASE) == pytest.approx(18 * 78_840 / 2)


def test_a_base_in_use_without_an_area_is_paid_for() -> None:
    both = replace(CASE, bases=tuple(base.model_copy(update={"use": "must"}) for base in CASE.bases))
    plan = staffed_plan(both, BEDS, at_work(both, BEDS, hand_moves()))
    assert plan.staff is not None
    # 50,000 + 40,000 GBP in the first year, half of that in the half year after it.
    assert plan.staff.figures.totals.bases_present_gbp == pytest.approx(90_000 + 45_000 / 1.035)
    assert check_beds(both, plan) == ()

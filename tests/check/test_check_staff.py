"""Rules W3 to W12 on staff: a planted fault of every kind is named by its rule, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case import staff_tables
from capplan.case.case import Case
from capplan.check import check_beds
from capplan.decisions import Recruited, Redeployed, Redundant, StaffDecisions
from check.plans import bed_plan, hand_decisions
from check.staff_plans import (
    BASE,
    WARD,
    at_work,
    hand_moves,
    hand_staff,
    hand_staffed_plan,
    hours_changed,
    hours_of,
    plan_case,
    rules_broken,
    staffed_plan,
    usual_staffed_plan,
    with_moves,
)
from small import small_case, with_row

CASE = plan_case()
BEDS = hand_decisions(CASE)
HAND = hand_staff(CASE)


def anew(case: Case, moves: StaffDecisions) -> set[str]:
    """Return the rules broken when everybody works what they can after these moves."""
    return rules_broken(case, at_work(case, BEDS, moves))


def recruits(role: str, workplace: str, period: str, fte: float) -> StaffDecisions:
    return with_moves(hand_moves(), recruited=(Recruited(role=role, workplace=workplace, period=period, fte=fte),))


def moves(role: str, to_role: str, period: str, fte: float, base: str = BASE) -> StaffDecisions:
    row = Redeployed(role=role, site=WARD, to_role=to_role, base=base, period=period, fte=fte)
    return with_moves(hand_moves(), redeployed=(row,))


def test_the_hand_made_plans_are_right() -> None:
    assert check_beds(CASE, hand_staffed_plan(CASE)) == ()
    assert check_beds(CASE, usual_staffed_plan(CASE)) == ()


def test_an_option_without_staff_in_a_case_that_plans_them() -> None:
    plan = hand_staffed_plan(CASE).model_copy(update={"staff": None})
    (fault,) = check_beds(CASE, plan)
    assert fault.rule == "staff missing"
    assert fault.where == "option plan"


def test_an_option_with_staff_in_a_case_that_plans_none() -> None:
    beds = bed_plan(small_case(), hand_decisions(small_case()))
    plan = beds.model_copy(update={"staff": hand_staffed_plan(CASE).staff})
    assert [fault.rule for fault in check_beds(small_case(), plan)] == ["staff not planned"]


# W3: who joins, moves and goes


def test_w3_a_recruit_before_the_lead_time() -> None:
    # A nurse takes 3 months: the plan begins in 2013-04, so 2013-07 is the first month.
    assert anew(CASE, recruits("nurse", BASE, "2013-06", 0.5)) == {"W3 balance (recruited too early)"}
    assert anew(CASE, recruits("nurse", BASE, "2013-07", 0.5).model_copy(update={"recruited": ()})) == set()


@pytest.mark.parametrize("fte", [0.25, 0.75, 0.4])
def test_w3_half_a_step(fte: float) -> None:
    assert anew(CASE, recruits("nurse", BASE, "2013-08", fte)) == {"W3 balance (step)"}
    assert anew(CASE, moves("nurse", "nurse", "2013-11", 0.25)) == {"W3 balance (step)"}


def test_w3_someone_taken_on_after_the_employer_stopped() -> None:
    ends = with_row(CASE, "roles", "reablement-worker", takes_on_until="2013-11")
    # The hand-made plan moves 3 assistants into the role in 2014-04.
    assert anew(ends, hand_moves()) == {"W3 balance (takes on nobody)"}
    keeps = with_row(CASE, "roles", "reablement-worker", takes_on_until="2014-05")
    assert anew(keeps, hand_moves()) == set()
    recruit = recruits("reablement-worker", BASE, "2014-05", 0.5)
    assert anew(keeps, recruit) == {"W3 balance (takes on nobody)"}


def test_w3_a_role_that_has_no_post_at_a_workplace() -> None:
    assert anew(CASE, recruits("manager", WARD, "2013-10", 0.5)) == {"W3 balance (no post)"}
    gone = with_moves(hand_moves(), redundant=(Redundant(role="assistant", workplace=BASE, period="2013-08", fte=0.5),))
    assert anew(CASE, gone) == {"W3 balance (no post)"}


def test_w3_a_move_that_no_row_permits() -> None:
    assert anew(CASE, moves("nurse", "reablement-worker", "2013-11", 0.5)) == {"W3 balance (move not listed)"}


def test_w3_a_move_to_a_base_not_in_use() -> None:
    assert anew(CASE, moves("nurse", "nurse", "2013-11", 0.5, "base-south")) == {"W3 balance (no post)"}


def test_w3_a_move_to_a_base_too_far_away() -> None:
    # 0.5 degrees north is 55.6 km, 72.3 km by road: 108 minutes at 40 km/h, above 30.
    far = with_row(CASE, "bases", "base-north", lat=52.5)
    faults = check_beds(far, staffed_plan(far, BEDS, at_work(far, BEDS, hand_moves())))
    assert {fault.rule for fault in faults} == {"W3 balance (too far)"}
    assert "108." in faults[0].message
    # 0.1 degrees north are 11.1 km, 14.5 km by road: 21.7 minutes.
    near = with_row(CASE, "bases", "base-north", lat=52.1)
    assert anew(near, hand_moves()) == set()


def test_w3_redundancy_where_the_role_has_no_price_for_it() -> None:
    gone = with_moves(hand_moves(), redundant=(Redundant(role="nurse", workplace=WARD, period="2013-08", fte=0.5),))
    assert anew(CASE, gone) == {"W3 balance (no redundancy)"}


def test_w3_more_leave_than_are_there() -> None:
    # 12 assistants less 1.75 redundant less 2 + 3 who move leave 5.25; 6 more cannot be made redundant.
    row = Redundant(role="assistant", workplace=WARD, period="2014-05", fte=6.0)
    assert anew(CASE, with_moves(hand_moves(), redundant=(row,))) == {"W3 balance"}


@pytest.mark.parametrize("table", ["recruited", "redeployed", "redundant"])
def test_negative_people(table: str) -> None:
    first, *others = getattr(HAND, table)
    backwards = first.model_copy(update={"fte": -first.fte})
    assert "decisions non-negative" in anew(CASE, hand_moves().model_copy(update={table: (backwards, *others)}))


# W4: hours


def test_w4_a_nurse_counted_twice() -> None:
    """5.5 nurses move to base-north in 2013-10 but go on working on the ward in that month."""
    # A nurse works 37.5 x 0.78 = 29.25 h a week; 5.5 of them in 31 days 5.5 x 29.25 x 31 / 7 = 712.4 h.
    nursing = {"role": "nurse", "skill": "nursing"}
    twice = hours_changed(HAND, "worked", 5.5 * 29.25 * 31 / 7, "2013-10", WARD, **nursing)
    assert "W4 hours_limit" in rules_broken(CASE, twice)
    assert rules_broken(CASE, HAND) == set()


def test_w4_people_who_retrain_do_not_count() -> None:
    """Two assistants move in 2013-10 and count from 2013-12; 4.5 reablement workers are there without them.

    The visits take more than anybody has: 10.85 starts x 27 visits x (0.9 x 165 + 15) minutes are 798 h a month.
    """
    # 25.9 h a week x 4.5 FTE x 31 / 7 = 516.2 h in October 2013; 6.5 FTE would give 745.6 h.
    case = with_row(CASE, "recipes", "reablement-visits/reablement", contact_min=150.0)
    after = at_work(case, BEDS, hand_moves())
    worked = hours_of(after, "worked", "2013-10", BASE, role="reablement-worker")
    assert worked == pytest.approx(25.9 * 4.5 * 31 / 7, abs=1e-5)
    more = hours_changed(after, "worked", 10.0, "2013-10", BASE, role="reablement-worker", skill="reablement")
    more = hours_changed(more, "shortfall", -10.0, "2013-10", BASE, skill="reablement", response="normal")
    # Shortfall at base-north breaks S7 in both; the ten hours break W4.
    assert rules_broken(case, more) - rules_broken(case, after) == {"W4 hours_limit"}
    december = hours_of(after, "worked", "2013-12", BASE, role="reablement-worker")
    assert december == pytest.approx(25.9 * 6.5 * 31 / 7, abs=1e-5)


def test_w4_a_role_at_work_where_it_has_no_post() -> None:
    swapped = hours_changed(HAND, "worked", -1.0, "2013-06", BASE, role="reablement-worker", skill="reablement")
    swapped = hours_changed(swapped, "worked", 1.0, "2013-06", BASE, role="assistant", skill="care")
    assert rules_broken(CASE, swapped) == {"W4 hours_limit (no post)", "W5 work_done"}


def test_w4_work_at_a_base_not_in_use() -> None:
    elsewhere = hours_changed(HAND, "worked", 1.0, "2013-06", "base-south", role="nurse", skill="nursing")
    assert rules_broken(CASE, elsewhere) == {"W4 hours_limit (no workplace)", "W5 work_done"}


@pytest.mark.parametrize("table", ["worked", "agency"])
def test_negative_hours(table: str) -> None:
    nursing = {"role": "nurse", "skill": "nursing"}
    less = hours_changed(
        HAND, table, -1.0 - hours_of(HAND, table, "2013-06", WARD, **nursing), "2013-06", WARD, **nursing
    )
    assert rules_broken(CASE, less) == {"decisions non-negative", "W5 work_done"}


# W5 and W6: work


def test_w5_work_left_undone_and_not_declared() -> None:
    short = hours_changed(HAND, "worked", -0.25, "2013-06", BASE, role="nurse", skill="nursing")
    faults = check_beds(CASE, staffed_plan(CASE, BEDS, short))
    assert [fault.rule for fault in faults] == ["W5 work_done"]
    assert faults[0].amount == pytest.approx(0.25, abs=1e-5)
    declared = hours_changed(short, "shortfall", 0.25, "2013-06", BASE, skill="nursing", response="planned")
    assert rules_broken(CASE, declared) == set()


def test_w5_hours_to_six_decimals_are_no_fault() -> None:
    short = hours_changed(HAND, "worked", -5e-6, "2013-06", BASE, role="nurse", skill="nursing")
    assert rules_broken(CASE, short) == set()


def test_w5_a_role_doing_what_it_may_not() -> None:
    swapped = hours_changed(HAND, "worked", -2.0, "2013-06", BASE, role="reablement-worker", skill="reablement")
    swapped = hours_changed(swapped, "worked", 2.0, "2013-06", BASE, role="nurse", skill="reablement")
    # Hours of one who may not do the skill do none of its work.
    assert rules_broken(CASE, swapped) == {"W5 work_done (may not)", "W5 work_done"}


def assistants_visit(case: Case) -> Case:
    """Pull the lever by which assistants do reablement (0.8 of an hour's work in an hour), from 2014-01 on."""
    case = with_row(case, "levers", "assistants-visit", on=True)
    row = staff_tables.Establishment(role="assistant", workplace=BASE, budget_fte=2.0, actual_fte=2.0)
    return replace(case, establishment=(*case.establishment, row))


def test_w5_a_lever_used_before_its_month() -> None:
    case = assistants_visit(CASE)
    visits = {"role": "assistant", "skill": "reablement"}
    after = at_work(case, BEDS, hand_moves())
    # From 2014-01 on the 2 assistants give all of their 30 h a week.
    assert hours_of(after, "worked", "2014-01", BASE, **visits) == pytest.approx(2 * 30 * 31 / 7, abs=1e-5)
    assert rules_broken(case, after) == set()
    # In 2013-12 eight of their hours would do 6.4 hours of the work, but they may not yet.
    swapped = hours_changed(after, "worked", 8.0, "2013-12", BASE, **visits)
    swapped = hours_changed(swapped, "worked", -6.4, "2013-12", BASE, role="reablement-worker", skill="reablement")
    assert rules_broken(case, swapped) == {"W5 work_done (may not)", "W5 work_done"}


def test_w5_a_lever_that_is_not_pulled() -> None:
    case = with_row(assistants_visit(CASE), "levers", "assistants-visit", on=False)
    after = at_work(case, BEDS, hand_moves())
    used = hours_changed(after, "worked", 8.0, "2014-02", BASE, role="assistant", skill="reablement")
    assert rules_broken(case, used) == {"W5 work_done (may not)"}


def test_w6_a_shortfall_above_the_need() -> None:
    # Locality nursing, the planned part of the need, takes 10 h a day, 300 h in June; duty takes the other 24.
    moved = hours_changed(HAND, "shortfall", 301.0, "2013-06", BASE, skill="nursing", response="planned")
    moved = hours_changed(moved, "worked", -301.0, "2013-06", BASE, role="nurse", skill="nursing")
    assert rules_broken(CASE, moved) == {"W6 shortfall_limit"}
    kept = hours_changed(moved, "shortfall", -1.0, "2013-06", BASE, skill="nursing", response="planned")
    kept = hours_changed(kept, "shortfall", 1.0, "2013-06", BASE, skill="nursing", response="rapid")
    assert rules_broken(CASE, kept) == set()


def test_w6_a_shortfall_of_a_class_that_nothing_needs() -> None:
    moved = hours_changed(HAND, "shortfall", 1.0, "2013-06", BASE, skill="nursing", response="fast")
    moved = hours_changed(moved, "worked", -1.0, "2013-06", BASE, role="nurse", skill="nursing")
    assert rules_broken(CASE, moved) == {"W6 shortfall_limit"}


# W7: agency


def test_w7_agency_over_the_cap() -> None:
    # At most 0.1 x 14 FTE x 29.25 h a week x 30 / 7 = 175.5 h in June at the ward.
    nursing = {"role": "nurse", "skill": "nursing"}
    most = 0.1 * 14 * 29.25 * 30 / 7
    used = hours_of(HAND, "agency", "2013-06", WARD, **nursing)
    full = hours_changed(HAND, "agency", most - used, "2013-06", WARD, **nursing)
    full = hours_changed(full, "worked", used - most, "2013-06", WARD, **nursing)
    assert rules_broken(CASE, full) == set()
    over = hours_changed(full, "agency", 1.0, "2013-06", WARD, **nursing)
    over = hours_changed(over, "worked", -1.0, "2013-06", WARD, **nursing)
    assert rules_broken(CASE, over) == {"W7 agency_limit"}


def test_w7_agency_of_a_role_without_a_price() -> None:
    care = {"role": "assistant", "skill": "care"}
    swapped = hours_changed(HAND, "worked", -1.0, "2013-06", WARD, **care)
    swapped = hours_changed(swapped, "agency", 1.0, "2013-06", WARD, **care)
    assert rules_broken(CASE, swapped) == {"W7 agency_limit (no price)"}


# W8, W9, W10 and W12: how many


def test_w8_a_team_a_tenth_below_its_minimum() -> None:
    # Nurses at base-north fall by 0.88 ** (1/12) a month: 9 x 0.88 ** 0.25 = 8.717 in 2013-07, less than before.
    there = 9 * 0.88**0.25 + 1.0
    at_least = with_row(CASE, "establishment", f"nurse/{BASE}", min_fte=there - 2e-1, max_fte=30.0)
    faults = check_beds(at_least, staffed_plan(at_least, BEDS, at_work(at_least, BEDS, hand_moves())))
    # 0.2 above in 2013-07; a month later 1.06 % of 9.7 have left, 0.103; in 2013-09 another 0.102: 0.005 below.
    assert [fault.rule for fault in faults] == ["W8 team_minimum"]
    assert faults[0].where == f"role nurse, workplace {BASE}, period 2013-09"
    short = with_row(CASE, "establishment", f"manager/{BASE}", min_fte=1.1)
    faults = check_beds(short, staffed_plan(short, BEDS, at_work(short, BEDS, hand_moves())))
    assert {fault.rule for fault in faults} == {"W8 team_minimum"}
    # A manager can have been recruited from 2013-08 on: 14 of the 18 months.
    assert len(faults) == 14
    assert faults[0].amount == pytest.approx(0.1)


def test_w9_more_people_than_the_supervisor_may_have() -> None:
    # One manager supervises 12; 4 + 0.5 + 2 = 6.5 reablement workers from 2013-10 on, 9.5 from 2014-04 on.
    row = CASE.supervision[0].model_copy(update={"max_fte_per_supervisor": 9.0})
    case = replace(CASE, supervision=(row,))
    faults = check_beds(case, staffed_plan(case, BEDS, at_work(case, BEDS, hand_moves())))
    assert {fault.rule for fault in faults} == {"W9 supervised"}
    assert [fault.amount for fault in faults] == pytest.approx([0.5] * 6)


def test_w9_counts_from_the_month_in_which_a_supervisor_can_be_there() -> None:
    # 4 people at the start and a manager who takes 4 months: 2013-04 to 2013-07 do not count.
    row = CASE.supervision[0].model_copy(update={"max_fte_per_supervisor": 3.0})
    case = replace(CASE, supervision=(row,))
    faults = check_beds(case, staffed_plan(case, BEDS, at_work(case, BEDS, hand_moves())))
    assert {fault.rule for fault in faults} == {"W9 supervised"}
    assert min(fault.where[-7:] for fault in faults) == "2013-08"


def test_w10_too_many_recruits_in_a_month() -> None:
    # 1 nurse joins in 2013-07 already; 2 a month can.
    assert anew(CASE, recruits("nurse", WARD, "2013-07", 1.0)) == set()
    assert anew(CASE, recruits("nurse", WARD, "2013-07", 1.5)) == {"W10 recruit_limit"}


def test_w12_more_people_than_there_is_room_for() -> None:
    # 9.5 reablement workers from 2014-04 on.
    case = with_row(CASE, "establishment", f"reablement-worker/{BASE}", max_fte=9.0)
    faults = check_beds(case, staffed_plan(case, BEDS, at_work(case, BEDS, hand_moves())))
    assert {fault.rule for fault in faults} == {"W12 room"}
    assert faults[0].amount == pytest.approx(0.5)

"""Figures on staff: a case of two roles and one base reckoned by hand, and agreement with the solved model."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import exp

import pytest
from staffed_by_hand import APRIL, JULY, JUNE, MAY, MONTHS, hand_beds, hand_case, hand_staff

from capplan import decisions as d
from capplan.case.case import Case
from capplan.check.beds import check_beds
from capplan.formulations import system
from capplan.plan.figures import bed_figures
from capplan.plan.staff import staff_figures
from capplan.solve import Profile, run
from small import with_row
from small_staff import staffed_case


@cache
def hand_figures() -> d.StaffFigures:
    return staff_figures(hand_case(), hand_beds(), hand_staff())


@cache
def hand_bed_figures() -> d.BedFigures:
    return bed_figures(hand_case(), hand_beds(), hand_staff())


def post(role: str, workplace: str, period: str) -> d.StaffPlanRow:
    rows = hand_figures().staff_plan
    return next(row for row in rows if (row.role, row.workplace, row.period) == (role, workplace, period))


def skill(workplace: str, name: str, period: str) -> d.SkillRow:
    rows = hand_figures().skills
    return next(row for row in rows if (row.workplace, row.skill, row.period) == (workplace, name, period))


def test_people_in_post_are_those_who_stay_join_and_arrive() -> None:
    # Nurses stay 0.99 a month: 4; 4 x 0.99 + 0.5 = 4.46; x 0.99 = 4.4154; x 0.99 = 4.371246.
    base = [post("nurse", "base-north", month).in_post_fte for month in MONTHS]
    assert base == pytest.approx([4.0, 4.46, 4.4154, 4.371246])
    # At the ward: 2; 1.98; 1.98 x 0.99 - 1 who moves = 0.9602; 0.950598.
    ward = [post("nurse", "ward-north", month).in_post_fte for month in MONTHS]
    assert ward == pytest.approx([2.0, 1.98, 0.9602, 0.950598])
    # Workers do not leave: 1; 1; 1 + 1 who arrives; 2 - 0.5 made redundant.
    worker = [post("worker", "base-north", month) for month in MONTHS]
    assert [row.in_post_fte for row in worker] == pytest.approx([1.0, 1.0, 2.0, 1.5])
    assert [row.redeployed_in_fte for row in worker] == [0.0, 0.0, 1.0, 0.0]
    assert [row.redundant_fte for row in worker] == [0.0, 0.0, 0.0, 0.5]
    assert post("nurse", "ward-north", JUNE).redeployed_out_fte == 1.0
    assert post("nurse", "base-north", MAY).recruited_fte == 0.5


def test_leavers_are_counted_on_the_people_of_the_period_before() -> None:
    # A hundredth of 4, 4.46 and 4.4154; nobody in the first month.
    leavers = [post("nurse", "base-north", month).leavers_fte for month in MONTHS]
    assert leavers == pytest.approx([0.0, 0.04, 0.0446, 0.044154])


def test_people_retrain_for_the_months_of_the_move() -> None:
    assert [post("worker", "base-north", month).retraining_fte for month in MONTHS] == [0.0, 0.0, 1.0, 0.0]


def test_need_is_work_travel_and_people_on_duty() -> None:
    # April: 300 hours in the localities, a quarter of them travel, and 12 x 30 hours on duty.
    april = skill("base-north", "nursing", APRIL)
    assert (april.needed_hours, april.duty_hours, april.travel_hours) == pytest.approx((660.0, 360.0, 75.0))
    assert (april.in_post_hours, april.agency_hours, april.shortfall_hours) == pytest.approx((590.0, 40.0, 30.0))
    # Care: 6 people x 10 hours, of which 2.5 are travel; a nurse does 0.8 of it in an hour: 50 + 0.8 x 10.
    care = skill("base-north", "care", APRIL)
    assert (care.needed_hours, care.travel_hours, care.in_post_hours) == pytest.approx((60.0, 15.0, 58.0))
    # The ward: 15 people x 20 days x 1 hour; nobody drives.
    ward = skill("ward-north", "nursing", MAY)
    assert (ward.needed_hours, ward.travel_hours, ward.duty_hours) == pytest.approx((300.0, 0.0, 0.0))


def test_rows_stand_where_something_is_needed() -> None:
    named = {(row.workplace, row.skill) for row in hand_figures().skills}
    assert named == {("base-north", "nursing"), ("base-north", "care"), ("ward-north", "nursing")}
    assert len(hand_figures().skills) == 3 * 4
    # Three posts, four months.
    assert len(hand_figures().staff_plan) == 12


def test_posts_needed_take_in_agency_and_what_is_left_undone() -> None:
    # April: (590 + 10 worked + 40 agency + 30 undone) / 150 h.
    nurse = post("nurse", "base-north", APRIL)
    assert nurse.needed_fte == pytest.approx(670 / 150)
    assert nurse.agency_fte == pytest.approx(40 / 150)
    # Care is the workers' although the nurses' row comes first, for nurses are overskilled: (50 + 2) / 150.
    worker = post("worker", "base-north", APRIL)
    assert worker.needed_fte == pytest.approx(52 / 150)


def test_undone_work_of_a_slower_role_takes_more_of_its_hours() -> None:
    # Without workers who may do it, care falls to the nurses at 0.8: (600 + 40 + 30 + 2 / 0.8) / 150.
    case = hand_case()
    case = replace(case, may_do=case.may_do[:2])
    alone = hand_staff().model_copy(update={"worked": tuple(row for row in hand_staff().worked if row.role == "nurse")})
    rows = staff_figures(case, hand_beds(), alone).staff_plan
    nurse = next(row for row in rows if (row.role, row.workplace, row.period) == ("nurse", "base-north", APRIL))
    assert nurse.needed_fte == pytest.approx(672.5 / 150)


def test_utilisation_is_of_the_hours_that_people_in_post_give() -> None:
    # 600 of 4 x 150; 50 of 1 x 150; June: nothing of (2 - 1 who retrains) x 150.
    assert post("nurse", "base-north", APRIL).utilisation == pytest.approx(1.0)
    assert post("worker", "base-north", APRIL).utilisation == pytest.approx(1 / 3)
    assert post("worker", "base-north", JUNE).utilisation == 0.0
    assert post("nurse", "base-north", APRIL).overskilled_hours == 10.0


def test_utilisation_is_none_where_everybody_retrains() -> None:
    case = with_row(hand_case(), "establishment", "worker/base-north", actual_fte=0.0)
    move = hand_staff().model_copy(update={"redundant": (), "worked": (), "agency": (), "shortfall": ()})
    rows = staff_figures(case, hand_beds(), move).staff_plan
    worker = next(row for row in rows if (row.role, row.period) == ("worker", JUNE))
    assert (worker.in_post_fte, worker.retraining_fte, worker.utilisation) == (1.0, 1.0, None)


def test_what_sets_the_posts_is_the_first_reason_that_applies() -> None:
    nurse = [post("nurse", "base-north", month).set_by for month in MONTHS]
    # April: 30 hours of nursing are left undone. May: all hours used, and duty (372 h) is more than the localities
    # (310 h). June: 2 workers >= 0.4 x (4.4154 - 0.5) = 1.566. July: 1.5 < 0.4 x 3.871 = 1.548, nobody works.
    assert nurse == ["recruitment limit", "rapid cover", "supervision", "people in post"]
    # The ward must keep 0.5: 0.9602 and 0.950598 are within a step of 0.5 above it.
    ward = [post("nurse", "ward-north", month).set_by for month in MONTHS]
    assert ward == ["people in post", "people in post", "team minimum", "team minimum"]
    # April and July: care is left undone. May: all 155 hours go to visits. June: nobody works.
    worker = [post("worker", "base-north", month).set_by for month in MONTHS]
    assert worker == ["recruitment limit", "visits at home", "people in post", "recruitment limit"]


def test_met_share_is_what_is_not_left_undone() -> None:
    met = {(row.workplace, row.response, row.period): row.met_share for row in hand_figures().responses}
    # 30 of 300 hours, 2 of 60, none of 360; 0.5 of 60 in July.
    assert met["base-north", "planned", APRIL] == pytest.approx(0.9)
    assert met["base-north", "normal", APRIL] == pytest.approx(1 - 2 / 60)
    assert met["base-north", "rapid", APRIL] == 1.0
    assert met["base-north", "normal", JULY] == pytest.approx(1 - 0.5 / 60)
    assert {key[:2] for key in met} == {
        ("base-north", "planned"),
        ("base-north", "normal"),
        ("base-north", "rapid"),
        ("ward-north", "fast"),
    }


def test_callers_wait_by_the_queue_of_those_on_duty() -> None:
    # One call a day in 12 hours, an hour each: load 1/12; with one on duty C = load, and C exp(-(1 - 1/12) x 0.5).
    row = hand_figures().duty[0]
    assert (row.cover, row.base, row.period, row.on_duty) == ("day", "base-north", APRIL, 1)
    assert row.calls_per_hour == pytest.approx(1 / 12)
    assert row.waits_too_long == pytest.approx(exp(-11 / 24) / 12)


def test_travel_share_is_over_the_skills_that_travel() -> None:
    (row,) = hand_figures().travel
    # Nursing: 75 + 77.5 + 75 + 77.5 of 2 x 660 + 2 x 682; care: 60 of 240.
    assert (row.older_people_share, row.travel_min_per_visit) == (1.0, 15.0)
    assert row.travel_share == pytest.approx((305 + 60) / (2_684 + 240))


def test_calendar_says_when_to_decide_and_when_people_count() -> None:
    rows = [
        (row.kind, row.role, row.workplace, row.from_role, row.from_site, row.fte, row.decide_by, row.starts)
        for row in hand_figures().calendar
    ]
    assert rows == [
        ("recruit", "nurse", "base-north", "", "", 0.5, APRIL, MAY),
        ("redeploy", "worker", "base-north", "nurse", "ward-north", 1.0, JUNE, JUNE),
        ("redundancy", "worker", "base-north", "", "", 0.5, JULY, JULY),
    ]
    # A month of retraining.
    assert [row.productive_from for row in hand_figures().calendar] == [MAY, JULY, JULY]


def test_staff_money_is_paid_by_the_funder_of_the_role_and_of_the_home_setting() -> None:
    kinds = ("pay", "agency", "recruitment", "pay-protection", "redundancy", "bases")
    rows = {(row.funder, row.kind): row.nominal_gbp for row in hand_bed_figures().money if row.kind in kinds}
    assert rows == pytest.approx(
        {
            # 4,000 a month x (4 + 4.46 + 4.4154 + 4.371246 + 2 + 1.98 + 0.9602 + 0.950598).
            ("health", "pay"): 4_000 * 23.137444,
            # 50 x (40 + 3 + 7 + 9).
            ("health", "agency"): 2_950.0,
            ("health", "recruitment"): 500.0,
            # 2,000 a month x (1 + 1 + 2 + 1.5).
            ("council", "pay"): 11_000.0,
            # (48,000 - 24,000) / 12 for June and July, paid by the funder of the role taken up.
            ("council", "pay-protection"): 4_000.0,
            ("council", "redundancy"): 5_000.0,
            # 1,000 a month; home places are the council's.
            ("council", "bases"): 4_000.0,
        }
    )


def test_totals_add_staff_to_beds() -> None:
    totals, whole = hand_figures().totals, hand_bed_figures().totals
    pay = 4_000 * 23.137444 + 11_000
    assert totals.pay_present_gbp == pytest.approx(pay)
    assert totals.moves_present_gbp == pytest.approx(500 + 4_000 + 5_000)
    cost = pay + 2_950 + 9_500 + 4_000
    assert totals.cost_present_gbp == pytest.approx(cost)
    # 30 h x 40 + (2 + 0.5) h x 60; 10 h x 5.
    assert (totals.shortfall_hours, totals.shortfall_weight_gbp) == pytest.approx((32.5, 1_350.0))
    assert (totals.overskilled_hours, totals.overskill_weight_gbp) == pytest.approx((10.0, 50.0))
    assert (totals.fte_at_start, totals.budget_fte) == (7.0, 9.0)
    assert totals.fte_at_end == pytest.approx(4.371246 + 0.950598 + 1.5)
    assert (totals.recruited_fte, totals.redeployed_fte, totals.redundant_fte) == (0.5, 1.0, 0.5)
    # The small case has no staff share: beds cost the same with and without staff.
    beds = bed_figures(hand_case().without_staff(), hand_beds()).totals
    assert whole.cost_present_gbp - beds.cost_present_gbp == pytest.approx(cost)
    assert whole.revenue_nominal_gbp - beds.revenue_nominal_gbp == pytest.approx(cost)
    assert whole.objective_gbp - beds.objective_gbp == pytest.approx(cost + 1_350 + 50)
    assert (whole.shortfall_weight_gbp, whole.overskill_weight_gbp) == pytest.approx((1_350.0, 50.0))
    assert (beds.shortfall_weight_gbp, beds.overskill_weight_gbp) == (0.0, 0.0)


def test_a_closure_states_what_its_replacement_lacked() -> None:
    (row,) = hand_bed_figures().closures
    # Admissions stop in May. May: 3 agency hours; June, as the beds leave: 7; July: 0.5 undone, agency counts no more.
    assert (row.admissions_stop, row.closed) == (MAY, JUNE)
    assert row.worst_shortfall_hours == pytest.approx(7.0)
    assert row.workforce_passed is False
    (alone,) = bed_figures(hand_case().without_staff(), hand_beds()).closures
    assert (alone.workforce_passed, alone.worst_shortfall_hours) == (None, None)


def test_a_closure_passes_where_nothing_lacks_from_the_stop_of_admissions_on() -> None:
    # What April lacks, before admissions stop, does not count.
    settled = hand_staff().model_copy(
        update={"agency": hand_staff().agency[:1], "shortfall": hand_staff().shortfall[:2]}
    )
    (row,) = bed_figures(hand_case(), hand_beds(), settled).closures
    assert (row.workforce_passed, row.worst_shortfall_hours) == (True, 0.0)


def test_a_base_out_of_reach_does_not_replace_the_ward() -> None:
    # Half an hour is the furthest for step-up, 45 minutes for step-down: nobody of the ward may start at home.
    case = hand_case()
    far = {key: 60.0 if key[1] == "home-county" else minutes for key, minutes in case.area_travel_min.items()}
    (row,) = bed_figures(replace(case, area_travel_min=far), hand_beds(), hand_staff()).closures
    assert (row.workforce_passed, row.worst_shortfall_hours) == (True, 0.0)


def test_a_bed_that_stands_needs_its_staff_whether_or_not_they_are_there() -> None:
    # 24 staffed beds x 30 days x 2 h, in June too, when 4 of them have no staff: that is shortfall, not less need.
    case = staffed_case()
    runs = {site.site: site.today for site in case.sites}
    idle = d.BedDecisions(
        configurations=tuple(
            d.SiteConfiguration(site=site, period=period.id, configuration=today)
            for period in case.periods
            for site, today in runs.items()
        ),
        starts=(),
        waiting=(),
        diverted=(),
    )
    empty = d.StaffDecisions(
        territory=tuple(d.TerritoryRow(area=area.area, base="base-north") for area in case.areas),
        recruited=(),
        redeployed=(),
        redundant=(),
        worked=(),
        agency=(),
        shortfall=(),
        unstaffed=(d.Unstaffed(site="ward-north", period="2013-06", beds=4.0),),
    )
    needed = {
        row.period: row.needed_hours
        for row in staff_figures(case, idle, empty).skills
        if (row.workplace, row.skill) == ("ward-north", "nursing")
    }
    assert needed["2013-04"] == pytest.approx(1_440.0)
    assert needed["2013-06"] == pytest.approx(1_440.0)


def scarce_case() -> Case:
    """Recruitment is slow, assistants are few, redundancy of reablement workers is cheap, overskilled work weighs."""
    case = staffed_case()
    figures = case.parameters.model_copy(update={"overskill_gbp_per_hour": 0.5})
    case = with_row(replace(case, parameters=figures), "roles", "nurse", max_recruits_fte_per_month=0.2)
    case = with_row(case, "roles", "assistant", max_recruits_fte_per_month=0.0)
    case = with_row(case, "establishment", "assistant/ward-north", actual_fte=8.0)
    return with_row(case, "roles", "reablement-worker", max_recruits_fte_per_month=0.5, redundancy_gbp_per_fte=100.0)


def closing_case() -> Case:
    """The ward must close, nobody is made redundant, and those who move keep their higher pay for six months."""
    case = with_row(staffed_case(budgets=()), "sites", "ward-north", closes_by="2014-03")
    case = with_row(case, "stays", "step-down/home", min_share=0.0, max_share=1.0)
    return with_row(case, "roles", "assistant", redundancy_gbp_per_fte=None, pay_gbp_per_year=48_000.0)


def by_quarter(case: Case) -> Case:
    return replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 3}))


SOLVED: dict[str, tuple[Case, d.OptionId]] = {
    "business-as-usual": (staffed_case(), "business-as-usual"),
    "do-minimum": (staffed_case(), "do-minimum"),
    "plan": (by_quarter(staffed_case()), "plan"),
    "scarce": (scarce_case(), "do-minimum"),
    "closing": (closing_case(), "plan"),
    "closing by quarter": (by_quarter(closing_case()), "plan"),
}


@cache
def solved(name: str) -> tuple[float, d.BedDecisions, d.StaffDecisions]:
    case, option = SOLVED[name]
    model = system.build(system.inputs_of(case, option))
    run(model, Profile(name="test", mip_rel_gap=1e-2, time_limit_s=60)).require_solution()
    return (float(model.objective()), *system.extract(model))


@pytest.mark.parametrize("name", SOLVED)
def test_objective_of_the_figures_is_the_models(name: str) -> None:
    objective, beds, chosen = solved(name)
    totals = bed_figures(SOLVED[name][0], beds, chosen).totals
    assert totals.objective_gbp == pytest.approx(objective, rel=1e-6)
    staffs = staff_figures(SOLVED[name][0], beds, chosen).totals
    assert totals.shortfall_weight_gbp == pytest.approx(staffs.shortfall_weight_gbp)
    assert totals.overskill_weight_gbp == pytest.approx(staffs.overskill_weight_gbp)


@pytest.mark.parametrize("name", SOLVED)
def test_hours_of_a_skill_are_all_accounted_for(name: str) -> None:
    """W5: in post, agency and shortfall make up the need."""
    _, beds, chosen = solved(name)
    rows = staff_figures(SOLVED[name][0], beds, chosen).skills
    given = [row.in_post_hours + row.agency_hours + row.shortfall_hours for row in rows]
    assert given == pytest.approx([row.needed_hours for row in rows], rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("name", ["closing", "closing by quarter"])
def test_a_solved_closure_passes_its_workforce_test(name: str) -> None:
    _, beds, chosen = solved(name)
    rows = bed_figures(SOLVED[name][0], beds, chosen).closures
    assert [row.workforce_passed for row in rows] == [True] * len(rows)
    assert rows[-1].to_configuration == "closed"


def test_the_solved_cases_hold_what_their_names_say() -> None:
    scarce = staff_figures(scarce_case(), *solved("scarce")[1:]).totals
    assert min(scarce.shortfall_hours, scarce.redundant_fte, scarce.overskill_weight_gbp) > 0
    kinds = {row.kind for row in bed_figures(closing_case(), *solved("closing")[1:]).money}
    assert "pay-protection" in kinds


def differences(case: Case, option: d.OptionId, beds: d.BedDecisions, chosen: d.StaffDecisions) -> list[str]:
    """What the checker, which shares no code with the plan, finds different in the figures."""
    figures = bed_figures(case, beds, chosen)
    objective = figures.totals.objective_gbp
    plan = d.BedPlan(
        option=option,
        scenario=case.scenario,
        proof=d.Proof(status="optimal", objective=objective, bound=objective, gap=0.0, asked_gap=0.01),
        decisions=beds,
        figures=figures,
        staff=d.StaffPlan(decisions=chosen, figures=staff_figures(case, beds, chosen)),
    )
    return [str(fault) for fault in check_beds(case, plan) if fault.rule.startswith(("figure", "decisions"))]


@pytest.mark.parametrize("name", SOLVED)
def test_the_checker_finds_the_same_figures(name: str) -> None:
    case, option = SOLVED[name]
    assert differences(case, option, *solved(name)[1:]) == []


def test_the_checker_finds_the_figures_reckoned_by_hand() -> None:
    assert differences(hand_case(), "plan", hand_beds(), hand_staff()) == []

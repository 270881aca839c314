"""Findings on the staff plan: each with the hand arithmetic of the small staffed case or the made-up county."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from capplan import decisions as d
from capplan.case.case import Case
from capplan.plan.findings.staff_plan import staff_findings
from capplan.plan.findings.staff_sums import band_hours, call_hours, main_role, pay_per_hour
from report.made_up_staff import staffed_county, staffed_plan
from small_staff import staffed_case

CASE = staffed_county()
PLAN = staffed_plan(CASE).option("plan")


def by_id(case: Case = CASE, plan: d.BedPlan = PLAN) -> dict[str, d.Finding]:
    found = list(staff_findings(case, {"plan": plan}))
    assert len({finding.id for finding in found}) == len(found)
    assert all(len(finding.sources) == len(set(finding.sources)) for finding in found)
    return {finding.id: finding for finding in found}


def changed(**parts: object) -> d.BedPlan:
    """Return the plan with decisions or figures of its staff replaced, by name."""
    staff = PLAN.staff
    assert staff is not None
    decisions = {name: value for name, value in parts.items() if name in d.StaffDecisions.model_fields}
    figures = {name: value for name, value in parts.items() if name in d.StaffFigures.model_fields}
    return PLAN.model_copy(
        update={
            "staff": staff.model_copy(
                update={
                    "decisions": staff.decisions.model_copy(update=decisions),
                    "figures": staff.figures.model_copy(update=figures),
                }
            )
        }
    )


def rows_with(**changes: object) -> tuple[d.StaffPlanRow, ...]:
    assert PLAN.staff is not None
    return tuple(row.model_copy(update=changes) for row in PLAN.staff.figures.staff_plan)


def test_without_a_plan_or_without_staff_there_is_nothing_to_say() -> None:
    assert list(staff_findings(CASE, {})) == []
    assert list(staff_findings(CASE, {"plan": PLAN.model_copy(update={"staff": None})})) == []


def test_work_left_undone_is_a_warning_with_skill_place_months_and_hours() -> None:
    """Ten hours in each of 59 months: 590 of 60 x 200 = 12,000 hours of normal work, 4.92 %."""
    finding = by_id()["staff-work-left-undone-normal"]
    assert finding.severity == "warning"
    assert finding.figures["shortfall_hours"] == 590
    assert finding.text == (
        "The plan leaves 590 hours of normal work undone (4.92 % of its hours): reablement at North base, May 2015 to "
        "March 2020, 590 hours."
    )
    assert "staff-nothing-left-undone" not in by_id()


def test_each_response_class_has_its_own_warning_and_names_six_at_most() -> None:
    rows = tuple(
        d.Shortfall(
            workplace=place, skill=skill.skill, response=response, period="2015-04", hours=1.0 + number
        )
        for response in ("rapid", "planned")
        for number, (place, skill) in enumerate(product(("base-north", "site-1"), CASE.skills))
    )  # fmt: skip
    found = by_id(plan=changed(shortfall=rows))
    assert [name for name in found if "undone" in name] == [
        "staff-work-left-undone-rapid",
        "staff-work-left-undone-planned",
    ]
    # 1 + 2 + ... + 8 = 36 hours at two places with four skills each.
    assert found["staff-work-left-undone-rapid"].figures["shortfall_hours"] == 36
    assert "and 2 more, see skill_cover.csv" in found["staff-work-left-undone-rapid"].text


def test_nothing_left_undone_is_said_as_a_note() -> None:
    finding = by_id(plan=changed(shortfall=()))["staff-nothing-left-undone"]
    assert (finding.severity, finding.figures) == ("note", {"shortfall_hours": 0})


def test_rapid_cover_says_the_posts_it_takes_and_how_idle_they_are() -> None:
    """One nurse day and night: 168 h a week, over 37.5 x 0.78 = 29.25 h: 5.74 FTE.

    By day 0.125 calls an hour of one hour each (45 min and 15 min of travel): a load of 0.125 over half the day,
    0.0625 people; idle 93.75 % of the time.
    """
    assert PLAN.staff is not None
    duty = tuple(row.model_copy(update={"on_duty": 1}) for row in PLAN.staff.figures.duty)
    finding = by_id(plan=changed(duty=duty))["staff-rapid-cover-base-north-nursing"]
    assert finding.figures["fte_on_duty"] == pytest.approx(168 / 29.25)
    assert finding.figures["load_people"] == pytest.approx(0.0625)
    assert finding.figures["idle_share"] == pytest.approx(0.9375)
    assert finding.figures["periods_set_by_rapid_cover"] == 60
    assert "takes 5.7 FTE of Community nurse" in finding.text
    assert "It sets the number of these posts in 60 of 60 periods." in finding.text
    assert finding.sources == ("duty_cover.csv: day", "duty_cover.csv: night")


def test_rapid_cover_that_sets_no_post_says_so_by_silence() -> None:
    found = by_id(plan=changed(staff_plan=rows_with(set_by="people in post")))
    text = found["staff-rapid-cover-base-north-nursing"].text
    assert "It sets the number" not in text


def test_a_band_past_midnight_and_a_lever_on_calls_count_as_they_should() -> None:
    """20 to 8 is twelve hours. A tenth off 45 minutes is 40.5, and 15 of travel: 55.5 minutes."""
    case = staffed_case()
    day, night = case.duty_cover
    assert (band_hours(day), band_hours(night)) == (12.0, 12.0)
    assert call_hours(case, day, 15.0, "2013-10") == 1.0
    lever = case.levers[0].model_copy(update={"of": "nursing"})
    assert call_hours(replace(case, levers=(lever,)), day, 15.0, "2013-09") == 1.0
    assert call_hours(replace(case, levers=(lever,)), day, 15.0, "2013-10") == pytest.approx(55.5 / 60)
    assert call_hours(case, day.model_copy(update={"work": None}), 15.0, "2013-10") == 0.0


def test_the_main_role_is_the_first_with_a_post_that_is_not_overskilled() -> None:
    """Care: nurses stand first in may_do.csv but are overskilled; at the base, where nobody else is, they are meant."""
    case = staffed_case()
    roles = {place: main_role(case, "care", place, "2013-04") for place in ("ward-north", "base-north")}
    assert {place: row.role for place, row in roles.items() if row} == {
        "ward-north": "assistant",
        "base-north": "nurse",
    }
    assert main_role(case, "management", "ward-north", "2013-04") is None


def test_roles_used_below_seventy_per_cent_are_named_with_their_share() -> None:
    """Reablement workers: 4 FTE over 1,827 days at 25.9 h a week give 27,039.6 hours; 400 are worked, 1.5 %."""
    figures = by_id()["staff-low-use"].figures
    assert figures["use_share_reablement-worker"] == pytest.approx(400 / (4 * 25.9 * 1827 / 7))
    worked = (
        d.Worked(role="nurse", workplace="base-north", skill="nursing", period="2015-04", hours=1e6),
        d.Worked(role="reablement-worker", workplace="base-north", skill="reablement", period="2015-04", hours=1e6),
    )
    assert "staff-low-use" not in by_id(plan=changed(worked=worked))


def test_vacancies_at_the_start_are_followed_to_the_end() -> None:
    """Vacant: 14 - 12, 10 - 9, 5 - 4 = 4. At the end 14 of 10 nurses at the base: filled, 1. The ward keeps 2, the
    reablement workers 1: 3 remain, and only the workers (6 needed, 4 in post) are short.
    """  # fmt: skip
    finding = by_id()["staff-vacancies"]
    assert finding.figures == {
        "vacant_fte_at_start": 4.0,
        "filled_fte_at_end": 1.0,
        "vacant_fte_at_end": 3.0,
        "places_vacant_and_short": 1,
    }
    assert finding.severity == "warning"
    filled = by_id(plan=changed(staff_plan=rows_with(in_post_fte=20.0)))["staff-vacancies"]
    assert filled.severity == "note"
    assert filled.text == (
        "4.0 FTE of budgeted posts are vacant as the plan starts; 4.0 FTE of them are filled by March 2020."
    )


def test_overskilled_work_is_priced_against_the_role_meant_for_it() -> None:
    """100 hours of care by nurses on the ward: 48,000 GBP over 29.25 x 365 / 7 hours, against an assistant's 30,000
    over 30 x 365 / 7: 31.4717 - 19.1781 = 12.2936 an hour.
    """  # fmt: skip
    posts = staffed_case().establishment[1].model_copy(update={"workplace": "site-1"})
    case = replace(CASE, establishment=(*CASE.establishment, posts))
    assert pay_per_hour(case, "nurse") == pytest.approx(31.4717, abs=1e-4)
    worked = (
        d.Worked(role="nurse", workplace="site-1", skill="care", period="2015-04", hours=100.0),
        d.Worked(role="nurse", workplace="site-1", skill="nursing", period="2015-04", hours=300.0),
    )
    finding = by_id(case, changed(worked=worked))["staff-overskilled-work"]
    assert finding.figures["dearer_gbp"] == pytest.approx(1229.36, abs=0.01)
    assert finding.figures["overskilled_share"] == 0.25
    assert "£1,229 more over the plan" in finding.text


def test_an_employer_that_stops_inside_the_plan_is_a_warning_while_posts_depend_on_it() -> None:
    roles = tuple(
        row.model_copy(update={"takes_on_until": "2017-04"}) if row.role == "reablement-worker" else row
        for row in CASE.roles
    )
    finding = by_id(replace(CASE, roles=roles))["staff-employer-stops-1"]
    assert finding.figures == {"month": "2017-04", "in_post_fte_at_end": 4.0, "needed_fte_at_end": 6.0}
    assert finding.text.startswith("County council takes nobody on from April 2017, inside the plan.")
    nobody = rows_with(in_post_fte=0.0, needed_fte=0.0)
    assert "staff-employer-stops-1" not in by_id(replace(CASE, roles=roles), changed(staff_plan=nobody))
    later = tuple(row.model_copy(update={"takes_on_until": "2021-04"}) for row in CASE.roles)
    assert "staff-employer-stops-1" not in by_id(replace(CASE, roles=later))


def test_a_reduction_without_its_staff_is_a_conflict() -> None:
    finding = by_id()["staff-closure-without-staff-site-2-half"]
    assert finding.severity == "conflict"
    assert finding.figures == {"closed": "2016-10", "worst_shortfall_hours": 10.0}


def test_a_reduction_later_than_allowed_names_the_work_left_undone_in_between() -> None:
    """Brookfield unit could go in July 2016, double running from May; admissions stop in August 2017 for October.

    Reablement is short by 10 hours in each month from May 2016 to July 2017: 15 months, 150 hours.
    """
    finding = by_id()["staff-closure-waits-site-2-closed"]
    assert finding.figures == {
        "earliest": "2016-07",
        "closed": "2017-10",
        "months_after_earliest": 15,
        "shortfall_hours_before": 150.0,
        "last_month_short": "2017-07",
    }
    assert "are left undone at North base" in finding.text
    assert not [name for name in by_id(plan=changed(shortfall=())) if name.startswith("staff-closure-waits")]


def test_work_that_no_moved_person_needs_keeps_no_reduction_waiting() -> None:
    """Management is fixed work: its shortfall is not what people who move need."""
    rows = (
        d.Shortfall(workplace="base-north", skill="management", response="planned", period="2016-12", hours=5.0),
    )  # fmt: skip
    assert not [name for name in by_id(plan=changed(shortfall=rows)) if name.startswith("staff-closure-waits")]

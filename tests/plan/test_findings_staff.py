"""Findings on stated staff tables, stated savings and posts round the clock."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from worked_case import worked_case

from capplan.case import staff_tables as staff
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.staff_hours import hours_per_fte, round_the_clock_fte, worked_share
from capplan.case.staff_totals import added_up, lever_sum_gbp, payback_months, stated_savings_gbp, total
from capplan.decisions import Finding
from capplan.plan.findings import find

COUNTY = Path(__file__).parents[2] / "data" / "buckinghamshire"
STATED = "Strategy, appendix"


def nurse(**changes: object) -> staff.Role:
    """37.5 hours a week, 22 % of the paid hours absent, a tenth of the hours worked in meetings."""
    row = staff.Role(
        role="nurse",
        title="Nurse",
        organisation="Trust",
        team="Home team",
        funder="commissioner",
        hours_per_week=37.5,
        pay_gbp_per_year=36_000,
        leave_share=0.14,
        sickness_share=0.05,
        training_share=0.03,
        headroom="paid-hours",
        other_share=0.1,
        recruit_lead_months=6,
    )
    return row.model_copy(update=changes)


def line(name: str, groups: str, fte: float | None = None, heads: float | None = None) -> staff.StaffList:
    return staff.StaffList(
        staff_list="appendix", line=name, title=name, groups=groups, basis="budget", heads=heads, fte=fte, source=STATED
    )


def listed_case(**changes: object) -> Case:
    """Three lines, 2 + 3.5 + blank, stated as 5.5 FTE."""
    lists = (line("day", "team day", 2.0, 3), line("night", "team night", 3.5, 4), line("later", "team", None, None))
    statement = staff.StaffStatement(
        statement="team", title="The team", stated=5.5, measure="fte", adds="team", source=STATED
    ).model_copy(update=changes)
    return replace(worked_case(), staff_lists=lists, staff_statements=(statement,))


def lever_case(saving: float = 220_000, one_off: float = 150_000) -> Case:
    """10 % of 110 posts at 20,000 a year, stated to save 220,000."""
    lever = staff.Lever(
        lever="efficiency",
        title="Efficiency",
        kind="productivity",
        of="care",
        share=0.1,
        from_month="2015-10",
        on=True,
        stated_share=0.1,
        stated_posts=110,
        stated_pay_gbp=20_000,
        stated_saving_gbp=saving,
        source=STATED,
    )
    parameters = worked_case().parameters.model_copy(update={"programme_one_off_gbp": one_off})
    return replace(worked_case(), levers=(lever,), parameters=parameters)


def duty_case(role: staff.Role) -> Case:
    cover = staff.DutyCover(
        cover="day", title="Day", skill="nursing", base="each", serves="territory", from_hour=7, to_hour=22
    )
    may_do = (
        staff.MayDo(role="manager", skill="nursing", overskilled=True),
        staff.MayDo(role=role.role, skill="nursing"),
    )
    return replace(worked_case(), roles=(role,), may_do=may_do, duty_cover=(cover,))


@cache
def county() -> Case:
    return read_case(COUNTY)


def by_id(case: Case) -> dict[str, Finding]:
    found = find(case, {})
    assert len({finding.id for finding in found}) == len(found)
    return {finding.id: finding for finding in found}


def statement(name: str) -> Finding:
    return by_id(county())[f"staff-statement-{name}"]


def test_a_line_counts_once_however_many_of_its_groups_are_named() -> None:
    lists = listed_case().staff_lists
    assert total(lists, "team", "fte") == 5.5
    assert total(lists, "team day", "fte") == 5.5
    assert total(lists, "day night", "heads") == 7
    assert total(lists, "nobody", "fte") == 0


def test_groups_taken_away_are_taken_off_the_sum() -> None:
    (row,) = listed_case(takes="night").staff_statements
    assert added_up(listed_case().staff_lists, row) == 2.0  # 2 + 3.5 - 3.5


def test_figures_that_add_up_are_a_note() -> None:
    finding = by_id(listed_case())["staff-statement-team"]
    assert finding.severity == "note"
    assert finding.text == "The team: 5.5 FTE stated, the 3 lines behind it add up to 5.5, which agrees."
    assert finding.figures == {"stated": 5.5, "added_up": 5.5, "difference": 0.0, "lines": 3}
    assert finding.sources == ("staff_statements.csv: team", STATED, "staff_lists.csv: appendix")


def test_figures_that_do_not_add_up_are_a_conflict_with_both_figures() -> None:
    finding = by_id(listed_case(stated=6.0, verdict="Half a post has no name."))["staff-statement-team"]
    assert finding.severity == "conflict"
    assert finding.figures["difference"] == pytest.approx(-0.5)
    assert finding.text.endswith("6 FTE stated, the 3 lines behind it add up to 5.5, 0.5 FTE fewer. "
                                 "Half a post has no name.")  # fmt: skip


@pytest.mark.parametrize(("stated", "severity"), [(5.55, "note"), (5.45, "note"), (5.56, "conflict")])
def test_a_difference_up_to_the_tolerance_is_rounding(stated: float, severity: str) -> None:
    case = listed_case(stated=stated, tolerance=0.05)
    assert by_id(case)["staff-statement-team"].severity == severity


def test_a_figure_worked_out_is_not_called_stated() -> None:
    assert "5.5 FTE worked out from the source" in by_id(listed_case(status="derived"))["staff-statement-team"].text


def test_table_1_holds_179_66_fte() -> None:
    # ACHT 10.2 + 7.5 + 16.77 + 63.89 = 98.36; care company 12 + 49.3 + 10 = 71.3; 3 + 5 + 2 = 10
    for name, fte in (("table-1-total", 179.66), ("table-1-health-team", 98.36), ("table-1-care-company", 71.3)):
        finding = statement(name)
        assert finding.figures["added_up"] == pytest.approx(fte, abs=0.005)
        assert finding.severity == "note"


def test_locality_teams_hold_224_07_fte() -> None:
    # 11.77 + 148.2 + 30.7 + 33.4, the mental health worker left open
    assert statement("tier-4-total").figures["added_up"] == pytest.approx(224.07, abs=0.005)


def test_appendix_3b_adds_to_its_rounded_total() -> None:
    lists = county().staff_lists
    assert total(lists, "a3b", "fte") == pytest.approx(82.57, abs=0.005)  # 11.29 + 10.2 + 61.08
    assert total(lists, "a3b-rapid", "fte") == pytest.approx(26.35, abs=0.005)  # 10 % of 263.5
    finding = statement("appendix-3b-total")
    assert finding.figures["added_up"] == pytest.approx(108.92, abs=0.005)
    assert finding.severity == "note"  # stated 108.9, within 0.05
    # With the weekend 108.92 + 1.6 = 110.52; people 93 + 4 = 97.
    assert statement("appendix-3b-with-weekend").figures["difference"] == pytest.approx(1.62)
    assert statement("appendix-3b-heads").figures["difference"] == 0
    assert statement("appendix-3b-heads-with-weekend").figures["difference"] == 4


def test_locality_sums_of_appendix_3b_close() -> None:
    """Stated totals of the seven teams, FTE and people."""
    lists = county().staff_lists
    stated = {
        "aylesbury": (12.1, 13),
        "southern": (9.71, 11),
        "buckingham": (14.22, 16),
        "thame": (15.07, 18),
        "amersham": (6.3, 8),
        "wycombe": (8.8, 9),
        "marlow": (16.37, 18),
    }
    for place, (fte, heads) in stated.items():
        assert total(lists, f"a3b-{place}", "fte") == pytest.approx(fte, abs=0.005)
        assert total(lists, f"a3b-{place}", "heads") == heads


def test_council_staff_add_to_87_73_fte_and_95_people() -> None:
    assert statement("appendix-3c-total").figures["added_up"] == pytest.approx(87.73, abs=0.005)
    assert statement("appendix-3c-heads").figures["added_up"] == 95
    # 10.76 + 12.09 + 31.48 + 5.4 + 16.2 + 11.8 = 87.73; the three offices 33.4 are the Tier 4 line
    parts = ("stoke", "wycombe-hospital", "crr", "wycombe-office", "chiltern-office", "aylesbury-office")
    columns = [statement(f"appendix-3c-{part}") for part in parts]
    assert {finding.severity for finding in columns} == {"note"}
    assert sum(float(finding.figures["stated"]) for finding in columns) == pytest.approx(87.73)
    assert statement("tier-4-social-work").severity == "note"


def test_care_company_has_70_9_posts_56_9_filled_and_14_vacant() -> None:
    for name, fte in (("appendix-3a-posts", 70.9), ("appendix-3a-in-post", 56.9), ("appendix-3a-vacancy", 14.0)):
        finding = statement(name)
        assert finding.figures["added_up"] == pytest.approx(fte, abs=0.005)
        assert finding.severity == "note"


@pytest.mark.parametrize(
    ("name", "stated", "found"),
    [
        ("occupational-therapists", 10.2, 11.29),
        ("physiotherapists", 7.5, 10.2),
        ("nurses", 16.77, 16.73),  # 10 % of 6.0 + 17.2 + 44.6 + 99.5
        ("nurses-with-weekend", 16.77, 17.53),  # + 0.8
        ("healthcare-assistants", 63.89, 61.08),
        ("healthcare-assistants-with-rapid", 63.89, 70.70),  # + 10 % of 16.2 + 80.0 = 9.62
        ("healthcare-assistants-with-weekend", 63.89, 71.50),  # + 0.8
        ("health-team", 98.36, 108.92),
        ("care-company-management", 10, 9.6),  # 1 + 2 + 6.6
        ("care-company-management-in-post", 10, 8.6),  # 1 + 2 + 5.6
        ("care-company-staff-in-post", 61.3, 48.3),  # 38.3 + 10
        ("workers-table-1", 110, 113.19),  # 63.89 + 49.3
        ("workers-in-post", 110, 99.38),  # 61.08 + 38.3
        ("managers", 12, 10),
        ("administrators", 12, 0),
        ("physiotherapists-both-tiers", 19.27, 10.2),
        ("health-team-both-tiers", 289.03, 286.59),  # 263.5 + 21.49 + 1.6
    ],
)
def test_contradictions_of_the_staff_tables_are_kept_with_both_figures(name: str, stated: float, found: float) -> None:
    finding = statement(name)
    assert finding.severity == "conflict"
    assert finding.figures["stated"] == pytest.approx(stated)
    assert finding.figures["added_up"] == pytest.approx(found, abs=0.005)


def test_management_of_table_1_is_people_and_the_110_workers_fit_the_posts() -> None:
    assert statement("care-company-management-heads").severity == "note"  # 1 + 2 + 7 = 10
    assert statement("workers-posts").severity == "note"  # 61.08 + 49.3 = 110.38, within half a post
    assert "198,760" in statement("workers-in-post").text  # 99.38 x 20,000 x 10 %; 220,000 - 198,760 = 21,240


def test_stated_savings_are_share_times_posts_times_pay() -> None:
    findings = by_id(county())
    stated = {
        "reablement-productivity": 220_000,  # 10 % x 110 x 20,000
        "reablement-administration": 45_000,  # 25 % x 12 x 15,000
        "reablement-management": 90_000,  # 25 % x 12 x 30,000
        "ot-redeployment": 80_000,  # 100 % x 2 x 40,000
    }
    for name, saving in stated.items():
        finding = findings[f"lever-sum-{name}"]
        assert finding.severity == "note"
        assert finding.figures == pytest.approx(
            {"stated_saving_gbp": saving, "computed_gbp": saving, "difference_gbp": 0}
        )
    assert "lever-sum-rebalancing" not in findings
    assert stated_savings_gbp(county().levers) == sum(stated.values()) == 435_000


def test_stated_savings_pay_the_programme_back_in_4_14_months() -> None:
    finding = by_id(county())["levers-payback"]
    assert payback_months(150_000, 435_000) == pytest.approx(4.14, abs=0.005)  # 12 x 150,000 / 435,000
    assert finding.figures["payback_months"] == pytest.approx(4.14, abs=0.005)
    assert "£435,000 a year from 4 levers" in finding.text


def test_a_saving_that_is_not_its_own_sum_is_a_conflict() -> None:
    finding = by_id(lever_case(saving=250_000))["lever-sum-efficiency"]
    assert finding.severity == "conflict"
    assert finding.text == (
        "Efficiency: 10 % × 110 posts × £20,000 = £220,000 a year, £30,000 below the stated £250,000."
    )


def test_a_lever_without_a_sum_has_none() -> None:
    (lever,) = lever_case().levers
    assert lever_sum_gbp(lever) == pytest.approx(220_000)
    assert lever_sum_gbp(lever.model_copy(update={"stated_pay_gbp": None})) is None


def test_without_a_one_off_cost_nothing_pays_back() -> None:
    assert "levers-payback" in by_id(lever_case())
    assert "levers-payback" not in by_id(lever_case(one_off=0))


def test_a_post_round_the_clock_is_read_both_ways() -> None:
    # 168 / 37.5 = 4.48; / 0.78 = 5.74; x 1.22 = 5.47
    assert round_the_clock_fte(37.5, 0, "paid-hours") == pytest.approx(4.48)
    assert round_the_clock_fte(37.5, 0.22, "paid-hours") == pytest.approx(5.7436, abs=5e-5)
    assert round_the_clock_fte(37.5, 0.22, "uplift") == pytest.approx(5.4656)
    for headroom, first in (("paid-hours", "it takes 5.74 FTE"), ("uplift", "it takes 5.47 FTE")):
        finding = by_id(duty_case(nurse(headroom=headroom)))["round-the-clock-post"]
        assert finding.figures["fte_before_headroom"] == pytest.approx(4.48)
        assert finding.figures["fte_paid_hours"] == pytest.approx(5.7436, abs=5e-5)
        assert finding.figures["fte_uplift"] == pytest.approx(5.4656)
        assert first in finding.text


def test_nobody_on_duty_says_nothing_of_round_the_clock_posts() -> None:
    assert "round-the-clock-post" not in by_id(replace(duty_case(nurse()), duty_cover=()))
    assert "round-the-clock-post" in by_id(county())


def test_hours_of_an_fte_are_paid_hours_less_absence_less_meetings() -> None:
    assert worked_share(nurse()) == pytest.approx(0.78)
    assert worked_share(nurse(headroom="uplift")) == pytest.approx(1 / 1.22)
    assert hours_per_fte(nurse(), 7) == pytest.approx(26.325)  # 37.5 x 0.78 x 0.9
    assert hours_per_fte(nurse(), 365) == pytest.approx(1372.66, abs=0.01)  # 26.325 x 365 / 7


def test_a_case_without_staff_tables_has_no_finding_on_staff() -> None:
    assert {finding.topic for finding in find(worked_case(), {})} & {"staff", "staff tables", "levers"} == set()

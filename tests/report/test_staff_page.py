"""The page of a plan with staff: its section, its charts, what closures and money say, and text that stays text."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree

import pytest
from pages import Page

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.decisions import MoneyKind, Plan
from capplan.report.figures import charts, words
from capplan.report.html import render
from capplan.report.html.posts import worst_response
from capplan.report.html.steps import MAX_ROWS, recruit_table
from capplan.report.html.together import sequence_sentence
from capplan.units import add_months
from made_up_county import made_up_case
from report.made_up import made_up_plan, made_up_provenance
from report.made_up_staff import CALENDAR, made_up_bases, staffed_county, staffed_plan

EVIL = '</title><script>alert("x")</script>\'"><img src=x onerror=alert(1)>'
SVG = "{http://www.w3.org/2000/svg}"


def rendered(case: Case, plan: Plan) -> str:
    return render(plan, case, made_up_provenance(case), assumptions(case))


@pytest.fixture(scope="module")
def case() -> Case:
    return staffed_county()


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return staffed_plan(case)


@pytest.fixture(scope="module")
def text(case: Case, plan: Plan) -> str:
    return rendered(case, plan)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_a_plan_without_staff_has_no_staff_section_and_says_that_staff_do_not_limit_it() -> None:
    bare = made_up_case()
    page = Page(rendered(bare, made_up_plan(bare)))
    assert "staff" not in page.ids
    assert "Staff do not limit the plan." in page.text
    assert "Workforce test" not in page.text
    assert "Pay of people in post" not in page.text


def test_the_page_is_sound_for_every_reader(page: Page) -> None:
    assert page.misnested == []
    assert page.open == []
    assert all(lower - upper <= 1 for upper, lower in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert page.ids.index("staff") > page.ids.index("decommissioning")
    assert ("a", {"href": "#staff"}) in page.elements
    for table in page.tables:
        assert len(table.captions) == 1
        assert set(table.header_scopes) <= {"col", "row", "rowgroup"}
        full = len(table.rows[0])
        assert {len(row) for row in table.rows} <= {full, full - 1}, table.captions
    captions = [table.captions[0] for table in page.tables if not table.captions[0].startswith("Brookfield unit: ")]
    assert len(captions) == len(set(captions))


def test_every_figure_has_a_sentence_a_picture_and_its_data(page: Page) -> None:
    assert len(page.figure_parts) == 7 + 2
    for parts in page.figure_parts:
        assert parts[0] == "figcaption"
        assert {"svg", "details", "summary", "table"} <= set(parts)


def test_equal_input_gives_an_equal_page(case: Case, plan: Plan, text: str) -> None:
    assert rendered(case, plan) == text


def test_the_section_answers_in_three_sentences(page: Page) -> None:
    """Start: 12 + 9 + 4 = 25 in post, 14 + 10 + 5 = 29 budgeted, 12 + 10 + 4 = 26 needed; end: 24 and 6 + 13 + 6 = 25.

    Normal work: 200 hours in month one and 190 of 200 in 59 more: (200 + 59 x 190) / 12,000 = 95.08 %.
    """
    assert (
        "Today 25.0 FTE are in post against a budget of 29.0 FTE and a need of 26.0 FTE in April 2015; in March 2020 "
        "it is 24.0 FTE against a need of 25.0 FTE." in page.text
    )
    assert "The plan recruits 6.5 FTE, redeploys 3.5 FTE from beds that close and makes 0.5 FTE redundant" in page.text
    assert "agency is at most 0.8 FTE, in June 2015." in page.text
    assert (
        "The response class met worst is normal at North base, with 95.08 % of its hours done over the whole plan; "
        "what most often sets a number of posts is “rapid cover” (60 of 180 figures by role, workplace and period)."
        in page.text
    )


def test_posts_by_role_add_up_over_workplaces(page: Page) -> None:
    """Nurses: budget 14 + 10, in post 12 + 9 then 6 + 14, needed 12 + 10 then 6 + 13: gap 20 - 19 = +1."""
    row = page.table("Posts by role, all workplaces").rows[1]
    assert row[:9] == ["Community nurse", "Health trust", "24.0", "21.0", "22.0", "20.0", "19.0", "+1.0", "0.8"]


def test_each_workplace_has_in_post_needed_and_gap_at_every_year_end(page: Page) -> None:
    rows = page.table("North base: FTE in post and needed in the first period and at every year end").rows
    assert rows[0][3:] == [
        f"{month} (FTE)" for month in ("April 2015", *(f"March {year}" for year in range(2016, 2021)))
    ]
    assert rows[1] == ["Community nurse", "in post", "10.0", "9.0", *["14.0"] * 5]
    assert rows[2] == ["needed", "–", "10.0", *["13.0"] * 5]
    assert rows[3] == ["gap", "–", "−1.0", *["+1.0"] * 5]


def test_recruits_are_grouped_by_role_and_quarter(page: Page) -> None:
    """August and September make 3.0 FTE in the second quarter; decided in May, three months before August."""
    rows = page.table("Recruitment by role and quarter").rows
    assert rows[1] == ["Community nurse", "July 2015 to September 2015", "3.0", "North base 3.0", "May 2015"]
    assert rows[2] == ["January 2016 to March 2016", "1.5", "North base 1.5", "October 2015"]
    assert len(rows) == 4


def test_a_long_calendar_keeps_the_earliest_sixty_and_says_where_the_rest_is() -> None:
    """Two roles that recruit in each of 40 quarters are 80 rows."""
    case = staffed_county(120)
    nurse, worker = CALENDAR[0], CALENDAR[3]
    calendar = tuple(
        row.model_copy(update={"starts": add_months("2015-04", 3 * quarter)})
        for quarter in range(40)
        for row in (nurse, worker)
    )
    staff = staffed_plan(case).option("plan").staff
    assert staff is not None
    table = recruit_table(case, staff.figures.model_copy(update={"calendar": calendar}))
    assert len(table.rows) == MAX_ROWS
    assert table.note == "The earliest 60 of 80 quarters by role; the rest is in staff_calendar.csv."
    assert table.rows[29][1] == "July 2022 to September 2022"  # the 30th quarter


def test_moves_say_from_where_to_where_and_when_people_count(page: Page) -> None:
    rows = page.table("Redeployment and redundancy in the order of their months").rows
    assert rows[1] == [
        "October 2016", "redeployment", "3.5", "Healthcare assistant, Brookfield unit",
        "Reablement worker, North base", "December 2016",
    ]  # fmt: skip
    assert rows[2] == ["November 2016", "redundancy", "0.5", "Healthcare assistant, Brookfield unit", "–", "–"]


def test_responses_are_weighted_by_hours(page: Page) -> None:
    """The first year: (200 + 11 x 190) / 2,400 = 95.4 %."""
    rows = page.table("Hours of work done by response class").rows
    assert rows[1] == ["North base", "rapid", *["100.0"] * 6]
    assert rows[2] == ["normal", "95.4", *["95.0"] * 4, "95.1"]


def test_people_on_duty_stand_beside_the_wait_and_the_promise(page: Page) -> None:
    """One on duty in the first year, two after; the worst month is the fourth, 0.11 % of calls against 5 %."""
    rows = page.table("People on duty for rapid calls, every day").rows
    assert rows[1] == [
        "North base", "Day, 08:00 to 20:00", "1 to 2", "0.125", "2.0", "0.11", "5.00", "July 2015",
    ]  # fmt: skip
    assert rows[2] == ["Night, 20:00 to 08:00", "1 to 2", "0.000", *["–"] * 4]


def test_skill_mix_and_travel_are_shares_of_hours(page: Page) -> None:
    """100 of the nurses' 1,000 hours are care."""
    assert page.table("Work below the skill of who does it, whole plan").rows[1] == [
        "Community nurse",
        "1,000",
        "100",
        "10.0",
    ]
    assert page.table("Travel of staff, whole plan").rows[1] == ["North base", "100.0", "15.0", "25.0"]


def test_territories_name_the_furthest_area_of_each_locality(page: Page) -> None:
    rows = page.table("Territories: which base serves which locality").rows
    assert rows[1] == ["North", "North base", "1", "3", "n1", "12.0"]
    assert rows[2] == ["South", "North base", "1", "3", "s1", "34.0"]


def test_chosen_bases_have_a_table_and_their_proof(case: Case, plan: Plan) -> None:
    page = Page(rendered(case, plan.model_copy(update={"bases": made_up_bases(case)})))
    assert "1 base is in use, as the case fixes them: North base." in page.text
    assert "no other choice costs less than £90,000 (gap 0.00 %)" in page.text
    assert page.table("Bases in use").rows[1][:5] == ["North base", "2", "8,000", "100.0", "730"]


def test_beds_and_staff_together_are_compared_in_words(page: Page, plan: Plan) -> None:
    """1.0 of 40 million is 2.50 %."""
    assert "beds first and staff after cost £1,000,000 more (2.50 %)." in page.text
    assert "beds decided first cannot be staffed: Brookfield unit lacks nurses at North base." in page.text
    cheaper = plan.sequence[0].model_copy(update={"difference_gbp": -20_000.0})
    assert "cost £20,000 less, so in the time given" in sequence_sentence(cheaper)
    assert "room for £100,000" in sequence_sentence(cheaper)


def test_levers_stand_beside_their_stated_saving(page: Page) -> None:
    rows = page.table("Levers: what is stated and what each gives").rows
    assert rows[1:] == [
        ["Records on a tablet", "pulled", "20", "12", "52"],
        ["Assistants visit at home", "not pulled", "–", "0", "0"],
    ]


def test_one_unit_more_is_said_in_words(page: Page) -> None:
    rows = page.table("What one unit more is worth").rows
    assert rows[1][:3] == ["one FTE more", "Community nurse at North base", "£61,000"]
    assert rows[2] == ["one bed more", "Amberley unit", "–", "Not possible."]


def test_a_reduction_shows_its_workforce_test_and_who_moves_when(page: Page) -> None:
    """The first reduction of Brookfield unit fails by 10 hours; people leave it in October and November 2016."""
    rows = page.table("Reductions in the order of their months").rows
    assert rows[0][-1] == "Workforce test"
    assert [row[-2:] for row in rows[1:]] == [["passed", "NOT passed"], ["passed", "passed"], ["passed", "passed"]]
    assert "Workforce test NOT passed: up to 10.0 hours in a period are left undone" in page.text
    assert (
        "3.5 FTE Healthcare assistant to Reablement worker at North base in October 2016 (counts from December 2016)"
        in page.text
    )
    assert page.text.count("0.5 FTE Healthcare assistant in November 2016") == 1  # the second reduction moves nobody


def test_the_summary_has_posts_staff_cost_and_the_workforce_test(page: Page) -> None:
    assert "People in post 25.0 → 24.0 FTE, today → end" in page.text
    assert "Staff and bases £4.4m of the cost, present value" in page.text
    assert "People in post go from 25.0 FTE today to 24.0 FTE in March 2020: 6.5 FTE are recruited" in page.text
    assert "is passed by 2 of 3 reductions." in page.text
    assert "weights on access, change, work left undone and work below a role's skill" in page.text
    rows = page.table("The options over the whole plan").rows
    assert rows[0][8:12] == [
        "In post at the end (FTE)", "Recruited (FTE)", "Work left undone (hours)",
        "Staff and bases, present (£ million)",
    ]  # fmt: skip
    assert rows[3][8:11] == ["24.0", "6.5", "590"]


def test_rules_about_staff_are_recounted(page: Page) -> None:
    """Two bands in 60 months; one reduction of three fails; four recruitments are decided after the start."""
    rows = {row[0]: row[1:] for row in page.table("Rules recounted from the plan's figures").rows}
    assert rows["Rapid calls wait no longer than promised, at every base, in every band"] == ["120", "120", "kept"]
    assert rows["Workforce test: the staff of the replacement are there first"] == ["3", "2", "NOT kept"]
    assert rows["People join no sooner than their lead time allows"] == ["4", "4", "kept"]
    # Nurses may recruit 2 FTE a month; never more than 1.5 join.
    assert rows["No more recruits than the limit of the role"] == ["60", "60", "kept"]


def test_every_kind_of_money_has_a_name_and_staff_kinds_are_in_the_money_section(page: Page) -> None:
    assert set(words.KIND_TITLES) == set(get_args(MoneyKind))
    rows = {row[0]: row[1:] for row in page.table("Money by kind over the whole plan, £ thousand").rows}
    assert rows["Pay of people in post"] == ["4,000"] * 6
    assert rows["Pay protection after redeployment"] == ["50"] * 6


def test_a_response_that_is_nearly_met_is_never_written_as_met(case: Case, plan: Plan) -> None:
    staff = plan.option("plan").staff
    assert staff is not None
    nearly = tuple(row.model_copy(update={"met_share": 1 - 1e-6}) for row in staff.figures.responses)
    assert "99.99 %" in worst_response(case, staff.figures.model_copy(update={"responses": nearly}))
    full = tuple(row.model_copy(update={"met_share": 1.0}) for row in staff.figures.responses)
    assert worst_response(case, staff.figures.model_copy(update={"responses": full})) == (
        "Every response class is met in full at every workplace"
    )


def test_a_staff_plan_with_nothing_in_it_is_a_whole_page(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    assert chosen.staff is not None
    still = chosen.staff.model_copy(
        update={
            "decisions": chosen.staff.decisions.model_copy(update={"territory": (), "worked": ()}),
            "figures": chosen.staff.figures.model_copy(
                update={"staff_plan": (), "skills": (), "responses": (), "duty": (), "calendar": (), "travel": ()}
            ),
        }
    )
    empty = plan.model_copy(
        update={
            "options": (*plan.options[:2], chosen.model_copy(update={"staff": still})),
            "sequence": (),
            "levers": (),
            "marginal": (),
        }
    )
    page = Page(rendered(replace(case, may_do=()), empty))
    for sentence in (
        "No work is needed",
        "The plan recruits nobody.",
        "Nobody is redeployed or made redundant.",
        "The case asks for nobody on duty.",
        "No role may do work below its skill.",
        "No area is given to a base.",
        "The plan was not compared with one that decides beds first.",
    ):
        assert sentence in page.text
    assert page.misnested == []
    assert len(page.figure_parts) == 7


def test_text_of_the_staff_tables_is_data_everywhere(case: Case) -> None:
    spoiled = replace(
        case,
        roles=tuple(row.model_copy(update={"title": EVIL, "organisation": EVIL}) for row in case.roles),
        bases=tuple(row.model_copy(update={"title": EVIL}) for row in case.bases),
        duty_cover=tuple(row.model_copy(update={"title": EVIL}) for row in case.duty_cover),
        areas=tuple(row.model_copy(update={"title": EVIL}) for row in case.areas),
    )
    plan = staffed_plan(spoiled)
    plan = plan.model_copy(
        update={
            "bases": made_up_bases(spoiled).model_copy(update={"why_not_fixed": (EVIL,)}),
            "levers": tuple(row.model_copy(update={"title": EVIL}) for row in plan.levers),
            "marginal": tuple(row.model_copy(update={"text": EVIL, "where": EVIL}) for row in plan.marginal),
            "sequence": tuple(row.model_copy(update={"reason": EVIL}) for row in plan.sequence),
        }
    )
    page = Page(rendered(spoiled, plan))
    tags = [tag for tag, _ in page.elements]
    assert "script" not in tags
    assert "img" not in tags
    assert tags.count("title") == [tag for tag, _ in Page(rendered(case, staffed_plan(case))).elements].count("title")
    assert EVIL in "".join(page.words)
    assert page.misnested == []


def test_staff_charts_say_what_the_plan_says(case: Case, plan: Plan) -> None:
    drawn = charts(plan, case)
    bases, wards = drawn["staff-bases"], drawn["staff-wards"]
    assert bases.summary == (
        "In the 2 largest roles at bases 13.0 FTE are in post in April 2015 against 14.0 FTE needed, and 18.0 FTE in "
        "March 2020 against 19.0 FTE needed; agency is at most 0.8 FTE, in June 2015."
    )
    assert wards.summary.endswith("against 6.0 FTE needed; no agency is used.")
    assert len(bases.table.rows) == 2 * 60
    assert bases.table.rows[0] == ("Community nurse, North base", "April 2015", "9.0", "10.0", "0.0")
    assert wards.table.rows[-1] == ("Amberley unit", "March 2020", "6.0", "6.0", "0.0")
    for chart in (bases, wards):
        texts = [element.text or "" for element in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]
        assert chart.title in texts
        assert "FTE, each month" in texts
        assert {"in post", "needed", "agency"} <= set(texts)
        assert chart.svg == charts(plan, case)[chart.id].svg


def test_charts_keep_the_largest_roles_and_twelve_pictures(case: Case, plan: Plan) -> None:
    """Six roles at four bases: the four largest would be 16 pictures; the first twelve are drawn."""
    staff = plan.option("plan").staff
    assert staff is not None
    first = next(row for row in staff.figures.staff_plan if row.workplace == "base-north")
    bases = tuple(case.bases[0].model_copy(update={"base": f"b{n}", "title": f"Base {n}"}) for n in range(4))
    roles = tuple(case.roles[0].model_copy(update={"role": f"r{n}", "title": f"Role {n}"}) for n in range(6))
    rows = tuple(
        first.model_copy(
            update={"role": role.role, "workplace": base.base, "period": period.id, "in_post_fte": 10.0 + number}
        )
        for number, role in enumerate(roles)
        for base in bases
        for period in case.periods
    )
    figures = staff.figures.model_copy(update={"staff_plan": rows, "duty": (), "responses": (), "calendar": ()})
    chosen = plan.option("plan").model_copy(update={"staff": staff.model_copy(update={"figures": figures})})
    large = replace(case, bases=bases, roles=roles)
    drawn = charts(plan.model_copy(update={"options": (*plan.options[:2], chosen)}), large)
    titles = dict.fromkeys(row[0] for row in drawn["staff-bases"].table.rows)
    assert list(titles) == [f"Role {role}, Base {base}" for role in (5, 4, 3) for base in range(4)]
    assert "staff-wards" not in drawn

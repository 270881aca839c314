"""Tables about staff and bases in a run folder: which there are, what they add up to, and text that stays text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from capplan.report import tables
from made_up_county import made_up_case
from report.made_up import made_up_plan
from report.made_up_staff import made_up_bases, staffed_county, staffed_plan

CASE = staffed_county()
PLAN = staffed_plan(CASE).model_copy(update={"bases": made_up_bases(CASE)})
STAFF_FILES = [
    "staffing_plan.csv",
    "staff_calendar.csv",
    "skill_cover.csv",
    "response.csv",
    "duty.csv",
    "sequence.csv",
    "levers.csv",
    "marginal.csv",
]


SIMULATION_FILES = ["simulation.csv", "simulation_loads.csv", "simulation_waiting.csv"]


def rows_of(table: tables.Table) -> list[dict[str, tables.Cell]]:
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


def test_a_plan_without_staff_has_no_staff_tables() -> None:
    case = made_up_case()
    assert len(tables.csv_files(case, made_up_plan(case))) == 8 + len(SIMULATION_FILES)


def test_a_plan_with_staff_has_these_tables_and_bases_where_they_were_chosen() -> None:
    assert list(tables.csv_files(CASE, PLAN))[8:] == [*STAFF_FILES, "bases.csv", "territories.csv", *SIMULATION_FILES]
    without = PLAN.model_copy(update={"bases": None})
    assert list(tables.csv_files(CASE, without))[8:] == [*STAFF_FILES, *SIMULATION_FILES]


@pytest.mark.parametrize("table", tables.run_tables(CASE, PLAN), ids=lambda table: table.name)
def test_every_row_fills_the_headings_and_reads_back_as_written(table: tables.Table) -> None:
    assert len(set(table.headings)) == len(table.headings)
    assert table.rows
    written = list(csv.DictReader(io.StringIO(tables.csv_text(table).removeprefix("\ufeff"), newline="")))
    for row, back in zip(rows_of(table), written, strict=True):
        assert back == {name: "" if cell is None else str(cell) for name, cell in row.items()}


def test_staffing_plan_sets_people_in_post_against_budget_and_need() -> None:
    """North base, June 2015: 10 nurses in the budget, 14 in post, 13 needed, 0.75 agency: vacancy -4, gap +1.75."""
    rows = rows_of(tables.staffing_plan(CASE, PLAN))
    assert len(rows) == 3 * 3 * 60  # options, posts, months
    (row,) = [
        row
        for row in rows
        if (row["option"], row["role"], row["workplace"], row["month"]) == ("plan", "nurse", "base-north", "2015-06")
    ]
    assert (row["role_title"], row["organisation"], row["band"], row["team"]) == (
        "Community nurse",
        "Health trust",
        "6",
        "Nursing",
    )
    assert (row["budget_fte"], row["in_post_fte"], row["vacancy_fte"]) == (10.0, 14.0, -4.0)
    assert (row["needed_fte"], row["agency_fte"], row["gap_fte"]) == (13.0, 0.75, 1.75)
    assert (row["utilisation_share"], row["set_by"]) == (0.5, "rapid cover")


def test_the_calendar_is_in_the_order_of_decisions() -> None:
    rows = rows_of(tables.staff_calendar(CASE, PLAN))
    months = [str(row["decide_by_month"]) for row in rows]
    assert months == sorted(months)
    assert months[0] == "2015-05"  # nurses who start in August, three months before
    move = next(row for row in rows if row["kind"] == "redeploy")
    assert (move["from_role_title"], move["from_site_title"], move["role_title"], move["workplace_title"]) == (
        "Healthcare assistant",
        "Brookfield unit",
        "Reablement worker",
        "North base",
    )
    assert (move["starts_month"], move["productive_from_month"], move["fte"]) == ("2016-10", "2016-12", 3.5)
    assert rows[0]["from_site_title"] == ""


def test_skills_responses_and_duty_have_every_option_and_month() -> None:
    assert len(tables.skill_cover(CASE, PLAN).rows) == 3 * 60
    assert len(tables.response(CASE, PLAN).rows) == 3 * 2 * 60
    duty = rows_of(tables.duty(CASE, PLAN))
    assert len(duty) == 3 * 2 * 60
    assert (duty[0]["cover_title"], duty[0]["on_duty_people"], duty[0]["calls_per_hour"]) == ("Day", 1, 0.125)


def test_what_is_said_across_beds_and_staff_is_written_to_the_penny() -> None:
    together, apart = rows_of(tables.sequence(PLAN))
    assert (together["difference_gbp"], together["reason"]) == (1_000_000.0, "")
    assert (apart["difference_gbp"], apart["reason"]) == (None, "Brookfield unit lacks nurses at North base")
    pulled, left = rows_of(tables.levers(PLAN))
    assert (pulled["pulled"], pulled["stated_saving_gbp_per_year"]) == ("yes", 20_000.0)
    assert (left["pulled"], left["stated_saving_gbp_per_year"], str(left["worth_present_gbp"])) == ("no", None, "0.0")
    assert rows_of(tables.marginal(CASE, PLAN))[0]["role_title"] == "Community nurse"


def test_bases_and_territories_name_what_each_base_serves() -> None:
    bases = made_up_bases(CASE)
    (base,) = rows_of(tables.bases(CASE, bases))
    assert (base["base_title"], base["areas"], base["furthest_rapid_area"]) == ("North base", 2, "s1")
    assert [(row["area"], row["base"], row["travel_min"]) for row in rows_of(tables.territories(CASE, bases))] == [
        ("n1", "base-north", 12.0),
        ("s1", "base-north", 34.0),
    ]


def test_the_workforce_test_stands_beside_the_closure_test() -> None:
    rows = rows_of(tables.decommissioning_plan(CASE, PLAN))
    assert [(row["closure_test"], row["workforce_test"]) for row in rows[:2]] == [
        ("passed", "failed"),
        ("passed", "passed"),
    ]
    assert rows[0]["worst_shortfall_hours"] == 10.0
    bare = made_up_case()
    assert {row["workforce_test"] for row in rows_of(tables.decommissioning_plan(bare, made_up_plan(bare)))} == {None}


def test_no_role_base_skill_or_lever_becomes_a_formula() -> None:
    evil = "=HYPERLINK(1)"
    case = replace(
        CASE,
        roles=tuple(
            row.model_copy(update={"title": evil, "organisation": evil, "team": evil, "band": evil})
            for row in CASE.roles
        ),
        bases=tuple(row.model_copy(update={"title": evil}) for row in CASE.bases),
        skills=tuple(row.model_copy(update={"title": evil}) for row in CASE.skills),
        areas=tuple(row.model_copy(update={"title": evil}) for row in CASE.areas),
        duty_cover=tuple(row.model_copy(update={"title": evil}) for row in CASE.duty_cover),
    )
    plan = PLAN.model_copy(
        update={
            "levers": tuple(row.model_copy(update={"title": evil}) for row in PLAN.levers),
            "marginal": tuple(row.model_copy(update={"text": evil}) for row in PLAN.marginal),
            "sequence": tuple(row.model_copy(update={"reason": evil}) for row in PLAN.sequence),
        }
    )
    files = tables.csv_files(case, plan)
    for name in (*STAFF_FILES, "bases.csv", "territories.csv"):
        cells = [cell for row in csv.reader(io.StringIO(files[name].removeprefix("\ufeff"))) for cell in row]
        assert f"'{evil}" in cells, name
        assert evil not in cells, name

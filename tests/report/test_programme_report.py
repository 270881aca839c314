"""The programme in the report of a case without beds: sound structure, text as data, the figures that matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import made_up_provenance
from pages import Page

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.decisions import Plan
from capplan.plan.pipeline import Run, make_plan
from capplan.report.html import render
from capplan.report.tables import csv_files
from capplan.solve import Profile

TINY = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"
EVIL = '</title><script>alert("x")</script>'


def made(case: Case, folder: Path) -> Plan:
    return make_plan(case, Profile(), Run(folder, lambda _: None, lambda _: None))


def rendered(case: Case, plan: Plan) -> str:
    return render(plan, case, made_up_provenance(case), assumptions(case))


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(TINY)


@pytest.fixture(scope="module")
def plan(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return made(case, tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="module")
def page(case: Case, plan: Plan) -> Page:
    return Page(rendered(case, plan))


def test_the_page_is_well_formed(page: Page) -> None:
    assert page.misnested == []
    assert page.open == []
    assert page.headings[0] == 1
    assert all(lower - upper <= 1 for upper, lower in zip(page.headings, page.headings[1:], strict=False))


def test_the_page_says_what_is_done_and_how_good_it_is(page: Page) -> None:
    assert "Plan: Six months of a small programme" in page.text
    assert "the programme saves £3,752 net" in page.text
    assert "each month of waiting weighs £1, is −£3,730; no other choice of starts is below −£3,730" in page.text
    assert "Staffed beds" not in page.text


def test_money_is_shown_by_line_funder_and_year(page: Page) -> None:
    assert "Money by line and financial year, as shown" in page.text
    assert "Health commissioner" in page.text
    assert "−£2,466" in page.text


def test_text_of_a_case_is_data(case: Case, tmp_path: Path) -> None:
    rows = [row.model_copy(update={"title": EVIL}) for row in case.initiatives]
    other = replace(case, initiatives=tuple(rows))
    text = rendered(other, made(other, tmp_path))
    assert EVIL not in text
    assert "&lt;/title&gt;&lt;script&gt;" in text


def test_tables_of_the_programme_are_written_and_those_of_beds_are_not(case: Case, plan: Plan) -> None:
    files = csv_files(case, plan)
    assert "bed_plan.csv" not in files
    schedule = files["programme_schedule.csv"].splitlines()
    assert schedule[0].endswith("initiative,title,section,kind,locality,earliest,starts,ends,stated,with_site")
    assert "small-kit,Small equipment,,commission,,2026-01,,,," in schedule
    assert "falls,Falls service,,commission,south,2026-02,2026-02,,," in schedule
    assert "present value,325.0,-4077.0,-3752.0,0.0" in files["programme_funders.csv"]

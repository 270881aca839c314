"""Levers: those that the case declares, what they change, and what is said where they cannot be moved so."""

import csv
import io
from html import unescape

import pytest

from capplan.case.moved import moved_files, with_changes
from capplan.case.option_tables import OptionChange
from capplan.case.read import read_case
from capplan.errors import CaseFaults
from capplan.serve.levers import field_names, sections
from capplan.serve.moving import moved


@pytest.fixture(scope="module")
def case(case_folder):
    return read_case(case_folder)


def cells(desk, record, table, key):
    path = desk.store.folders.work(record.id) / "case" / f"{table}.csv"
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return next(row for row in rows if next(iter(row.values())) == key)


def test_the_form_has_what_the_case_declares(case):
    assert [part.id for part in sections(case)] == [
        "demand", "sites", "gates", "shift", "budgets", "service", "other",
    ]  # fmt: skip
    names = set(field_names(sections(case)))
    assert names >= {
        "scenario",
        "demand",
        "site:hillside",
        "month:hillside",
        "gate-passed:ward-consultation",
        "shift:step-down:home",
        "revenue-budget:pool:2026/27",
        "service-level:step-up",
    }


SET = {
    "name": "Everything",
    "scenario": "high",
    "demand": "110",
    "site:hillside": "no-reduction-before",
    "month:hillside": "2026-10",
    "gate-passed:ward-consultation": "2026-07",
    "shift:step-down:home": "10",
    "revenue-budget:pool:2026/27": "£4,600,000",
    "service-level:step-up": "15 %",
    "parameter": "acute_delayed_day_gbp",
    "parameter-value": "450",
}


def test_what_is_set_is_in_the_copy_that_the_run_plans_and_marked_as_assumed(planner, desk):
    answer = planner.post("/cases/example/levers", **SET)
    assert answer.status_code == 303
    (record,) = desk.store.find()
    assert answer.location == f"/runs/{record.id}"
    assert (record.request.name, record.request.scenario) == ("Everything", "high")
    # 60 step-up admissions become 66 with 110 %; one in ten refused becomes 15 in a hundred.
    step_up = cells(desk, record, "cohorts", "step-up")
    assert (float(step_up["admissions_per_year"]), float(step_up["rule_target"])) == (66.0, 0.15)
    assert step_up["status"] == "assumed"
    assert "lever of the planner's page" in step_up["reason"]
    assert cells(desk, record, "sites", "hillside")["closes_from"] == "2026-10"
    assert cells(desk, record, "gates", "ward-consultation")["passed"] == "2026-07"
    assert float(cells(desk, record, "budgets", "pool")["revenue_gbp"]) == 4_600_000
    assert float(cells(desk, record, "parameters", "acute_delayed_day_gbp")["value"]) == 450
    # The rest is as it was, and the copy is a case without faults, set to the scenario.
    again = read_case(desk.store.folders.work(record.id) / "case")
    assert again.scenario == "high"
    assert again.site["meadow-view"] == read_case(desk.cases.known("example").path).site["meadow-view"]
    page = planner.text(f"/runs/{record.id}")
    for words in ("Demand of every group of people: 110 % of the case", "Hillside ward: no reduction before the month"):
        assert words in page


def test_nothing_set_is_the_case_itself(planner, desk, case):
    planner.post("/cases/example/levers")
    (record,) = desk.store.find()
    assert record.request.name == "The case as it is"
    assert read_case(desk.store.folders.work(record.id) / "case").digest == case.digest


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"service-level:step-up": "500"}, "Write a number, 0 to 100."),
        ({"service-level:step-up": "100"}, "allows everybody to be refused"),
        ({"service-level:step-up": "=1+1"}, "Write a number, 0 to 100."),
        ({"service-level:step-up": "nan"}, "Write a number, 0 to 100."),
        ({"revenue-budget:pool:2026/27": "-5"}, "Write a number, 0 or more."),
        ({"site:hillside": "close-by"}, "Choose the month."),
        ({"site:hillside": "keep-site", "month:hillside": "2026-10"}, "This choice knows no month"),
        ({"month:hillside": "2026-10"}, "Choose what happens in the month"),
        ({"site:hillside": "<script>"}, "Choose one of the list."),
        ({"scenario": "../base"}, "Choose one of the scenarios."),
        ({"parameter-value": "3"}, "Choose the parameter that has this value"),
        ({"parameter": "discount_rate", "parameter-value": "x"}, "Write a number."),
        ({"parameter": "discount_rate", "parameter-value": "7"}, "discount_rate"),
        ({"gate-passed:ward-consultation": "2031-01"}, "Choose one of the list."),
        ({"seconds": "1.5"}, "Write whole seconds"),
        ({"name": "x" * 121}, "Use at most 120 characters."),
        ({"name": "@SUM(1)"}, "a spreadsheet would take this for a formula."),
    ],
    ids=lambda value: value if isinstance(value, str) else "=".join(map(str, next(iter(value.items()))))[:40],
)
def test_every_slip_is_told_at_its_field_and_nothing_is_run(planner, desk, values, words):
    answer = planner.post("/cases/example/levers", **values)
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert 'aria-invalid="true"' in answer.text or "seconds" in values
    assert desk.store.find() == []


def test_a_field_that_the_case_does_not_have_is_left_alone(case):
    found = moved(case, {"site:nowhere": "keep-site", "service-level:nobody": "5"})
    assert (found.changes, found.wrong) == ([], {})


def test_a_change_of_what_is_not_there_is_a_fault(case):
    with pytest.raises(CaseFaults, match="is not in sites"):
        with_changes(case, [OptionChange(option="x", number=1, kind="keep-site", target="nowhere")])


def test_a_service_level_is_a_change_of_an_option_too(case):
    change = OptionChange(option="x", number=1, kind="service-level", target="step-up", value=0.2)
    after = with_changes(case, [change])
    assert after.cohort["step-up"].rule_target == 0.2
    assert after.cohort["step-down"] == case.cohort["step-down"]


def test_the_files_of_a_case_that_is_not_changed_are_the_same(case, case_folder):
    files = moved_files(case_folder, case, case)
    assert files["sites.csv"] == (case_folder / "sites.csv").read_bytes()

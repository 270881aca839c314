"""The verbs check, describe and new: output, exit codes, no traceback."""

import re

import pytest

from capplan.case.describe import dictionary


@pytest.fixture
def run(capplan):
    return capplan


def test_new_example_then_check_finds_no_fault(run, tmp_path):
    made = run("new", "--example", tmp_path / "county")
    assert (made.exit_code, made.stderr) == (0, "")
    result = run("check", tmp_path / "county")
    assert (result.exit_code, result.stderr) == (0, "")
    first, head, *table, periods, sources, scenarios = result.stdout.splitlines()
    assert first == "example: no fault. Example: a ward and care at home"
    assert head == "Rows: 291 in 82 tables"
    assert max(map(len, table)) <= 120
    counts = (
        "parameters 4, localities 2, areas 3, settings 3, cohorts 2, stays 5, growth 1, seasons 12, gates 1, "
        "contracts 2, sites 3, configurations 7, transitions 6, funders 2, funding 6, budgets 1, staff_per_bed 2, "
        "scenarios 2, benchmarks 1, milestones 2, bases 2, adjacency 2, roles 4, establishment 7, skills 4, "
        "may_do 7, work_types 6, recipes 6, tapers 4, duty_cover 1, moves 2, supervision 1, levers 2, staff_lists "
        "4, staff_statements 2, rotas 1, rule_sets 11, unsocial_rates 2, people 8, rota_shifts 3, rota_cover 4, "
        "absences 1, requests 2, fixed_patterns 1, hub_contacts 2, hub_profile 4, hub_hours 2, hub_roles 2, "
        "hub_may_answer 3, hub_contracts 2, hub_shifts 3, hub_volumes 1, stay_spread 1, weekdays 2, "
        "occupied_today 2, visit_places 4, visits 10, visit_pairs 2, carers 4, visit_weekdays 2, carer_shifts 24, "
        "document_figures 11, document_checks 6, document_terms 9, initiatives 3, roll_out 2, initiative_money 5, "
        "pots 2, programme_budgets 2, precedence 1, benefit_gates 1, approvals 1, benefit_overlaps 1, "
        "benefit_shares 2, programme_capacity 3, contingencies 1, programme_sites 1, options 3, option_changes 3, "
        "uncertainty 3, scenario_chances 2, grid_lines 5"
    )
    assert {(name, count) for line in table for name, count in re.findall(r"(\w+) +(\d+)", line)} == {
        tuple(pair.split()) for pair in counts.split(", ")
    }
    assert [periods, sources, scenarios] == [
        "Periods: 12 over 12 months, 2026-04 to 2027-03",
        "Sources of the rows: 0 stated, 0 derived, 12 assumed, 279 blank",
        "Scenarios: base, high (set to base)",
    ]


def test_check_numbers_every_repair_on_stderr_and_exits_1(run, tmp_path):
    run("new", "--example", tmp_path / "county")
    (tmp_path / "county" / "seasons.csv").write_text("month,index\n13,x\n", encoding="utf-8")
    result = run("check", tmp_path / "county")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "2 repairs needed:",
        '1. seasons.csv row 2 column month: "13" is above 12. Write a whole number, 1 to 12.',
        '2. seasons.csv row 2 column index: "x" is not a number. Write a number, 0 or more.',
    ]


def test_check_of_one_fault_speaks_of_one_repair(run, tmp_path):
    result = run("check", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert result.stderr.startswith("1 repair needed:\n1. ")


def test_new_refuses_a_folder_with_files(run, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = run("new", tmp_path)
    assert result.exit_code == 2
    assert "nothing is overwritten" in result.stderr


def test_new_below_a_file_is_a_usage_error(run, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = run("new", tmp_path / "notes.txt" / "county")
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_describe_lists_the_tables(run):
    result = run("describe")
    assert result.exit_code == 0
    assert "sites               for beds  A place that runs" in result.stdout


@pytest.mark.parametrize("name", ["sites", "sites.csv"])
def test_describe_a_table(run, name):
    result = run("describe", name)
    assert "Key: site\n" in result.stdout
    assert "  lead_months [months], default 0\n      from the decision to more capacity running\n" in result.stdout


def test_describe_parameters_prints_their_units(run):
    assert "  acute_delayed_day_gbp [GBP/day], required\n" in run("describe", "parameters").stdout


def test_describe_case_toml(run):
    assert "[horizon]\n" in run("describe", "case.toml").stdout


def test_describe_an_unknown_table_names_the_nearest(run):
    result = run("describe", "site")
    assert result.exit_code == 2
    assert '"sites"' in result.stderr


def test_describe_markdown_is_the_dictionary(run):
    assert run("describe", "--markdown").stdout == dictionary()


def test_markdown_of_one_table_is_a_usage_error(run):
    assert run("describe", "sites", "--markdown").exit_code == 2

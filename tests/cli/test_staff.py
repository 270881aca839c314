"""`capplan staff`: beds and staff of one option together, printed and checked."""

import json

from capplan.case.tables import TABLES
from capplan.decisions import BedPlan


def test_it_prints_beds_money_and_proof(capplan, case):
    result = capplan("staff", case)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Example: a ward and care at home: plan, scenario base"
    assert any(line.startswith("  Proof: optimal, gap 0.") for line in lines)
    assert result.stderr.splitlines() == ["• bases", "• plan"]


def test_json_is_the_option_of_a_run(capplan, case, first_run):
    result = capplan("staff", case, "--json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    option = BedPlan.model_validate_json(result.stdout, strict=True)
    whole = json.loads((first_run[0] / "plan.json").read_text(encoding="utf-8"))
    assert option.model_dump(mode="json") == next(one for one in whole["options"] if one["option"] == "plan")


def test_a_case_without_roles_is_a_usage_error(capplan, tmp_path):
    capplan("new", "--example", tmp_path / "county")
    named = ("roles", "establishment", "may_do", "moves", "supervision")
    for path in (tmp_path / "county").glob("*.csv"):
        # The rota, the hub and the day of visits name roles; without roles they cannot stand.
        if path.stem in named or TABLES[path.stem].row.__module__.endswith(
            ("rota_tables", "hub_tables", "visit_tables", "case.week_tables")
        ):
            path.unlink()
    result = capplan("staff", tmp_path / "county")
    assert result.exit_code == 2
    assert "plans no staff" in result.stderr

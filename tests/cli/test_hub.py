"""`capplan hub`: the single point of referral planned, printed and checked."""

import json
import re

import pytest

from capplan.decisions.hub import HubPlan


def test_it_prints_posts_promises_and_proof(capplan, case):
    result = capplan("hub", case, "--simulate", "4")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Example: a ward and care at home: single point of referral, a typical week in half hours"
    posts = next(line for line in lines if line.startswith("  All roles: "))
    by_role = [float(found) for found in re.findall(r": ([\d.]+) FTE \(headroom", result.stdout)]
    assert float(posts.split()[2]) == pytest.approx(sum(by_role), abs=0.01 * len(by_role))
    assert any(line.startswith("  Simulated, ") for line in lines)
    assert lines[-1].startswith("  Proof: ")
    assert "• hub" in result.stderr.splitlines()


def test_json_is_the_hub_of_a_run(capplan, case, first_run):
    result = capplan("hub", case, "--json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    plan = HubPlan.model_validate_json(result.stdout, strict=True)
    whole = json.loads((first_run[0] / "plan.json").read_text(encoding="utf-8"))
    assert plan.decisions.model_dump(mode="json") == whole["hub"]["decisions"]


def test_a_case_without_a_hub_is_a_usage_error(capplan, case):
    for path in case.glob("hub_*.csv"):
        path.unlink()
    result = capplan("hub", case)
    assert result.exit_code == 2
    assert "no hub" in result.stderr


def test_the_mean_week_asks_for_no_more_than_a_week_that_keeps_its_promises(capplan, case):
    weeks, mean = (
        HubPlan.model_validate_json(capplan("hub", case, "--json", "-q", "--aim", aim, "--simulate", "0").stdout)
        for aim in ("weeks", "mean")
    )
    assert mean.figures.totals.factor == 1.0 <= weeks.figures.totals.factor
    assert mean.figures.totals.fte <= weeks.figures.totals.fte

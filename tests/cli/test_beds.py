"""`capplan beds`: one option solved and printed, nothing written; Ctrl-C keeps the best plan so far."""

import json
import logging
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyomo.environ as pyo

from capplan.case.read import read_case
from capplan.decisions import BedPlan
from capplan.plan import search
from capplan.plan.option import solve_option
from capplan.solve import Profile

COUNTY = Path(__file__).parents[2] / "data" / "buckinghamshire"
DEADLINE_S = 25.0


def test_the_plan_of_the_example_is_printed(capplan, case):
    result = capplan("beds", case)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Example: a ward and care at home: plan, scenario base"
    assert lines[1] == "  Beds: 24 at the start, 12 at the end (home places and spot beds apart)"
    assert re.fullmatch(r"  Present cost £[0-9,]+ \(nominal £[0-9,]+\)", lines[-2])
    assert re.fullmatch(r"  Proof: optimal, gap 0\.[0-9]{3}% of £[0-9,]+ \(asked 0\.500%\)", lines[-1])
    assert result.stderr == "• plan\n"


def test_business_as_usual_changes_nothing(capplan, case):
    result = capplan("beds", case, "--option", "business-as-usual", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  Beds: 24 at the start, 24 at the end" in result.stdout
    assert "fewer" not in result.stdout
    assert "more (" not in result.stdout


def test_json_is_the_plan_of_the_beds_alone(capplan, case):
    result = capplan("beds", case, "--json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    option = BedPlan.model_validate_json(result.stdout, strict=True)
    assert option.staff is None
    assert option == solve_option(read_case(case).without_staff(), "plan", Profile()).plan


def test_a_scenario_of_more_people_costs_more(capplan, case):
    costs = []
    for scenario in ("base", "high"):
        result = capplan("beds", case, "--scenario", scenario, "--json", "-q")
        costs.append(json.loads(result.stdout)["figures"]["totals"]["cost_present_gbp"])
    # Both cohorts have a tenth more people in `high`.
    assert costs[0] < costs[1]


def test_nothing_is_written(capplan, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert capplan("beds", case).exit_code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_option_is_a_usage_error(capplan, case):
    result = capplan("beds", case, "--option", "wish")
    assert result.exit_code == 2
    assert "business-as-usual" in result.stderr


def test_ctrl_c_ends_the_search_and_never_in_a_traceback(tmp_path):
    profile = tmp_path / "endless.toml"
    # No gap and five seconds for each of at most two searches, so that the test ends even if Ctrl-C comes too early.
    profile.write_text('name = "endless"\nmip_rel_gap = 0.0\ntime_limit_s = 5.0\nthreads = 1\n', encoding="utf-8")
    command = [sys.executable, "-m", "capplan", "beds", str(COUNTY), "--profile", str(profile)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "• plan\n"
        # The case is read; building the model takes a second or so, the search far longer than the limit.
        time.sleep(3.0)
        process.send_signal(signal.SIGINT)
        try:
            answer, message = process.communicate(timeout=DEADLINE_S)
        finally:
            process.kill()
    assert "Traceback" not in message
    if process.returncode == 0:
        assert re.search(r"Proof: (optimal|feasible), gap [0-9.]+%", answer), answer
    else:
        assert process.returncode in {4, 130}, message
        assert answer == ""
        assert re.search(r"No plan was found in|Stopped by Ctrl-C\.", message), message


def test_ctrl_c_outside_the_search_ends_at_once_without_a_traceback(capplan, case, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("capplan.cli.shared.read_case", interrupted)
    result = capplan("beds", case)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Stopped by Ctrl-C.\n")


def test_ctrl_c_while_the_model_is_built_says_nothing_of_pyomo(capplan, case, monkeypatch):
    def stop(model, index):
        raise KeyboardInterrupt

    def build(inputs):
        model = pyo.ConcreteModel()
        model.rows = pyo.Constraint([1], rule=stop)

    monkeypatch.setattr(search, "build", build)
    logged = []
    handler = logging.Handler()
    handler.emit = logged.append
    pyomo = logging.getLogger("pyomo.core")
    pyomo.addHandler(handler)
    try:
        result = capplan("beds", case)
    finally:
        pyomo.removeHandler(handler)
    assert (result.exit_code, logged) == (130, [])
    assert result.stderr.endswith("Stopped by Ctrl-C.\n")

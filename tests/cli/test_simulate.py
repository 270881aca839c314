"""`capplan simulate`: a run folder through possible futures; `capplan run` says what became of its promises."""

import json

from capplan.decisions import Plan
from capplan.decisions.simulation import Simulation


def test_a_run_is_simulated_and_says_so(first_run):
    folder, result = first_run
    plan = Plan.model_validate_json((folder / "plan.json").read_bytes(), strict=True)
    assert plan.simulation is not None
    assert (plan.simulation.option, plan.simulation.replications) == ("plan", 30)
    assert "  Simulated in 30 futures: " in result.stdout
    assert {"simulation.csv", "simulation_loads.csv", "simulation_waiting.csv"} <= {
        path.name for path in folder.iterdir()
    }
    ids = {finding.id for finding in plan.findings}
    assert {"simulation-step-down", "simulation-step-up", "simulation-waiting-step-down"} <= ids
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Does it hold? Simulation" in page
    assert "Service promises, planned against simulated" in page


def test_the_same_futures_come_out_again_and_other_options_meet_the_same_people(first_run, capplan):
    folder, _ = first_run
    plan = Plan.model_validate_json((folder / "plan.json").read_bytes(), strict=True)
    again = capplan("simulate", folder, "-q", "--json")
    assert (again.exit_code, again.stderr) == (0, "")
    assert Simulation.model_validate_json(again.stdout, strict=True) == plan.simulation
    usual = capplan("simulate", folder, "--option", "business-as-usual", "--replications", 2, "--seed", 3)
    assert usual.exit_code == 0
    assert usual.stdout.startswith("Example: a ward and care at home: business-as-usual through 2 futures (seed 3)")
    assert "Waiting at the end, Step-down after a hospital stay" in usual.stdout
    assert "simulate business-as-usual" in usual.stderr


def test_an_altered_verdict_fails_verification(first_run, capplan, tmp_path):
    folder, _ = first_run
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    document["simulation"]["promises"][0]["share"] += 0.05
    copy = tmp_path / "run"
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "case").symlink_to(folder / "case")
    (copy / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    result = capplan("verify", copy)
    assert result.exit_code == 5
    assert "figure simulation.promises.share" in result.stderr


def test_a_folder_that_is_no_run_is_refused(capplan, tmp_path):
    result = capplan("simulate", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not a run folder" in result.stderr

"""`capplan run`: a whole, repeatable run folder, or a message, an exit code and nothing at all."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from capplan.decisions import Plan
from capplan.plan.store import plan_schema_json
from example_text import replace_text

FIXED_NAMES = {
    "plan.json",
    "bed_plan.csv",
    "decommissioning_plan.csv",
    "commissioning_plan.csv",
    "findings.csv",
    "report.html",
    "plan.xlsx",
    "milestones.ics",
    "provenance.json",
    "solver.log",
    "case",
}
SCHEMA = Path(__file__).parents[2] / "src" / "capplan" / "plan" / "plan.schema.json"


def test_run_writes_every_file_and_prints_the_answer(first_run):
    folder, result = first_run
    assert result.exit_code == 0
    names = {path.name for path in folder.iterdir()}
    assert names >= FIXED_NAMES
    assert {name for name in names - FIXED_NAMES if not name.endswith(".csv")} == set()
    assert all(path.stat().st_size > 0 for path in folder.iterdir() if path.is_file())
    assert (folder / "case" / "case.toml").read_bytes() == (folder.parent / "county" / "case.toml").read_bytes()


def test_only_the_answer_is_on_stdout_and_only_progress_on_stderr(first_run):
    folder, result = first_run
    lines = result.stdout.splitlines()
    assert lines[0] == "Example: a ward and care at home: plan, scenario base"
    again = f"check it again with `capplan verify {folder}`."
    assert lines[-1] == f"Written to {folder}: open report.html or plan.xlsx, or {again}"
    assert all(line.startswith("  ") for line in lines[1:-1])
    assert "HiGHS" not in result.output
    assert all(re.match("•|  +[0-9]+ s  ", line) for line in result.stderr.splitlines())


def test_the_tables_say_what_the_plan_decides(first_run):
    # The ward loses 12 of its 24 beds; the team gains 12 places.
    folder, result = first_run
    plan = Plan.model_validate_json((folder / "plan.json").read_bytes(), strict=True)
    closures = plan.option("plan").figures.closures
    assert [(row.site, row.beds_removed) for row in closures] == [("hillside", 12)]
    with (folder / "decommissioning_plan.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert "Hillside ward" in row.values()
    assert closures[0].closed in row.values()
    assert f"{closures[0].closed}  Hillside ward: 12 fewer (ward-12)" in result.stdout


def test_a_second_run_gives_the_same_plan_and_tables_byte_for_byte(first_run, capplan, case, tmp_path):
    folder, _ = first_run
    assert capplan("run", case, "--out", tmp_path / "again", "--png", "-q").exit_code == 0
    tables = sorted(path.name for path in folder.glob("*.csv"))
    assert tables == sorted(path.name for path in (tmp_path / "again").glob("*.csv"))
    for name in ["plan.json", *tables]:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name
    # The second was asked for pictures too: what the report shows, each as SVG and PNG; they are no fault of a run.
    shown = re.findall(r'aria-labelledby="([a-z-]+)-title ', (folder / "report.html").read_text(encoding="utf-8"))
    drawn = {path.name for path in (tmp_path / "again" / "pictures").iterdir()}
    assert drawn == {f"{name}.{kind}" for name in shown for kind in ("svg", "png")}
    assert "timeline.png" in drawn
    assert " --png " in json.loads((tmp_path / "again" / "provenance.json").read_text(encoding="utf-8"))["command"]
    assert capplan("verify", tmp_path / "again").exit_code == 0


def test_plan_json_is_what_the_published_schema_describes(first_run):
    folder, _ = first_run
    # The published file is the schema of `Plan`, and reading the plan strictly by it loses and adds nothing.
    assert SCHEMA.read_text(encoding="utf-8") == plan_schema_json()
    text = (folder / "plan.json").read_text(encoding="utf-8")
    plan = Plan.model_validate_json(text, strict=True)
    assert json.loads(plan.model_dump_json()) == json.loads(text)
    assert set(json.loads(SCHEMA.read_text(encoding="utf-8"))["required"]) <= set(json.loads(text))


def test_provenance_names_the_command_that_repeats_the_run(first_run):
    provenance = json.loads((first_run[0] / "provenance.json").read_text(encoding="utf-8"))
    assert provenance["command"] == "capplan run example --out RUN --scenario base --seed 0 --time-limit 600"
    assert provenance["seconds"].keys() >= {"business-as-usual", "do-minimum", "plan", "independent check", "all"}


def test_a_run_replaces_an_older_run(first_run, capplan, case, tmp_path):
    shutil.copytree(first_run[0], tmp_path / "run")
    (tmp_path / "run" / "of-the-older-run.csv").write_text("old", encoding="utf-8")
    result = capplan("run", case, "--out", tmp_path / "run", "--scenario", "high", "-q")
    assert result.exit_code == 0
    assert not (tmp_path / "run" / "of-the-older-run.csv").exists()
    assert json.loads((tmp_path / "run" / "plan.json").read_text(encoding="utf-8"))["scenario"] == "high"
    # Nothing half-written or moved aside stays beside it.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county", "run"]
    assert result.stderr == ""


def test_a_folder_that_is_no_run_is_left_alone(capplan, case, tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "minutes.txt").write_text("mine", encoding="utf-8")
    result = capplan("run", case, "--out", tmp_path / "papers")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty and is not a run folder" in result.stderr
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["minutes.txt"]


def refused(capplan, out, *arguments):
    """Run, and return exit code and message; nothing may be printed as an answer or left behind."""
    before = sorted(path.name for path in out.parent.iterdir())
    result = capplan("run", *arguments, "--out", out)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in out.parent.iterdir()) == before
    return result.exit_code, result.stderr


def test_an_unknown_scenario_is_a_usage_error(capplan, case, tmp_path):
    code, message = refused(capplan, tmp_path / "run", case, "--scenario", "hihg")
    assert code == 2
    assert "No scenario 'hihg' in this case; it has base, high." in message


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("mip_rel_gpa = 0.01", "Unknown profile setting `mip_rel_gpa`. Did you mean `mip_rel_gap`"),
        ("[highs]\nmip_heuristic_efort = 0.1", "HiGHS has no option `mip_heuristic_efort`. Did you mean"),
        ("mip_rel_gap = 'small'", "`mip_rel_gap` must be a number"),
        ("mip_rel_gap = ", "is not valid TOML"),
    ],
    ids=["misspelt setting", "misspelt HiGHS option", "wrong type", "no TOML"],
)
def test_a_wrong_profile_is_a_usage_error(capplan, case, tmp_path, profile, words):
    (tmp_path / "mine.toml").write_text(profile, encoding="utf-8")
    code, message = refused(capplan, tmp_path / "run", case, "--profile", tmp_path / "mine.toml")
    assert code == 2
    assert words in message


def test_an_impossible_budget_is_named_with_the_amount_that_would_do(capplan, case, tmp_path):
    budget_gbp = 1_000_000
    replace_text(case / "budgets.csv", "4500000", str(budget_gbp))
    code, message = refused(capplan, tmp_path / "run", case)
    assert code == 3
    found = re.search(r"The revenue budget of pool in 2026/27 is £([0-9,]+) too small\. Raise it by", message)
    assert found, message
    lacking_gbp = int(found[1].replace(",", ""))
    assert "plan, scenario base: The revenue budget" in message
    # The amount is rounded up to the pound, so that it suffices; a thousand less would not do.
    replace_text(case / "budgets.csv", str(budget_gbp), str(budget_gbp + lacking_gbp - 1000))
    assert refused(capplan, tmp_path / "run", case)[0] == 3
    replace_text(case / "budgets.csv", str(budget_gbp + lacking_gbp - 1000), str(budget_gbp + lacking_gbp))
    assert capplan("staff", case, "-q").exit_code == 0


def test_a_budget_that_only_the_plan_can_meet_gives_a_run_without_do_minimum(capplan, case, tmp_path):
    # With its staff, do-minimum needs £2,945,183 in the first year, the plan £2,845,678 (£2,869,994 on `high`).
    replace_text(case / "budgets.csv", "4500000", "2910000")
    result = capplan("run", case, "--out", tmp_path / "run", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Against business-as-usual" in result.stdout
    assert "do-minimum" not in result.stdout
    with (tmp_path / "run" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "do-minimum-not-possible" in {cell for row in csv.DictReader(file) for cell in row.values()}
    assert capplan("verify", tmp_path / "run").exit_code == 0
    assert capplan("staff", case, "--option", "do-minimum", "-q").exit_code == 3
    # Without the finding nobody would know why an option is missing, so the folder fails.
    document = json.loads((tmp_path / "run" / "plan.json").read_text(encoding="utf-8"))
    document["findings"] = [row for row in document["findings"] if row["id"] != "do-minimum-not-possible"]
    (tmp_path / "run" / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    broken = capplan("verify", tmp_path / "run")
    assert broken.exit_code == 5
    assert "the options do-minimum are missing" in broken.stderr


@pytest.mark.parametrize("verb", ["run", "beds"])
def test_a_limit_that_is_too_short_is_told_and_leaves_nothing(capplan, case, tmp_path, verb):
    out = ["--out", tmp_path / "run"] if verb == "run" else []
    result = capplan(verb, case, *out, "--time-limit", "1e-9")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "No plan was found in" in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_a_bad_case_lists_its_repairs(capplan, case, tmp_path):
    replace_text(case / "areas.csv", "Market,north", "Market,nort")
    code, message = refused(capplan, tmp_path / "run", case)
    assert code == 1
    assert 'areas.csv row 3 column locality: "nort" is not in localities.csv.' in message


def test_a_case_that_is_not_there_is_told(capplan, tmp_path):
    code, message = refused(capplan, tmp_path / "run", tmp_path / "nowhere")
    assert code == 1
    assert "nowhere" in message

"""`capplan options`, `frontier`, `tornado`, `ask`: the answer on stdout, progress on stderr, folders written whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capplan.case.tables import TABLES
from capplan.case.write import new_case
from capplan.decisions.board import Frontier, OptionTable


@pytest.fixture(scope="module")
def beds_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without its staff: quick to plan."""
    folder = tmp_path_factory.mktemp("board") / "county"
    new_case(folder, example=True)
    for path in folder.glob("*.csv"):
        module = TABLES[path.stem].row.__module__
        if module.endswith(("staff_tables", "rota_tables", "hub_tables", "visit_tables", "case.week_tables")):
            path.unlink()
    return folder


def test_options_print_one_line_each_and_write_a_folder(capplan, beds_case, tmp_path):
    out = tmp_path / "out"
    result = capplan("options", beds_case, "--only", "keep-ward", "--processes", 1, "--out", out)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Example: a ward and care at home: 3 options, scenario base"
    assert [line.split()[0] for line in lines[2:5]] == ["business-as-usual", "plan", "keep-ward"]
    assert "• independent check" in result.stderr.splitlines()
    table = OptionTable.model_validate_json((out / "options.json").read_bytes(), strict=True)
    assert [one.option for one in table.choices] == ["business-as-usual", "plan", "keep-ward"]
    assert {path.name for path in out.iterdir()} == {
        "options.json",
        "options.html",
        "options.csv",
        "option_money.csv",
        "option_access.csv",
        "option_switching.csv",
        "option_ranking.csv",
    }
    # Again: the folder is replaced, byte for byte the same.
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    capplan("options", beds_case, "--only", "keep-ward", "--processes", 1, "--out", out, "-q")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_unknown_option_or_another_folder_is_a_usage_error(capplan, beds_case, tmp_path):
    assert capplan("options", beds_case, "--only", "close-it").exit_code == 2
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    result = capplan("options", beds_case, "--out", tmp_path)
    assert result.exit_code == 2
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8") == "mine"


def test_a_frontier_keeps_the_plan_of_every_point(capplan, beds_case, tmp_path):
    out = tmp_path / "out"
    result = capplan("frontier", beds_case, "--points", 2, "--processes", 1, "--png", "--out", out, "-q")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    found = Frontier.model_validate_json((out / "frontier.json").read_bytes(), strict=True)
    for number, point in enumerate(found.points, start=1):
        kept = json.loads((out / f"point-{number:02d}.json").read_text(encoding="utf-8"))
        assert kept == point.plan.model_dump(mode="json")
    assert [path.name for path in sorted((out / "pictures").iterdir())] == [
        "frontier-travel.png",
        "frontier-travel.svg",
    ]


def test_a_tornado_says_what_moves_the_cost(capplan, beds_case, tmp_path):
    out = tmp_path / "out"
    arguments = ("--again", 0, "--tips", 0, "--processes", 1, "--png", "--out", out, "-q")
    result = capplan("tornado", beds_case, *arguments)
    assert result.exit_code == 0, result.stderr
    assert "2 between the ends that the case states, the others by 20% down and up (±)" in result.stdout
    assert {path.name for path in out.iterdir()} == {
        "tornado.json",
        "tornado.html",
        "tornado.csv",
        "break_even.csv",
        "pictures",
    }
    assert [path.name for path in sorted((out / "pictures").iterdir())] == ["tornado.png", "tornado.svg"]


@pytest.mark.parametrize("question", ["beds-for-service", "stay-for-beds", "demand-sustained"])
def test_questions_are_answered(capplan, beds_case, question):
    result = capplan("ask", beds_case, question, "-q")
    assert result.exit_code == 0, result.stderr
    if question == "beds-for-service":
        assert "(its own standard)" in result.stdout
    else:
        assert " lies between " in result.stdout


def test_an_unknown_question_is_a_usage_error(capplan, beds_case):
    assert capplan("ask", beds_case, "what-else").exit_code == 2


@pytest.mark.slow
def test_a_run_may_hold_its_options_and_verify_judges_them(capplan, beds_case, tmp_path):
    run = tmp_path / "run"
    result = capplan("run", beds_case, "--out", run, "--options", "-q")
    assert result.exit_code == 0, result.stderr
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    report = (run / "report.html").read_text(encoding="utf-8")
    assert "Every option of the case" in report
    assert "What would have to be different" in report
    table = OptionTable.model_validate_json((run / "options.json").read_bytes(), strict=True)
    for option in plan["options"]:
        mine = table.choice(option["option"]).plan
        assert mine is not None
        # Planned once: the run's own plan, unless one with less freedom was cheaper.
        assert mine.proof.objective <= option["proof"]["objective"]
    assert json.loads((run / "provenance.json").read_text(encoding="utf-8"))["command"].count("--options") == 1
    assert capplan("verify", run).exit_code == 0
    text = (run / "options.json").read_text(encoding="utf-8")
    (run / "options.json").write_text(text.replace('"closures_passed": 1', '"closures_passed": 2'), encoding="utf-8")
    broken = capplan("verify", run)
    assert broken.exit_code == 5
    assert "options.json: figure options.closures_passed" in broken.stderr

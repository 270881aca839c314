"""`capplan week`, `loop` and `visits --on-time` from the outside: files, words, exit codes, and what verify finds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import capplan.rounds
import greedy_rounds
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli import main
from example_text import replace_text

WEEKDAYS = "visit,weekdays\nv10,mon\nv08,mon tue\n"
SHIFTS = "carer,weekday,shifts\n" + "".join(
    f"{carer},{day},{hours}\n"
    for carer, hours in (("k1", "07:00-20:00"), ("k3", "07:00-15:00"), ("k4", "08:00-18:30"))
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)


@pytest.fixture(autouse=True)
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "example"
    new_case(folder, example=True)
    (folder / "visit_weekdays.csv").write_text(WEEKDAYS, encoding="utf-8")
    (folder / "carer_shifts.csv").write_text(SHIFTS, encoding="utf-8")
    return folder


def capplan_(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def week(example: Path, tmp_path: Path) -> Path:
    result = capplan_("week", example, "--out", tmp_path / "week", "--date", "2026-11-30", "-q")
    assert result.exit_code == 0, result.output
    assert "Different carers a client" in result.stdout
    return tmp_path / "week"


def test_a_week_is_written_day_by_day_and_passes(week: Path) -> None:
    assert {path.name for path in week.iterdir() if path.is_dir()} == {
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "case",
    }
    assert [visit.visit for visit in read_case(week / "tue" / "case").visits][-2:] == ["v08", "v09"]
    for folder in (week, week / "wed"):
        result = capplan_("verify", folder)
        assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    # The day can be planned again on the morning itself.
    again = capplan_("visits", week / "wed" / "case", "--out", week / "wed", "--now", "10:40", "--absent", "k1", "-q")
    assert again.exit_code == 0, again.output


def test_an_altered_week_is_named(week: Path, tmp_path: Path) -> None:
    shutil.copytree(week, tmp_path / "tables")
    replace_text(tmp_path / "tables" / "week_figures.csv", "hours worked", "hours idle")
    result = capplan_("verify", tmp_path / "tables")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "week_figures.csv: differs from what week.json says" in result.stderr
    document = json.loads((week / "week.json").read_text(encoding="utf-8"))
    document["figures"]["clients"][0]["carers"] -= 1
    (week / "week.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    assert "figure clients.carers" in capplan_("verify", week).stderr
    shutil.rmtree(week / "sun")
    assert "sun: the folder of the day is missing" in capplan_("verify", week).stderr


def test_a_week_begins_on_a_monday_and_needs_a_rota_to_read_one(example: Path, tmp_path: Path) -> None:
    result = capplan_("week", example, "--out", tmp_path / "week", "--date", "2026-12-01", "-q")
    assert result.exit_code == 2
    assert "2026-12-01 is no Monday; 2026-11-30 is." in result.stderr


def test_faults_of_the_week_are_repairs(example: Path) -> None:
    (example / "visit_weekdays.csv").write_text("visit,weekdays\nv99,mon\nv01,mon moon mon\n", encoding="utf-8")
    (example / "carer_shifts.csv").write_text(
        "carer,weekday,shifts\nk9,mon,07:00-09:00\nk1,mon,12:00-09:00\n", encoding="utf-8"
    )
    result = capplan_("check", example)
    assert result.exit_code == 1
    for words in ("v99", "moon", "stands twice", "k9", "12:00-09:00"):
        assert words in result.stderr, words


def test_minutes_are_kept_free_until_visits_are_on_time(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "day"
    result = capplan_("visits", example, "--out", out, "--on-time", "0.5", "--days", "50", "-q")
    assert result.exit_code == 0, result.output
    assert "0 minutes kept free: on time" in result.stdout
    assert (out / "buffers.csv").is_file()
    assert capplan_("verify", out).exit_code == 0
    wrong = capplan_("visits", example, "--out", out, "--on-time", "0.5", "--buffer", "2", "-q")
    assert wrong.exit_code == 2


def test_the_loop_writes_a_case_with_measured_minutes(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "loop"
    result = capplan_("loop", example, "--visits", "12", "--days", "1", "--rounds", "2", "--out", out, "-q")
    assert result.exit_code == 0, result.output
    assert "Round 1: " in result.stdout
    loop = json.loads((out / "loop.json").read_text(encoding="utf-8"))
    measured = read_case(out / "case")
    changed = [base["base"] for base in loop["rounds"][0]["bases"] if not base["agrees"]]
    assert [base.base for base in measured.bases if base.status == "derived" and "made-up" in base.source] == changed

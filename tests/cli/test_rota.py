"""`capplan rota` from the outside: files, words, exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from capplan.case.write import new_case
from capplan.cli import main


@pytest.fixture
def example(tmp_path: Path) -> Path:
    new_case(tmp_path / "example", example=True)
    return tmp_path / "example"


def capplan_(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


def test_a_rota_is_made_written_and_put_right_after_absence(example: Path, tmp_path: Path) -> None:
    out, anew = tmp_path / "rota", tmp_path / "anew"
    made = capplan_("rota", example, "--out", out, "--no-explain", "--png")
    assert made.exit_code == 0, made.output
    assert "Proof: optimal" in made.stdout
    assert "• rota" in made.stderr
    names = {path.name for path in out.iterdir()}
    assert {"rota.csv", "rota.html", "rota.json"} <= names
    assert any(name.endswith(".ics") for name in names) or (out / "calendars").is_dir()
    assert {path.suffix for path in (out / "pictures").iterdir()} == {".svg", ".png"}
    with (out / "rota.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    absent = f"{first['person']}:{first['day']}"
    put_right = capplan_("rota", example, "--published", out / "rota.csv", "--absent", absent, "--out", anew, "-q")
    assert put_right.exit_code == 0, put_right.output
    assert "Changed from the published rota" in put_right.stdout
    # The gap that absence makes in the published rota is not one of this rota, which says 0 short.
    assert ", 0 short" in put_right.stdout
    assert "Absence opens 1 shift of the published rota; this rota fills 1." in put_right.stdout
    assert put_right.stdout.count(" short") == 1
    changes = json.loads((anew / "rota.json").read_text(encoding="utf-8"))["changes"]
    assert [one["reason"] for one in changes if (one["person"], one["day"]) == (first["person"], first["day"])] == [
        "absent"
    ]


def test_wrong_usage_is_told(example: Path, tmp_path: Path) -> None:
    wrong = capplan_("rota", example, "--absent", "somebody")
    assert wrong.exit_code == 2
    assert "KEY:YYYY-MM-DD" in wrong.stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    assert capplan_("rota", example, "--out", tmp_path / "mine", "-q").exit_code == 2


def test_a_published_rota_with_unknown_people_is_a_fault_of_the_case(example: Path, tmp_path: Path) -> None:
    published = tmp_path / "rota.csv"
    published.write_text("person,day,shift\nnobody,2026-01-05,early\n", encoding="utf-8")
    result = capplan_("rota", example, "--published", published, "-q")
    assert result.exit_code == 1
    assert "nobody" in result.stderr


def test_a_case_without_a_rota_is_wrong_usage(example: Path) -> None:
    for name in ("rotas", "rule_sets", "unsocial_rates", "people", "rota_shifts", "rota_cover"):
        (example / f"{name}.csv").unlink(missing_ok=True)
    for name in ("absences", "requests", "fixed_patterns"):
        (example / f"{name}.csv").unlink(missing_ok=True)
    result = capplan_("rota", example, "-q")
    assert result.exit_code == 2
    assert "has no rota" in result.stderr

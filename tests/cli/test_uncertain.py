"""The verb uncertain: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from capplan.cli import main
from golden_lp import FORMULATIONS

TINY = FORMULATIONS / "uncertain" / "tiny"
RANGE = """\
uncertain,title,quantity,of,distribution,low,mode,high,group
demand,=SUM(1) <b>Demand</b>,demand,,triangular,0.5,1,3.5,
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(TINY, folder)
    (folder / "scenario_chances.csv").unlink()
    (folder / "uncertainty.csv").write_text(RANGE.replace("=SUM(1) <b>", "<b>"), encoding="utf-8")
    return folder


def test_scenarios_of_the_case_are_its_futures() -> None:
    result = CliRunner().invoke(main, ["uncertain", str(TINY), "-q"])
    assert result.exit_code == 0, result.output
    assert "one plan for 2 futures" in result.stdout
    assert "April 2024: Ward that closes, 10 to 0 beds" in result.stdout
    assert "Proof: optimal" in result.stdout


def test_drawn_futures_are_planned_for_tried_and_written(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["uncertain", str(case), "-q", "--scenarios", "4", "--try", "5", "--cvar", "0.5", "--weight", "0.3"]
    result = CliRunner().invoke(main, [*arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "on 5 futures drawn apart" in result.stdout
    assert "keeps the service level in" in result.stdout
    plan = json.loads((out / "uncertain.json").read_text(encoding="utf-8"))
    assert (plan["cvar_level"], plan["cvar_weight"], len(plan["futures"])) == (0.5, 0.3, 4)
    page = (out / "uncertain.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Demand&lt;/b&gt;" in page and "<b>Demand" not in page
    assert "80 % interval" in page
    rows = (out / "futures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 5 and rows[0].startswith("future,scenario,probability,tested,demand,objective_gbp")
    assert len((out / "tried.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 3 * 5
    # An older folder of the same kind is replaced, and the same seed writes the same bytes.
    before = contents(out)
    assert CliRunner().invoke(main, [*arguments, "--out", str(out)]).exit_code == 0
    assert contents(out) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_verified_from_its_decisions_alone(case: Path, tmp_path: Path) -> None:
    """And no fault planted in it goes unseen: a decision, a figure, a table, a lost future, the case, a scenario."""
    out = tmp_path / "out"
    arguments = ["uncertain", str(case), "-q", "--scenarios", "3", "--try", "4", "--out", str(out)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    found = CliRunner().invoke(main, ["verify", str(out)])
    assert found.exit_code == 0, found.output
    assert "verified" in found.stdout and "of the best possible" in found.stdout
    sound = contents(out)

    def verified_with(name: str, changed: bytes | None) -> str:
        path = out / name
        if changed is None:
            path.unlink()
        else:
            path.write_bytes(changed)
        result = CliRunner().invoke(main, ["verify", str(out)])
        path.write_bytes(sound[name])
        assert result.exit_code == 5, result.output
        return result.output

    future = "futures/draw-002.json.gz"
    made = json.loads(gzip.decompress(sound[future]))
    made["beds"]["starts"][0]["people"] += 1.0
    assert "future draw-002" in verified_with(future, gzip.compress(json.dumps(made).encode()))
    assert "cannot be read" in verified_with(future, None)
    assert "no longer fits its schema" in verified_with(future, gzip.compress(b"{}"))
    plan = json.loads(sound["uncertain.json"])
    plan["outcomes"][2]["agency_hours"] += 5.0
    assert "agency_hours" in verified_with("uncertain.json", json.dumps(plan).encode())
    plan = json.loads(sound["uncertain.json"])
    plan["decisions"]["configurations"] = plan["decisions"]["configurations"][1:]
    assert "future planned" in verified_with("uncertain.json", json.dumps(plan).encode())
    plan = json.loads(sound["uncertain.json"])
    plan["futures"][1]["scenario"] = "storm"
    assert "'storm' is no scenario" in verified_with("uncertain.json", json.dumps(plan).encode())
    table = sound["futures.csv"].replace(b"planned", b"foreseen")
    assert "futures.csv: differs" in verified_with("futures.csv", table)
    sites = sound["case/configurations.csv"].replace(b",10,", b",11,", 1)
    assert "another case" in verified_with("case/configurations.csv", sites)


def test_a_folder_of_something_else_is_left_alone(case: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(main, ["uncertain", str(case), "-q", "--out", str(tmp_path / "other")])
    assert result.exit_code != 0
    assert (tmp_path / "other" / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_a_case_without_staff_is_refused() -> None:
    result = CliRunner().invoke(main, ["uncertain", str(FORMULATIONS / "beds" / "tiny"), "-q"])
    assert result.exit_code == 2
    assert "no roles.csv" in result.output


def test_wrong_ranges_and_chances_are_listed_as_repairs(case: Path) -> None:
    rows = "late,Late,stay,nobody,uniform,1.2,1,1.1,\nfull,Full,vacancy,,uniform,0,0.5,1,\n"
    rows += "age,Age,growth,a,uniform,1,1,1,\n"
    (case / "uncertainty.csv").write_text(RANGE.replace("=SUM(1) ", "") + rows, encoding="utf-8")
    (case / "scenario_chances.csv").write_text("scenario,probability\nbase,0.5\nhihg,0.4\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(case)])
    assert result.exit_code == 1
    for words in (
        "low <= mode <= high",
        "not in cohorts.csv",
        "a share below 1",
        "growth is of all",
        "hihg",
        "sums to 0.9",
    ):
        assert words in result.output

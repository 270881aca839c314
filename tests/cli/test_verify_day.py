"""`capplan verify` and `check` of a planned day: as written it passes; what is altered is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import capplan.rounds
import greedy_rounds
from capplan.case.write import new_case
from capplan.cli import main
from example_text import replace_text


def capplan_(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    new_case(folder / "example", example=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capplan.rounds, "solve", greedy_rounds.solve)
        assert capplan_("visits", folder / "example", "--out", folder / "day", "--days", "20", "-q").exit_code == 0
    return folder / "day"


@pytest.fixture
def day(planned: Path, tmp_path: Path) -> Path:
    shutil.copytree(planned, tmp_path / "day")
    return tmp_path / "day"


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads((folder / "day.json").read_text(encoding="utf-8"))
    change(document)
    (folder / "day.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def test_a_day_as_it_was_written_passes(day: Path) -> None:
    result = capplan_("verify", day)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "verified. Every rule, cost and figure holds; plan within" in result.stdout


def test_a_day_planned_again_passes_though_its_case_is_another(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)
    again = capplan_("visits", day / "case", "--out", day, "--now", "10:40", "--absent", "k1", "-q")
    assert again.exit_code == 0, again.output
    assert capplan_("verify", day).exit_code == 0


def test_the_case_of_a_day_is_checked(day: Path) -> None:
    result = capplan_("check", day)
    assert result.exit_code == 0
    assert ": no fault." in result.stdout


def later(document: dict[str, Any]) -> None:
    document["decisions"]["stops"][0]["start_s"] += 60


def cheaper(document: dict[str, Any]) -> None:
    document["figures"]["totals"]["objective_gbp"] -= 1


def twice(document: dict[str, Any]) -> None:
    document["decisions"]["stops"].append(document["decisions"]["stops"][0])


@pytest.mark.parametrize("change", [later, cheaper, twice])
def test_an_altered_plan_fails(day: Path, change: Callable[[dict[str, Any]], None]) -> None:
    edit(day, change)
    result = capplan_("verify", day)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "fails verification" in result.stderr


def test_an_altered_table_is_named(day: Path) -> None:
    replace_text(day / "day_figures.csv", "visits made", "visits nearly made")
    result = capplan_("verify", day)
    assert result.exit_code == 5
    assert "day_figures.csv: differs from what day.json says" in result.stderr


def test_an_altered_case_is_told(day: Path) -> None:
    carers = (day / "case" / "carers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (day / "case" / "carers.csv").write_text(
        "".join([carers[0], *carers[1:]]).replace("car,", "bike,", 1), encoding="utf-8"
    )
    result = capplan_("verify", day)
    assert result.exit_code == 5
    assert "made from another case" in result.stderr


def test_a_lost_copy_of_the_case_is_told(day: Path) -> None:
    shutil.rmtree(day / "case")
    result = capplan_("verify", day)
    assert result.exit_code == 5
    assert "has lost its copy of the case" in result.stderr

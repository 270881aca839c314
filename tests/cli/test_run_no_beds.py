"""A case without tables for beds runs, reports and verifies."""

import pytest
from click.testing import CliRunner

from capplan.case.write import new_case
from capplan.cli import main

KEPT = {"case.toml", "parameters.csv", "funders.csv", "budgets.csv"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    new_case(folder / "case", example=True)
    for file in (folder / "case").iterdir():
        if file.name not in KEPT:
            file.unlink()
    result = CliRunner().invoke(main, ["run", str(folder / "case"), "--out", str(folder / "run")])
    assert result.exit_code == 0, result.output
    return folder / "run", result


def test_the_stage_of_beds_is_skipped_with_its_reason(run):
    assert "beds and staff: skipped, the case has no tables for beds (sites.csv)" in run[1].stderr


def test_the_run_folder_holds_findings_and_no_bed_plan(run):
    names = {file.name for file in run[0].iterdir()}
    assert {"plan.json", "report.html", "findings.csv", "assumptions.csv"} <= names
    assert not {"bed_plan.csv", "money.csv"} & names
    page = (run[0] / "report.html").read_text(encoding="utf-8")
    assert "capplan verify RUN" in page
    assert "Bed plan" not in page


def test_it_verifies(run):
    result = CliRunner().invoke(main, ["verify", str(run[0])])
    assert result.exit_code == 0, result.output

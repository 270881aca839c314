"""The four documents reproduce their own figures from their lines, and each known contradiction is a finding."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner
from places import DATA, PLACES, findings, made_of, place, results

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.check import check_plan
from capplan.check.documents import check_documents
from capplan.cli import main
from capplan.decisions import Plan
from capplan.plan.documents import document_rows
from capplan.plan.pipeline import Run, make_plan
from capplan.plan.provenance import provenance_of
from capplan.report.html import render
from capplan.report.tables import csv_files
from capplan.solve import Profile

# Contradictions and open questions by document, in the order in which they were noted.
POINTS = {
    "barnet": [f"k{number}" for number in range(1, 19)],
    "enfield": [f"i{number}" for number in range(1, 9)],
    "southampton": [f"m{number}" for number in range(1, 10)],
    "suffolk": [f"l{number}" for number in range(1, 6)],
}

# Published or reckoned by hand from published lines: place, check, figure, tolerance.
NUMBERS = [
    ("enfield", "y1-net", -115_750, 0),
    ("enfield", "y2-net", -399_000, 0),
    ("enfield", "y3-net", -829_000, 0),
    ("enfield", "i1-repeated", -429_000, 0),
    ("enfield", "net-three-years", -1_343_750, 0),
    ("enfield", "saving-phased", -1_113_750, 0),
    ("enfield", "bed-cost-exact", 442_500, 0),
    ("enfield", "bed-cost-phased", 443_000, 500),
    ("enfield", "decommissioning-net-y1", -565_750, 0),
    ("enfield", "decommissioning-net-y2", -849_000, 0),
    ("enfield", "decommissioning-net-y3", -879_000, 0),
    ("enfield", "cost-per-bed", 66_375, 0),
    ("enfield", "e14-largest", 343_750, 0),
    ("enfield", "bridging-cost", 44_250, 0),
    ("enfield", "lines-with-money", 6, 0),
    ("enfield", "lines-without-money", 29, 0),
    ("enfield", "lines-all", 35, 0),
    ("enfield", "cash-peak", 183_000, 0),
    ("enfield", "cash-july", 149_750, 0),
    ("enfield", "cash-march", -116_250, 0),
    ("enfield", "net-three-years-repeated", -943_750, 0),
    ("enfield", "decommissioning-net-three-years", -2_293_750, 0),
    ("enfield", "gross-three-years", 2_740_000, 0),
    ("enfield", "saving-three-years", -4_083_750, 0),
    ("barnet", "net-from-parts", -5_681_584, 0),
    ("barnet", "running-total-check", 4_102_866, 0),
    ("barnet", "benefits-total-check", -9_784_450, 0),
    ("barnet", "one-off-total-check", 1_418_950, 0),
    ("barnet", "net-s256-check", 2_670_539, 0),
    ("barnet", "net-ph-check", 310_720, 0),
    ("barnet", "net-lbb-check", -906_733, 0),
    ("barnet", "net-ccg-check", -7_756_110, 0),
    ("barnet", "envelope", 136_517_172, 0),
    ("barnet", "envelope-blocks", 136_517_172, 0),
    ("barnet", "tier-1-adds", 372_000, 0),
    ("barnet", "tier-2-adds", 3_428_708, 0),
    ("barnet", "tier-3-adds", 4_246_502, 0),
    ("barnet", "tier-4-adds", 43_691_087, 0),
    ("barnet", "tier-5-adds", 84_778_875, 0),
    ("barnet", "core", 77_903_304, 0),
    ("barnet", "influenced", 58_613_868, 0),
    ("barnet", "gap-baseline-check", -2_700_000, 1),
    ("barnet", "gap-2014-15-check", -2_387_713, 1),
    ("barnet", "gap-2015-16-check", -7_823_288, 1),
    ("barnet", "gap-2016-17-check", -13_258_821, 1),
    ("barnet", "gap-2017-18-check", -14_649_588, 1),
    ("barnet", "gap-2018-19-check", -17_043_862, 1),
    ("barnet", "gap-2019-20-check", -19_236_598, 1),
    ("barnet", "cumulative-2019-20-check", -77_099_871, 2),
    ("barnet", "cumulative-lines-without-baseline", -74_399_872, 0),
    ("barnet", "gap-left", -13_555_014, 0),
    ("barnet", "net-1900", -3_413_584, 0),
    ("barnet", "difference-1900", 2_268_000, 0),
    ("barnet", "s256-running", 2_670_539, 0),
    ("barnet", "ph-running", 310_720, 0),
    ("barnet", "education-five-years", 470_600, 0),
    ("barnet", "spending-by-growth", 159_414_184, 1),
    ("barnet", "calls", 7_951, 0),
    ("barnet", "rapid-calls", 666, 0),
    ("barnet", "rapid-share", 8.376, 0.001),
    ("barnet", "rr-accepted", 555, 0),
    ("barnet", "rr-planned", 900, 0),
    ("barnet", "rr-of-plan", 61.67, 0.01),
    ("barnet", "rr-acceptance", 93.02, 0.01),
    ("barnet", "nav-avoided", 745, 0),
    ("barnet", "chart-now", 3_450, 0),
    ("barnet", "chart-after", 2_200, 0),
    ("barnet", "chart-target", -1_250, 0),
    ("barnet", "payback", 0.24975, 0.0001),
    ("barnet", "answered-rapid-share", 95.0, 0.05),
    ("barnet", "answered-all-share", 88.0, 0.05),
    ("barnet", "answered-mean", 87.0, 0),
    ("barnet", "rapid-net-a", 1_034_229, 0),
    ("barnet", "spending-growth-yearly", 3.28, 0.005),
    ("barnet", "funding-growth-yearly", 1.02, 0.005),
    ("barnet", "people-growth-yearly", 2.36, 0.005),
    ("barnet", "people-on-lists", 397_328, 0),
    ("southampton", "value-from-funders", 26.015, 0.0005),
    ("southampton", "q1-budget-exact", 6.504, 0.0005),
    ("southampton", "variance-check", -0.126, 0.0005),
    ("southampton", "contracts-listed", 22.724, 0.0005),
    ("southampton", "unlisted", 3.291, 0.0005),
    ("southampton", "council-excess", 0.426, 0.0005),
    ("southampton", "variance-unexplained", -0.109, 0.0005),
    ("southampton", "care-home-above", 14, 0),
    ("southampton", "transfers-above", 431, 0),
    ("southampton", "avoidable-above", -9, 0),
    ("southampton", "falls-above", 27, 0),
    ("southampton", "care-home-above-percent", 20.29, 0.01),
    ("southampton", "transfers-above-percent", 18.77, 0.01),
    ("southampton", "avoidable-above-percent", -0.13, 0.01),
    ("southampton", "falls-above-percent", 11.69, 0.01),
    ("southampton", "savings-slipped", 0.629, 0.0005),
    ("southampton", "wheelchair-extra-first-year", 183_831, 1),
    ("southampton", "wheelchair-recurring-share", 56.1, 0.05),
    ("southampton", "pressures-named", 0.75, 0.0005),
    ("southampton", "positions-with-pressures", 0.733, 0.0005),
    ("suffolk", "days-paper-to-sign-off", 32, 0),
    ("suffolk", "reports-in-phase", 8, 0),
    ("suffolk", "team-count", 9, 0),
]
DAYS = [("suffolk", "first-report", "2009-12-31"), ("suffolk", "phase-1-end", "2010-11-19")]


@pytest.mark.parametrize(("name", "check", "figure", "tolerance"), NUMBERS, ids=lambda value: str(value))
def test_a_published_figure_follows_from_its_lines(name: str, check: str, figure: float, tolerance: float) -> None:
    row = results(name)[check]
    assert row.computed is not None
    assert abs(row.computed - figure) <= tolerance + 1e-9 * max(1.0, abs(figure))


@pytest.mark.parametrize(("name", "check", "day"), DAYS)
def test_a_published_day_follows_from_its_lines(name: str, check: str, day: str) -> None:
    assert results(name)[check].computed_day == day


def test_the_saving_of_the_pilot_is_kept_and_scaled_to_nothing() -> None:
    case = place("suffolk")
    saving = next(row for row in case.document_figures if row.figure == "pilot-saving")
    assert saving.value == 250_000
    kinds = {row.check: row.kind for row in case.document_checks}
    assert {kinds[row.check] for row in case.document_terms if row.term == "pilot-saving"} == {"missing"}


def test_the_running_cost_of_health_is_not_reproduced_and_is_393_over_at_best() -> None:
    readings = [row for check, row in results("barnet").items() if check.startswith("k2-") and row.stated == 1_109_607]
    assert [row.verdict for row in readings] == ["differs"] * 3
    assert [row.difference for row in readings] == [393, 164_393, 558_466]


@pytest.mark.parametrize("name", PLACES)
def test_no_check_is_made_of_the_figure_it_is_held_against(name: str) -> None:
    case = place(name)
    assert [row.check for row in case.document_checks if row.against in made_of(case, row.check)] == []


@pytest.mark.parametrize(("name", "point"), [(name, point) for name in PLACES for point in POINTS[name]])
def test_a_contradiction_is_a_finding_with_its_figures(name: str, point: str) -> None:
    found = [row for row in findings(name) if row.topic == f"document {point}"]
    assert found
    assert any(row.figures for row in found)
    assert all(re.search(r"[0-9]|\"", row.text) for row in found)


@pytest.mark.parametrize("name", PLACES)
def test_every_finding_belongs_to_a_noted_point(name: str) -> None:
    points = {row.topic.removeprefix("document ") for row in findings(name)}
    assert points <= {*POINTS[name], "gaps", "activity"}


@pytest.mark.parametrize("name", PLACES)
def test_the_independent_checker_agrees(name: str) -> None:
    assert check_documents(place(name), tuple(results(name).values()), findings(name)) == ()


def test_a_line_that_changes_changes_what_is_made_of_it() -> None:
    case = place("enfield")
    changed = replace(
        case,
        document_figures=tuple(
            row.model_copy(update={"value": row.value + 1_000}) if row.figure == "e12-y1" and row.value else row
            for row in case.document_figures
        ),
    )
    before = results("enfield")
    moved = {
        row.check: row.computed - old
        for row in document_rows(changed)
        if row.computed is not None and (old := before[row.check].computed) is not None and row.computed != old
    }
    assert moved["y1-net"] == moved["net-three-years"] == moved["gross-y1"] == 1_000
    assert moved["e14-largest"] == -1_000
    assert not {"y2-net", "decommissioning-net-y1", "bridging-cost"} & moved.keys()


@pytest.mark.parametrize("name", PLACES)
def test_every_row_has_source_and_status_and_assumed_rows_say_why(name: str) -> None:
    case = place(name)
    rows = (*case.document_figures, *case.document_checks, *case.document_terms)
    assert all(row.source and row.status for row in rows)
    assert all(row.reason and row.could_supply for row in rows if row.status == "assumed")
    assert {row.figure for row in case.document_figures if row.status == "derived"} == set()


@pytest.mark.parametrize("name", PLACES)
def test_provenance_counts_figures_and_checks_as_they_are(name: str) -> None:
    case = place(name)
    verdicts = Counter(row.verdict for row in results(name).values())
    sentence = (
        f"{len(case.document_figures)} figures of the document and {len(case.document_checks)} checks: "
        f"{verdicts['agrees']} agree with what is stated, {verdicts['differs']} differ, {verdicts['unclear']} are "
        f"unclear, {verdicts['missing']} lack a figure, {verdicts['worked-out']} are worked out."
    )
    text = " ".join((DATA / name / "PROVENANCE.md").read_text(encoding="utf-8").split())
    assert sentence in text, sentence
    (line,) = [row for row in (DATA / "README.md").read_text(encoding="utf-8").splitlines() if f"]({name}/)" in row]
    assert f"{len(case.document_figures)} figures, {len(case.document_checks)} checks" in line


@pytest.fixture(
    scope="module",
    params=["suffolk", *(pytest.param(name, marks=pytest.mark.slow) for name in ("barnet", "enfield", "southampton"))],
)
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Plan, list[str]]:
    stages: list[str] = []
    case = place(request.param)
    run = Run(tmp_path_factory.mktemp("logs"), stages.append, lambda _: None)
    return case, make_plan(case, Profile(), run), stages


def test_a_run_holds_the_document(planned: tuple[Case, Plan, list[str]]) -> None:
    case, plan, stages = planned
    assert "documents" in stages
    assert plan.documents == tuple(results(case.identity.id).values())
    assert [row for row in plan.findings if row.id.startswith("document-")] == list(findings(case.identity.id))
    assert check_plan(case, plan) == ()
    altered = plan.model_copy(update={"documents": plan.documents[1:]})
    assert "figure documents" in {fault.rule for fault in check_plan(case, altered)}


def test_report_and_run_folder_show_every_check(planned: tuple[Case, Plan, list[str]]) -> None:
    case, plan, _ = planned
    lines = csv_files(case, plan)["documents.csv"].splitlines()
    assert len(lines) == 1 + len(case.document_checks)
    page = render(plan, case, provenance_of(case, Profile(), "capplan run", {"all": 1.0}), assumptions(case))
    assert '<section id="documents"' in page
    assert "Checks of the source document" in page
    assert f"{len(case.document_figures)} figures of the source document" in page


def test_the_command_prints_table_and_findings() -> None:
    result = CliRunner().invoke(main, ["documents", str(DATA / "southampton")])
    assert result.exit_code == 0
    assert re.search(
        r"differs +m1 +Contracts listed, .* £22\.724m a year +£26\.015m a year +−£3\.291m a year", result.stdout
    )
    assert "conflict, document m1: Contracts listed, against the value of the scheme" in result.stdout
    table = CliRunner().invoke(main, ["documents", str(DATA / "southampton"), "--csv"])
    assert table.stdout.count("\n") == 1 + len(place("southampton").document_checks)


def test_the_command_says_that_a_case_has_no_document() -> None:
    result = CliRunner().invoke(main, ["documents", str(DATA / "buckinghamshire")])
    assert result.exit_code == 2
    assert "document_checks.csv has no rows" in result.stderr


def test_the_reconciliation_of_southampton_stands_in_its_provenance() -> None:
    """What is unlisted, unexplained and slipped, beside the figures from which it follows."""
    text = (DATA / "southampton" / "PROVENANCE.md").read_text(encoding="utf-8")
    for check in ("contracts-listed", "unlisted", "positions-listed", "variance-unexplained", "savings-slipped"):
        assert f"{results('southampton')[check].computed:.3f}" in text

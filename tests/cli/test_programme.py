"""`capplan programme`: the answer in words, tables where asked, and errors in words."""

import csv
from pathlib import Path

TINY = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"
BEDS = Path(__file__).parents[2] / "formulations" / "beds" / "tiny"


def test_it_prints_what_starts_and_what_it_comes_to(capplan):
    result = capplan("programme", TINY, "--quiet")
    assert result.exit_code == 0
    assert "  2026-02  Falls service, South" in result.stdout
    assert "  not started  Small equipment" in result.stdout
    assert "Net central: 2025/26 −£1,286, 2026/27 −£2,466, all −£3,752" in result.stdout
    assert "Proof: optimal, gap 0.000% of −£3,730" in result.stdout


def test_it_writes_its_tables_whole_and_again(capplan, tmp_path):
    for _ in range(2):
        assert capplan("programme", TINY, "--quiet", "--out", tmp_path / "out").exit_code == 0
    with (tmp_path / "out" / "programme_months.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["month"] for row in rows] == [f"2026-{month:02d}" for month in range(1, 7)]
    assert float(rows[-1]["cumulative_gbp"]) == -3752


def test_it_replaces_nothing_else(capplan, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = capplan("programme", TINY, "--quiet", "--out", tmp_path)
    assert result.exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_case_without_a_programme_is_a_usage_error(capplan):
    result = capplan("programme", BEDS)
    assert result.exit_code == 2
    assert "initiatives.csv has no rows" in result.stderr


def test_an_impossible_programme_is_exit_code_3_with_its_cause(capplan, tmp_path):
    for file in TINY.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "programme_budgets.csv").read_text(encoding="utf-8")
    (tmp_path / "programme_budgets.csv").write_text(text.replace(",,100,,0.5", ",,50,,0.5"), encoding="utf-8")
    result = capplan("programme", tmp_path, "--quiet")
    assert result.exit_code == 3
    assert "Capital fund, 2025/26: £10 of capital more than its limit would do" in result.stderr

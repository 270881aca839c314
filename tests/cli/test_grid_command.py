"""`capplan grid` out of a case and a run, and into a case."""

from openpyxl import load_workbook

from capplan.case.grid.layout import CONFIRM
from capplan.case.read import read_case


def test_a_grid_out_of_a_case_and_back(capplan, case, tmp_path):
    book = tmp_path / "grid.xlsx"
    made = capplan("grid", case, book)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == f"Written: {book}. {CONFIRM}\n"
    taken = capplan("grid", case, tmp_path / "new", "--take", book)
    assert taken.exit_code == 0
    assert "seasonal index" not in taken.stdout
    assert read_case(tmp_path / "new").digest == read_case(case).digest
    opened = load_workbook(book)
    opened["discharge demand"]["E8"] = 100
    opened.save(book)
    taken = capplan("grid", case, tmp_path / "other", "--take", book)
    assert "the largest difference from the grid is" in taken.stdout
    opened["discharge demand"]["E8"] = "many"
    opened.save(book)
    refused = capplan("grid", case, tmp_path / "third", "--take", book)
    assert refused.exit_code == 1
    assert 'grid.xlsx sheet discharge demand cell E8: "many" is not a number.' in refused.stderr
    assert not (tmp_path / "third").exists()


def test_a_grid_out_of_a_run_has_capacity(capplan, first_run, tmp_path):
    run, _ = first_run
    assert capplan("grid", run, tmp_path / "run.xlsx").exit_code == 0
    rows = load_workbook(tmp_path / "run.xlsx")["discharge capacity"].iter_rows(min_row=6, values_only=True)
    starts = [row[4:] for row in rows if row[2] == "new starts" and row[4] is not None]
    assert len(starts) == 3
    assert all(value >= 0 for row in starts for value in row)


def test_what_cannot_be_is_usage(capplan, case, first_run, tmp_path):
    run, _ = first_run
    for words in (
        (case, tmp_path / "folder"),
        (run, tmp_path / "a.xlsx", "--scenario", "high"),
        (case, tmp_path / "a.xlsx", "--year", "1999/00"),
        (case, tmp_path / "new", "--take", tmp_path / "grid.xlsx", "--year", "2026/27"),
        (tmp_path / "nowhere", tmp_path / "a.xlsx"),
    ):
        result = capplan("grid", *words)
        assert result.exit_code == 2, (words, result.output)
    assert not list(tmp_path.glob("*.xlsx"))

"""A planner who knows a spreadsheet: template, figures, mistakes, repairs, plan; two commands."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from capplan.case.columns import columns_of
from capplan.case.content import Content, content_of
from capplan.case.excel.layout import CASE, HEADING_ROW
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case, write_case
from case.workbooks import beds_of

GUIDE = Path(__file__).parents[2] / "docs" / "workbooks.md"


def fill(path: Path, content: Content) -> None:
    """Type a case into a template, cell by cell under the headings."""
    book = load_workbook(path)
    for row in book[CASE].iter_rows(min_row=HEADING_ROW + 1):
        value = content.header.get(row[0].value, {}).get(row[1].value)
        if value is not None:
            row[2].value = value
    for name, cells in content.tables.items():
        sheet = book[name]
        places = {cell.value: cell.column for cell in sheet[HEADING_ROW] if cell.value}
        for number, texts in enumerate(cells.rows, start=HEADING_ROW + 1):
            for heading, text in zip(cells.headings, texts, strict=True):
                sheet.cell(number, places[heading]).value = typed(text)
    book.save(path)


def typed(text: str) -> object:
    """Return what a spreadsheet makes of typed text."""
    try:
        return float(text) if text else None
    except ValueError:
        return text


def at(sheet: str, column: str, row: int = 1) -> str:
    """Return the address of a column in the nth row of a sheet of the template."""
    return f"{chr(65 + list(columns_of(TABLES[sheet].row)).index(column))}{HEADING_ROW + row}"


def write(path: Path, values: dict[tuple[str, str], object]) -> None:
    book = load_workbook(path)
    for (sheet, address), value in values.items():
        book[sheet][address] = value
    book.save(path)


def test_from_a_template_over_three_mistakes_to_a_verified_plan(capplan, case, tmp_path):
    book = tmp_path / "mycase.xlsx"
    made = capplan("new", book)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == f"Written: {book}. Check it with: capplan check {book}\n"
    content = beds_of(content_of(case))
    fill(book, content)
    write_case(tmp_path / "typed", content)
    digest = read_case(tmp_path / "typed").digest
    assert read_case(book).digest == digest

    setting, index, locality = (
        at("sites", "setting"),
        at("seasons", "index", 2),
        at("areas", "locality"),
    )
    cells = (("sites", setting), ("seasons", index), ("areas", locality))
    filled = load_workbook(book)
    right = {(sheet, address): filled[sheet][address].value for sheet, address in cells}
    write(book, {("sites", setting): "comunity-hospital", ("seasons", index): "1,1 x", ("areas", locality): None})
    refused = capplan("run", book, "--out", tmp_path / "run", "-q")
    assert (refused.exit_code, refused.stdout) == (1, "")
    lines = refused.stderr.splitlines()
    assert lines[0] == "3 repairs needed:"
    assert f"mycase.xlsx sheet areas cell {locality} (locality): is blank. Write an id" in refused.stderr
    assert f'mycase.xlsx sheet seasons cell {index} (index): "1,1 x" is not a number.' in refused.stderr
    assert f'mycase.xlsx sheet sites cell {setting} (setting): "comunity-hospital" is not in sheet' in refused.stderr
    assert lines[-1].replace(f"{tmp_path}/", "").startswith("Marked in mycase-faults.xlsx: ")
    # The guide shows these very words.
    guide = GUIDE.read_text(encoding="utf-8")
    assert all(line.replace(f"{tmp_path}/", "") in guide for line in lines)
    marked = load_workbook(tmp_path / "mycase-faults.xlsx")
    assert all(marked[sheet][address].comment is not None for sheet, address in right)
    assert not (tmp_path / "run").exists()

    write(book, right)
    done = capplan("run", book, "--out", tmp_path / "run", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"report.html", "plan.xlsx", "plan.json", "case"} <= names
    # The run folder carries the case as files, and stands without the workbook.
    book.unlink()
    assert read_case(tmp_path / "run" / "case").digest == digest
    assert capplan("verify", tmp_path / "run").exit_code == 0
    edited = tmp_path / "run" / "plan.xlsx"
    write(edited, {("money", "F5"): 1})
    broken = capplan("verify", tmp_path / "run")
    assert broken.exit_code == 5
    assert "plan.xlsx: " in broken.stderr


def test_convert_there_and_back_keeps_the_case(capplan, case, tmp_path):
    there = capplan("convert", case, tmp_path / "case.xlsx")
    assert (there.exit_code, there.stderr) == (0, "")
    assert there.stdout.startswith(f"Written: {tmp_path / 'case.xlsx'}, ")
    back = capplan("convert", tmp_path / "case.xlsx", tmp_path / "back")
    assert back.exit_code == 0
    assert read_case(tmp_path / "back").digest == read_case(case).digest
    assert not list(tmp_path.glob(".*"))


def test_convert_overwrites_nothing_and_names_what_it_cannot_read(capplan, case, tmp_path):
    (tmp_path / "case.xlsx").write_bytes(b"mine")
    refused = capplan("convert", case, tmp_path / "case.xlsx")
    assert refused.exit_code == 2
    assert "stands there already" in refused.stderr
    assert (tmp_path / "case.xlsx").read_bytes() == b"mine"
    broken = capplan("convert", tmp_path / "case.xlsx", tmp_path / "new")
    assert broken.exit_code == 1
    assert "is not an Excel workbook" in broken.stderr
    (case / "parameters.csv").unlink()
    assert capplan("convert", case, tmp_path / "b.xlsx").exit_code == 1
    assert capplan("convert", tmp_path / "nowhere", tmp_path / "b.xlsx").exit_code == 2
    assert not (tmp_path / "b.xlsx").exists()


def test_new_like_another_case_copies_its_rows_as_assumptions(capplan, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    case.rename(tmp_path / "data" / "there")
    assert capplan("new", "mine", "--like", "there").exit_code == 0
    assert {row.status for row in read_case(tmp_path / "mine").sites} == {"assumed"}
    assert capplan("new", "other", "--like", "there", "--example").exit_code == 2
    assert capplan("new", "other.xlsx", "--like", "nowhere").exit_code == 2


def test_other_verbs_read_a_workbook(capplan, tmp_path):
    new_case(tmp_path / "mycase.xlsx", example=True)
    result = capplan("bases", tmp_path / "mycase.xlsx", "--choose", "1")
    assert result.exit_code == 0
    assert "xample" in result.stdout

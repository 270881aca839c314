"""The capacity and demand grid: figures by hand, there and back without loss, faults by sheet and cell, capacity."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from capplan.case.content import content_of
from capplan.case.grid.demand import NoGridError, demand_grid
from capplan.case.grid.layout import CONFIRM, HOURS, IN_SERVICE, STARTS, STAY
from capplan.case.grid.read import read_grid
from capplan.case.grid.take import largest_difference, with_grid
from capplan.case.grid.write import grid_bytes
from capplan.case.read import read_case
from capplan.case.write import new_case, write_case
from capplan.errors import CaseFaults

SHEET = "discharge demand"


@pytest.fixture
def county(tmp_path) -> Path:
    new_case(tmp_path / "county", example=True)
    return tmp_path / "county"


@pytest.fixture
def book(county, tmp_path) -> Path:
    path = tmp_path / "grid.xlsx"
    path.write_bytes(grid_bytes(demand_grid(read_case(county))))
    return path


def change(path: Path, cells: dict[str, object], sheet: str = SHEET) -> None:
    opened = load_workbook(path)
    for address, value in cells.items():
        opened[sheet][address] = value
    opened.save(path)


def test_the_demand_of_a_line_is_arrivals_by_share_and_season(county) -> None:
    # Step-down: 240 a year, of which 0.45 count as reablement at home, in the example's first year (growth 1).
    # Indices 1.1 for December to February, 0.9 for June to August, 1 else: days x index sum to
    # 90 x 1.1 + 92 x 0.9 + 183 = 364.8. May has 31 of them: 240 x 0.45 x 31 / 364.8 = 9.17763 people.
    grid = demand_grid(read_case(county))
    starts = grid.rows["discharge", "demand", "home-rehab", STARTS]
    assert grid.months[1] == "2026-05"
    assert starts[1] == pytest.approx(9.177632, abs=1e-6)
    assert sum(value or 0 for value in starts) == pytest.approx(108)
    # They stay 28 days: 9.17763 x 28 / 31 are in the service.
    assert grid.rows["discharge", "demand", "home-rehab", IN_SERVICE][1] == pytest.approx(8.289474, abs=1e-6)
    assert grid.rows["discharge", "capacity", "home-rehab", HOURS] == (22,) * 12
    assert grid.rows["community", "capacity", "bedded-rehab", STAY] == pytest.approx((10,) * 12)


def test_there_and_back_the_case_is_the_same(county, book, tmp_path) -> None:
    case = read_case(county)
    write_case(tmp_path / "back", with_grid(content_of(county), case, read_grid(book), book))
    assert read_case(tmp_path / "back").digest == case.digest
    scenario = case.in_scenario("high")
    book.write_bytes(grid_bytes(demand_grid(scenario)))
    assert with_grid(content_of(county), scenario, read_grid(book), book) == content_of(county)


def test_other_figures_are_taken_over_with_their_source(county, book, tmp_path) -> None:
    grid = read_grid(book)
    doubled = {"discharge": 2.0, "community": 3.0}
    opened = load_workbook(book)
    for part, factor in doubled.items():
        for row in opened[f"{part} demand"].iter_rows(min_row=6):
            if row[2].value == STARTS:
                for cell in row[4:16]:
                    cell.value = None if cell.value is None else cell.value * factor
    for row in opened["discharge capacity"].iter_rows(min_row=6):
        if row[2].value == STAY and row[1].value.startswith("Reablement and rehabilitation at home"):
            for cell in row[4:16]:
                cell.value = 35
    opened.save(book)
    content = with_grid(content_of(county), read_case(county), read_grid(book), book)
    write_case(tmp_path / "new", content)
    new = read_case(tmp_path / "new")
    assert new.cohort["step-down"].admissions_per_year == pytest.approx(480)
    assert new.cohort["step-up"].admissions_per_year == pytest.approx(180)
    assert new.stay["step-down", "home"].stay_days == pytest.approx(35)
    assert new.stay["step-down", "community-hospital"].stay_days == 21
    assert (new.cohort["step-up"].status, new.cohort["step-up"].source) == ("derived", "grid grid.xlsx, 2026/27")
    difference = largest_difference(new, read_grid(book))
    assert difference is not None
    assert difference[0] == pytest.approx(0, abs=1e-4)
    assert grid.months == read_grid(book).months


def test_rows_of_several_hospitals_are_added_up(county, book) -> None:
    opened = load_workbook(book)
    sheet = opened[SHEET]
    rows = [row for row in sheet.iter_rows(min_row=6) if row[2].value == STARTS and row[4].value is not None]
    last = sheet.max_row + 1
    for place, cell in enumerate(rows[0], start=1):
        sheet.cell(last, place).value = "north-trust" if place == 1 else cell.value
    before = rows[0][4].value
    opened.save(book)
    assert read_grid(book).rows["discharge", "demand", "home-rehab", STARTS][0] == pytest.approx(2 * before)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"F8": "x"}, f'sheet {SHEET} cell F8: "x" is not a number. Write a number, 0 or more.'),
        ({"F8": True}, f'sheet {SHEET} cell F8: "TRUE" is not a number.'),
        ({"F8": -1}, f'sheet {SHEET} cell F8: "-1" is below 0.'),
        ({"F8": None}, f"sheet {SHEET} cell F8: is blank, other months are not. Write a number, 0 if nobody came."),
        ({"B8": "Reablement"}, f'sheet {SHEET} cell B8: "Reablement" is not a service of this sheet. Write '),
        ({"C8": "starts"}, f'sheet {SHEET} cell C8: "starts" is not a measure. Write '),
        ({"F5": "2026-07"}, f"sheet {SHEET} row 5: does not hold referral source, "),
        ({"C9": STARTS}, f"sheet {SHEET} row 9: "),
        ({"E6": 5, **{f"{letter}6": 5 for letter in "FGHIJKLMNOP"}}, "people need social-support, and the case has"),
    ],
)
def test_a_wrong_cell_is_named(county, book, cells, words) -> None:
    change(book, cells)
    with pytest.raises(CaseFaults) as caught:
        with_grid(content_of(county), read_case(county), read_grid(book), book)
    assert any(words in str(fault) for fault in caught.value.faults), caught.value


def test_every_fault_is_named_at_once_and_a_lost_sheet_too(county, book) -> None:
    change(book, {"F8": "x", "G8": "y"})
    opened = load_workbook(book)
    del opened["community capacity"]
    opened.save(book)
    with pytest.raises(CaseFaults) as caught:
        read_grid(book)
    assert len(caught.value.faults) == 3
    book.write_bytes(b"none")
    with pytest.raises(CaseFaults, match="not an Excel workbook"):
        read_grid(book)


def test_a_grid_of_another_year_is_refused(county, book) -> None:
    opened = load_workbook(book)
    for sheet in opened.worksheets[1:]:
        for cell in sheet[5][4:16]:
            cell.value = f"{int(cell.value[:4]) + 1}{cell.value[4:]}"
    opened.save(book)
    with pytest.raises(CaseFaults, match="no financial year of the plan"):
        with_grid(content_of(county), read_case(county), read_grid(book), book)
    with pytest.raises(NoGridError, match="is not a year of the plan"):
        demand_grid(read_case(county), "2031/32")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("bedded-rehab,0.45", "urgent-response,0.45", "is not a line of part discharge"),
        ("bedded-rehab,0.45", "bedded-rehab,0.4", "makes the shares of cohort step-down sum to 0.95"),
    ],
)
def test_faults_of_the_lines_of_a_case(county, old, new, words) -> None:
    path = county / "grid_lines.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")
    with pytest.raises(CaseFaults, match=words):
        read_case(county)


def test_a_line_without_a_stay_stops_the_grid_and_not_the_plan(county) -> None:
    path = county / "grid_lines.csv"
    text = path.read_text(encoding="utf-8").replace("step-up,home,", "step-up,nursing-home,")
    path.write_text(text, encoding="utf-8", newline="\n")
    case = read_case(county)
    with pytest.raises(CaseFaults, match='"nursing-home" has no stay for cohort step-up'):
        demand_grid(case)


def test_the_workbook_says_that_its_layout_must_be_confirmed_and_runs_nothing(county) -> None:
    made = grid_bytes(demand_grid(read_case(county)))
    assert made == grid_bytes(demand_grid(read_case(county)))
    opened = load_workbook(io.BytesIO(made))
    for sheet in opened.worksheets:
        assert CONFIRM in {cell.value for row in sheet.iter_rows(max_row=4) for cell in row}
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

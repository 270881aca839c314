"""plan.xlsx: every table as a sheet, sums that add up, text that stays text, the same bytes, edits that are found."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from capplan.decisions import Finding
from capplan.report import tables
from capplan.report.tables.written import Table
from capplan.report.workbook import plan_workbook, tables_workbook, workbook_faults
from capplan.report.workbook.about import ABOUT, about
from capplan.report.workbook.book import HEADING_ROW, pattern_of
from capplan.report.workbook.plan import workbook_tables
from capplan.report.workbook.sums import Sums
from plan.worked_case import whole_plan, worked_case
from report.made_up_staff import staffed_county, staffed_plan

CASE, PLAN = worked_case(), whole_plan()
STAFFED = staffed_county(months=12)
STAFFED_PLAN = staffed_plan(STAFFED)
TABLES = [*tables.run_tables(CASE, PLAN), *tables.run_tables(STAFFED, STAFFED_PLAN)]
ODD = ('=HYPERLINK("http://evil","x")', "@SUM(1)", "+1", "-1", "\t=1", "=cmd|' /C calc'!A0", "plain")


@pytest.fixture(scope="module")
def data() -> bytes:
    return plan_workbook(CASE, PLAN)


@pytest.fixture(scope="module")
def values(data: bytes):
    return load_workbook(io.BytesIO(data), data_only=True)


def test_every_table_with_rows_is_a_sheet_with_the_same_rows(values) -> None:
    for name, table in workbook_tables(CASE, PLAN).items():
        rows = list(values[name].iter_rows(min_row=HEADING_ROW, max_col=len(table.headings), values_only=True))
        assert rows[0] == table.headings, name
        assert len(rows) - 1 == len(table.rows), name
        for row, found in zip(table.rows, rows[1:], strict=True):
            assert [cell or None for cell in row] == [cell or None for cell in found], name


def test_the_sheets_stand_in_the_order_of_reading(values) -> None:
    names = values.sheetnames
    assert names[:4] == ["summary", "beds by setting", "bed_plan", "decommissioning_plan"]
    assert names[-2:] == ["findings", "checks"]
    assert names.index("money by year") + 1 == names.index("money")


def test_the_summary_leads_to_every_sheet_and_says_where_figures_come_from(values) -> None:
    sheet = values["summary"]
    links = {link.location for link in sheet._hyperlinks} | {cell.hyperlink.location for row in sheet.iter_rows()
                                                             for cell in row if cell.hyperlink}  # fmt: skip
    assert {f"'{name}'!A1" for name in values.sheetnames[1:]} <= links
    cells = {row[0]: row[1:4] for row in sheet.iter_rows(values_only=True) if row[0]}
    totals = PLAN.option("plan").figures.totals
    assert cells["Cost of the plan, nominal"][0] == pytest.approx(totals.cost_nominal_gbp, abs=1)
    assert cells["Cost of the plan, nominal"][2] == "sheet money, option = plan, nominal_gbp"
    assert cells["Waited in acute beds"][0] == pytest.approx(totals.waiting_bed_days, abs=0.01)


def test_beds_by_setting_are_the_beds_of_the_bed_plan(values) -> None:
    # In April 2015 the plan runs ten beds on the ward, five spot beds in homes and twenty places at home.
    rows = list(values["beds by setting"].iter_rows(min_row=HEADING_ROW, values_only=True))
    assert rows[0][:5] == ("month", "Hospital care", "Nursing care", "Home care", "load")
    assert rows[1][:4] == ("2015-04", 10, 5, 20)


def test_a_sum_is_a_formula_over_the_rows_and_its_value() -> None:
    table = Table("money", ("option", "year", "nominal_gbp"), (("plan", "2010/11", 1.5), ("plan", "2011/12", 2.0)))
    found = Sums(table, "nominal_gbp", ("option", "year")).at(("plan", "2010/11"), {"year": "$A5"})
    assert found.value == 1.5
    assert found.formula == ("=SUMPRODUCT(('money'!$A$5:$A$6=\"plan\")*('money'!$B$5:$B$6=$A5)*'money'!$C$5:$C$6)")
    assert Sums(table, "nominal_gbp", ("option",)).at(('a"b',)).formula.count('"a""b"') == 1


def test_every_chart_has_a_title_a_unit_and_words_for_those_who_do_not_see_it(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
    assert len(charts) == 2
    assert all(chart.count("<c:title>") >= 2 for chart in charts)
    assert all('descr="' in drawing for drawing in drawings)


def test_a_plan_with_staff_has_its_establishment_against_need() -> None:
    opened = load_workbook(io.BytesIO(plan_workbook(STAFFED, STAFFED_PLAN)), data_only=True)
    rows = list(opened["establishment"].iter_rows(min_row=HEADING_ROW, values_only=True))
    figures = STAFFED_PLAN.option("plan").staff.figures.staff_plan
    month = rows[1][0]
    in_post = sum(row.in_post_fte for row in figures if row.period == month)
    assert rows[1][2] == pytest.approx(in_post, abs=0.01)
    assert {"staffing_plan", "staff_calendar", "skill_cover"} <= set(opened.sheetnames)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_key_of_a_table_names_its_rows_one_by_one(table: Table) -> None:
    key = about(table).key
    assert table.name in ABOUT
    assert set(key) <= set(table.headings)
    places = [table.headings.index(name) for name in key]
    keys = [tuple(row[place] for place in places) for row in table.rows]
    assert not key or len(set(keys)) == len(keys)


def test_sheets_are_set_up_to_read_and_to_print(data: bytes) -> None:
    sheet = load_workbook(io.BytesIO(data))["bed_plan"]
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.auto_filter.ref.startswith("A4:")
    assert "bed_plan.csv" in sheet["A2"].value
    share = next(cell for cell in sheet[HEADING_ROW] if cell.value == "occupancy_share")
    assert sheet.cell(HEADING_ROW + 1, share.column).number_format == "0.0%"
    assert (pattern_of("nominal_gbp"), pattern_of("beds_staffed")) == ("#,##0;[Red]-#,##0", "#,##0.##")


def test_text_never_becomes_a_formula() -> None:
    finding = Finding(id="odd", topic="=1+1", severity="warning", text=ODD[0], figures={}, sources=(ODD[1],))
    plan = PLAN.model_copy(update={"findings": (finding,), "title": ODD[2]})
    case = replace(CASE, identity=CASE.identity.model_copy(update={"title": ODD[0]}))
    opened = load_workbook(io.BytesIO(plan_workbook(case, plan)))
    formulas = [cell.value for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert all(formula.startswith("=SUMPRODUCT(") for formula in formulas)
    assert ODD[0] in {cell.value for row in opened["findings"].iter_rows() for cell in row}


def test_tables_of_any_name_become_sheets_and_empty_ones_do_not() -> None:
    rows = tuple((text, number) for number, text in enumerate(ODD))
    made = tables_workbook(
        "A day", "words", [Table("something_new", ("text", "worth_gbp"), rows), Table("none", ("a",), ())]
    )
    opened = load_workbook(io.BytesIO(made))
    assert opened.sheetnames == ["summary", "something_new"]
    found = [(row[0].value, row[0].data_type) for row in opened["something_new"].iter_rows(min_row=HEADING_ROW + 1)]
    assert found == [(text, "s") for text in ODD]


def test_figures_that_are_none_stay_text() -> None:
    made = tables_workbook("x", "y", [Table("odd", ("a", "b"), ((float("inf"), None), (float("nan"), "")))])
    assert load_workbook(io.BytesIO(made))["odd"]["A5"].value == "inf"


def test_the_same_plan_gives_the_same_bytes(data: bytes) -> None:
    assert plan_workbook(CASE, PLAN) == data


def test_a_workbook_as_written_or_saved_again_is_what_the_plan_says(data: bytes, tmp_path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    assert list(workbook_faults(path, CASE, PLAN)) == []
    # Saved again with the values that a spreadsheet keeps, and a note of the reader's own.
    opened = load_workbook(io.BytesIO(data), data_only=True)
    opened.create_sheet("my notes")["A1"] = "read"
    opened.save(path)
    assert list(workbook_faults(path, CASE, PLAN)) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "value"), [("money", "F7", 1.0), ("summary", "A5", "other"), ("checks", "D5", "x")]
)
def test_an_edited_figure_is_found_with_its_cell(data: bytes, tmp_path, sheet: str, cell: str, value: object) -> None:
    path = tmp_path / "plan.xlsx"
    opened = load_workbook(io.BytesIO(data), data_only=True)
    opened[sheet][cell] = value
    opened.save(path)
    assert list(workbook_faults(path, CASE, PLAN)) == [
        f"plan.xlsx: sheet {sheet} cell {cell} differs from what plan.json says"
    ]


def test_a_lost_sheet_a_lost_workbook_and_a_damaged_one_are_told(data: bytes, tmp_path) -> None:
    path = tmp_path / "plan.xlsx"
    assert list(workbook_faults(path, CASE, PLAN)) == ["plan.xlsx: missing from the run folder"]
    opened = load_workbook(io.BytesIO(data), data_only=True)
    del opened["money"]
    opened.save(path)
    assert list(workbook_faults(path, CASE, PLAN)) == ["plan.xlsx: the sheet money is missing"]
    path.write_bytes(b"not a workbook")
    (fault,) = workbook_faults(path, CASE, PLAN)
    assert "is not an Excel workbook" in fault


def day(num_rows: int) -> Table:
    headings = ("carer", "base", "from", "to", "what", "place", "visit", "client", "skills", "deviation_min")
    rows = (
        (f"k{row % 500}", "north", "08:00", "08:30", "visit", f"p{row % 900}", f"v{row}", "c1", ODD[0], row * 0.37)
        for row in range(num_rows)
    )
    return Table("run_sheets", headings, tuple(rows))


@pytest.mark.slow
def test_a_hundred_thousand_rows_of_visits_are_written_in_a_minute() -> None:
    table = day(100_000)
    began = time.process_time()
    made = tables_workbook("A day", "words", [table])
    assert time.process_time() - began <= 60
    assert len(made) > 1_000_000

"""Tables as rows and CSV: headings, rounding, and text that stays text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from capplan.decisions import Finding
from capplan.report import tables
from capplan.report.tables import written
from plan.worked_case import whole_plan, worked_case

CASE, PLAN = worked_case(), whole_plan()


def rows_of(table: tables.Table) -> list[dict[str, tables.Cell]]:
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


def read_back(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_run_folder_holds_these_tables() -> None:
    assert list(tables.csv_files(CASE, PLAN)) == [
        "findings.csv",
        "assumptions.csv",
        "bed_plan.csv",
        "decommissioning_plan.csv",
        "commissioning_plan.csv",
        "money.csv",
        "access.csv",
        "waiting.csv",
    ]


@pytest.mark.parametrize("table", tables.run_tables(CASE, PLAN), ids=lambda table: table.name)
def test_every_row_fills_the_headings_and_reads_back_as_written(table: tables.Table) -> None:
    assert len(set(table.headings)) == len(table.headings)
    written = read_back(tables.csv_text(table))
    assert len(written) == len(table.rows)
    for row, back in zip(rows_of(table), written, strict=True):
        assert back == {name: "" if cell is None else str(cell) for name, cell in row.items()}


def test_bed_plan_has_a_row_per_option_site_and_period() -> None:
    rows = rows_of(tables.bed_plan(CASE, PLAN))
    assert len(rows) == 2 * 4 * 4
    ward = rows[16]
    assert (ward["option"], ward["site"], ward["site_title"], ward["month"]) == ("plan", "ward", "Hill ward", "2015-04")
    # 9 beds of load on ten: 90 %; at 85 % it would take 9 / 0.85 = 10.5882 beds.
    assert (ward["beds_staffed"], ward["load_beds"], ward["occupancy_share"]) == (10, 9.0, 0.9)
    assert ward["beds_at_reading_occupancy"] == 10.5882
    closed = rows[18]
    assert (closed["month"], closed["beds_staffed"], closed["occupancy_share"]) == ("2016-04", 0, None)


def test_decommissioning_plan_has_a_row_per_reduction_of_the_plan() -> None:
    (row,) = rows_of(tables.decommissioning_plan(CASE, PLAN))
    assert (row["site"], row["setting"], row["beds_removed"]) == ("ward", "hospital", 10)
    assert (row["notice_served_month"], row["admissions_stop_month"]) == ("2015-10", "2015-10")
    assert (row["last_discharge_date"], row["closed_month"]) == ("2016-03-31", "2016-04")
    assert row["replacements"] == ("Lake home: beds 0 to 12, load 0.0 to 10.0; Spot beds: beds 5 to 5, load 0.0 to 2.0")
    assert (row["closure_test"], row["worst_waiting_growth_people"]) == ("failed", 4.0)
    assert (row["staff_released"], row["staff_released_fte"]) == ("nurse 12.0 FTE", 12.0)
    assert (row["saving_gbp_per_year"], row["stranded_gbp"], row["capital_gbp"]) == (365_000.0, 91_250.0, -100_000.0)
    assert (row["a_year_later_month"], row["a_year_later_extra_gbp"]) == (None, 120_400.13)


def test_commissioning_plan_has_a_row_per_increase_of_the_plan() -> None:
    (row,) = rows_of(tables.commissioning_plan(CASE, PLAN))
    assert (row["site"], row["beds_added"], row["kind"]) == ("nursing", 12, "block")
    assert (row["decide_by_month"], row["opens_month"], row["fully_usable_month"]) == ("2015-07", "2015-10", "2016-04")
    assert row["fixed_gbp_per_year"] == 240_000.0


def test_money_of_all_options_adds_up_to_their_totals() -> None:
    rows = rows_of(tables.money(CASE, PLAN))
    for option in PLAN.options:
        spent = sum(float(row["nominal_gbp"] or 0) for row in rows if row["option"] == option.option)
        assert spent == pytest.approx(option.figures.totals.cost_nominal_gbp, abs=0.01 * len(rows))
    assert {row["funder_title"] for row in rows} == {"NHS", "Council"}


def test_access_and_waiting_have_all_options() -> None:
    assert [row["locality"] for row in rows_of(tables.access(PLAN))] == ["north", "south", "all"] * 2
    waiting = rows_of(tables.waiting(PLAN))
    assert len(waiting) == 2 * 4
    assert (waiting[4]["option"], waiting[4]["waiting_at_end_people"], waiting[4]["state"]) == (
        "plan",
        6.0,
        "no-steady-state",
    )


def test_findings_carry_their_figures_to_four_decimals() -> None:
    finding = Finding(
        id="one",
        topic="test",
        severity="note",
        text="Text.",
        figures={"days": 38_781.25, "share": 0.72723287, "beds": 107, "none": -1e-9, "month": "2016-06"},
        sources=("a.csv: b", "Strategy"),
    )
    (row,) = rows_of(tables.findings(PLAN.model_copy(update={"findings": (finding,)})))
    assert row["figures"] == "days = 38781.25; share = 0.7272; beds = 107; none = 0; month = 2016-06"
    assert row["sources"] == "a.csv: b; Strategy"


def test_assumptions_list_every_assumed_row_with_who_could_supply_it() -> None:
    assumed = {"status": "assumed", "reason": "a guess", "could_supply": "the trust"}
    case = replace(CASE, stays=(CASE.stays[0].model_copy(update=assumed), *CASE.stays[1:]))
    (row,) = rows_of(tables.assumptions(case))
    assert row == {
        "table": "stays",
        "row": "down hospital",
        "values": "stay_days = 18.3; min_share = 0.0; max_share = 1.0",
        "source": "",
        "reason": "a guess",
        "could_supply": "the trust",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_never_becomes_a_formula(start: str) -> None:
    table = tables.Table("t", ("text", "number"), ((f"{start}cmd|' /C calc'!A0", -5.0),))
    (row,) = read_back(tables.csv_text(table))
    assert row["text"] == f"'{start}cmd|' /C calc'!A0"
    # A negative number stays a number.
    assert row["number"] == "-5.0"


def test_formula_in_a_case_title_is_quoted_in_the_tables() -> None:
    evil = CASE.sites[0].model_copy(update={"title": "=HYPERLINK(1)"})
    text = tables.csv_text(tables.bed_plan(replace(CASE, sites=(evil, *CASE.sites[1:])), PLAN))
    assert ",'=HYPERLINK(1)," in text
    assert ",=HYPERLINK" not in text


def test_commas_quotes_and_line_ends_survive() -> None:
    awkward = 'Beds, "ward"\nsecond line, £5'
    (row,) = read_back(tables.csv_text(tables.Table("t", ("text",), ((awkward,),))))
    assert row["text"] == awkward


def test_files_are_marked_utf_8_with_crlf_so_that_a_spreadsheet_keeps_the_pound() -> None:
    text = tables.csv_files(CASE, PLAN)["findings.csv"]
    data = text.encode()
    assert data.startswith(b"\xef\xbb\xbfid,topic,severity,")
    assert b"\r\n" in data
    assert "£" in text
    frame = pd.read_csv(io.BytesIO(data))
    assert frame.columns[0] == "id"
    assert len(frame) == len(PLAN.findings)


def test_rounding_never_leaves_a_negative_zero() -> None:
    assert str(written.fine(-0.00001)) == "0.0"
    assert str(written.pence(-0.001)) == "0.0"
    assert written.pence(1.005) == round(1.005, 2)

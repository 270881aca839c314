"""One wrong cell, heading or row in the example: exactly one repair, at its file, row and column."""

import pytest
from example_folder import faults_of, place, replace_text

from capplan.case.header import Parameters

# What is broken: file, text, what stands there instead; then file, row, column and the whole message after them.
CELLS = {
    "negative number": (
        ("sites.csv", "places-12,,1,0,2,3,yes", "places-12,,-3,0,2,3,yes"),
        ("sites.csv", 4, "lead_months"),
        '"-3" is below 0. Write a whole number of months, 0 to 240.',
    ),
    "negative stay": (
        ("stays.csv", "community-hospital,21,", "community-hospital,-21,"),
        ("stays.csv", 2, "stay_days"),
        '"-21" is not above 0. Write a number of days, above 0.',
    ),
    "not a number (NaN)": (
        ("cohorts.csv", ",240,", ",NaN,"),
        ("cohorts.csv", 2, "admissions_per_year"),
        '"NaN" is not a finite number. Write a number of people/year, 0 or more.',
    ),
    "infinite": (
        ("cohorts.csv", ",240,", ",inf,"),
        ("cohorts.csv", 2, "admissions_per_year"),
        '"inf" is not a finite number. Write a number of people/year, 0 or more.',
    ),
    "beyond any plan": (
        ("cohorts.csv", ",240,", ",1e300,"),
        ("cohorts.csv", 2, "admissions_per_year"),
        '"1e300" is beyond any figure of a plan. Write a number of people/year, 0 or more.',
    ),
    "too small to mean anything": (
        ("cohorts.csv", ",240,", ",1e-300,"),
        ("cohorts.csv", 2, "admissions_per_year"),
        '"1e-300" is beyond any figure of a plan. Write a number of people/year, 0 or more.',
    ),
    "text in a number": (
        ("configurations.csv", "ward,24,", "ward,24 beds,"),
        ("configurations.csv", 2, "beds_staffed"),
        '"24 beds" is not a whole number. Write a whole number of beds, 0 to 100,000, here perhaps 24.',
    ),
    "pounds and thousands": (
        ("configurations.csv", "block,8,430000,", 'block,8,"£430,000",'),
        ("configurations.csv", 6, "fixed_gbp_per_year"),
        '"£430,000" is not a number. Write a number of GBP/year, 0 or more, here perhaps 430000.',
    ),
    "per cent": (
        ("settings.csv", "300,0.9,", "300,85%,"),
        ("settings.csv", 2, "reference_occupancy"),
        '"85%" is not a number. Write a share, above 0 and at most 1, here perhaps 0.85.',
    ),
    "per cent without its sign": (
        ("settings.csv", "300,0.9,", "300,85,"),
        ("settings.csv", 2, "reference_occupancy"),
        '"85" is above 1. Write a share, above 0 and at most 1.',
    ),
    "a range has no hidden number": (
        ("stays.csv", "community-hospital,21,", "community-hospital,20-22,"),
        ("stays.csv", 2, "stay_days"),
        '"20-22" is not a number. Write a number of days, above 0.',
    ),
    "digits joined by a low line": (
        ("cohorts.csv", ",240,", ",2_40,"),
        ("cohorts.csv", 2, "admissions_per_year"),
        '"2_40" is not a number. Write a number of people/year, 0 or more.',
    ),
    "half a bed": (
        ("configurations.csv", "ward,24,", "ward,24.5,"),
        ("configurations.csv", 2, "beds_staffed"),
        '"24.5" is not a whole number. Write a whole number of beds, 0 to 100,000.',
    ),
    "bad month": (
        ("gates.csv", "2026-04,2026-06", "2026-13,2026-06"),
        ("gates.csv", 2, "starts"),
        '"2026-13" is not a month. Write a month as YYYY-MM, for example 2015-06.',
    ),
    "month in other digits": (
        ("gates.csv", "2026-04,2026-06", "20٢٦-04,2026-06"),
        ("gates.csv", 2, "starts"),
        '"20٢٦-04" is not a month. Write a month as YYYY-MM, for example 2015-06.',
    ),
    "bad year": (
        ("growth.csv", "2026/27", "2026-27"),
        ("growth.csv", 2, "year"),
        '"2026-27" is not a financial year. Write a financial year, for example 2015/16.',
    ),
    "bad id": (
        ("localities.csv", "north,North", "North County,North"),
        ("localities.csv", 2, "locality"),
        '"North County" is not an id. Write an id of lower-case letters, digits and hyphens, for example ward-2.',
    ),
    "bad choice": (
        ("cohorts.csv", ",divert,", ",queue,"),
        ("cohorts.csv", 3, "when_full"),
        '"queue" is not one of the choices. Write one of: wait, divert, never.',
    ),
    "neither yes nor no": (
        ("funders.csv", "council,County council,yes", "council,County council,maybe"),
        ("funders.csv", 3, "pooled"),
        '"maybe" is not yes or no. Write yes or no.',
    ),
    "blank where a figure is needed": (
        ("settings.csv", "300,0.9,", ",0.9,"),
        ("settings.csv", 2, "unit_cost_gbp_per_occupied_day"),
        "is blank. Write a number of GBP/day, 0 or more.",
    ),
    "formula": (
        ("sites.csv", "Hillside ward", "=HYPERLINK(1)"),
        ("sites.csv", 2, "title"),
        '"=HYPERLINK(1)" begins as a formula does (= + - @ or a tab), and a spreadsheet would run it. '
        "Write text of at most 200 characters.",
    ),
    "long title": (
        ("sites.csv", "Hillside ward", "x" * 201),
        ("sites.csv", 2, "title"),
        f'"{"x" * 57}..." is longer than 200 characters. Write text of at most 200 characters.',
    ),
    "control characters, shown escaped": (
        ("sites.csv", "Hillside ward", "Hill\x1b[31mside"),
        ("sites.csv", 2, "title"),
        r'"Hill\x1b[31mside" holds control characters. Write the text again without them.',
    ),
    "NHS number, not repeated in the message": (
        # 943 476 5919: 9x10 + 4x9 + 3x8 + 4x7 + 7x6 + 6x5 + 5x4 + 9x3 + 1x2 = 299 = 27 x 11 + 2, 11 - 2 = 9.
        ("milestones.csv", "Ward reduced", "Ward of 943 476 5919"),
        ("milestones.csv", 3, "title"),
        "holds a number that passes the NHS number check. Remove it. A case plans care for people it does not know; "
        "it must hold nothing that could identify one of them.",
    ),
    "assumed without a reason": (
        ("parameters.csv", "assumed,one bay at a time", "assumed,"),
        ("parameters.csv", 4, "reason"),
        "is blank on an assumed row. Write why this value is assumed.",
    ),
    "duplicate id": (
        ("localities.csv", "south,South", "south,South\nnorth,North again"),
        ("localities.csv", 4, "locality"),
        '"north" stands in rows 2 and 4. Keep one of them, or give one another key.',
    ),
    "duplicate key of two columns": (
        ("stays.csv", "step-up,home,9,0,0.8", "step-up,home,9,0,0.8\nstep-up,home,8,0,0.8"),
        ("stays.csv", 7, "cohort + setting"),
        '"step-up / home" stands in rows 6 and 7. Keep one of them, or give one another key.',
    ),
    "ragged row": (
        ("seasons.csv", "3,1\n", "3,1,2\n"),
        ("seasons.csv", 4, None),
        "has 3 cells where the header has 2. "
        "Give the row one cell a column; put a cell that holds a comma between quotes.",
    ),
    "quote left open": (
        ("localities.csv", "south,South", 'south,"South'),
        ("localities.csv", 3, None),
        "the quotes cannot be understood. "
        'A cell that holds a comma or a quote stands between quotes, and a quote inside it is "".',
    ),
    "text after a closing quote": (
        ("localities.csv", "south,South", 'south,"So"uth'),
        ("localities.csv", 3, None),
        "the quotes cannot be understood. "
        'A cell that holds a comma or a quote stands between quotes, and a quote inside it is "".',
    ),
    "unknown column": (
        ("settings.csv", "fixed_share", "fixed_shares,fixed_share"),
        ("settings.csv", 1, "fixed_shares"),
        'is not a column of this table. Remove it, or write "fixed_share" (the nearest of 11).',
    ),
    "wrong unit": (
        ("parameters.csv", "400,GBP/day", "400,GBP/week"),
        ("parameters.csv", 2, "unit"),
        '"GBP/week" is the wrong unit of acute_delayed_day_gbp. Give the value in GBP/day, and write GBP/day.',
    ),
    "unknown parameter": (
        ("parameters.csv", "max_beds_closed_per_month", "max_beds_closed_a_month"),
        ("parameters.csv", 4, "parameter"),
        '"max_beds_closed_a_month" is not a known parameter. '
        f'Remove the row, or write "max_beds_closed_per_month" (the nearest of {len(Parameters.model_fields)}).',
    ),
    "changes every month and a half": (
        ("parameters.csv", "max_beds_closed_per_month,12,beds/month", "change_every_months,1.5,months"),
        ("parameters.csv", 4, "value"),
        '"1.5" is not a whole number. Write a whole number of months, 1 or more.',
    ),
    "changes every 0 months": (
        ("parameters.csv", "max_beds_closed_per_month,12,beds/month", "change_every_months,0,months"),
        ("parameters.csv", 4, "value"),
        '"0" is below 1. Write a whole number of months, 1 or more.',
    ),
    "parameter out of bounds": (
        ("parameters.csv", "max_beds_closed_per_month,12,", "max_beds_closed_per_month,-12,"),
        ("parameters.csv", 4, "value"),
        '"-12" is below 0. Write a number of beds/month, 0 or more.',
    ),
}
# A heading that is wrong also makes every row one cell too short or leaves a required column out.
SEVERAL = {"unknown column"}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_gives_one_repair_at_its_place(folder, name):
    (file, old, new), where, message = CELLS[name]
    replace_text(folder / file, old, new)
    faults = faults_of(folder)
    assert place(faults[0]) == where
    assert str(faults[0]).partition(": ")[2] == message
    assert len(faults) == 1 or name in SEVERAL


@pytest.mark.parametrize("name", CELLS)
def test_a_repair_is_one_printable_line(folder, name):
    (file, old, new), _, _ = CELLS[name]
    replace_text(folder / file, old, new)
    assert all(str(fault).isprintable() for fault in faults_of(folder))


def test_a_fault_reads_file_row_column_problem_repair(folder):
    replace_text(folder / "sites.csv", "places-12,,1,0,2,3,yes", "places-12,,-3,0,2,3,yes")
    expected = 'sites.csv row 4 column lead_months: "-3" is below 0. Write a whole number of months, 0 to 240.'
    assert [str(fault) for fault in faults_of(folder)] == [expected]


def test_row_numbers_are_those_of_a_spreadsheet(folder):
    # Rows: header, north over two lines (one spreadsheet row), a blank row, then the wrong one in row 4.
    text = 'locality,title\nnorth,"North\nand hills"\n,\nSOUTH,South\n'
    (folder / "localities.csv").write_text(text, encoding="utf-8")
    assert ("localities.csv", 4, "locality") in [place(fault) for fault in faults_of(folder)]


def test_the_four_columns_about_sources_are_open_to_every_table(folder):
    (folder / "localities.csv").write_text(
        "locality,title,source,status,reason,could_supply\n"
        "north,North,Plan p. 3,stated,,\nsouth,South,,derived,the rest of the county,\n",
        encoding="utf-8",
    )
    assert faults_of(folder) == []


@pytest.mark.parametrize("word", ["yes", "no", "true", "FALSE", "Yes"])
def test_yes_and_no_may_be_written_in_four_ways(folder, word):
    replace_text(folder / "sites.csv", "none,step-down,2,0,1,3,yes", f"none,step-down,2,0,1,3,{word}")
    assert faults_of(folder) == []


def test_a_negative_amount_is_a_number_not_a_formula(folder):
    assert "-100000" in (folder / "transitions.csv").read_text(encoding="utf-8")
    assert faults_of(folder) == []

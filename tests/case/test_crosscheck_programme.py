"""Faults between the tables of a programme, each as a repair at its cause."""

from __future__ import annotations

import pytest
from example_folder import faults_of, place, replace_text

# name -> (changes of the example, where the fault is, a part of its sentence)
FAULTS = {
    "localities of nothing": (
        [("roll_out.csv", "falls-service,north", "telecare,north")],
        ("roll_out.csv", 2, "initiative"),
        "has per = whole",
    ),
    "after a locality outside the roll-out": (
        [("roll_out.csv", "falls-service,north,must,,,,300\n", "")],
        ("roll_out.csv", 2, "after"),
        "has no row in roll_out.csv for initiative falls-service",
    ),
    "localities in a circle": (
        [("roll_out.csv", "falls-service,north,must,,,,", "falls-service,north,must,,south,1,")],
        ("roll_out.csv", 3, "after"),
        "waits in a circle for itself",
    ),
    "ready after its last month": (
        [
            ("roll_out.csv", "must,2026-06,north,2", "must,2026-06,north,2"),
            ("roll_out.csv", "ready,after", "ready,latest,after"),
            ("roll_out.csv", "north,must,,,,300", "north,must,,,,,300"),
            ("roll_out.csv", "2026-06,north", "2026-06,2026-05,north"),
        ],
        ("roll_out.csv", 3, "latest"),
        "is before ready (2026-06)",
    ),
    "end of what has no duration": (
        [("precedence.csv", "falls-service,start", "falls-service,end")],
        ("precedence.csv", 2, "counts_from"),
        "counts from the end of falls-service, which has no duration_months",
    ),
    "waiting in a circle": (
        [("precedence.csv", "start,1\n", "start,1\nfalls-service,telecare,start,0\n")],
        ("benefit_gates.csv", 2, "benefit_of"),
        "closes a circle of waiting",
    ),
    "waiting for what is left out": (
        [("initiatives.csv", "Falls service,commission,must", "Falls service,commission,never")],
        ("precedence.csv", 2, "after"),
        "has use = never, but spot-contract must start after it",
    ),
    "a gate on no benefit": (
        [("initiative_money.csv", "Spot beds no longer bought,council-fund,benefit", "Spot beds,council-fund,cost")],
        ("benefit_gates.csv", 2, "benefit_of"),
        "has no benefit in initiative_money.csv",
    ),
    "half a range": (
        [("initiative_money.csv", "90000,60000,120000", "90000,60000,")],
        ("initiative_money.csv", 3, "high_gbp"),
        "the other end of the range is not",
    ),
    "a figure outside its range": (
        [("initiative_money.csv", "90000,60000,120000", "90000,100000,120000")],
        ("initiative_money.csv", 3, "gbp"),
        "lies outside low_gbp to high_gbp",
    ),
    "a price outside its range": (
        [("contingencies.csv", "120,150,200", "160,150,200")],
        ("contingencies.csv", 2, "gbp"),
        "lies outside low_gbp to high_gbp",
    ),
    "notice outside its range": (
        [
            ("contracts.csv", "notice_months,gate", "notice_months,low_notice_months,high_notice_months,gate"),
            ("contracts.csv", "Trust,,3,ward", "Trust,,3,,,ward"),
            ("contracts.csv", "2026-09,3,", "2026-09,3,4,6,"),
        ],
        ("contracts.csv", 3, "notice_months"),
        "lies outside its range (4 to 6)",
    ),
    "an overlap with itself": (
        [("benefit_overlaps.csv", "falls-service,telecare-saved", "telecare,telecare-saved")],
        ("benefit_overlaps.csv", 2, "initiative"),
        "is a line of telecare itself",
    ),
    "an overlap of costs": (
        [("benefit_overlaps.csv", "telecare-saved", "telecare-kit")],
        ("benefit_overlaps.csv", 2, "line"),
        "only benefits are counted twice",
    ),
    "shares that do not sum to 1": (
        [("benefit_shares.csv", "health,0.8", "health,0.7")],
        ("benefit_shares.csv", 3, "share"),
        "sum to 0.9, not to 1",
    ),
    "a budget outside the plan": (
        [("programme_budgets.csv", "health-fund,2026/27", "health-fund,2028/29")],
        ("programme_budgets.csv", 2, "year"),
        "lies outside the horizon",
    ),
    "a meeting on no day": (
        [("approvals.csv", "2026-04-16", "2026-02-30")],
        ("approvals.csv", 2, "first_meeting"),
        "is no day of the calendar",
    ),
    "an unknown pot": (
        [("initiative_money.csv", "Falls team,health-fund", "Falls team,health-found")],
        ("initiative_money.csv", 2, "pot"),
        "is not in pots.csv",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_tables_that_disagree_give_a_repair_at_the_cause(folder, name):
    changes, where, words = FAULTS[name]
    for file, old, new in changes:
        replace_text(folder / file, old, new)
    faults = {place(fault): str(fault) for fault in faults_of(folder)}
    assert where in faults, faults
    assert words in faults[where]


def test_initiatives_are_missing(folder):
    for name in ("initiatives", "precedence", "benefit_gates", "benefit_overlaps", "benefit_shares", "roll_out"):
        (folder / f"{name}.csv").unlink()
    (folder / "initiative_money.csv").unlink()
    (folder / "programme_sites.csv").unlink()
    (fault,) = faults_of(folder)
    assert str(fault).startswith("initiatives.csv column initiative: has no rows, but other tables of the programme")


def test_an_initiative_by_locality_needs_localities(folder):
    replace_text(
        folder / "initiatives.csv",
        "telecare,Telecare,commission,may,whole",
        "telecare,Telecare,commission,may,locality",
    )
    (fault,) = faults_of(folder)
    assert place(fault) == ("initiatives.csv", 4, "per")


def test_first_month_after_last_month(folder):
    replace_text(folder / "initiatives.csv", "per,earliest,gate", "per,earliest,latest,gate")
    replace_text(folder / "initiatives.csv", "locality,2026-05,,board", "locality,2026-05,2026-04,,board")
    replace_text(folder / "initiatives.csv", "must,whole,,,,spot-beds", "must,whole,,,,,spot-beds")
    replace_text(folder / "initiatives.csv", "may,whole,,,,,0,", "may,whole,,,,,,0,")
    (fault,) = faults_of(folder)
    assert place(fault) == ("initiatives.csv", 2, "latest")


def test_the_year_of_the_gap_lies_in_the_plan(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text + 'gap_year = "2030/31"\n', encoding="utf-8")
    (fault,) = faults_of(folder)
    assert place(fault) == ("case.toml", None, "programme.gap_year")


@pytest.mark.parametrize(
    ("rows", "where", "words"),
    [
        (
            "telecare,hillside,opens,",
            ("change", 2),
            "site hillside has a configuration for. Write one of: reduces, closes.",
        ),
        ("telecare,home-team,closes,", ("change", 2), "site home-team has a configuration for"),
        ("telecare,home-teams,opens,", ("site", 2), "is not in sites.csv"),
        ("telecares,home-team,opens,", ("initiative", 2), "is not in initiatives.csv"),
        ("telecare,home-team,opens,north", ("locality", 2), "is given, but telecare has one start"),
        ("falls-service,home-team,opens,", ("locality", 2), "is no locality of falls-service in roll_out.csv"),
    ],
)
def test_a_tie_to_what_a_site_or_an_initiative_cannot_do(folder, rows, where, words):
    (folder / "programme_sites.csv").write_text(f"initiative,site,change,locality\n{rows}\n", encoding="utf-8")
    faults = {place(fault): str(fault) for fault in faults_of(folder)}
    at = ("programme_sites.csv", where[1], where[0])
    assert at in faults, faults
    assert words in faults[at]


def test_a_tie_to_what_is_left_out(folder):
    replace_text(folder / "initiatives.csv", "Telecare,commission,may", "Telecare,commission,never")
    (folder / "programme_sites.csv").write_text("initiative,site,change\ntelecare,home-team,opens\n", encoding="utf-8")
    assert any("has use = never" in str(fault) and fault.column == "initiative" for fault in faults_of(folder))


def test_ties_that_can_be_kept_are_no_faults(folder):
    (folder / "programme_sites.csv").write_text(
        "initiative,site,change,locality\ntelecare,home-team,opens,\nfalls-service,meadow-view,opens,north\n",
        encoding="utf-8",
    )
    assert faults_of(folder) == []

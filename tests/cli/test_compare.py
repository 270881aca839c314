"""`capplan compare`: what differs between runs and why; nothing where they are equal."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from capplan.case.read import read_case
from capplan.plan.board.compare import Side, binding, differences
from capplan.plan.store import read_run
from example_text import replace_text

HILLSIDE = "Hillside ward (hillside)"


def side(run: Path) -> Side:
    found = read_run(run)
    return Side(run.name, read_case(found.case_folder), found.plan)


def test_a_run_equals_its_copy(capplan, first_run, tmp_path):
    shutil.copytree(first_run[0], tmp_path / "copy")
    result = capplan("compare", first_run[0], tmp_path / "copy")
    assert result.exit_code == 0
    assert result.stdout == f"{first_run[0]} and {tmp_path / 'copy'}: equal\n"


def test_another_input_another_plan_other_money_and_what_binds(first_run):
    one = side(first_run[0])
    chosen = one.chosen
    closure = chosen.figures.closures[0]
    later = closure.model_copy(update={"closed": "2026-12"})
    money = tuple(row.model_copy(update={"present_gbp": row.present_gbp * 1.01}) for row in chosen.figures.money)
    totals = chosen.figures.totals.model_copy(update={"beds_at_end": 24})
    figures = chosen.figures.model_copy(update={"closures": (later,), "money": money, "totals": totals})
    proof = chosen.proof.model_copy(update={"asked_gap": 0.05})
    options = tuple(
        option.model_copy(update={"figures": figures, "proof": proof}) if option.option == "plan" else option
        for option in one.plan.options
    )
    contracts = tuple(row.model_copy(update={"notice_months": 6}) for row in one.case.contracts)
    other = Side("other", replace(one.case, contracts=contracts), one.plan.model_copy(update={"options": options}))
    rows = differences(one, other)
    by_part = {part: [row for row in rows if row.part == part] for part in ("input", "plan", "money", "binds")}
    assert [(row.what, row.where, row.first, row.second) for row in by_part["input"]] == [
        ("contracts.csv", "ward-lease: notice_months", "3", "6"),
        ("contracts.csv", "spot-beds: notice_months", "3", "6"),
    ]
    assert ("changes of beds", HILLSIDE) in {(row.what, row.where) for row in by_part["plan"]}
    assert ("beds_at_end", "12", "24") in {(row.what, row.first, row.second) for row in by_part["plan"]}
    assert any(row.what == "present cost of the plan by kind, GBP" for row in by_part["money"])
    assert ("gap of the plan", "asked", f"{chosen.proof.asked_gap:.2%}", "5.00%") in {
        (row.what, row.where, row.first, row.second) for row in by_part["money"]
    }
    # The closure waited for notice and gate in one run; a later one does not.
    assert closure.closed == closure.earliest
    assert [row.where for row in by_part["binds"]] == [f"{HILLSIDE}: earliest month"]


def test_what_binds_is_said_in_words(first_run):
    found = binding(side(first_run[0]))
    assert found[f"{HILLSIDE}: earliest month"].endswith("(3 months' notice, after ward-consultation in 2026-06)")


def test_one_run_is_a_usage_error_and_no_run_folder_too(capplan, first_run, tmp_path):
    assert capplan("compare", first_run[0]).exit_code == 2
    assert capplan("compare", first_run[0], tmp_path).exit_code == 2


def test_a_case_that_was_edited_is_refused(capplan, first_run, tmp_path):
    shutil.copytree(first_run[0], tmp_path / "copy")
    replace_text(tmp_path / "copy" / "case" / "contracts.csv", "Trust,,3,", "Trust,,4,")
    result = capplan("compare", first_run[0], tmp_path / "copy")
    assert result.exit_code == 5
    assert "another case" in result.stderr


def test_csv_lists_every_difference(capplan, first_run, tmp_path):
    shutil.copytree(first_run[0], tmp_path / "copy")
    result = capplan("compare", first_run[0], tmp_path / "copy", "--csv")
    assert result.stdout.lstrip("\ufeff").splitlines() == ["run,part,what,where,first,second"]

"""`capplan bases`: territories printed and checked, the best ones beside the fixed ones, nothing written."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from capplan.case.read import read_case
from capplan.check.bases import check_bases
from capplan.decisions.bases import BasePlan

TINY = Path(__file__).parents[2] / "formulations" / "bases" / "tiny"


def test_bases_territories_and_proof_are_printed(capplan):
    result = capplan("bases", TINY)
    assert (result.exit_code, result.stderr) == (0, "• bases\n")
    lines = result.stdout.splitlines()
    assert lines[0] == "Seven valleys, one rule each: bases, with those marked must, scenario base"
    # low-1 has 300 of 3,300 people, all 2 minutes away: 8 minutes between visits and 2 x 2 / 6 of the way.
    assert lines[1] == (
        "  Low 1: 1 area, 1,800 visits a year (9.1%), mean 2.0 min, furthest 2.0 min, furthest rapid call from Low A, "
        "travel 8.7 min a visit"
    )
    assert lines[2] == "    serves Valley of the least size (60%)"
    assert "    serves Valley of the rapid calls" in lines
    assert lines[-2] == "  Travel £17,000 a year, bases £1,100, together £18,100"
    assert re.fullmatch(r"  Proof: optimal, gap 0\.[0-9]{3}% of £18,100 \(asked 0\.500%\)", lines[-1])


def test_the_best_bases_are_set_beside_the_fixed_ones(capplan):
    result = capplan("bases", TINY, "--choose", 11, "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Seven valleys, one rule each: bases, best 11, scenario base"
    assert lines[-3].startswith("  Instead of those with the bases marked must: Low 1, Low 2, ")
    assert lines[-2] == "    they cost £600 a year more and +0.1 minutes of travel a visit (£18,100)"


def test_json_is_a_plan_that_the_checker_passes(capplan):
    result = capplan("bases", TINY, "--json", "-q")
    plan = BasePlan.model_validate_json(result.stdout, strict=True)
    assert check_bases(read_case(TINY), plan) == ()
    assert plan.fixed
    assert plan.num_bases == len(plan.decisions.open) == 11


def test_more_bases_than_there_are_is_said_in_words(capplan):
    result = capplan("bases", TINY, "--choose", 15, "-q")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "15 bases are asked for, but only 14 may be used." in result.stderr


def test_too_few_bases_for_the_valleys_is_said_in_words(capplan):
    """Ten bases: balance then asks for 330 people each, and seven valleys need eleven."""
    result = capplan("bases", TINY, "--choose", 10, "-q")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("No plan meets every requirement.\n  - ")
    assert "visits a year too many" in result.stderr


def test_an_answer_that_the_checker_refuses_is_not_printed(capplan, monkeypatch):
    monkeypatch.setattr(sys.modules["capplan.cli.bases"], "check_bases", lambda *_: ("P9 flow_kept, base x: cut off",))
    result = capplan("bases", TINY, "-q")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "P9 flow_kept" in result.stderr


def test_a_case_that_asks_for_no_number_of_bases_says_so(capplan, tmp_path):
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    for name, found, written in (("bases.csv", ",must,", ",may,"), ("parameters.csv", "num_bases,11,bases\n", "")):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(found) == 1
        (folder / name).write_text(text.replace(found, written), encoding="utf-8")
    result = capplan("bases", folder, "-q")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "No base is marked must and num_bases is blank" in result.stderr


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_an_impossible_number_is_a_usage_error(capplan, number):
    assert capplan("bases", TINY, "--choose", number).exit_code == 2

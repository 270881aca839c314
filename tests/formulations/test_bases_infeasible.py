"""Choices of bases that cannot be met: the cause in words, and the cheapest way out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from base_cases import base_case
from capplan.case.case import Case
from capplan.errors import Infeasible
from capplan.plan.bases import plan_bases
from capplan.solve import Profile

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
BORDERS = (("a", "b"), ("b", "c"))


def row_of_three(rows: dict[str, dict[str, Any]] | None = None, **parameters: Any) -> Case:
    """Three areas of 10 people in a row; west is at a, east at c, 10 minutes from area to area."""
    minutes = {"west": {"a": 0.0, "b": 10.0, "c": 20.0}, "east": {"a": 20.0, "b": 10.0, "c": 0.0}}
    return base_case({"a": 10, "b": 10, "c": 10}, minutes, rows, **{"borders": BORDERS, **parameters})


def causes(case: Case, choose: int | None = None) -> list[str]:
    with pytest.raises(Infeasible) as caught:
        plan_bases(case, EXACT, choose)
    return caught.value.cause


@pytest.mark.parametrize("asked", [{}, {"max_base_imbalance": 1.0}], ids=["by distance", "by assignment"])
def test_an_area_out_of_reach_names_the_nearest_base_and_the_least_limit(asked: dict[str, float]) -> None:
    """One base at either end: 20 minutes to the other end; two bases: 10 to the middle."""
    assert causes(row_of_three(max_rapid_min=9.0, num_bases=2, **asked)) == [
        "No base can reach B within max_rapid_min = 9 minutes: the nearest, WEST, is 10.0 minutes away.",
        "With 2 bases every area can be reached if max_rapid_min is 10.0 minutes or more: the cheapest way out.",
    ]
    cause, way_out = causes(row_of_three(max_rapid_min=15.0, num_bases=1, **asked))
    assert cause.startswith("With the other requirements kept, no open base reaches ")
    assert "is 0.0 minutes away" in cause
    assert "With 1 bases every area can be reached if max_rapid_min is 20.0 minutes or more" in way_out


def test_an_area_without_any_way_has_no_limit_that_helps() -> None:
    case = row_of_three(num_bases=1)
    lost = {pair: math.inf if pair[0] == "b" else way for pair, way in case.area_travel_min.items()}
    assert causes(replace(case, area_travel_min=lost)) == ["No base could serve B: no way leads there."]


def test_a_balance_that_whole_areas_cannot_keep_is_named() -> None:
    """15 visits each, 13.5 to 16.5 allowed; areas come in tens, so one has 20 and the other 10: 3.5 off, rounded up."""
    found = causes(row_of_three(num_bases=2, max_base_imbalance=0.1))
    assert [one.split(" would have ")[1] for one in sorted(found, key=lambda one: one.split(" too ")[1])] == [
        "4 visits a year too few (14 to 16 allowed). Raise max_base_imbalance.",
        "4 visits a year too many (14 to 16 allowed). Raise max_base_imbalance.",
    ]


def test_bases_too_small_for_the_county_are_named() -> None:
    """Room for 10 and 10 of 30: one of them has an area too many."""
    rows = {"west": {"max_visits_per_year": 10}, "east": {"max_visits_per_year": 10}}
    (cause,) = causes(row_of_three(rows, num_bases=2))
    assert cause.endswith(" would have to send out 10 visits a year more than max_visits_per_year allows.")


def test_an_area_that_borders_on_none_is_named() -> None:
    found = causes(row_of_three(num_bases=1, contiguous_territories=1, borders=(("a", "b"),)))
    assert found == ["C can belong to no base: no way leads there from any, or none over areas that border."]


def test_two_fixed_bases_with_one_nearest_area_cannot_both_serve_it() -> None:
    rows = {"west": {"use": "must"}, "east": {"use": "must"}}
    case = row_of_three(rows, contiguous_territories=1)
    same = {pair: abs({"a": 0.0, "b": 10.0, "c": 20.0}[pair[0]] - 1) for pair in case.area_travel_min}
    case = replace(case, area_travel_min=same)
    assert causes(case) == [
        "WEST and EAST must both be used, but A is the area nearest to both and can belong to one of them. Mark one of "
        "them may, or set contiguous_territories to 0."
    ]
    (cause,) = causes(case, 2)
    assert cause.startswith("2 bases are asked for, but those that may be used lie nearest to 1 different areas")


@pytest.mark.parametrize(
    ("rows", "num_bases", "choose", "cause"),
    [
        ({}, None, None, "No base is marked must and num_bases is blank: set num_bases, or name a number to choose."),
        ({}, 3, None, "3 bases are asked for, but only 2 may be used. Add rows to bases.csv."),
        ({}, None, 3, "3 bases are asked for, but only 2 may be used. Add rows to bases.csv."),
        (
            {"west": {"use": "must"}, "east": {"use": "must"}},
            1,
            None,
            "1 bases are asked for, but 2 are marked must. Raise num_bases to 2.",
        ),
    ],
)
def test_a_number_that_cannot_be_is_said_before_any_search(
    rows: dict[str, dict[str, Any]], num_bases: int | None, choose: int | None, cause: str
) -> None:
    assert causes(row_of_three(rows, num_bases=num_bases), choose) == [cause]


def test_the_best_bases_stand_even_where_the_fixed_ones_meet_no_plan() -> None:
    """West is fixed but 20 minutes from c; mid is 10 from both ends: 10 x 10 + 10 x 10 = 200."""
    minutes = {"west": {"a": 0.0, "b": 10.0, "c": 20.0}, "mid": {"a": 10.0, "b": 0.0, "c": 10.0}}
    case = base_case({"a": 10, "b": 10, "c": 10}, minutes, {"west": {"use": "must"}}, max_rapid_min=15.0)
    plan = plan_bases(case, EXACT, 1)
    assert plan.decisions.open == ("mid",)
    assert plan.figures.totals.objective_gbp == pytest.approx(200)
    assert plan.instead_of is None
    assert any("C within max_rapid_min" in cause for cause in plan.why_not_fixed)

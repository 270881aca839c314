"""Why a visit is not made: proofs where there are some, else the cheapest change, never a guess."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.check.visit_facts import VisitFacts
from capplan.check.visit_reasons import can_be_made_alone
from capplan.formulations.visits import inputs_of
from capplan.plan.visits.county_day import county_day
from capplan.plan.visits.reasons import _alone, _Gap, teams, unserved_reasons
from small_visits import visit_case, visit_decisions, with_carer, with_visit


def reason(case: Case, visit: str) -> tuple[str, str]:
    made = visit_decisions()
    stops = tuple(stop for stop in made.stops if stop.visit != visit)
    left = tuple(row.visit for row in case.visits if row.visit in (visit, "v6"))
    found = unserved_reasons(inputs_of(case), made.model_copy(update={"stops": stops, "unserved": left}))
    (row,) = [row for row in found if row.visit == visit]
    return row.reason, row.words


def test_nobody_holds_the_skill() -> None:
    assert reason(visit_case(), "v6") == (
        "nobody-has-the-skills",
        "Nobody on duty who may be sent holds reablement level 1.",
    )


def test_no_two_people_hold_what_a_visit_by_two_takes() -> None:
    case = with_visit(visit_case(), "v1", must_not="k2")
    assert reason(case, "v1")[0] == "nobody-has-the-skills"
    assert reason(case, "v1")[1].startswith("No two people on duty who may be sent hold")


def test_nobody_can_be_there_even_on_an_empty_day() -> None:
    # k1 is on duty from 07:00 and 10 minutes away: 07:10 at the earliest; k2 from 07:30.
    case = with_visit(visit_case(), "v5", windows="06:00-07:05")
    assert reason(case, "v5") == (
        "nobody-can-be-there",
        "Nobody can begin it in 06:00 to 07:05, even with nothing else to do that day (2 carers hold the skills). The "
        "nearest possible start is at 07:10 with k1.",
    )


def test_the_break_counts_on_an_empty_day() -> None:
    # k1's break begins from 10:30 to 12:00 and lasts 30 minutes; the visit takes 30 and ten minutes each way. Before
    # the break it must begin by 12:00 - 40 = 11:20, after it from 11:00 + 10 = 11:10: any time of the day is possible.
    case = with_visit(visit_case(), "v5", must_not="k2", windows="11:00-11:30")
    assert reason(case, "v5")[0] != "nobody-can-be-there"
    # A visit of 100 minutes must begin by 10:10 or from 11:10.
    longer = with_visit(case, "v5", duration_min=100, windows="10:11-11:09")
    assert reason(longer, "v5")[0] == "nobody-can-be-there"
    assert reason(with_visit(longer, "v5", windows="10:10-11:09"), "v5")[0] != "nobody-can-be-there"


def test_the_cheapest_change_is_the_nearest_start_beside_the_plan() -> None:
    # k1 is at place-b until 10:00 and has the break from 10:30, k2 is at v4 from 10:00 to 10:40. Without v5 the last
    # stop of k1 is v3: a visit of 30 minutes at place-c may begin from 10:10.
    case = with_visit(visit_case(), "v5", windows="09:45-10:00", must_not="k2")
    assert reason(case, "v5") == (
        "cheapest-change",
        "With all else as planned it fits at 10:10 with k1, 10 minutes outside 09:45 to 10:00.",
    )


def test_what_seems_to_fit_is_called_not_found() -> None:
    assert reason(visit_case(), "v5") == (
        "not-found",
        "Not found in time: it seems to fit at 12:00 with k1; search longer.",
    )


def test_two_who_share_time_for_it_are_told_that_it_fits() -> None:
    """Each is free at other hours; what counts is when both are."""
    # Beside v1, v3 and v5 k1 is free from 08:30; k2 is at v2 until 09:20 and at v4 from 10:00 on, ten minutes away.
    case = with_visit(visit_case(), "v6", carers=2, skills="care", windows="08:00-10:45", duration_min=10)
    # At place-c: k2 from 08:40 to 08:40 (v2 at 09:00), from 09:30 to 09:40, from 10:50 on; k1 from 08:40 to 09:10.
    assert reason(case, "v6") == (
        "not-found",
        "Not found in time: it seems to fit at 08:40 with k1 and k2; search longer.",
    )
    tight = with_visit(case, "v6", windows="08:10-08:30")
    assert reason(tight, "v6")[1].startswith("With all else as planned it fits at 08:40 with k1 and k2, 10 minutes")


def test_both_skills_of_a_visit_by_two_are_named() -> None:
    case = with_visit(visit_case(), "v6", carers=2, skills="care", second_skills="reablement")
    assert "(one care level 1, the other reablement level 1)" in reason(case, "v6")[1]


def test_a_pair_is_kept_by_what_is_said_to_fit() -> None:
    # v5 may begin from 12:00 to 13:00; an hour or more after v3, which ends at 10:00, changes nothing, four hours do.
    pairs = (day.VisitPair(first="v3", second="v5", min_gap_min=60),)
    assert "it seems to fit at 12:00" in reason(replace(visit_case(), visit_pairs=pairs), "v5")[1]
    later = (day.VisitPair(first="v3", second="v5", min_gap_min=190),)
    found = reason(replace(visit_case(), visit_pairs=later), "v5")
    assert found[0] == "cheapest-change"
    assert "it fits at 13:10" in found[1]


def test_full_days_are_told_as_such() -> None:
    # A break is due and both carers are full: the visit takes five hours.
    case = with_visit(visit_case(), "v5", duration_min=240, windows="08:00-12:00")
    case = with_carer(with_carer(case, "k1", max_hours=4.5), "k2", max_hours=4.5)
    assert reason(case, "v5")[0] == "not-found"
    assert "all of their days are full" in reason(case, "v5")[1]


@pytest.mark.parametrize("seed", range(3))
def test_the_proof_of_an_empty_day_agrees_with_the_checker(seed: int, county: Case) -> None:
    made = county_day(county, 40, seed)
    facts, inputs = VisitFacts(made), inputs_of(made)
    for row, visit in zip(made.visits, inputs.visits, strict=True):
        free = {carer.id: list(_alone(inputs, carer, visit, 0)) for carer in inputs.carers}
        possible = any(
            any(max(low, begin) <= min(high, end) for low, high in _common(free, team) for begin, end in visit.windows)
            for team in teams(inputs, visit)
        )
        assert possible == can_be_made_alone(facts, row), row.visit


def _common(free: dict[str, list[_Gap]], team: Any) -> list[tuple[int, int]]:
    together = product(*(free[carer.id] for carer in team))
    hours = ((max(gap.low_s for gap in gaps), min(gap.high_s for gap in gaps)) for gaps in together)
    return [(low, high) for low, high in hours if low <= high]


def test_a_carer_on_two_shifts_may_be_free_in_either() -> None:
    case = with_carer(visit_case(), "k1", shifts="07:00-09:00 12:00-14:00", break_min=0, break_hours=None)
    later = with_visit(case, "v5", windows="12:10-13:00", must_not="k2")
    decisions = visit_decisions().model_copy(
        update={"stops": visit_decisions().stops[:1], "breaks": (), "unserved": ("v2", "v3", "v4", "v5", "v6")}
    )
    found = {row.visit: row.reason for row in unserved_reasons(inputs_of(later), decisions)}
    assert found["v5"] == "not-found"

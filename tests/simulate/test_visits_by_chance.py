"""Rounds run by chance: without spread they run as planned, delays pass on, and lengths have the planned mean."""

from __future__ import annotations

import pytest

from capplan.simulate.visits import PlannedStop, simulate_day

ALWAYS = {"a": 10_000, "b": 20_000, "c": 30_000}


def stop(visit: str, start_s: int, length_s: int = 600, way_s: int = 300, **pause: int) -> PlannedStop:
    return PlannedStop(visit, start_s, length_s, way_s, **pause)


def test_without_spread_every_day_is_as_planned() -> None:
    # a ends at 1,600, the way takes 300: b could begin at 1,900 and is planned at 2,000.
    fate = simulate_day([[stop("a", 1000), stop("b", 2000)]], {"a": 1000, "b": 2000}, [], (0, 0), 20, 1)
    assert [(row.on_time_share, row.mean_late_min) for row in fate.visits] == [(1, 0), (1, 0)]
    assert fate.break_kept_share is None


def test_a_visit_planned_too_soon_is_late_by_what_is_missing() -> None:
    # b is planned at 1,780, two minutes before it can begin; c in another round is not touched.
    rounds = [[stop("a", 1000), stop("b", 1780)], [stop("c", 1000)]]
    fate = simulate_day(rounds, {"a": 1000, "b": 1899, "c": 1000}, [], (0, 0), 5, 1)
    assert [(row.visit, row.on_time_share, row.mean_late_min) for row in fate.visits] == [
        ("a", 1, 0), ("b", 0, 2), ("c", 1, 0),
    ]  # fmt: skip


def test_a_delay_passes_to_the_other_carer_of_a_visit_by_two_and_along_both_rounds() -> None:
    # The first carer can be at b at 1,900, the second at 1,000: both begin at 1,900, 900 s late, and are at c and d so.
    rounds = [[stop("a", 1000), stop("b", 1000), stop("c", 1900)], [stop("b", 1000), stop("d", 1900)]]
    latest = dict.fromkeys("abcd", 10**6)
    late = {row.visit: row.mean_late_min for row in simulate_day(rounds, latest, [], (0, 0), 5, 1).visits}
    assert late == {"a": 0, "b": 15, "c": 15, "d": 15}


def test_the_second_visit_of_a_pair_waits_for_the_end_of_the_first() -> None:
    # a ends at 1,600; 400 s later is 2,000.
    late = simulate_day([[stop("a", 1000)], [stop("b", 1880)]], ALWAYS, [("a", "b", 400)], (0, 0), 5, 1).visits
    assert [row.mean_late_min for row in late] == [0, 2]


def test_a_break_takes_its_time_and_is_kept_if_it_begins_by_its_latest_time() -> None:
    # a ends at 1,600; the break from 1,700 to 2,300, the way 300: b at 2,600.
    rounds = [[stop("a", 1000), stop("b", 2500, pause_s=600, pause_from_s=1700)]]
    for latest, kept in ((1700, 1.0), (1699, 0.0)):
        fate = simulate_day(rounds, ALWAYS, [], (0, 0), 5, 1, [[latest]])
        assert fate.break_kept_share == kept
        assert fate.visits[1].mean_late_min == pytest.approx(100 / 60)


def test_nobody_is_later_with_more_time_between_visits_and_the_same_seed_gives_the_same_day() -> None:
    def worst(between: int) -> float:
        rounds = [[stop("a", 1000), stop("b", 1900 + between)]]
        latest = {"a": 1000, "b": 1900 + between}
        return simulate_day(rounds, latest, [], (0.3, 0.3), 4000, 7).visits[1].on_time_share

    assert worst(0) < worst(120) < worst(600)
    assert worst(120) == worst(120)


def test_lengths_have_the_planned_mean_and_the_spread_of_the_case() -> None:
    # b is planned at 0 and begins when a ends, at 1,000 + 600 x factor: a mean of 1,600 s late.
    rounds = [[stop("a", 1000), PlannedStop("b", 0, 600, 0)]]
    late = simulate_day(rounds, ALWAYS, [], (0.0, 0.5), 40_000, 3).visits[1].mean_late_min
    # The standard error of the mean is 0.5 x 600 / 200 = 1.5 s.
    assert late * 60 == pytest.approx(1600, abs=6)


def test_stops_that_wait_for_each_other_in_a_circle_are_an_error() -> None:
    rounds = [[stop("a", 0), stop("b", 0)], [stop("b", 0), stop("a", 0)]]
    with pytest.raises(ValueError, match="in a circle"):
        simulate_day(rounds, ALWAYS, [], (0, 0), 5, 1)

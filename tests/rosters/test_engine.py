"""What the engine promises: same seed same rota, plan and bound at any moment, causes in words, hard limits kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.errors import Infeasible
from capplan.formulations.rota import Cover, Inputs, Person
from capplan.rosters import solve
from capplan.solve.interrupt import end_search_in_hand, searches_cut_short
from rosters.evaluate import evaluate
from rosters.random_rotas import MONDAY, SHIFTS, random_rota

LATE_AND_EARLY = frozenset({("l", "e")})


def two_people(**changes: object) -> Inputs:
    """Two people over three days; one early and one late shift a day, each missing person 10 GBP."""
    cover = tuple(Cover(f"{shift}{day}", day, frozenset({shift}), 1, 10.0) for day in range(3) for shift in "el")
    people = tuple(Person(name, frozenset({"e", "l"}), max_paid_min=900) for name in ("anna", "ben"))
    rota = Inputs(3, MONDAY, (), SHIFTS, people, cover, forbidden=LATE_AND_EARLY)
    return replace(rota, **changes)


def test_two_shifts_each_leave_two_of_six_uncovered() -> None:
    """900 paid minutes are two shifts of 450; two people work four of six, so two are short at 10 GBP."""
    found = solve(two_people())
    assert (found.objective, found.bound, found.stopped_by) == (20.0, 20.0, "proof")
    assert len(found.assignment) == 4


def test_a_price_moves_the_shift_to_who_is_cheaper() -> None:
    """Anna's first early shift costs 3 GBP more than Ben's: Ben takes it, and the cost does not rise."""
    found = solve(two_people(price={("anna", 0, "e"): 3.0}))
    assert found.objective == 20.0
    assert found.assignment.get(("anna", 0)) != "e"


def test_people_who_cannot_meet_their_rules_are_named() -> None:
    """900 to 900 minutes are two shifts, but ben is on leave on two of three days."""
    people = (
        Person("anna", frozenset({"e"})),
        Person("ben", frozenset({"e"}), min_paid_min=900, off=frozenset({0, 1})),
    )
    with pytest.raises(Infeasible, match="ben has no line") as caught:
        solve(two_people(people=people))
    assert "anna" not in str(caught.value)


def test_cover_that_cannot_be_met_within_its_hard_limit_is_refused() -> None:
    cover = (Cover("e0", 0, frozenset({"e"}), 3, 10.0, max_under=0),)
    with pytest.raises(Infeasible, match="hard limits of cover"):
        solve(two_people(cover=cover))


def test_same_seed_gives_the_same_rota() -> None:
    first, second = (solve(random_rota(3), seed=5) for _ in range(2))
    assert dict(first.assignment) == dict(second.assignment)
    assert first.iterations == second.iterations


def test_a_search_ended_by_work_gives_the_same_rota_and_keeps_every_rule() -> None:
    """Too little work to prove anything about a rota of some size: what stands by then is the same every time."""
    inputs = random_rota(3)
    whole = solve(inputs)
    first, second = (solve(inputs, work_s=0.04) for _ in range(2))
    assert first.stopped_by == "work"
    assert dict(first.assignment) == dict(second.assignment)
    assert (first.objective, first.bound) == (second.objective, second.bound)
    assert first.bound <= whole.objective <= first.objective
    assert evaluate(inputs, first.assignment) == (pytest.approx(first.objective), [])


def test_an_asked_end_keeps_the_rota_found_so_far() -> None:
    """Asked to end before it has a rota, the search goes on to the first that keeps every rule, and no further."""
    inputs = random_rota(4)
    before = searches_cut_short()
    found = solve(inputs, gap=0.0, on_progress=lambda line: end_search_in_hand())
    assert found.stopped_by == "interrupt"
    assert evaluate(inputs, found.assignment) == (pytest.approx(found.objective), [])
    assert found.bound < found.objective
    assert searches_cut_short() == before + 1


def test_progress_never_loses_ground() -> None:
    lines = []
    found = solve(random_rota(3), on_progress=lines.append)
    bounds = [line.bound for line in lines]
    costs = [line.incumbent for line in lines if line.incumbent is not None]
    assert bounds == sorted(bounds)
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(found.objective)


def test_a_start_is_kept_where_nothing_is_better() -> None:
    best = solve(random_rota(3))
    again = solve(random_rota(3), start=best.assignment, seed=9)
    assert again.objective == pytest.approx(best.objective)


def test_every_bound_is_below_every_rota() -> None:
    """A run with a wide gap proves less, but never more than the optimum."""
    for seed in (3, 4, 6):
        best = solve(random_rota(seed))
        wide = solve(random_rota(seed), gap=0.3)
        assert wide.bound <= best.objective + 1e-6
        assert wide.objective >= best.objective - 1e-6
        assert evaluate(random_rota(seed), wide.assignment) == (pytest.approx(wide.objective), [])

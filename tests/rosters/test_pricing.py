"""Pricing against every line that can be written down, and bounds at any prices against the optimum."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from capplan.formulations.rota import Inputs
from capplan.rosters import ladder, solve
from capplan.rosters.groups import problem_of
from capplan.rosters.lagrange import clipped, cost_step, lagrangian, rounded_up
from capplan.rosters.lines import line_cost
from capplan.rosters.master import Duals
from capplan.rosters.pricing import Pricer
from rosters.evaluate import cost_of, faults_of
from rosters.random_rotas import random_rota

DAYS = 6


def short_rota(seed: int) -> Inputs:
    """The first six days of a random rota, without the windows of days that pricing leaves to the master."""
    inputs = random_rota(seed)
    people = tuple(
        replace(person, rolling=(), off=frozenset(day for day in person.off if day < DAYS)) for person in inputs.people
    )
    cover = tuple(one for one in inputs.cover if one.day < DAYS)
    fair = tuple(replace(one, days=one.days and frozenset({4, 5})) for one in inputs.fairness)
    return replace(inputs, days=DAYS, weekends=((4, 5),), people=people, cover=cover, fairness=fair)


@pytest.mark.parametrize("seed", range(8))
def test_the_cheapest_schedule_is_the_cheapest_of_all_lines_that_keep_the_rules(seed: int) -> None:
    """Four choices a day over six days are 4096 lines a person; each is judged by the rules written out by hand."""
    inputs = short_rota(seed)
    problem = problem_of(inputs, alone=True)
    rng = np.random.default_rng(seed)
    duals = Duals(rng.integers(-7, 20, len(inputs.cover)).astype(float), tuple(np.zeros(0) for _ in problem.groups))
    assert all(group.sides == () for group in problem.groups)
    pricer = Pricer(problem)
    priced = pricer.best(pricer.prices(duals.cover, duals.sides))
    pricer.close()
    for number, (person, one) in enumerate(zip(inputs.people, priced, strict=True)):
        best = np.inf
        for line in product([None, "e", "l", "n"], repeat=DAYS):
            if not faults_of(inputs, person, list(line)):
                gain = sum(
                    dual
                    for dual, cover in zip(duals.cover, inputs.cover, strict=True)
                    if line[cover.day] in cover.shifts
                )
                best = min(best, cost_of(inputs, person, list(line)) - gain)
        assert one.value == pytest.approx(best)
        if np.isfinite(best):
            gain = problem.counts[:, np.flatnonzero(one.line >= 0), one.line[one.line >= 0]].sum(axis=1) @ duals.cover
            assert line_cost(problem, number, one.line) - gain == pytest.approx(best)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_any_prices_prove_a_bound_below_the_optimum(seed: int) -> None:
    inputs = random_rota(seed)
    best = solve(inputs).objective
    problem = problem_of(inputs)
    pricer = Pricer(problem)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        sides = tuple(-rng.random(len(group.sides)) for group in problem.groups)
        duals = clipped(problem, Duals(rng.normal(10.0, 15.0, len(inputs.cover)), sides))
        bound = lagrangian(problem, duals, pricer.best(pricer.prices(duals.cover, duals.sides)))
        assert bound <= best + 1e-6
    pricer.close()


def test_people_who_are_alike_share_one_pricing() -> None:
    inputs = random_rota(1)
    twin = replace(inputs.people[0], id="twin")
    price = {key: gbp for key, gbp in inputs.price.items() if key[0] != inputs.people[0].id}
    both = replace(inputs, people=(inputs.people[0], twin), price=price, off_price={}, fairness=())
    assert [group.members for group in problem_of(both).groups] == [(inputs.people[0].id, "twin")]
    assert len(problem_of(both, alone=True).groups) == 2


def test_a_bound_is_rounded_up_to_the_next_cost_that_is_possible() -> None:
    """Prices of 1.50 and 2.25 GBP have 0.75 GBP as their common step; 1 GBP of constant comes first."""
    inputs = random_rota(1)
    cover = (replace(inputs.cover[0], under_gbp=1.5, over_gbp=2.25),)
    people = tuple(replace(person, target_paid_min=None) for person in inputs.people)
    inputs = replace(inputs, cover=cover, people=people, price={}, off_price={}, fairness=(), constant_gbp=1.0)
    assert cost_step(inputs) == pytest.approx(0.75)
    assert rounded_up(2.0, 0.75, 1.0) == pytest.approx(2.5)
    assert rounded_up(2.5, 0.75, 1.0) == pytest.approx(2.5)


@pytest.mark.parametrize("seed", range(4))
def test_counts_that_are_left_out_at_first_change_no_price(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each schedule costs the same whether pricing begins with weekends alone or with every count."""
    monkeypatch.setattr(ladder, "LEAN", np.inf)
    inputs = random_rota(seed)
    problem = problem_of(inputs, alone=True)
    pricer = Pricer(problem)
    rng = np.random.default_rng(seed)
    taken_up = 0
    for _ in range(10):
        duals = Duals(
            rng.normal(5.0, 9.0, len(inputs.cover)), tuple(np.zeros(len(one.sides)) for one in problem.groups)
        )
        prices = pricer.prices(duals.cover, duals.sides)
        lean = pricer.best(prices)
        for group in problem.groups:
            taken_up += len(group.ladder.full.counts) - len(group.ladder.first)
            group.ladder.__dict__["first"] = tuple(range(len(group.ladder.full.counts)))
        assert [one.value for one in lean] == pytest.approx([one.value for one in pricer.best(prices)])
        for group in problem.groups:
            del group.ladder.__dict__["first"]
    pricer.close()
    assert taken_up > 0

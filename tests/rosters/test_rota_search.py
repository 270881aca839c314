"""Exchange and re-optimisation: never a worse rota, never a broken rule, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulations.rota import Inputs
from capplan.rosters.compact import Compact
from capplan.rosters.counters import Count, Share, carried_minutes, counts_of
from capplan.rosters.exchange import Exchange
from capplan.rosters.fixing import proof_of, still_possible
from capplan.rosters.groups import problem_of
from capplan.rosters.improve import Improver
from capplan.rosters.lagrange import cost_step
from capplan.rosters.lines import lines_of, own_gbp
from capplan.rosters.master import Master
from capplan.rosters.neighbours import Neighbours
from capplan.rosters.pricing import Pricer
from capplan.rosters.root import filled, generate
from capplan.rosters.state import State
from capplan.solve import Profile
from capplan.solve.session import Context
from rosters.evaluate import cost_of, evaluate
from rosters.random_rotas import random_rota


class Bench:
    """Everything that a search works on, with a first rota from a plunge."""

    def __init__(self, inputs: Inputs) -> None:
        context = Context(Profile(name="test", mip_rel_gap=0.0, time_limit_s=600.0, threads=1))
        rng = np.random.default_rng(4)
        self.problem = problem_of(inputs, alone=True)
        self.state = State(context, Compact(inputs), cost_step(inputs), 0.0, None)
        self.pricer = Pricer(self.problem)
        master = Master(self.problem, context)
        for rota in filled(self.problem, self.pricer):
            master.add(rota)
        root = generate(self.problem, master, self.pricer, self.state.step, lambda _: True)
        assert root.duals is not None
        compact = self.state.compact
        everything = np.ones(compact.compiled.num_columns, dtype=bool)
        first = compact.solve_part(
            context,
            np.zeros(len(everything)),
            everything,
            compact.compiled.col_upper,
            start=False,
            limit_s=60.0,
            nodes=1,
        )
        self.state.offer(first.x)
        proof = proof_of(self.problem, self.pricer, root.duals)
        self.allowed = still_possible(self.problem, proof, self.state.improvable_below())
        self.exchange = Exchange(self.state, self.problem, self.pricer, root.duals, rng)
        neighbours = Neighbours(self.problem, proof, root.duals, rng)
        self.improver = Improver(self.state, self.problem, self.pricer, master, proof, neighbours)

    def search(self) -> list[float]:
        """Make each kind of move twice; return the cost after each."""
        costs = [self.state.objective]
        for _ in range(2):
            self.exchange.run(60, lines_of(self.problem, self.state.assignment()))
            costs.append(self.state.objective)
            self.improver.by_model(self.allowed)
            costs.append(self.state.objective)
            self.improver.over_columns(self.allowed)
            costs.append(self.state.objective)
        self.pricer.close()
        return costs


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_no_move_makes_a_rota_worse_or_breaks_a_rule(seed: int) -> None:
    inputs = random_rota(seed)
    bench = Bench(inputs)
    costs = bench.search()
    assert costs == sorted(costs, reverse=True)
    cost, broken = evaluate(inputs, bench.state.assignment())
    assert broken == []
    assert cost == pytest.approx(costs[-1])


def test_moves_are_the_same_every_time() -> None:
    first, second = Bench(random_rota(2)), Bench(random_rota(2))
    assert first.search() == second.search()
    assert first.state.assignment() == second.state.assignment()
    assert first.state.work.done == second.state.work.done


def test_a_schedule_costs_what_the_rules_say() -> None:
    """Fair shares are priced in the states or beside them: together they are the cost counted day by day."""
    inputs = random_rota(1)
    bench = Bench(inputs)
    lines = lines_of(bench.problem, bench.state.assignment())
    names = [shift.id for shift in inputs.shifts]
    for number, person in enumerate(inputs.people):
        line = [None if shift < 0 else names[shift] for shift in lines[number]]
        assert own_gbp(bench.problem, number, lines[number]) == pytest.approx(cost_of(inputs, person, line))
    bench.pricer.close()


def test_a_share_of_two_and_a_half_costs_half_for_the_third() -> None:
    """15 GBP a shift above 2.5: nothing up to the second, 7.50 for the third, 15 for each after it."""
    one = Count("night", None, False, None, Share("night", None, 2.5, 15.0))
    assert [one.toll(value) for value in range(one.size)] == [0.0, 0.0, 7.5, 15.0]


def test_limits_come_before_prices_and_a_price_joins_the_limit_of_its_kind() -> None:
    fair = Share("night", None, 1.0, 20.0), Share(None, frozenset({5, 6}), 2.0, 15.0)
    counts = counts_of(2, [("night", 8)], fair, 28)
    assert [(one.tag, one.weekends, one.most, one.share) for one in counts] == [
        (None, True, 2, None),
        ("night", False, 8, fair[0]),
        (None, False, None, fair[1]),
    ]


def test_minutes_follow_from_a_count_where_all_shifts_of_a_kind_are_as_long() -> None:
    """Nights of 510 minutes are counted up to 2; what is left to count in minutes are days of 450."""
    nights = Count("night", None, False, 2, None)
    left, carried = carried_minutes([nights], [450, 510], [(False,), (True,)])
    assert left == [450, 0]
    assert carried.tolist() == [0, 510, 1020]


def test_a_search_stops_after_so_many_checks_of_its_limits() -> None:
    """Unlike seconds, checks are the same on every machine; without any, a search of a whole rota is not finished."""
    inputs = random_rota(3)
    compact = Compact(inputs)
    context = Context(Profile(name="test", mip_rel_gap=0.0, time_limit_s=600.0, threads=1))
    everything = np.ones(compact.compiled.num_columns, dtype=bool)
    none = np.zeros(len(everything))
    ends = [
        compact.solve_part(
            context,
            none,
            everything,
            compact.compiled.col_upper,
            start=False,
            limit_s=60.0,
            nodes=10**6,
            max_checks=most,
        ).finished
        for most in (0, np.inf)
    ]
    assert ends == [False, True]

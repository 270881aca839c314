"""What a bound says about single shifts: which cannot be part of a better rota, and whose line costs too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capplan.rosters.compact import Compact
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.lagrange import lagrangian
from capplan.rosters.lines import priced_gbp
from capplan.rosters.master import Allowed, Duals
from capplan.rosters.pricing import Pricer


@dataclass(frozen=True)
class Proof:
    """A bound with what it says at its prices.

    Attributes
    ----------
    bound : float
        No rota costs less.
    prices : tuple of arrays of day x shift
        Reduced prices by group.
    values : tuple of float
        Cheapest schedule of each group at those prices.
    with_shift : tuple of arrays of day x shift
        Cheapest schedule of each group that holds the shift.
    with_off : tuple of arrays of day
        Cheapest schedule of each group with the day off.
    """

    bound: float
    prices: tuple[Floats, ...]
    values: tuple[float, ...]
    with_shift: tuple[Floats, ...]
    with_off: tuple[Floats, ...]


def proof_of(problem: Problem, pricer: Pricer, duals: Duals) -> Proof:
    """Return what prices of cover prove."""
    prices = pricer.prices(duals.cover, duals.sides)
    priced = pricer.best(prices)
    through = pricer.least_through(prices)
    return Proof(
        bound=lagrangian(problem, duals, priced),
        prices=tuple(prices),
        values=tuple(one.value for one in priced),
        with_shift=tuple(with_shift for with_shift, _ in through),
        with_off=tuple(with_off for _, with_off in through),
    )


def still_possible(problem: Problem, proof: Proof, below: float) -> Allowed:
    """Return what a rota costing `below` or less may hold: group x day x (day off, shifts)."""
    allowed = np.stack([_allowed(group.off_cost, group.cost) for group in problem.groups])
    for number, value in enumerate(proof.values):
        least = np.column_stack([proof.with_off[number], proof.with_shift[number]])
        allowed[number] &= proof.bound - value + least <= below
    return allowed


def upper_bounds(problem: Problem, compact: Compact, allowed: Allowed) -> Floats:
    """Return the upper bounds of the compact model's columns that this leaves."""
    upper = compact.compiled.col_upper.copy()
    for group, mine in zip(problem.groups, allowed, strict=True):
        for day, shift in np.argwhere(~mine[:, 1:]).tolist():
            for person in group.members:
                column = compact.column.get((person, day, problem.inputs.shifts[shift].id))
                if column is not None:
                    upper[column] = 0.0
    return upper


def _allowed(off_cost: Floats, cost: Floats) -> Allowed:
    return np.isfinite(np.column_stack([off_cost, cost]))


def excess_of(problem: Problem, proof: Proof, lines: Ints) -> Floats:
    """Return by how much each group's schedule costs more, at the prices of the proof, than it would have to."""
    costs = [
        priced_gbp(problem, number, price, problem.groups[number].off_cost, lines[number])
        for number, price in enumerate(proof.prices)
    ]
    excess: Floats = np.maximum(0.0, np.array(costs) - np.array(proof.values))
    return excess

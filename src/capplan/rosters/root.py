"""Column generation: schedules and prices of cover find each other, and each round proves a bound."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Ints
from capplan.rosters.lagrange import clipped, lagrangian, rounded_up
from capplan.rosters.master import Duals, Master
from capplan.rosters.pricing import Pricer

# Share of the best prices so far in the prices that pricing works at.
SMOOTHING = 0.7
# Rotas filled person by person from which the first schedules are taken.
PASSES = 6
# A schedule is worth adding when it saves more than this at the master's prices, as a share of the cost.
WORTH = 1e-9


@dataclass
class Root:
    """What column generation knows so far.

    Attributes
    ----------
    bound : float
        No rota costs less (not rounded).
    duals : Duals
        Prices that prove it.
    iterations : int
        Rounds of pricing.
    converged : bool
        Whether no schedule is worth adding any more.
    """

    bound: float = -math.inf
    duals: Duals | None = None
    objective: float = math.inf
    iterations: int = 0
    converged: bool = False
    causes: list[str] = field(default_factory=list)


def filled(problem: Problem, pricer: Pricer) -> list[list[tuple[int, Ints]]]:
    """Return rotas as schedules (group, line), filled one person after another, in several orders.

    Somebody for whom no schedule keeps the rules is left out.
    """
    rotas: list[list[tuple[int, Ints]]] = []
    numbers = np.arange(len(problem.groups))
    for turn in range(PASSES):
        found: list[tuple[int, Ints]] = []
        present = np.zeros(len(problem.need))
        for number in np.roll(numbers[:: 1 if turn % 2 else -1], turn * len(numbers) // PASSES).tolist():
            group = problem.groups[number]
            worth = np.where(present < problem.need, problem.under_gbp, -problem.over_gbp)
            priced = pricer.one(number, group.cost - problem.gain(worth))
            if math.isfinite(priced.value):
                found.append((number, priced.line))
                present += group.count * problem.covered(priced.line)
        rotas.append(found)
    return rotas


def generate(
    problem: Problem,
    master: Master,
    pricer: Pricer,
    step: float,
    go_on: Callable[[Root], bool],
) -> Root:
    """Run rounds of master and pricing until nothing is worth adding, or until `go_on` says no."""
    root = Root()
    constant = problem.inputs.constant_gbp
    alone = False
    while go_on(root):
        objective = master.solve()
        if objective is None:
            break
        root.objective = objective + constant
        exact = clipped(problem, master.duals())
        duals = exact if alone or root.duals is None else root.duals.mixed(exact, SMOOTHING)
        priced = pricer.best(pricer.prices(duals.cover, duals.sides))
        if any(not math.isfinite(one.value) for one in priced):
            root.bound = math.inf
            root.causes = [
                f"{group.members[0]} has no line of shifts and days off that keeps every rule."
                for group, one in zip(problem.groups, priced, strict=True)
                if not math.isfinite(one.value)
            ]
            break
        root.iterations += 1
        bound = lagrangian(problem, duals, priced)
        if bound > root.bound:
            root.bound, root.duals = bound, duals
        if root.duals is None:
            root.duals = duals
        if _met(root, step, constant):
            root.converged = True
            break
        saved = master.saved([one.line for one in priced])
        added = master.add([(number, priced[number].line) for number in np.flatnonzero(saved > WORTH).tolist()])
        if added:
            alone = False
        elif alone:
            root.converged = True
            break
        else:
            alone = True
    return root


def _met(root: Root, step: float, constant: float) -> bool:
    """Whether the bound has reached the master, so that no further round can raise it."""
    if root.objective - root.bound <= 1e-7 * max(1.0, abs(root.objective)):
        return True
    return rounded_up(root.bound, step, constant) >= root.objective - 1e-6 and step > 0

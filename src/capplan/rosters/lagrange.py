"""The bound that any prices of cover prove, and the smallest step between two costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from capplan.formulations.rota.inputs import Inputs
from capplan.rosters.groups import Problem
from capplan.rosters.master import Duals
from capplan.rosters.pricing import Priced

# Costs are compared as whole multiples of this many GBP.
RESOLUTION_GBP = 1e-4
ROUNDING = 1e-5


def clipped(problem: Problem, duals: Duals) -> Duals:
    """Return the nearest prices at which no unlimited slack pays."""
    cover = duals.cover.copy()
    free = np.isinf(problem.max_under)
    cover[free] = np.minimum(cover[free], problem.under_gbp[free])
    free = np.isinf(problem.max_over)
    cover[free] = np.maximum(cover[free], -problem.over_gbp[free])
    sides = [
        np.array([max(-side.gbp, min(0.0, dual)) for side, dual in zip(group.sides, values, strict=True)])
        for group, values in zip(problem.groups, duals.sides, strict=True)
    ]
    return Duals(cover, tuple(sides))


def lagrangian(problem: Problem, duals: Duals, priced: Sequence[Priced]) -> float:
    """Return the bound of clipped prices: no rota costs less."""
    return fixed_part(problem, duals) + sum(
        group.count * one.value for group, one in zip(problem.groups, priced, strict=True)
    )


def fixed_part(problem: Problem, duals: Duals) -> float:
    """Return the part of the bound that the schedules do not change."""
    cover = duals.cover
    total = problem.inputs.constant_gbp + float(cover @ problem.need)
    for gain, most in ((problem.under_gbp - cover, problem.max_under), (problem.over_gbp + cover, problem.max_over)):
        pays = gain < -1e-12
        total += float(np.sum(gain[pays] * most[pays]))
    for group, values in zip(problem.groups, duals.sides, strict=True):
        total += sum(group.count * side.limit * dual for side, dual in zip(group.sides, values, strict=True))
    return total


def cost_step(inputs: Inputs) -> float:
    """Return a step that every cost of a rota is a whole multiple of, counted from the constant; 0 if none is known."""
    figures = {
        *inputs.price.values(),
        *inputs.off_price.values(),
        *(cover.under_gbp for cover in inputs.cover),
        *(cover.over_gbp or 0.0 for cover in inputs.cover),
    }
    for fair in inputs.fairness:
        figures |= {fair.unit_gbp, *(fair.unit_gbp * share for share in fair.share.values())}
    paid = math.gcd(*(shift.paid_min for shift in inputs.shifts))
    for person in inputs.people:
        if person.target_paid_min is not None:
            minutes = math.gcd(paid, person.target_paid_min)
            figures |= {person.under_gbp_per_min * minutes, person.over_gbp_per_min * minutes}
    whole = [round(figure / RESOLUTION_GBP) for figure in figures]
    if any(abs(one * RESOLUTION_GBP - figure) > 1e-9 for one, figure in zip(whole, figures, strict=True)):
        return 0.0
    return math.gcd(*whole) * RESOLUTION_GBP


def rounded_up(bound: float, step: float, constant: float) -> float:
    """Return the least cost that is possible at or above a bound."""
    if step == 0.0 or not math.isfinite(bound):
        return bound
    return constant + round(math.ceil((bound - constant) / step - ROUNDING) * step, 6)

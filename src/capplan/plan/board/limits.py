"""Where the limits of a frontier lie, and what each point starts from.

Limits lie between the measure of the cheapest plan and the least that a whole estate reaches at a cost that a board
would still look at. Tighter ones can be met by leaving people in acute beds alone: they say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyomo.environ as pyo

from capplan.case.case import Case
from capplan.decisions.board import Against
from capplan.formulations.beds.linear import linear
from capplan.plan.board.estates import Estate, Path, inputs_of
from capplan.plan.board.measures import terms_of
from capplan.plan.board.within import Within
from capplan.plan.held import estate, steps_as_fractions
from capplan.plan.linked import prepared
from capplan.plan.search import COARSE_MONTHS, build, is_long
from capplan.solve import Profile, run

# Estates of a point that are tried in the model of beds and staff by month.
TRIED = 2
# The end of the limits is sought from better estates in so many rounds, while each gains this share of the range.
END_ROUNDS = 2
END_WORTH = 0.02
# Up to so small a share of the cost a tighter limit is next to free.
NEARLY_FREE = 1e-3


@dataclass(frozen=True)
class Start:
    """What a point starts from.

    Attributes
    ----------
    most : float
        Its limit, in the measure's unit.
    paths : tuple of Path
        Estates to try, the cheapest first; empty where the point is searched from nothing.
    bound : float or None
        No plan within the limit has a lower objective (GBP); none where it is not known.
    """

    most: float
    paths: tuple[Path, ...] = ()
    bound: float | None = None


def spaced(most: float, least: float, count: int) -> list[float]:
    """Return so many limits from below `most` down to `least`, evenly; none where there is no room."""
    return [most - number * (most - least) / count for number in range(1, count + 1)] if most > least else []


def between(measured: Sequence[float], count: int) -> list[float]:
    """Return so many limits in the middle of the widest gaps between points, the widest first."""
    gaps = sorted(((high - low, low) for low, high in pairwise(sorted(measured))), reverse=True)
    return [low + 0.5 * gap for gap, low in gaps[:count] if gap > 0]


class Limits:
    """Limits of a frontier and the estates for them.

    Parameters
    ----------
    case, against, profile, territory
        As of the frontier.
    known : mapping of (site, period) to configuration
        Estate of the cheapest plan.
    cap_gbp : float
        Objective up to which limits are spaced.
    bound : float
        Of the cheapest plan (GBP): no limit makes anything cheaper.
    """

    def __init__(
        self,
        case: Case,
        against: Against,
        profile: Profile,
        territory: Mapping[str, str] | None,
        known: Estate,
        cap_gbp: float,
        bound: float,
    ) -> None:
        self._case, self._against, self._profile = case, against, profile
        self._inputs, self._cap, self._bound = inputs_of(case, "plan", territory), cap_gbp, bound
        self._pool: list[Path] = [dict(known)]
        self._within: Within | None = None
        if is_long(self._inputs):
            coarse = self._inputs.coarse(COARSE_MONTHS, pooled=False)
            self._within = Within(case, coarse, against, prepared(case, "plan"), profile)

    def asked(self, most: float, count: int) -> list[float]:
        """Return so many limits, evenly spaced down to the least that a whole estate is known to reach within the cap.

        Those of a long plan begin where the cheapest estate has to cost more: a looser limit buys nothing.

        Parameters
        ----------
        most : float
            The measure of the cheapest plan.
        """
        least = self._least_whole() if self._within is None else self._reached(self._within, most)
        if least is None:
            return []
        nearly = self._nearly_free(most)
        if nearly is None or nearly <= least or count < 2:
            return spaced(most, least, count)
        return [nearly, *spaced(nearly, least, count - 1)]

    def _nearly_free(self, most: float) -> float | None:
        """Return the least limit at which the cheapest estate known costs next to nothing more."""
        best = None if self._within is None else self._cheapest(self._within, most)
        if self._within is None or not best:
            return None
        cost = self._within.cost(best[0], most)
        return None if cost is None else self._within.reached(best[0], (1.0 + NEARLY_FREE) * cost, most)

    def _reached(self, within: Within, most: float) -> float | None:
        """Return the least limit found at which a whole estate keeps the cap, from ever better estates."""
        reached: float | None = None
        for _ in range(END_ROUNDS):
            found = within.reached(self._pool[-1], self._cap, most)
            if found is None or (reached is not None and found > reached - END_WORTH * most):
                break
            reached = found
            self._add(within.improved(self._pool[-1], reached))
        return reached

    def starts(self, limits: Sequence[float]) -> list[Start]:
        """Return what each limit's point starts from; a long plan has estates of its own, and those of all others."""
        within = self._within
        if within is None:
            return [Start(most) for most in limits]
        for most in sorted(limits, reverse=True):
            known = self._cheapest(within, most)
            if known:
                self._add(within.improved(known[0], most))
        bounds = [within.least_cost(most) for most in limits]
        return [
            Start(most, self._cheapest(within, most), self._bound if bound is None else max(bound, self._bound))
            for most, bound in zip(limits, bounds, strict=True)
        ]

    def _add(self, path: Path) -> None:
        if path not in self._pool:
            self._pool.append(path)

    def _cheapest(self, within: Within, most: float) -> tuple[Path, ...]:
        """Return the estates known that are cheapest within a limit."""
        costs = [(within.cost(path, most), number) for number, path in enumerate(self._pool)]
        known = sorted((cost, number) for cost, number in costs if cost is not None)
        return tuple(self._pool[number] for _, number in known[:TRIED])

    def _least_whole(self) -> float | None:
        """Search the estate with the least measure within the cap."""
        model = build(self._inputs)
        prepared(self._case, "plan")(model)
        terms, constant = terms_of(model, self._case, self._against)
        model.objective.deactivate()
        estate(model).cap = pyo.Constraint(expr=(None, model.objective.expr, self._cap))
        estate(model).least = pyo.Objective(expr=linear(terms, constant), sense=pyo.minimize)
        with steps_as_fractions(model):
            return run(model, self._profile).objective

"""Futures drawn from the ranges of a case's uncertain figures, the same ones for the same seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc, triang, uniform

from capplan.case.case import Case
from capplan.case.uncertainty_tables import Uncertainty
from capplan.decisions.uncertain import Future

PLANNED = "planned"
MEAN = "mean"
DIGITS = 4  # values are rounded so that they can be read and written again
SCENARIO = ""
"""Dimension of the draw that chooses the scenario on which a future builds."""


def planned_future(case: Case, probability: float = 1.0) -> Future:
    """Return the future planned for: the case's scenario with every figure as the case has it, tested."""
    return Future(future=PLANNED, scenario=case.scenario, probability=probability, tested=True)


def drawn_futures(case: Case, count: int, seed: int, *, even: bool = True, name: str = "draw") -> tuple[Future, ...]:
    """Draw futures, all equally likely and none tested.

    Parameters
    ----------
    count
        How many, at least 1.
    seed
        The same seed gives the same futures.
    even
        Spread evenly over every range (Latin hypercube); else drawn independently of each other, as intervals of
        confidence need it.
    name
        Their ids are ``name-001`` and so on.
    """
    dimensions = _dimensions(case)
    points = _points(len(dimensions), count, seed, even=even)
    of = {dimension: points[:, number] for number, dimension in enumerate(dimensions)}
    values = {row.uncertain: _values(row, of[row.group or f"={row.uncertain}"]) for row in case.uncertainty}
    scenarios = _scenarios(case, of[SCENARIO])
    return tuple(
        Future(
            future=f"{name}-{number + 1:03d}",
            scenario=scenarios[number],
            probability=1.0 / count,
            tested=False,
            values={uncertain: round(float(drawn[number]), DIGITS) for uncertain, drawn in values.items()},
        )
        for number in range(count)
    )


def futures_of(case: Case, count: int, seed: int) -> tuple[Future, ...]:
    """Return the future planned for and `count` - 1 drawn ones, all equally likely."""
    planned = planned_future(case, 1.0 / count)
    if count == 1:
        return (planned,)
    share = 1.0 / count
    return (planned, *(one.model_copy(update={"probability": share}) for one in drawn_futures(case, count - 1, seed)))


def mean_future(futures: tuple[Future, ...]) -> Future:
    """Return the future at the mean of every figure, on the scenario that is likeliest, tested as the plan is."""
    chance: dict[str, float] = {}
    names = dict.fromkeys(name for one in futures for name in one.values)
    for one in futures:
        chance[one.scenario] = chance.get(one.scenario, 0.0) + one.probability
    drawn = [one for one in futures if one.values]
    total = sum(one.probability for one in drawn)
    return Future(
        future=MEAN,
        scenario=max(chance, key=lambda scenario: chance[scenario]),
        probability=1.0,
        tested=True,
        values={name: sum(one.probability * one.values[name] for one in drawn) / total for name in names},
    )


def _dimensions(case: Case) -> list[str]:
    own = [row.group or f"={row.uncertain}" for row in case.uncertainty]
    return list(dict.fromkeys([SCENARIO, *own]))


def _points(dimensions: int, count: int, seed: int, *, even: bool) -> NDArray[np.float64]:
    generator = np.random.default_rng(seed)
    if even:
        return np.asarray(qmc.LatinHypercube(dimensions, rng=generator).random(count))
    return generator.random((count, dimensions))


def _values(row: Uncertainty, points: NDArray[np.float64]) -> NDArray[np.float64]:
    width = row.high - row.low
    if width == 0:
        return np.full(len(points), row.low)
    if row.distribution == "uniform":
        return np.asarray(uniform.ppf(points, loc=row.low, scale=width))
    return np.asarray(triang.ppf(points, (row.mode - row.low) / width, loc=row.low, scale=width))


def _scenarios(case: Case, points: NDArray[np.float64]) -> list[str]:
    names = [row.scenario for row in case.scenario_chances] or [case.scenario]
    chances = [row.probability for row in case.scenario_chances] or [1.0]
    places = np.searchsorted(np.cumsum(chances)[:-1], points, side="right")
    return [names[int(place)] for place in places]

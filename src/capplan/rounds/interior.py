"""Prices of a large master by an interior point: Mehrotra's predictor and corrector, dense normal equations.

Prices in the middle of those that are best lead to fewer rounds of pricing than those of a corner, and on a thousand
rows they take a fraction of the time of the simplex method (S. Mehrotra, SIAM Journal on Optimization 2 (1992) 575).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import csc_array

from capplan.rounds.day import Bools, Floats, Ints
from capplan.solve.jit import compiled

MOST_STEPS = 60
NEARLY, RIDGE, INSIDE = 0.995, 1e-11, 1e-6


@dataclass(frozen=True)
class Rows:
    """A linear programme: minimise costs @ x, x 0 or more; each row is at least `limit` or, where `at_most`, at most.

    Attributes
    ----------
    starts, index, values
        Columns one after the other: where each begins (and the last one ends), rows and factors of its entries.
    """

    costs: Floats
    starts: Ints
    index: Ints
    values: Floats
    limit: Floats
    at_most: Bools

    @property
    def matrix(self) -> Any:
        """Rows by columns."""
        return csc_array((self.values, self.index, self.starts), shape=(len(self.limit), len(self.costs)))

    def with_slack(self) -> Rows:
        """Return the same with a column more for each row, which is then kept exactly."""
        num, entries = len(self.limit), len(self.index)
        return Rows(
            np.concatenate([self.costs, np.zeros(num)]),
            np.concatenate([self.starts, entries + np.arange(1, num + 1)]),
            np.concatenate([self.index, np.arange(num)]),
            np.concatenate([self.values, np.where(self.at_most, 1.0, -1.0)]),
            self.limit, self.at_most,
        )  # fmt: skip


def interior_point(rows: Rows, close: float, seconds: float = np.inf) -> tuple[float, Floats, Floats] | None:
    """Return value, duals of the rows and values of the columns, to a share `close` of the value.

    None: not found, or not in so many seconds.
    """
    try:
        found = _solve(rows.with_slack(), close, time.perf_counter() + seconds)
    except LinAlgError:
        return None
    return None if found is None else (found[0], found[1], found[2][: len(rows.costs)])


def _solve(rows: Rows, close: float, until: float) -> tuple[float, Floats, Floats] | None:
    matrix, num = rows.matrix, len(rows.costs)
    turned = matrix.T.tocsr()
    known = _factor(rows, np.ones(num))
    y = cho_solve(known, matrix @ rows.costs)
    x, z = _inside(turned @ cho_solve(known, rows.limit), rows.costs - turned @ y)
    most, dearest = 1.0 + np.abs(rows.limit).max(), 1.0 + np.abs(rows.costs).max()
    for _ in range(MOST_STEPS):
        if time.perf_counter() >= until:
            return None
        short, over = rows.limit - matrix @ x, rows.costs - turned @ y - z
        value, gap = float(rows.costs @ x), float(x @ z)
        wrong = max(np.abs(short).max() / most, np.abs(over).max() / dearest)
        if gap <= close * max(1.0, abs(value)) and wrong <= close:
            return value, y, x
        known = _factor(rows, x / z)
        dx, _, dz = _step(matrix, turned, known, x, z, short, over, -x * z)
        far, back = _most(x, dx, 1.0), _most(z, dz, 1.0)
        centre = gap / num * (float((x + far * dx) @ (z + back * dz)) / gap) ** 3
        dx, dy, dz = _step(matrix, turned, known, x, z, short, over, centre - x * z - dx * dz)
        x = x + _most(x, dx, NEARLY) * dx
        far = _most(z, dz, NEARLY)
        y, z = y + far * dy, z + far * dz
    return None


def _factor(rows: Rows, weight: Floats) -> Any:
    normal = _normal(len(rows.limit), rows.starts, rows.index, rows.values, weight)
    diagonal = np.einsum("ii->i", normal)
    diagonal *= 1.0 + RIDGE
    return cho_factor(normal, lower=True, overwrite_a=True, check_finite=False)


def _step(
    matrix: Any, turned: Any, known: Any, x: Floats, z: Floats, short: Floats, over: Floats, product: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the step that mends what is short and over and changes x * z by `product`: of x, of the duals, of z."""
    dy = cho_solve(known, short + matrix @ ((x * over - product) / z), check_finite=False)
    dx = (x * (turned @ dy - over) + product) / z
    return dx, dy, (product - z * dx) / x


def _most(at: Floats, step: Floats, share: float) -> float:
    """Return how much of a step may be gone: a share of the way to where something is 0, and no more than all."""
    down = step < 0.0
    return min(1.0, share * float((-at[down] / step[down]).min())) if down.any() else 1.0


def _inside(x: Floats, z: Floats) -> tuple[Floats, Floats]:
    """Return a start moved inside: everything above 0, no product of two far from the others."""
    x, z = x + max(-1.5 * x.min(), 0.0) + INSIDE, z + max(-1.5 * z.min(), 0.0) + INSIDE
    product = float(x @ z)
    return x + 0.5 * product / z.sum(), z + 0.5 * product / x.sum()


@compiled
def _normal(num_rows: int, starts: Ints, index: Ints, values: Floats, weight: Floats) -> Floats:
    """Return the lower half of rows @ diag(weight) @ rows.T, and its diagonal."""
    normal = np.zeros((num_rows, num_rows))
    for k in range(len(weight)):
        for p in range(starts[k], starts[k + 1]):
            i, by = index[p], values[p] * weight[k]
            for q in range(starts[k], starts[k + 1]):
                j = index[q]
                if j <= i:
                    normal[i, j] += by * values[q]
    return normal

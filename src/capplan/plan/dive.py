"""From a relaxation to whole wards: site after site is held at the path that its answer is nearest to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.solve import Label
from capplan.solve.arrays import Floats
from capplan.solve.session import ModelStatus

# Components of the estate, in a model of beds alone or in its block of a joint one.
CONFIGURATION = "configuration"
TRANSITION = "transition"
# Sites that run this share of the time what their path says are held all at once.
SURE = 0.93

Held: TypeAlias = tuple[NDArray[np.int_], Floats]
"""Columns of a site and the values that they are held at."""


@dataclass(frozen=True)
class Dived:
    """Where a dive ended.

    Attributes
    ----------
    held : mapping of site to (columns, their values)
        Sites that run one path of whole configurations; columns of the relaxation.
    late : tuple of site
        Sites whose nearest path broke a rule when its turn came: they are still free.
    """

    held: Mapping[str, Held]
    late: tuple[str, ...]


class Relaxed(Protocol):
    """A linear programme whose columns can be held at values and freed again."""

    def solve(self) -> Any:
        """Solve from the last basis; return HiGHS' status."""

    def objective(self) -> float:
        """Return the objective of the last answer."""

    def values(self) -> Floats:
        """Return the last answer."""

    def hold(self, columns: NDArray[np.int_], values: Floats) -> None:
        """Hold some columns at values."""

    def free(self, columns: NDArray[np.int_]) -> None:
        """Give some columns back their own bounds."""


class Paths:
    """What each site may run from period to period.

    Parameters
    ----------
    labels : iterable of (column, Label)
        Columns of the relaxation, those of the estate among them.
    today : mapping of site to configuration
    """

    def __init__(self, labels: Iterable[tuple[int, Label]], today: Mapping[str, str]) -> None:
        self._today: dict[str, str] = {}
        self._periods: dict[str, None] = {}
        self._column: dict[tuple[str, str, str], int] = {}
        self._arcs: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for column, (component, index) in labels:
            name = component.rpartition(".")[2]
            if name == CONFIGURATION:
                self._column[index] = int(column)
                self._periods[index[2]] = None
                self._today[index[0]] = today[index[0]]
            elif name == TRANSITION:
                self._arcs[index[0], index[3]].append((index[1], index[2]))
        self.sites = tuple(self._today)
        self._of: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for key in self._column:
            self._of[key[0]].append(key)

    def columns(self) -> dict[str, NDArray[np.int_]]:
        """Return the columns of each site's configurations."""
        return {site: np.array([self._column[key] for key in self._of[site]]) for site in self.sites}

    def at(self, runs: Mapping[tuple[str, str], str]) -> dict[str, Held] | None:
        """Return an estate, by (site, period), as columns of every site; None where a site may not run so."""
        found: dict[str, Held] = {}
        for site, columns in self.columns().items():
            on = [float(runs.get((site, key[2])) == key[1]) for key in self._of[site]]
            if sum(on) != len({key[2] for key in self._of[site]}):
                return None
            found[site] = (columns, np.array(on))
        return found

    def runs(self, estate: Mapping[str, Held]) -> dict[tuple[str, str], str]:
        """Return what an estate runs, by (site, period): the other way round."""
        return {
            (site, key[2]): key[1]
            for site, (_, values) in estate.items()
            for key, value in zip(self._of[site], values.tolist(), strict=True)
            if value == 1.0
        }

    def nearest(self, site: str, x: Floats) -> tuple[float, Held]:
        """Return the share of periods in which the answer runs the path nearest to it, and that path's columns.

        Of all paths along permitted changes, the one whose configurations sum to most; staying before changing.
        """
        best: dict[str, tuple[float, tuple[str, ...]]] = {self._today[site]: (0.0, ())}
        for period in self._periods:
            now: dict[str, tuple[float, tuple[str, ...]]] = {}
            # A change must be worth more than noise: arcs that stay come first.
            for before, after in sorted(self._arcs[site, period], key=lambda arc: arc[0] != arc[1]):
                if before not in best:
                    continue
                total = best[before][0] + float(x[self._column[site, after, period]])
                if after not in now or total > now[after][0] + 1e-9:
                    now[after] = (total, (*best[before][1], after))
            best = now
        total, path = max(best.values(), key=lambda one: one[0])
        runs = dict(zip(self._periods, path, strict=True))
        columns = np.array([self._column[key] for key in self._of[site]])
        return total / len(runs), (columns, np.array([float(runs[key[2]] == key[1]) for key in self._of[site]]))


def dive(relaxed: Relaxed, paths: Paths, x: Floats, above: float) -> Dived | None:
    """Hold site after site, the surest first, and solve the relaxation again after each.

    Parameters
    ----------
    x
        An answer of the relaxation.
    above
        The dive ends where the relaxation costs so much: nothing better can follow.

    Returns
    -------
    Dived or None
        None where it ended early. Either way every column is free again.
    """
    held: dict[str, Held] = {}
    late: list[str] = []
    one_by_one = False
    try:
        while open_sites := [site for site in paths.sites if site not in held and site not in late]:
            near = {site: paths.nearest(site, x) for site in open_sites}
            surest = max(open_sites, key=lambda site: near[site][0])
            sure = [site for site in open_sites if near[site][0] >= SURE and not one_by_one] or [surest]
            for site in sure:
                held[site] = near[site][1]
                relaxed.hold(*held[site])
            status = relaxed.solve()
            if status == ModelStatus.kOptimal:
                x = relaxed.values()
                if relaxed.objective() >= above:
                    return None
            elif status in (ModelStatus.kInfeasible, ModelStatus.kUnboundedOrInfeasible):
                for site in sure:
                    relaxed.free(held.pop(site)[0])
                one_by_one = True
                if len(sure) == 1:
                    late.append(surest)
            else:
                return None
    finally:
        for columns, _ in held.values():
            relaxed.free(columns)
    return Dived(held, tuple(late))

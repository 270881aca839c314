"""From the master's relaxation to whole wards: site after site is held at the path that its answer is nearest to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.plan.uncertain.master import CONFIGURATION, Master
from capplan.plan.uncertain.relaxed import Relaxed
from capplan.solve.arrays import Floats
from capplan.solve.session import ModelStatus

TRANSITION = "beds.transition"
# Sites that run this share of the time what their path says are held all at once.
SURE = 0.93


@dataclass(frozen=True)
class Dived:
    """Where a dive ended.

    Attributes
    ----------
    held : mapping of site to (columns of the master, their values)
        Sites that run one path of whole configurations.
    late : tuple of site
        Sites whose nearest path broke a rule when its turn came: they are still free.
    """

    held: Mapping[str, tuple[NDArray[np.int_], Floats]]
    late: tuple[str, ...]


class Paths:
    """What each site may run from period to period, in the columns of a master."""

    def __init__(self, master: Master) -> None:
        self.sites = tuple(dict.fromkeys(index[0] for component, index in master.first if component == CONFIGURATION))
        self._today = {site: master.sites[site].today for site in self.sites}
        self._periods: dict[str, None] = {}
        self._column: dict[tuple[str, str, str], int] = {}
        self._arcs: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for column, (component, index) in zip(master.first_columns, master.first, strict=True):
            if component == CONFIGURATION:
                self._column[index] = int(column)
                self._periods[index[2]] = None
            elif component == TRANSITION:
                self._arcs[index[0], index[3]].append((index[1], index[2]))
        self._of: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for key in self._column:
            self._of[key[0]].append(key)

    def nearest(self, site: str, x: Floats) -> tuple[float, tuple[NDArray[np.int_], Floats]]:
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
    held: dict[str, tuple[NDArray[np.int_], Floats]] = {}
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

"""The search of a home care file: the range of the largest tardiness in parts, each a day with a bound of its own.

With nobody later than so much the largest tardiness is at least the mean; in a part with a lower limit that limit is
added instead, and distance and tardiness are searched for without it. A part is divided at the largest tardiness of
its own plan: of those as late the plan may be the best, and those less late are another day. Times are whole seconds,
so that a part of one second says what its plans cost in full. Nobody starts more than `LATEST_S` after the close at
first, twice as much where somebody is left out; a part holds those later, up to where no plan is cheaper than the best.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np

from capplan import rounds
from families.hhcrsp import LATEST_S, SHARE, care_of, latest_s, read, recount
from families.plain_day import TOLERANCE, UNIT_S, Stops

SHORTEST_S, FIRST_SHARE, LATER_SHARE = 1.0, 0.3, 0.5
"""No search of the engine is shorter; shares of the time left for the first one and for each later one."""
GBP_PER_S = SHARE / UNIT_S


@dataclass(frozen=True)
class Part:
    """Plans whose largest tardiness lies between two limits, both included.

    Attributes
    ----------
    least_s, most_s
        The limits, in seconds.
    base
        What distance and tardiness cost at least, without the largest tardiness.
    bound
        What its plans cost at least.
    tries
        Searches of it so far.
    """

    least_s: int
    most_s: int
    base: float = -np.inf
    bound: float = -np.inf
    tries: int = 0

    def proven(self, base: float, bound: float = -np.inf) -> Part:
        """Return it with what has been proven."""
        base = max(self.base, base)
        return replace(self, base=base, bound=max(self.bound, bound, base + GBP_PER_S * self.least_s))

    def searched(self, found: float, services: int) -> Part:
        """Return it after a search for its plans that proved so much."""
        # The first part weighs the mean with the tardiness.
        mean = self.least_s <= 0
        base = found * services / (services + 1) if mean else found
        return replace(self.proven(base, found if mean else -np.inf), tries=self.tries + 1)

    def divided(self, at_s: int, cost: float) -> list[Part]:
        """Return it in two from a tardiness on, by halves if that lies outside; without what costs so much anyway."""
        most_s = self.most_s
        if np.isfinite(self.base):
            most_s = min(most_s, ceil(round((cost - self.base) / GBP_PER_S, 6)))
        if not self.least_s < at_s <= most_s:
            at_s = (self.least_s + most_s + 1) // 2
        limits = [(self.least_s, at_s - 1), (at_s, most_s)] if self.least_s < most_s else [(self.least_s, most_s)]
        return [replace(self, least_s=low, most_s=high).proven(self.base) for low, high in limits if low <= high]


def search(path: Path, limit_s: float, gap: float) -> tuple[Mapping[str, Stops], float, str]:
    """Return the best plan found, the bound, and how the search ended: the part with the least bound comes first."""
    until, services = time.perf_counter() + limit_s, care_of(path).services
    parts, plan, best = [Part(0, LATEST_S)], dict[str, Stops](), (10**9, np.inf)
    last_s, enough = LATEST_S, np.inf
    while parts and (left := until - time.perf_counter()) > SHORTEST_S:
        part = min(parts, key=lambda one: (one.bound, one.tries))
        if part.bound >= enough:
            break
        parts.remove(part)
        found = rounds.solve(
            read(path, part.most_s, part.least_s),
            time_limit_s=max(SHORTEST_S, left * (LATER_SHARE if plan else FIRST_SHARE)),
            gap=gap, seed=part.tries, start=plan or None, enough=enough - GBP_PER_S * part.least_s,
        )  # fmt: skip
        kept = recount(path, found.rounds)
        if (len(kept.faults), kept.objective) < best:
            best, plan = (len(kept.faults), kept.objective), dict(found.rounds)
        if best[0]:
            last_s *= 2
            parts = [Part(0, last_s, tries=part.tries + 1)]
            continue
        enough = best[1] - max(gap * best[1], TOLERANCE)
        if last_s < (worth := latest_worth_s(path, best[1])):
            parts.append(Part(last_s + 1, worth).proven(-np.inf, proven(path, np.inf, last_s)))
            last_s = worth
        part = part.searched(found.bound, services)
        parts += part.divided(latest_s(path, found.rounds), best[1]) if part.bound < enough else [part]
    bound = proven(path, min([best[1], *(part.bound for part in parts)]), last_s)
    return plan, bound, "proven" if bound >= enough else "time limit"


def proven(path: Path, bound: float, latest: int = LATEST_S) -> float:
    """Return what a bound over plans in which nobody starts later after the close (in seconds) proves of all.

    Any other plan has a tardiness above that both in the sum and as the largest, and a way to each patient.
    """
    return min(bound, 2 * GBP_PER_S * latest + SHARE * _least_ways(path))


def latest_worth_s(path: Path, cost: float) -> int:
    """Return the tardiness, in seconds, beyond which every plan costs at least so much."""
    return ceil((cost - SHARE * _least_ways(path)) / (2 * GBP_PER_S))


def _least_ways(path: Path) -> float:
    care = care_of(path)
    at = [care.place[patient["id"]] for patient in care.patients]
    others = care.ways + np.where(np.eye(len(care.ways), dtype=bool), np.inf, 0.0)
    return float(others[:, at].min(axis=0).sum())

"""Whole estates to try: those near the relaxation's answer, and the best one known site by site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from capplan.plan.dive import Dived, Held, Paths, dive
from capplan.plan.site_by_site import improved, wishes
from capplan.plan.uncertain.decomposition import RELAXED_SHARE, Search
from capplan.plan.uncertain.staff import for_estate
from capplan.solve.arrays import Floats

ROUNDS_BETWEEN_DIVES = 6
MAX_DIVES = 6
# How often the best estate is bettered.
MAX_BETTERED = 20
LATE_SHARE = 0.1  # of the time left, for the sites that a dive leaves free


def dived(search: Search, paths: Paths, seen: set[bytes]) -> None:
    """Look for whole estates near the relaxation's answer, each with its best staff, until none is new."""
    for _ in range(MAX_DIVES):
        x = None if search.done() else search.relaxed_answer()
        ended = None if x is None else dive(search.relaxed, paths, search.relaxed.values(), search.objective)
        estate = None if ended is None or search.done() else _whole_estate(search, ended)
        if estate is None or estate.tobytes() in seen:
            break
        seen.add(estate.tobytes())
        for_estate(search, estate)
        search.tell()
        search.relax(RELAXED_SHARE, ROUNDS_BETWEEN_DIVES)


def bettered(search: Search, paths: Paths, seen: set[bytes]) -> None:
    """Better the best estate as the cuts advise: all sites that would save, then one at a time.

    Far from what was priced the cuts promise too much; with one site changed they are nearly right.
    """
    for _ in range(MAX_BETTERED):
        if search.best is None or search.done():
            break
        x = np.zeros(search.master.compiled.num_columns)
        x[search.master.configuration] = np.round(search.best[search.configuration])
        known = {site: (columns, x[columns]) for site, columns in paths.columns().items()}
        before = search.objective
        for changed in _changes(search, paths, known):
            estate = x.copy()
            for columns, values in changed.values():
                estate[columns] = values
            held = estate[search.master.configuration]
            if search.done() or held.tobytes() in seen:
                continue
            seen.add(held.tobytes())
            for_estate(search, held)
            search.tell()
            if search.objective < before:
                break
        if search.objective == before:
            break


def _changes(search: Search, paths: Paths, estate: Mapping[str, Held]) -> Iterator[Mapping[str, Held]]:
    """Yield what to change in an estate: all sites that would save, then, where that is not enough, each alone."""
    yield improved(search.relaxed, paths, estate)
    yield from ({site: path} for site, path in wishes(search.relaxed, paths, estate))


def _whole_estate(search: Search, dived: Dived) -> Floats | None:
    """Return the configurations where a dive ended; sites that it left free are searched."""
    columns = np.concatenate([one for one, _ in dived.held.values()])
    values = np.concatenate([one for _, one in dived.held.values()])
    if not dived.late:
        x = np.zeros(search.master.compiled.num_columns)
        x[columns] = values
        return x[search.master.configuration]
    found, _ = search.search_master((columns, values), LATE_SHARE)
    return None if found is None else np.round(found[search.configuration])

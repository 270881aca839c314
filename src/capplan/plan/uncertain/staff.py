"""The best staff for an estate, over all futures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.plan.uncertain.decomposition import LEAST_GAP, LEAST_ROUND_S, RELAXED_SHARE, Search
from capplan.solve.arrays import Floats
from capplan.solve.session import ModelStatus, Session

# Staff are asked for at this share of the way from the best known to the master's answer.
OUTWARD_STAFF = 0.4
MAX_STAFF_ROUNDS = 15
MAX_LATE_ROUNDS = 4  # where the time is over, for an estate that must have a price
MAX_WHOLE_ROUNDS = 3


def best_staff(search: Search, first: Floats) -> None:
    """Price a first stage as it is; with fractions of steps, look for better staff for its estate as well."""
    if search.whole:
        search.keep(first)
    else:
        for_estate(search, first[search.configuration], first)


def for_estate(search: Search, configuration: Floats, known: Floats | None = None) -> Floats | None:
    """Return the first stage with the best staff for an estate.

    Parameters
    ----------
    configuration : array over the master's configurations
        1 where a configuration runs, 0 elsewhere.
    known : array over the first stage, optional
        A first stage of that estate, to start from.

    Returns
    -------
    array or None
        None where the estate breaks a rule, or suits no staff.
    """
    held = np.round(configuration)
    with search.relaxed.held(search.master.configuration, held):
        best = _in_fractions(search, known)
    return _in_steps(search, held) if search.whole else best


def _in_fractions(search: Search, known: Floats | None) -> Floats | None:
    """Return the best staff while an estate is held, to and fro between the master's answer and the best known."""
    best: tuple[float, Floats | None] = (np.inf, None) if known is None else (_cost(search, known), known)
    wanted = RELAXED_SHARE * max(search.context.profile.mip_rel_gap, LEAST_GAP)
    for number in range(MAX_STAFF_ROUNDS):
        late = number >= MAX_LATE_ROUNDS and search.context.seconds_left() <= 0
        if late or (number and search.context.stop.is_set()):
            break
        if search.relaxed.solve(max(LEAST_ROUND_S, search.context.seconds_left())) != ModelStatus.kOptimal:
            break
        least, first = search.relaxed.objective(), search.relaxed.values()[search.master.first_columns]
        if best[1] is not None:
            if best[0] - least <= wanted * abs(best[0]) or least >= search.objective:
                break
            first = OUTWARD_STAFF * first + (1.0 - OUTWARD_STAFF) * best[1]
        best = min(best, (_cost(search, first), first), key=lambda one: one[0])
    return best[1]


def _cost(search: Search, first: Floats) -> float:
    """Return the objective of a first stage, priced if it was not."""
    if any(known is first for known, _ in search.tried):
        return search.cost_of(first)
    # Fractions of steps are no plan where steps are whole.
    return search.learn(first) if search.whole else search.keep(first)


def _in_steps(search: Search, held: Floats) -> Floats | None:
    """Return the best staff in whole steps for an estate, by the cuts that are known and those of its answers."""
    best: tuple[float, Floats | None] = (np.inf, None)
    for _ in range(MAX_WHOLE_ROUNDS):
        limit_s = max(LEAST_ROUND_S, search.context.seconds_left())
        session = Session(replace(search.context, on_progress=None))
        session.load(search.with_held(search.master.compiled, search.master.configuration, held))
        if session.solve(limit_s) != ModelStatus.kOptimal:
            break
        least, first = session.objective(), session.values()[search.master.first_columns]
        if best[1] is not None and least >= min(best[0], search.objective) * (1.0 - LEAST_GAP):
            break
        best = min(best, (search.keep(first), first), key=lambda one: one[0])
    return best[1]

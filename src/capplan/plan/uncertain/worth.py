"""What planning for all futures is worth, and what knowing the future would be: each between two bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.decisions.uncertain import Range
from capplan.plan.uncertain.decomposition import Search
from capplan.plan.uncertain.master import Cut, as_rows
from capplan.solve.session import ModelStatus, Session

LIMIT_S = 120.0  # for one known future
# Of each future, the cuts that say most at the plan: every one has thousands of entries, and all of them took minutes.
CUTS = 20


def stochastic_solution(search: Search, expected_gbp: float) -> Range:
    """Return what the plan for the mean future costs over all futures, less what the plan for all of them does.

    Parameters
    ----------
    expected_gbp
        Objective, over all futures, of the plan for the mean future.
    """
    return Range(low_gbp=max(0.0, expected_gbp - search.objective), high_gbp=max(0.0, expected_gbp - search.bound))


def perfect_information(search: Search, mean_gbp: float, bound_gbp: float) -> Range:
    """Return the mean cost of the plan, less the mean of what each future would cost were it known.

    The cost of a known future lies between the bound that its own cuts give and its cost under the first stage
    that suits it best among all that were priced.

    Parameters
    ----------
    mean_gbp
        Mean cost of the plan.
    bound_gbp
        No plan has a lower mean cost.
    """
    most = _best_tried(search)
    least = _least_known(search)
    return Range(low_gbp=max(0.0, bound_gbp - most), high_gbp=max(0.0, mean_gbp - min(least, most)))


def _best_tried(search: Search) -> float:
    master = search.master
    best = np.full(len(master.futures), np.inf)
    for first, answers in search.tried:
        # Points of the relaxation run fractions of wards: no plan.
        configuration = first[np.searchsorted(master.first_columns, master.configuration)]
        if np.abs(configuration - np.round(configuration)).max(initial=0.0) > 1e-6:
            continue
        if any(one.value is None for one in answers):
            continue
        cost = float(master.first_cost @ first)
        best = np.minimum(best, [cost + (one.value or 0.0) for one in answers])
    return float(np.array([one.probability for one in master.futures]) @ best)


def _least_known(search: Search) -> float:
    """Return the mean, over the futures, of the least that a known one can cost by its own cuts; 0 if not solved."""
    master = search.master
    session = Session(replace(search.context, on_progress=None))
    model = master.one_known()
    session.load(model, relaxed=True)
    rows, total = model.num_rows, 0.0
    for number, future in enumerate(master.futures):
        cuts = _tightest(search, number)
        matrix, lower, upper = as_rows(cuts, model.num_columns)
        session.add_rows(lower, upper, matrix)
        if session.solve(limit_s=LIMIT_S) != ModelStatus.kOptimal:
            return 0.0
        total += future.probability * session.objective()
        session.delete_rows(np.arange(rows, rows + len(cuts)))
    return total


def _tightest(search: Search, number: int) -> list[Cut]:
    """Return the cuts of a future that say most of its cost at the best first stage."""
    best = search.tried[-1][0] if search.best is None else search.best
    known = [(answers[number], first) for first, answers in search.tried if answers[number].value is not None]
    known.sort(key=lambda one: -(one[0].at + float(one[0].slope @ (best - one[1]))))
    return [search.master.known_cut(answer, first) for answer, first in known[:CUTS]]

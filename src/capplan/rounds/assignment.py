"""A bound on a day before any search: who follows whom, chosen once for each visit and each of those sent.

Every visit made comes after one other or first on a round, and before one other or last; the least cost of such a
choice is an assignment (H. Kuhn, Naval Research Logistics Quarterly 2 (1955) 83), which plans cannot be below. Visits
may follow each other in a circle, and hours are looked at between neighbours alone.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from capplan.rounds.day import Bools, Day, Floats, Ints


def assignment_bound(day: Day) -> float:
    """Return GBP that every plan costs at least."""
    may = np.asarray(day.first | day.second)
    need = day.visits["need"]
    number = np.repeat(np.arange(len(day.visits)), need)
    copies, duties = len(number), len(day.duties)
    out, home = _ends(day, may)
    cost = np.full((copies + duties, copies + duties), np.inf)
    each = _each(day, may, number)
    cost[:copies, :copies] = _between(day, may)[np.ix_(number, number)] + each
    cost[:copies, :copies][number[:, None] == number] = np.inf
    # Left out: after itself.
    np.fill_diagonal(cost[:copies, :copies], (day.visits["price"] / need)[number])
    cost[copies:, :copies] = np.where(np.isfinite(each), (out + day.each).T[:, number], np.inf)
    cost[:copies, copies:] = home[number]
    np.fill_diagonal(cost[copies:, copies:], 0.0)
    return float(cost[linear_sum_assignment(cost)].sum())


def _each(day: Day, may: Bools, number: Ints) -> Floats:
    """Return what those sent to a visit cost at least, the cheapest first; infinity: too few can make it."""
    most = int(day.visits["need"].max(initial=1))
    ranked = np.sort(np.concatenate([np.where(may, day.each, np.inf), np.full((len(may), most), np.inf)], axis=1))
    rank = np.arange(len(number)) - np.searchsorted(number, number)
    enough = np.isfinite(ranked[number, day.visits["need"][number] - 1])
    return np.where(enough, ranked[number, rank], np.inf)


def _between(day: Day, may: Bools) -> Floats:
    """Return the cheapest way from each visit to each other, in GBP; infinity: no duty has them in this order."""
    visits, place = day.visits, day.visits["place"]
    earliest, latest = day.low.min(axis=1) + visits["length"], day.high.max(axis=1)
    least = np.full((len(visits), len(visits)), np.inf)
    rates = day.duties[["mode", "travel_rate", "km_rate"]]
    for kind in np.unique(rates):
        able = may[:, rates == kind].astype(np.float64)
        way, km = (of[kind["mode"]][np.ix_(place, place)] for of in (day.way, day.km))
        in_time = earliest[:, None] + way <= latest
        cost = way * kind["travel_rate"] + km * kind["km_rate"]
        least = np.minimum(least, np.where(in_time & (able @ able.T > 0.0), cost, np.inf))
    return least


def _ends(day: Day, may: Bools) -> tuple[Floats, Floats]:
    """Return what the way out to each visit and the way home from it cost each duty: [v, d], in GBP."""
    place, mode = day.visits["place"], day.duties["mode"]
    rates = day.duties["travel_rate"], day.duties["km_rate"]
    found = []
    for at, outward in ((day.duties["starts_at"], True), (day.duties["ends_at"], False)):
        ways = [of[mode, at, place[:, None]] if outward else of[mode, place[:, None], at] for of in (day.way, day.km)]
        found.append(np.where(may, ways[0] * rates[0] + ways[1] * rates[1], np.inf))
    return found[0], found[1]

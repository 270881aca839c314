"""The second level of a day: work shared more evenly among carers, for so much more money at most.

Evenness is the sum of squares of what carers work, each over the hours of the contract: it falls where a visit goes
from somebody with much to do to somebody with little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from capplan.rounds.day import Day, Floats
from capplan.rounds.moves import place_in, put, take_out, total_cost
from capplan.rounds.state import Room, State, copy_of, copy_state, empty_state, window_of
from capplan.rounds.timing import NO_ROUND

LESS = 1e-6


@dataclass(frozen=True)
class _Work:
    """A day, two states to try things in, and arrays to work in."""

    day: Day
    without: State
    trial: State
    room: Room
    contract: Floats


def share_evenly(day: Day, best: State, room: Room, more_gbp: float, over: Callable[[], bool]) -> float:
    """Move visits by one, one at a time, from those with most to do; return GBP above the cheapest plan on the way.

    Parameters
    ----------
    best
        The plan, changed in place. No visit of it is left out, and none comes in.
    more_gbp
        The most that all moves together may cost.
    over
        Asked before each carer is looked at: is there no time left?
    """
    cheapest = float(total_cost(day, best))
    work = _Work(day, copy_of(day, best), empty_state(day), room, _contract(day))
    while _moved_one(work, best, cheapest + more_gbp, over):
        # A move may also save money.
        cheapest = min(cheapest, float(total_cost(day, best)))
    return float(total_cost(day, best)) - cheapest


def _moved_one(work: _Work, best: State, most_gbp: float, over: Callable[[], bool]) -> bool:
    """Move a visit of the first carer, by share of the contract, of whom one can go; say whether there was one."""
    share = _hours(work.day, best) / work.contract
    for carer in np.argsort(-share, kind="stable").tolist():
        if over():
            return False
        if _best_move(work, best, most_gbp, carer, share):
            return True
    return False


def _unevenness(work: _Work, state: State) -> float:
    """Return the sum over carers of work squared over contract, in seconds."""
    return float((_hours(work.day, state) ** 2 / work.contract).sum())


def _hours(day: Day, state: State) -> Floats:
    """Return the seconds that each carer works."""
    work: Floats = np.bincount(day.duties["carer"], weights=state.work, minlength=len(day.carers)).astype(np.float64)
    return work


def _contract(day: Day) -> Floats:
    """Return the seconds that carers are paid for anyway; those of their shifts where there are none."""
    shifts = (day.duties["ends"] - day.duties["begins"]).astype(np.float64)
    on_duty = np.bincount(day.duties["carer"], weights=shifts, minlength=len(day.carers))
    paid = day.carers["paid"].astype(np.float64)
    return np.maximum(np.where(paid > 0.0, paid, on_duty), 1.0)


def _best_move(work: _Work, best: State, most_gbp: float, carer: int, share: Floats) -> bool:
    """Take that visit off a carer which shares work best within the money; say whether there is one."""
    day, found = work.day, copy_of(work.day, best)
    least, moved = _unevenness(work, best) - LESS, False
    for d in np.flatnonzero(day.duties["carer"] == carer).tolist():
        for v in best.stops[d, : best.size[d]].tolist():
            if day.visits[v]["need"] > 1:
                continue
            copy_state(best, work.without)
            work.without.made[v] = 0
            if not take_out(day, work.without, work.room):
                continue
            # The visit counts as left out there, at its price.
            left_gbp = most_gbp - float(total_cost(day, work.without)) + float(day.visits[v]["price"])
            able = day.first[v] & (share[day.duties["carer"]] < share[carer])
            for e in np.flatnonzero(able).tolist():
                if not _put_with(work, v, e, left_gbp):
                    continue
                uneven = _unevenness(work, work.trial)
                if uneven < least:
                    least, moved = uneven - LESS, True
                    copy_state(work.trial, found)
    if moved:
        copy_state(found, best)
    return moved


def _put_with(work: _Work, v: int, e: int, most_gbp: float) -> bool:
    """Put a visit on a duty in the state to try, in its cheapest place; say whether it fits and costs no more."""
    day, cheapest = work.day, (NO_ROUND, -1, 0.0, 0.0)
    for w in range(int(day.windows[v])):
        low, high = window_of(day, work.without, v, w)
        if low <= high:
            cost, at = place_in(day, work.without, work.room, e, v, low, high)
            cheapest = min(cheapest, (cost, at, low, high))
    cost, at, low, high = cheapest
    if cost >= NO_ROUND or cost > most_gbp:
        return False
    copy_state(work.without, work.trial)
    return bool(put(day, work.trial, work.room, e, v, at, low, high))

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
    """Move visits by one, one at a time, from those with most to do; return what it costs more, in GBP.

    Parameters
    ----------
    best
        The plan, changed in place. No visit of it is left out, and none comes in.
    more_gbp
        The most that all moves together may cost.
    over
        Asked before each carer is looked at: is there no time left?
    """
    first = float(total_cost(day, best))
    work = _Work(day, copy_of(day, best), empty_state(day), room, _contract(day))
    moved = True
    while moved:
        moved = False
        share = _hours(day, best) / work.contract
        for carer in np.argsort(-share, kind="stable").tolist():
            if over():
                break
            if _best_move(work, best, first + more_gbp, carer, share):
                moved = True
                break
    return float(total_cost(day, best)) - first


def unevenness(day: Day, state: State) -> float:
    """Return the sum over carers of work squared over contract, in seconds."""
    return float((_hours(day, state) ** 2 / _contract(day)).sum())


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
    least, moved = unevenness(day, best) - LESS, False
    for d in np.flatnonzero(day.duties["carer"] == carer).tolist():
        for v in best.stops[d, : best.size[d]].tolist():
            if day.visits[v]["need"] > 1:
                continue
            copy_state(best, work.without)
            work.without.made[v] = 0
            if not take_out(day, work.without, work.room):
                continue
            able = day.first[v] & (share[day.duties["carer"]] < share[carer])
            for e in np.flatnonzero(able).tolist():
                if _put_with(work, v, e, most_gbp) and unevenness(day, work.trial) < least:
                    least, moved = unevenness(day, work.trial) - LESS, True
                    copy_state(work.trial, found)
    if moved:
        copy_state(found, best)
    return moved


def _put_with(work: _Work, v: int, e: int, most_gbp: float) -> bool:
    """Put a visit on a duty in the state to try, in its cheapest place; say whether it fits within the money."""
    day, cheapest = work.day, (NO_ROUND, -1, 0.0, 0.0)
    for w in range(int(day.windows[v])):
        low, high = window_of(day, work.without, v, w)
        if low <= high:
            cost, at = place_in(day, work.without, work.room, e, v, low, high)
            cheapest = min(cheapest, (cost, at, low, high))
    cost, at, low, high = cheapest
    # The visit counts as left out there, at its price.
    if cost >= NO_ROUND or total_cost(day, work.without) - day.visits[v]["price"] + cost > most_gbp:
        return False
    copy_state(work.without, work.trial)
    return bool(put(day, work.trial, work.room, e, v, at, low, high))

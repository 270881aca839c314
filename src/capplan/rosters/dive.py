"""From the mix of schedules down to a plan: shifts are settled many at a time while that costs next to nothing.

Where even one shift more would cost, what is left is searched by branching, which can go back on what it settles.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.rosters.master import Allowed
from capplan.rosters.relaxation import WHOLE, Relaxation, Relaxed
from capplan.rosters.tree import Tree

Cells: TypeAlias = NDArray[np.int_]

# Share of the days still open that are settled at a time, besides what is as good as certain, and rounds of pricing.
# In a hurry (the first plan) it is to come soon rather than to be good.
SHARE, CERTAIN, ROUNDS, HURRIED_ROUNDS = 0.1, 0.95, 15, 3
# What settling some shifts may cost, as a share of the middle price of a gap, and how near the bound is worth knowing.
RISE, CLOSE = 0.01, 0.001
# Work of branching on what is left, against that of settling.
BRANCHING = 2.0


def middle_gap_gbp(relaxation: Relaxation) -> float:
    """Return the middle price of a gap in the cover of a problem."""
    gaps = relaxation.problem.under_gbp[relaxation.problem.under_gbp > 0.0]
    return float(np.median(gaps)) if len(gaps) else 1.0


def dive(relaxation: Relaxation, allowed: Allowed, *, hurry: bool = False) -> bool:
    """Search for a plan among what is allowed; return whether it is proved that there is no better one."""
    state = relaxation.state
    begun, gap = state.work.done, middle_gap_gbp(relaxation)
    rounds, rise = (HURRIED_ROUNDS, math.inf) if hurry else (ROUNDS, RISE * gap)
    allowed = allowed.copy()
    now = relaxation.solve(allowed, rounds, close=CLOSE * gap, release=True)
    is_all = True
    while now is not None and relaxation.may_hold(now.bound):
        cells = _surest(now, allowed)
        if not len(cells):
            relaxation.offer(now.mix)
            return False
        then = None
        while len(cells):
            trial = _settled(allowed, cells)
            then = relaxation.solve(trial, rounds, close=CLOSE * gap, release=True)
            if then is None:
                return False
            if then.value - now.value <= rise:
                break
            cells = cells[: len(cells) // 2]
        if not len(cells):
            tree = Tree(relaxation, allowed, proves=False)
            ends = state.work.done + BRANCHING * (state.work.done - begun)
            while state.work.done < ends and not tree.is_done and not state.is_over:
                tree.step()
            return tree.is_done and is_all
        allowed, now, is_all = trial, then, False
    return now is not None and is_all


def _surest(relaxed: Relaxed, allowed: Allowed) -> Cells:
    """Return what is settled next (group, day, what), the surest first: shifts, while any is open; days off follow."""
    # Where nothing can be settled, the master rather does without part of somebody's only schedule.
    mixed = relaxed.mixed & (allowed.sum(axis=2) > 1)[:, :, None]
    rank = np.where(mixed, relaxed.mix, 0.0)
    if (rank[:, :, 1:] > 0.0).any():
        rank[:, :, 0] = 0.0
    what, most = rank.argmax(axis=2), rank.max(axis=2)
    count = max(math.ceil(SHARE * mixed.any(axis=2).sum()), int((most >= CERTAIN).sum()))
    order = np.argsort(-most, axis=None, kind="stable")[: min(count, int((most > WHOLE).sum()))]
    groups, days = np.unravel_index(order, most.shape)
    return np.column_stack([groups, days, what[groups, days]])


def _settled(allowed: Allowed, cells: Cells) -> Allowed:
    """Return what is allowed once some shifts are settled."""
    trial = allowed.copy()
    for group, day, what in cells.tolist():
        only = np.zeros(allowed.shape[2], dtype=bool)
        only[what] = True
        trial[group, day] &= only
    return trial

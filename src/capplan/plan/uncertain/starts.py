"""First stages to begin with: the one that suits the mean future best, and those that suit the dearest futures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import wait
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from capplan.decisions.uncertain import Future
from capplan.errors import Infeasible, NoPlanInTime
from capplan.plan.uncertain.master import Master
from capplan.plan.uncertain.pool import SMALL
from capplan.plan.uncertain.sample import mean_future
from capplan.plan.uncertain.solve_for_all import Job
from capplan.processes import process_pool
from capplan.solve import Label
from capplan.solve.arrays import Floats
from capplan.solve.interrupt import stop_on_ctrl_c

# A first stage for one future is searched to this multiple of the gap, for this share of the time.
GAPS = 2.0
TIME_SHARE = 0.2
# The plan for the mean future alone costs little in it and much in the dear ones: estates for the mean of these shares
# of the futures, the dearest under that plan, carry more.
DEAR_SHARES = (0.5, 0.3, 0.25, 0.2)
PROCESSES = 2
POLL_S = 0.2

Found: TypeAlias = Mapping[Label, float] | None


@dataclass(frozen=True)
class One:
    """One future to plan for, so that it may be done in a process of its own."""

    job: Job
    future: Future
    tested: Future


def expected(job: Job, futures: tuple[Future, ...], over_all: Master) -> Floats | None:
    """Return the first stage that suits the mean future best, with the promises of the one planned for.

    None for a single future, and where the time was over before one was known.
    """
    if len(futures) == 1:
        return None
    one = One(_quick(job), mean_future(futures), futures[0])
    return _over(over_all, first_for(one))


def dear(job: Job, futures: tuple[Future, ...], costs: Sequence[float], over_all: Master) -> list[Floats]:
    """Return first stages that suit the mean of the dearest futures, for several shares of them; none where small.

    Parameters
    ----------
    costs
        Of every future under one plan, GBP; infinite where it has no answer.
    """
    if len(futures) * len(over_all.first) <= SMALL:
        return []
    ranked = [futures[number] for number in np.argsort(-np.array(costs), kind="stable") if futures[number].values]
    if not ranked:
        return []
    quiet = replace(_quick(job), on_progress=None)
    groups = [tuple(ranked[: max(1, round(share * len(futures)))]) for share in DEAR_SHARES]
    found = _all_of([One(quiet, mean_future(group), futures[0]) for group in groups])
    return [first for first in (_over(over_all, one) for one in found) if first is not None]


def _all_of(ones: Sequence[One]) -> list[Found]:
    """Return what is found for each in processes of their own; after Ctrl-C, of those that are done."""
    jobs = []
    with suppress(_StoppedError), stop_on_ctrl_c() as stop, process_pool(PROCESSES) as pool:
        jobs = [pool.submit(first_for, one) for one in ones]
        while wait(jobs, timeout=POLL_S).not_done:
            if stop.is_set():
                raise _StoppedError
    return [one.result() for one in jobs if one.done() and not one.cancelled()]


class _StoppedError(Exception):
    """Ends the pool and those that still search."""


def first_for(one: One) -> Found:
    """Return the best first stage found for one future; None where there is none."""
    # The future's own block stands in the master, so that its relaxation knows the costs from the start.
    pair = (one.future, one.tested.model_copy(update={"probability": 0.0}))
    try:
        master = one.job.master(pair)
        estates = one.job.estates(one.future)
        with one.job.pool(pair, master) as pool:
            found = one.job.search(master, pool, estates=estates)
    except (Infeasible, NoPlanInTime):
        return None
    return None if found.best is None else dict(zip(master.first, found.best.tolist(), strict=True))


def _quick(job: Job) -> Job:
    asked = job.profile
    return replace(
        job,
        profile=replace(asked, mip_rel_gap=GAPS * asked.mip_rel_gap, time_limit_s=TIME_SHARE * asked.time_limit_s),
    )


def _over(master: Master, values: Found) -> Floats | None:
    return None if values is None else np.array([values.get(label, 0.0) for label in master.first])

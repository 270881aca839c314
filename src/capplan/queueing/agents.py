"""Erlang A: people who answer calls, and callers who give up when they wait too long.

The queue M/M/c+M: calls come at random, `c` agents answer them in order, talks and patience are exponential. With
patience without end it is Erlang C (:func:`~capplan.queueing.erlang.erlang_c`), with patience as long as a talk the
queue M/M/infinity. The **offered load** `a` is calls per minute times minutes of handling, in Erlangs.

With `g = handling / patience` and `p[n]` the share of time with `n` callers in the system,

    p[c+j] / p[c-1] = (a/c) prod(a / (c + i g), i = 1..j),    sum(p[n], n < c) / p[c-1] = 1 / B(c-1, a)

and a caller who finds `j` in the queue is answered with probability ``c / (c + (j+1) g)``; given that, the wait `W`
has ``exp(-g W) ~ Beta(c/g + 1, j + 1)`` (in units of handling). All sums are of positive terms, so no digits are lost.

References
----------
C. Palm (1957), "Research on telephone traffic carried by full availability groups", Tele 1. O. Garnett, A. Mandelbaum,
M. Reiman (2002), "Designing a call center with impatient customers", Manufacturing & Service Operations Management
4(3), doi:10.1287/msom.4.3.208.7753.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from capplan.queueing.arguments import FloatArray, checked_amount, checked_beds
from capplan.queueing.erlang import erlang_b, wait_exceeds

SECONDS_PER_MINUTE = 60.0
# A further term changes a sum by less than this share of it: below the last digit of a float.
NEGLIGIBLE = 1e-18
# Sums are brought down before they could overflow.
LARGE = 1e200


class Answered(NamedTuple):
    """What becomes of calls, each a share from 0 to 1 (single values: arrays without dimension).

    Attributes
    ----------
    in_time
        Calls answered within the promised time, of all that come.
    abandoned
        Calls given up, of all that come; 0 without impatience.
    occupancy
        Time that an agent talks; 1 where no steady state is reached.
    """

    in_time: FloatArray
    abandoned: FloatArray
    occupancy: FloatArray


def answered(
    agents: ArrayLike, load: ArrayLike, handling_min: float, answer_s: float, patience_min: float | None = None
) -> Answered:
    """Return the shares of calls answered in time and given up, and how busy the agents are.

    Parameters
    ----------
    agents
        People who answer, whole and at least 0.
    load
        Offered load in Erlangs, at least 0.
    handling_min
        Mean minutes of a call with what follows it, above 0.
    answer_s
        Seconds within which a call should be answered, at least 0.
    patience_min
        Mean minutes until a waiting caller gives up, above 0; None: nobody gives up (Erlang C).

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    c, a = np.broadcast_arrays(checked_beds(agents), checked_amount(load, "load"))
    handling = float(checked_amount(handling_min, "handling_min", above_zero=True))
    wait = float(checked_amount(answer_s, "answer_s")) / SECONDS_PER_MINUTE / handling
    if patience_min is None:
        return _patient(c, a, wait)
    patience = float(checked_amount(patience_min, "patience_min", above_zero=True))
    return _impatient(c, a, wait, handling / patience)


def _patient(agents: FloatArray, load: FloatArray, wait: float) -> Answered:
    in_time = 1.0 - np.asarray(wait_exceeds(agents.astype(np.int64), load, 1.0, wait))
    busy = np.minimum(1.0, load / np.maximum(agents, 1))
    return Answered(
        np.where((agents == 0) & (load == 0), 1.0, in_time), np.zeros_like(load), np.where(agents == 0, 0.0, busy)
    )


def _impatient(agents: FloatArray, load: FloatArray, wait: float, impatience: float) -> Answered:
    shape = load.shape
    nobody = (agents == 0).ravel()
    c = np.maximum(agents, 1).astype(np.float64).ravel()
    a = load.astype(np.float64).ravel()
    # Everything is relative to p[c-1]; times B(c-1, a) it is relative to the share of time with a free agent, 1.
    term = np.asarray(erlang_b(c.astype(np.int64) - 1, a)) * a / c
    free, waiting, in_time, lost = np.ones_like(a), np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
    soon = -np.expm1(-impatience * wait)
    # The longer the queue ahead, the less likely an answer in time: once it is out of the question it stays so.
    hope = np.ones_like(a)
    live = np.flatnonzero(term > 0.0)
    place = 0
    while live.size:
        now, lines = term[live], c[live]
        place += 1
        stays = lines / (lines + place * impatience)
        waiting[live] += now
        hoping = hope[live] > NEGLIGIBLE
        still = live[hoping]
        hope[still] = betainc(place, lines[hoping] / impatience + 1.0, soon)
        in_time[still] += (now * stays)[hoping] * hope[still]
        lost[live] += now * (place * impatience / (lines + place * impatience))
        term[live] = now * a[live] / (lines + place * impatience)
        large = live[waiting[live] > LARGE]
        for sums in (term, free, waiting, in_time, lost):
            sums[large] /= LARGE
        falling = a[live] < lines + place * impatience
        live = live[~falling | (term[live] > NEGLIGIBLE * lost[live])]
    total = free + waiting
    abandoned = np.where(nobody, np.where(a > 0, 1.0, 0.0), lost / total)
    busy = np.where(nobody, 0.0, np.minimum(1.0, a * (1.0 - abandoned) / c))
    share = np.where(nobody, np.where(a > 0, 0.0, 1.0), (free + in_time) / total)
    return Answered(share.reshape(shape), abandoned.reshape(shape), busy.reshape(shape))

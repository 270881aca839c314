"""How many agents a load of calls needs, for any number of loads at once.

The number needed grows with the load, so a table of the largest load that so many agents can take answers every
load by one search: half hours of a week times thousands of weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.queueing.agents import answered
from capplan.queueing.arguments import FloatArray, checked_amount, checked_share


@dataclass(frozen=True)
class AnswerRule:
    """When calls are answered well enough.

    Parameters
    ----------
    handling_min
        Mean minutes of a call with what follows it, above 0.
    answer_s, answer_share
        At least this share of all calls is answered within so many seconds.
    patience_min
        Mean minutes until a waiting caller gives up; None: nobody gives up (Erlang C).
    max_abandon_share
        Largest share of calls given up; None: no limit.
    max_occupancy
        Largest share of an agent's time spent on calls, above 0 and up to 1.
    """

    handling_min: float
    answer_s: float
    answer_share: float
    patience_min: float | None = None
    max_abandon_share: float | None = None
    max_occupancy: float = 1.0

    def __post_init__(self) -> None:
        checked_amount(self.handling_min, "handling_min", above_zero=True)
        checked_amount(self.answer_s, "answer_s")
        checked_share(self.answer_share, "answer_share")
        checked_share(self.max_occupancy, "max_occupancy", one_allowed=True)
        if self.patience_min is not None:
            checked_amount(self.patience_min, "patience_min", above_zero=True)
        if self.max_abandon_share is not None:
            checked_share(self.max_abandon_share, "max_abandon_share")

    def kept(self, agents: ArrayLike, load: ArrayLike) -> NDArray[np.bool_]:
        """Say of each pair of agents and load (Erlangs) whether the rule is kept."""
        found = answered(agents, load, self.handling_min, self.answer_s, self.patience_min)
        kept = (found.in_time >= self.answer_share) & (found.occupancy <= self.max_occupancy)
        if self.max_abandon_share is not None:
            kept &= found.abandoned <= self.max_abandon_share
        return np.asarray(kept)


def largest_loads(rule: AnswerRule, num_agents: int) -> FloatArray:
    """Return the largest load (Erlangs) that 1, 2, … `num_agents` agents can take under a rule.

    Found by bisection for all at once, down to neighbouring floating-point numbers; the lower one is returned.
    """
    agents = np.arange(1, num_agents + 1)
    safe, unsafe = np.zeros(num_agents), agents.astype(np.float64)
    while (still := rule.kept(agents, unsafe)).any():
        safe, unsafe = np.where(still, unsafe, safe), np.where(still, 2.0 * unsafe, unsafe)
    while True:
        middle = safe + (unsafe - safe) / 2.0
        if ((middle == safe) | (middle == unsafe)).all():
            return np.maximum.accumulate(safe)
        kept = rule.kept(agents, middle)
        safe, unsafe = np.where(kept, middle, safe), np.where(kept, unsafe, middle)


def agents_needed(rule: AnswerRule, loads: ArrayLike, min_agents: int = 0) -> NDArray[Any]:
    """Return the fewest agents that keep a rule at each load.

    Parameters
    ----------
    rule
        When calls are answered well enough.
    loads
        Offered loads in Erlangs, at least 0; any shape.
    min_agents
        Least number whatever the load: a load of 0 needs only these.

    Returns
    -------
    array of int
        In the shape of `loads`.

    Raises
    ------
    ValueError
        If a load is negative or not finite.
    """
    offered = checked_amount(loads, "loads")
    if offered.size == 0:
        return np.zeros(offered.shape, dtype=np.int64)
    most = float(offered.max())
    # Square-root staffing: rarely too short, and doubled where it is.
    num_agents = int(most + 3.0 * most**0.5) + 4
    table = largest_loads(rule, num_agents)
    while table[-1] < most:
        num_agents *= 2
        table = largest_loads(rule, num_agents)
    # A load of 0 lies at or below every entry but needs nobody.
    needed = np.searchsorted(np.concatenate([[0.0], table]), offered.ravel(), side="left")
    return np.maximum(needed, min_agents).reshape(offered.shape)

"""Calls answered in time, from the births and deaths of the queue as they stand and a quadrature over the wait.

The optimiser's queue sums terms of a beta distribution; this one adds up the steady state number by number and
integrates the density of the wait, so that an error in either would show.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from capplan.case.hub_tables import HubContact

SECONDS_PER_MINUTE = 60.0
_STEPS = 200
_LONGEST_QUEUE = 20_000


class Served(NamedTuple):
    """Shares of calls answered in time and given up, and of an agent's time spent talking."""

    in_time: float
    abandoned: float
    occupancy: float


@cache
def served(agents: int, load: float, wait: float, impatience: float | None) -> Served:
    """Return what becomes of calls.

    Parameters
    ----------
    agents, load
        People who answer, and people busy if there were enough of them.
    wait
        Promised wait, in handling times.
    impatience
        Handling time over mean patience; None: nobody gives up.
    """
    if load <= 0.0:
        return Served(1.0, 0.0, 0.0)
    if agents == 0:
        return Served(0.0, 1.0, 0.0)
    if impatience is None and load >= agents:
        return Served(0.0, 0.0, 1.0)
    leaves = impatience or 0.0
    logs = [0.0]
    place = 0
    while True:
        place += 1
        logs.append(logs[-1] + math.log(load) - math.log(min(place, agents) + leaves * max(0, place - agents)))
        if (place > agents and logs[-1] < max(logs) - 50.0) or place > _LONGEST_QUEUE:
            break
    top = max(logs)
    weights = [math.exp(one - top) for one in logs]
    total = math.fsum(weights)
    busy = math.fsum(min(number, agents) * weight for number, weight in enumerate(weights)) / total
    queue = math.fsum(max(0, number - agents) * weight for number, weight in enumerate(weights)) / total
    free = math.fsum(weights[:agents]) / total
    last = weights[agents - 1] / total

    def answered_at(time: float) -> float:
        gone = time if leaves == 0.0 else -math.expm1(-leaves * time) / leaves
        return load * last * math.exp(load * gone - agents * time - leaves * time)

    step = wait / _STEPS
    inner = math.fsum((4 if place % 2 else 2) * answered_at(place * step) for place in range(1, _STEPS))
    soon = step / 3.0 * (answered_at(0.0) + inner + answered_at(wait))
    return Served(free + soon, leaves * queue / load, busy / agents)


def promise_kept(contact: HubContact, max_occupancy: float, agents: int, load: float, slack: float) -> bool:
    """Say whether so many people keep a contact's promise; a positive slack is lenient, a negative one strict."""
    found = of_contact(contact, agents, load)
    kept = found.in_time >= (contact.answer_share or 0.0) - slack and found.occupancy <= max_occupancy + slack
    return kept and (contact.max_abandon_share is None or found.abandoned <= contact.max_abandon_share + slack)


def of_contact(contact: HubContact, agents: int, load: float) -> Served:
    """Return what becomes of a contact's calls with so many people and so much load."""
    wait = (contact.answer_s or 0.0) / SECONDS_PER_MINUTE / contact.handling_min
    return served(agents, load, wait, contact.handling_min / contact.patience_min if contact.patience_min else None)

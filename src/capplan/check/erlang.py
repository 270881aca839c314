"""Erlang loss and delay from Poisson terms in log space, and the safe load that follows from them.

The optimiser's queue uses a recursion over beds; this one sums the Poisson distribution, so that an
error in either would show.
"""

from __future__ import annotations

import math
from functools import cache

_BISECTIONS = 200


def refused_share(num_beds: int, load: float) -> float:
    """Return the share refused, P(N = n) / P(N <= n) with N Poisson of mean `load` (Erlang B).

    Parameters
    ----------
    num_beds : int
        Beds, 0 or more.
    load : float
        Offered load, beds.
    """
    if load <= 0.0:
        return 0.0 if num_beds > 0 else 1.0
    log_load = math.log(load)
    logs = [number * log_load - math.lgamma(number + 1) for number in range(num_beds + 1)]
    largest = max(logs)
    total = math.fsum(math.exp(term - largest) for term in logs)
    return math.exp(logs[-1] - largest) / total


def waiting_share(num_beds: int, load: float) -> float:
    """Return the share that must wait at all (Erlang C); 1 when the load reaches the beds."""
    if load >= num_beds:
        return 1.0
    refused = refused_share(num_beds, load)
    return refused / (1.0 - load / num_beds * (1.0 - refused))


def waits_too_long_share(num_beds: int, load: float, wait_days: float, stay_days: float) -> float:
    """Return the share that waits longer than `wait_days`; 1 when the load reaches the beds."""
    if load >= num_beds:
        return 1.0
    return waiting_share(num_beds, load) * math.exp(-(num_beds - load) * wait_days / stay_days)


def keeps_rule(rule: str, rule_target: float, wait_days: float, stay_days: float, num_beds: int, load: float) -> bool:
    """Say whether a load keeps a cohort's service standard."""
    if rule == "occupancy":
        return load <= rule_target * num_beds
    if rule == "refusal":
        return refused_share(num_beds, load) <= rule_target
    return load < num_beds and waits_too_long_share(num_beds, load, wait_days, stay_days) <= rule_target


@cache
def safe_load(rule: str, rule_target: float, wait_days: float, stay_days: float, num_beds: int) -> float:
    """Return the largest load that keeps the rule, by bisection on the standard itself.

    The rules tighten as the load grows, so the loads that keep one are an interval from 0.
    Infinite where every load keeps the rule.
    """
    if num_beds == 0:
        return 0.0
    if rule == "occupancy":
        return rule_target * num_beds
    if rule == "refusal" and rule_target >= 1.0:
        return math.inf
    low, high = 0.0, float(num_beds)
    while keeps_rule(rule, rule_target, wait_days, stay_days, num_beds, high):
        low, high = high, 2.0 * high
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        if keeps_rule(rule, rule_target, wait_days, stay_days, num_beds, middle):
            low = middle
        else:
            high = middle
    return low

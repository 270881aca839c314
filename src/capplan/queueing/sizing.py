"""Erlang's formulae turned round: how much load so many beds can take, and how many beds a load needs.

The largest load is found by bisection down to neighbouring floating-point numbers, and the lower neighbour is
returned: put back into the formula, it meets the standard.
"""

import math
from collections.abc import Callable

from capplan.queueing.arguments import checked_amount, checked_beds, checked_share
from capplan.queueing.erlang import erlang_b, wait_exceeds


def max_load_refusal(beds: int, max_refusal: float) -> float:
    """Return the largest offered load at which no more than a given share of referrals is refused.

    The root `a` of ``B(beds, a) = max_refusal`` (:func:`~capplan.queueing.erlang.erlang_b`).

    Parameters
    ----------
    beds
        Number of beds, at least 0.
    max_refusal
        Largest share refused, above 0 and below 1.

    Returns
    -------
    float
        Erlangs; 0 for 0 beds.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    num_beds = int(checked_beds(beds))
    limit = checked_share(max_refusal, "max_refusal")
    return _largest_load(num_beds, lambda load: erlang_b(num_beds, load) <= limit)


def max_load_wait(beds: int, stay_days: float, wait_days: float, max_probability: float) -> float:
    """Return the largest offered load at which no more than a given share waits longer than `wait_days`.

    The root `a` of ``P(W > wait_days) = max_probability`` (:func:`~capplan.queueing.erlang.wait_exceeds`).

    Parameters
    ----------
    beds
        Number of beds, at least 0.
    stay_days
        Mean stay in days, above 0.
    wait_days
        Longest acceptable wait in days, at least 0.
    max_probability
        Largest share that waits longer, above 0 and below 1.

    Returns
    -------
    float
        Erlangs; 0 for 0 beds.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    num_beds = int(checked_beds(beds))
    limit = checked_share(max_probability, "max_probability")
    return _largest_load(num_beds, lambda load: wait_exceeds(num_beds, load, stay_days, wait_days) <= limit)


def max_load_occupancy(beds: int, occupancy: float) -> float:
    """Return the largest offered load that keeps the load per bed at or below a given occupancy.

    ``occupancy * beds``: the usual rule of a fixed percentage. It is the occupancy of a unit where people
    wait; where they are refused, fewer beds are in use (:func:`~capplan.queueing.erlang.carried_occupancy`).

    Parameters
    ----------
    beds
        Number of beds, at least 0.
    occupancy
        Largest load per bed, above 0 and up to 1.

    Returns
    -------
    float
        Erlangs; 0 for 0 beds.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    num_beds = int(checked_beds(beds))
    load = checked_share(occupancy, "occupancy", one_allowed=True) * num_beds
    # The product may have been rounded upwards.
    while load > 0 and load / num_beds > occupancy:
        load = math.nextafter(load, 0.0)
    return load


def beds_needed_refusal(load: float, max_refusal: float) -> int:
    """Return the fewest beds with which no more than a given share of referrals is refused.

    Parameters
    ----------
    load
        Offered load in Erlangs, at least 0.
    max_refusal
        Largest share refused, above 0 and below 1.

    Returns
    -------
    int
        Beds; 0 for a load of 0.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    offered = float(checked_amount(load, "load"))
    limit = checked_share(max_refusal, "max_refusal")
    return _fewest_beds(offered, lambda beds: erlang_b(beds, offered) <= limit)


def beds_needed_wait(load: float, stay_days: float, wait_days: float, max_probability: float) -> int:
    """Return the fewest beds with which no more than a given share waits longer than `wait_days`.

    Parameters
    ----------
    load
        Offered load in Erlangs, at least 0.
    stay_days
        Mean stay in days, above 0.
    wait_days
        Longest acceptable wait in days, at least 0.
    max_probability
        Largest share that waits longer, above 0 and below 1.

    Returns
    -------
    int
        Beds; 0 for a load of 0.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    offered = float(checked_amount(load, "load"))
    limit = checked_share(max_probability, "max_probability")
    return _fewest_beds(offered, lambda beds: wait_exceeds(beds, offered, stay_days, wait_days) <= limit)


def beds_needed_occupancy(load: float, occupancy: float) -> int:
    """Return the fewest beds that keep the offered load per bed at or below a given occupancy.

    Parameters
    ----------
    load
        Offered load in Erlangs, at least 0.
    occupancy
        Largest load per bed, above 0 and up to 1.

    Returns
    -------
    int
        Beds; 0 for a load of 0.

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    offered = float(checked_amount(load, "load"))
    limit = checked_share(occupancy, "occupancy", one_allowed=True)
    return _fewest_beds(offered, lambda beds: offered / beds <= limit)


def _largest_load(beds: int, meets_standard: Callable[[float], bool]) -> float:
    # Without beds both ends are 0, no standard is met, and 0 is the answer.
    safe, unsafe = 0.0, float(beds)
    while meets_standard(unsafe):
        safe, unsafe = unsafe, 2 * unsafe
    while True:
        middle = safe + (unsafe - safe) / 2
        if middle in (safe, unsafe):
            return safe
        if meets_standard(middle):
            safe = middle
        else:
            unsafe = middle


def _fewest_beds(load: float, meets_standard: Callable[[int], bool]) -> int:
    too_few, enough = 0, 1
    while not meets_standard(enough):
        too_few, enough = enough, 2 * enough
    # Nobody to refuse or to keep waiting: asked only now, so that the standard has checked its other
    # arguments.
    if load == 0:
        return 0
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if meets_standard(middle):
            enough = middle
        else:
            too_few = middle
    return enough

"""Erlang's loss and delay formulae: what a unit of so many beds does to the people who are referred to it.

Two pictures of a full unit:

- **loss** (Erlang B): whoever finds no free bed goes elsewhere at once. Right for step-up care, where the
  person is diverted to an acute bed. The answer depends on the mean stay only, not on the distribution of
  stays.
- **delay** (Erlang C): whoever finds no free bed waits, in order of arrival. Right for step-down care, where
  the person waits in an acute bed. Exact for exponential stays, an approximation for others.

The **offered load** `a` is the mean number of beds that would be in use if there were always a free one:
admissions per day times mean stay in days. Its unit is the Erlang. `c` is the number of beds.

All functions take single values or arrays (broadcast by the rules of numpy); single values give a float. They
follow ``1/B(c) = 1 + (c/a) / B(c-1)`` with ``B(0) = 1``, a sum of positive terms: no subtraction, so no loss
of digits.

References
----------
A. K. Erlang (1917), "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges", Elektroteknikeren 13. R. B. Cooper (1981), Introduction to Queueing Theory, 2nd edition,
chapter 3.
"""

from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.queueing.arguments import FloatArray, checked_amount, checked_beds, float_or_array


@overload
def erlang_b(beds: int, load: float) -> float: ...
@overload
def erlang_b(beds: ArrayLike, load: ArrayLike) -> FloatArray: ...
def erlang_b(beds: ArrayLike, load: ArrayLike) -> float | FloatArray:
    """Return the share of referrals that a unit refuses because it is full (loss model).

    ``B = (a^c / c!) / sum(a^k / k! for k = 0..c)``

    Parameters
    ----------
    beds
        Number of beds `c`, whole and at least 0. Without beds every referral is refused (``B = 1``).
    load
        Offered load `a` in Erlangs, at least 0.

    Returns
    -------
    float or array
        Probability from 0 to 1. Below about 1e-308 it is 0.

    Raises
    ------
    ValueError
        If beds are not whole or negative, or the load is negative or not finite.
    """
    return float_or_array(1.0 / _inverse_refusal(checked_beds(beds), checked_amount(load, "load")))


@overload
def erlang_c(beds: int, load: float) -> float: ...
@overload
def erlang_c(beds: ArrayLike, load: ArrayLike) -> FloatArray: ...
def erlang_c(beds: ArrayLike, load: ArrayLike) -> float | FloatArray:
    """Return the share of referrals that find no free bed and wait (delay model).

    ``C = c B / (c - a (1 - B))``, computed as ``1 / ((1 - a/c) / B + a/c)``, which keeps its digits as `a`
    nears `c`.

    Parameters
    ----------
    beds
        Number of beds `c`, whole and at least 0.
    load
        Offered load `a` in Erlangs, at least 0.

    Returns
    -------
    float or array
        Probability from 0 to 1. It is 1 where load >= beds: there the queue grows without end and there is no
        steady state.

    Raises
    ------
    ValueError
        If beds are not whole or negative, or the load is negative or not finite.
    """
    return float_or_array(_share_waiting(checked_beds(beds), checked_amount(load, "load")))


@overload
def wait_exceeds(beds: int, load: float, stay_days: float, wait_days: float) -> float: ...
@overload
def wait_exceeds(beds: ArrayLike, load: ArrayLike, stay_days: ArrayLike, wait_days: ArrayLike) -> FloatArray: ...
def wait_exceeds(beds: ArrayLike, load: ArrayLike, stay_days: ArrayLike, wait_days: ArrayLike) -> float | FloatArray:
    """Return the share of referrals that wait longer than a number of days (delay model).

    ``P(W > t) = C exp(-(c - a) t / stay)``, for beds filled in order of referral.

    Parameters
    ----------
    beds
        Number of beds `c`, whole and at least 0.
    load
        Offered load `a` in Erlangs, at least 0.
    stay_days
        Mean stay in days, above 0.
    wait_days
        The wait `t` in days, at least 0.

    Returns
    -------
    float or array
        Probability from 0 to 1. It is 1 where load >= beds (no steady state).

    Raises
    ------
    ValueError
        If an argument lies outside the range given above.
    """
    c, a = checked_beds(beds), checked_amount(load, "load")
    stay = checked_amount(stay_days, "stay_days", above_zero=True)
    wait = checked_amount(wait_days, "wait_days")
    spare_beds = np.maximum(c - a, 0.0)
    with np.errstate(over="ignore"):
        share_still_waiting = np.exp(-spare_beds * wait / stay)
    return float_or_array(_share_waiting(c, a) * share_still_waiting)


@overload
def carried_occupancy(beds: int, load: float) -> float: ...
@overload
def carried_occupancy(beds: ArrayLike, load: ArrayLike) -> FloatArray: ...
def carried_occupancy(beds: ArrayLike, load: ArrayLike) -> float | FloatArray:
    """Return the mean share of beds in use when the refused go elsewhere (loss model).

    ``a (1 - B(c)) / c``, computed as ``a / (c + a B(c - 1))``, which keeps its digits when nearly all are
    refused.

    Parameters
    ----------
    beds
        Number of beds `c`, whole and at least 1.
    load
        Offered load `a` in Erlangs, at least 0.

    Returns
    -------
    float or array
        Share from 0 to 1.

    Raises
    ------
    ValueError
        If beds are not whole or below 1, or the load is negative or not finite.
    """
    c, a = checked_beds(beds, at_least=1), checked_amount(load, "load")
    return float_or_array(a / (c + a / _inverse_refusal(c - 1, a)))


def _share_waiting(beds: NDArray[Any], load: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        # A share of the beds at most 1 cannot make a large 1 / B overflow, as a number of beds could.
        share = 1.0 / ((beds - load) / beds * _inverse_refusal(beds, load) + load / beds)
    return np.where(load >= beds, 1.0, share)


def _inverse_refusal(beds: NDArray[Any], load: FloatArray) -> FloatArray:
    """Return ``1 / B``; infinite where B is too small for a float."""
    if beds.ndim == 0 and load.ndim == 0:
        return np.asarray(_inverse_refusal_of_one(int(beds), float(load)))
    all_beds, all_loads = np.broadcast_arrays(beds, load)
    # In order of beds, the units that still need the next step are always the tail of the array.
    order = np.argsort(all_beds, axis=None, kind="stable")
    ordered_beds, ordered_load = all_beds.ravel()[order], all_loads.ravel()[order]
    ordered = np.ones(ordered_beds.size)
    num_steps = int(ordered_beds[-1]) if ordered_beds.size else 0
    first_with = np.searchsorted(ordered_beds, np.arange(1, num_steps + 1))
    with np.errstate(over="ignore", divide="ignore"):
        for bed, first in enumerate(first_with, start=1):
            tail = ordered[first:]
            tail /= ordered_load[first:]
            tail *= bed
            tail += 1.0
    inverse = np.empty_like(ordered)
    inverse[order] = ordered
    return inverse.reshape(all_beds.shape)


def _inverse_refusal_of_one(beds: int, load: float) -> float:
    # The same operations in the same order as for arrays (equal to the last bit), several times faster for
    # one unit.
    if load == 0.0:
        return 1.0 if beds == 0 else float("inf")
    inverse = 1.0
    for bed in range(1, beds + 1):
        inverse = inverse / load * bed + 1.0
    return inverse

"""The three rules by which a plan may say that a unit is large enough, behind one function each way.

========= ==================================================== ============================================
rule      the standard                                         meaning of `target`
========= ==================================================== ============================================
refusal   a full unit refuses (loss model)                     largest share of referrals refused
wait      a full unit makes people wait (delay model)          largest share that waits over `wait_days`
occupancy a fixed percentage, whatever the size of the unit    largest offered load per bed
========= ==================================================== ============================================

The first two demand more spare beds, in proportion, of a small unit than of a large one; the third does not,
and so overloads small units.
"""

from typing import Literal

from capplan.queueing.arguments import checked_amount
from capplan.queueing.sizing import (
    beds_needed_occupancy,
    beds_needed_refusal,
    beds_needed_wait,
    max_load_occupancy,
    max_load_refusal,
    max_load_wait,
)

ServiceRule = Literal["refusal", "wait", "occupancy"]


def safe_load(beds: int, rule: ServiceRule, target: float, stay_days: float, wait_days: float = 2.0) -> float:
    """Return the largest offered load that a unit can take and still keep its service standard.

    Parameters
    ----------
    beds
        Number of beds, at least 0.
    rule
        ``refusal``, ``wait`` or ``occupancy``; see the table at the head of this module.
    target
        The share that the rule limits, above 0 and below 1 (``occupancy``: up to 1).
    stay_days
        Mean stay in days, above 0. Only ``wait`` depends on it.
    wait_days
        Longest acceptable wait in days, at least 0. Only ``wait`` depends on it. The default of 2 days is the
        standard for bed-based intermediate care.

    Returns
    -------
    float
        Erlangs: the mean number of beds that the unit's referrals would use if there were always a free one.
        Put back into the rule, it meets the standard. It increases with the number of beds.

    Raises
    ------
    ValueError
        If the rule is unknown or an argument lies outside the range given above.

    References
    ----------
    NICE (2018), Intermediate care including reablement, quality standard QS173, statement 2.
    """
    _check_days(stay_days, wait_days)
    match rule:
        case "refusal":
            return max_load_refusal(beds, target)
        case "wait":
            return max_load_wait(beds, stay_days, wait_days, target)
        case "occupancy":
            return max_load_occupancy(beds, target)
        case _:
            raise ValueError(_unknown(rule))


def beds_needed(load: float, rule: ServiceRule, target: float, stay_days: float, wait_days: float = 2.0) -> int:
    """Return the fewest beds that carry an offered load and keep the service standard.

    Parameters
    ----------
    load
        Offered load in Erlangs, at least 0.
    rule, target, stay_days, wait_days
        As for :func:`safe_load`.

    Returns
    -------
    int
        Beds; 0 for a load of 0.

    Raises
    ------
    ValueError
        If the rule is unknown or an argument lies outside its range.
    """
    _check_days(stay_days, wait_days)
    match rule:
        case "refusal":
            return beds_needed_refusal(load, target)
        case "wait":
            return beds_needed_wait(load, stay_days, wait_days, target)
        case "occupancy":
            return beds_needed_occupancy(load, target)
        case _:
            raise ValueError(_unknown(rule))


def _check_days(stay_days: float, wait_days: float) -> None:
    checked_amount(stay_days, "stay_days", above_zero=True)
    checked_amount(wait_days, "wait_days")


def _unknown(rule: object) -> str:
    return f"A service rule is refusal, wait or occupancy, not {rule!r}."

"""Checks of the arguments that all queueing functions share."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def checked_beds(beds: ArrayLike, at_least: int = 0) -> NDArray[Any]:
    """Return the numbers of beds as an array of whole numbers, or raise ValueError."""
    array = np.asarray(beds)
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"beds must be whole numbers (an integer type), not {array.dtype}.")
    if np.any(array < at_least):
        raise ValueError(f"beds must be at least {at_least}, not {array.min()}.")
    return array.astype(np.int64)


def checked_amount(amount: ArrayLike, name: str, above_zero: bool = False) -> FloatArray:
    """Return finite amounts of at least zero (or above zero) as an array, or raise ValueError."""
    array = np.asarray(amount, dtype=np.float64)
    in_range = np.isfinite(array) & ((array > 0) if above_zero else (array >= 0))
    if not np.all(in_range):
        limit = "above 0" if above_zero else "at least 0"
        raise ValueError(f"{name} must be finite and {limit}, not {array[~in_range].flat[0]}.")
    return array


def checked_share(share: float, name: str, one_allowed: bool = False) -> float:
    """Return a share above 0 and below 1 (or up to 1), or raise ValueError."""
    if not (0 < share < 1 or (one_allowed and share == 1)):
        limit = "up to 1" if one_allowed else "below 1"
        raise ValueError(f"{name} must be above 0 and {limit}, not {share}.")
    return float(share)


def float_or_array(values: FloatArray) -> float | FloatArray:
    """Return a float for a single value, the array otherwise."""
    return float(values) if np.ndim(values) == 0 else values

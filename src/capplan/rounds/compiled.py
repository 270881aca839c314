"""Compile a function once: kept in a cache where one can be written, else compiled anew in each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return a function compiled at its first call."""
    try:
        made = njit(cache=True)(function)
    except RuntimeError:
        # No folder for the cache can be written.
        made = njit()(function)
    return cast("Function", made)

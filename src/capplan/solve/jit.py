"""Compilation of the inner loops on first use, kept on disk where there is a place to keep them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

# A whole number of 64 bits by name: loops that are given it, and not now one kind now another, are compiled once.
whole = cast("Callable[[int], int]", np.int64)
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function of plain numbers and arrays; it lets other threads run meanwhile."""
    return _compiled(function)


def compiled_lean(function: Function) -> Function:
    """Compile a function that makes no arrays: who holds those it is given is not counted, which compiles faster."""
    return _compiled(function, _nrt=False)


def _compiled(function: Function, **options: Any) -> Function:
    try:
        return cast("Function", numba.njit(cache=True, nogil=True, **options)(function))
    except RuntimeError:
        # No folder to write to: the loops are compiled anew in each process.
        return cast("Function", numba.njit(nogil=True, **options)(function))


def is_kept(function: Callable[..., Any]) -> bool:
    """Whether a compiled function is on disk, so that its first use takes no time."""
    folder = cast("Any", function).stats.cache_path
    return folder is not None and any(Path(folder).glob(f"*.{function.__name__}-*.nbi"))

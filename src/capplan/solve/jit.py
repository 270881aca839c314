"""Compilation of the inner loops on first use, kept on disk where there is a place to keep them.

What numba keeps of a loop holds the loops that it calls, but is thrown away only where its own file changes. So they
are kept in a folder named after the state of all files with loops, and after numba's version.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

# A whole number of 64 bits by name: loops that are given it, and not now one kind now another, are compiled once.
whole = cast("Callable[[int], int]", np.int64)
Function = TypeVar("Function", bound=Callable[..., Any])
_PACKAGE = Path(__file__).parents[1]
_WITH_LOOPS = ("rosters/*.py", "rounds/*.py", "solve/jit.py")
_FOLDER = "loops-"


def compiled(function: Function) -> Function:
    """Compile a function of plain numbers and arrays; it lets other threads run meanwhile."""
    return _compiled(function)


def compiled_lean(function: Function) -> Function:
    """Compile a function that makes no arrays: who holds those it is given is not counted, which compiles faster."""
    return _compiled(function, _nrt=False)


def _compiled(function: Function, **options: Any) -> Function:
    settings = cast("Any", numba.config)
    asked = settings.CACHE_DIR
    try:
        settings.CACHE_DIR = str(_folder(Path(asked or _PACKAGE / "__pycache__")))
        return cast("Function", numba.njit(cache=True, nogil=True, **options)(function))
    except RuntimeError:
        # No folder to write to: the loops are compiled anew in each process.
        return cast("Function", numba.njit(nogil=True, **options)(function))
    finally:
        settings.CACHE_DIR = asked


@cache
def _folder(inside: Path) -> Path:
    """Return the folder of loops in the state of their files; those of other states are deleted."""
    state = [numba.__version__]
    for path in sorted(path for pattern in _WITH_LOOPS for path in _PACKAGE.glob(pattern)):
        found = path.stat()
        state.append(f"{path.name} {found.st_size} {found.st_mtime_ns}")
    folder = inside / f"{_FOLDER}{hashlib.sha256(' '.join(state).encode()).hexdigest()[:16]}"
    for old in set(inside.glob(f"{_FOLDER}*")) - {folder}:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def is_kept(function: Callable[..., Any]) -> bool:
    """Whether a compiled function is on disk, so that its first use takes no time."""
    folder = cast("Any", function).stats.cache_path
    return folder is not None and any(Path(folder).glob(f"*.{function.__name__}-*.nbi"))

"""Inner loops work where nothing can be kept on disk, and say beforehand that they have to be compiled."""

from __future__ import annotations

from pathlib import Path

import numba.core.caching
import numpy as np
import pytest

from capplan.solve.jit import compiled, is_kept


def twice(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += 2.0 * value
    return total


def test_without_a_folder_to_write_to_loops_are_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for its cache numba refuses to keep a function; it is then compiled in memory alone."""
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(RuntimeError, match="no locator"):
        numba.njit(cache=True)(twice)
    function = compiled(twice)
    assert function(np.array([1.0, 2.5])) == 7.0
    assert not is_kept(function)


def test_a_function_is_kept_after_its_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    function = compiled(twice)
    assert not is_kept(function)
    assert function(np.array([3.0])) == 6.0
    assert is_kept(function)

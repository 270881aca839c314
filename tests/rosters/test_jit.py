"""Inner loops work where nothing can be kept on disk, and say beforehand that they have to be compiled."""

from __future__ import annotations

from pathlib import Path

import numba.core.caching
import numpy as np
import pytest

from capplan.solve import jit
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


def test_what_was_kept_is_thrown_away_where_any_file_with_loops_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba looks at a loop's own file alone: the loops that it calls are in what is kept, and may be of yesterday."""
    package, kept = tmp_path / "package", tmp_path / "kept"
    (package / "rounds").mkdir(parents=True)
    called = package / "rounds" / "called.py"
    called.write_text("", encoding="utf-8")
    monkeypatch.setattr(jit, "_PACKAGE", package)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(kept))
    jit._folder.cache_clear()
    function = compiled(twice)
    assert function(np.array([3.0])) == 6.0
    assert is_kept(compiled(twice))
    called.write_text("# changed", encoding="utf-8")
    jit._folder.cache_clear()
    assert not is_kept(compiled(twice))
    assert len(list(kept.iterdir())) <= 1
    jit._folder.cache_clear()
    assert str(kept) == numba.config.CACHE_DIR

"""The inner loops of rounds: their first use is announced, and nowhere to keep them is no reason to stop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import capplan.rounds
import greedy_rounds
from capplan.case.write import new_case
from capplan.cli import main

WITHOUT_CACHE = """
import numba.core.caching
numba.core.caching.CacheImpl._locator_classes = []
from capplan import rounds
from rounds.evaluate import evaluate
from rounds.small_days import small_day
day = small_day(3, num_visits=4)
found = rounds.solve(day, time_limit_s=120.0, iterations=200)
assert rounds.compiles_first()
cost, faults = evaluate(day, found.rounds)
assert not faults and abs(cost - found.objective) < 1e-6, (cost, faults)
"""


NOTHING_NEW = """
import importlib, pkgutil
from numba.core.dispatcher import Dispatcher
import capplan.rounds as rounds
from rounds.small_days import small_day
modules = [importlib.import_module(f"capplan.rounds.{one.name}") for one in pkgutil.iter_modules(rounds.__path__)]
loops = {id(found): found for module in modules for found in vars(module).values() if isinstance(found, Dispatcher)}
rounds.compile_loops()
before = {one: list(loop.signatures) for one, loop in loops.items()}
called = [loop.__name__ for loop in loops.values() if loop.signatures]
asked = {"price", "search", "round_costs", "best_round", "walk_all", "broken", "count_twos", "_normal"}
assert asked <= set(called), called
for seed in range(6):
    rounds.solve(small_day(seed, num_visits=6, num_carers=3), time_limit_s=60.0, gap=0.0, iterations=200)
new = [loop.__name__ for one, loop in loops.items() if loop.signatures != before[one]]
assert not new, new
"""


def test_after_the_first_use_no_plan_compiles_anything() -> None:
    _run(NOTHING_NEW)


@pytest.mark.parametrize("kept", [True, False])
def test_the_first_use_is_announced(kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[bool] = []
    monkeypatch.setattr(capplan.rounds, "compiles_first", lambda: not kept)
    monkeypatch.setattr(capplan.rounds, "compile_loops", lambda: compiled.append(True))
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)
    new_case(tmp_path / "example", example=True)
    result = CliRunner().invoke(
        main, ["visits", str(tmp_path / "example"), "--out", str(tmp_path / "day"), "--days", "0"]
    )
    assert result.exit_code == 0, result.output
    assert ("compiling, first use only" in result.stderr) is not kept
    assert compiled == ([] if kept else [True])


@pytest.mark.slow
def test_without_a_writable_cache_rounds_are_found_all_the_same() -> None:
    _run(WITHOUT_CACHE)


def _run(program: str) -> None:
    tests = Path(__file__).parents[1]
    source = Path(capplan.rounds.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True,
        env={"PYTHONPATH": f"{source}:{tests}", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

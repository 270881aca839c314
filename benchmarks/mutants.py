"""Plant small faults in a part of the code, one at a time, and see whether its tests notice.

    python benchmarks/mutants.py AREA [--sample N] [--seed S] [--from I] [--to J] [--json OUT]

AREA is queueing or check. A fault is a comparison turned or shifted, an operator exchanged, a number changed, `and`
for `or`, a condition denied, or a function that returns nothing. Each runs in a process of its own, on a copy of the
code in a folder made for it, against those tests of the area that enter the function with the fault (all of them where
it stands outside a function), quickest first, which stop at the first that fails or after a while. Which tests enter
which functions is seen in a first run of all of them, without a fault.
`--from` and `--to` take a piece of the sample, so that it can be done in parts.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import copy
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
# Some checkers are tried beside the plans that they check.
_PLANS = ("test_tornado", "test_frontier", "test_board_options", "visits/test_week", "visits/test_days_agree")
_BESIDE = [*(f"tests/plan/{one}.py" for one in _PLANS), "tests/simulate/test_simulation_agrees.py"]
TESTS = {"queueing": ["tests/queueing"], "check": ["tests/check", *_BESIDE]}
LONGEST_S = 1_200
# To load the code and its tests; then a fault may make them twice as slow.
START_CPU_S = 8
COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
REVERSED = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the line, what was done, and the file's text with it."""

    file: str
    line: int
    what: str
    text: str


@dataclass(frozen=True)
class Seen:
    """One test: its id, how long it took, and the functions of the area that it entered, by file and line."""

    test: str
    seconds: float
    functions: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Place:
    """Where a fault can be planted: the file, the number of the node in it, and which of its faults."""

    path: Path
    node: int
    variant: int


def places_of(path: Path) -> Iterator[Place]:
    """Yield every place of a file at which a fault can be planted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = _not_run(tree)
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in skipped:
            # A fault replaces parts of its node and alters none, so a copy of the node alone will do.
            yield from (Place(path, number, variant) for variant in range(2) if _plant(copy.copy(node), variant))


def mutant_at(place: Place) -> Mutant:
    """Plant a fault."""
    tree = ast.parse(place.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[place.node]
    line = getattr(node, "lineno", 0)
    what = _plant(node, place.variant)
    text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    return Mutant(str(place.path.relative_to(ROOT)), line, what, text)


def _not_run(tree: ast.AST) -> set[int]:
    """Return what is no behaviour: docstrings, annotations, messages of exceptions, `__all__`."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts += [node.returns, *(one.annotation for one in [*node.args.args, *node.args.kwonlyargs])]
            parts += node.decorator_list
        elif isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, (ast.Raise, ast.JoinedStr)) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            parts.append(node)
        found |= {id(below) for part in parts if part is not None for below in ast.walk(part)}
    return found


def _plant(node: ast.AST, variant: int) -> str:
    """Change a node in place; return what was done, '' where nothing can be."""
    name = type(node).__name__
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        kinds: dict[Any, Any] = COMPARED if variant == 0 else REVERSED
        if (new := kinds.get(type(node.ops[0]))) is not None:
            before = type(node.ops[0]).__name__
            node.ops = [new()]
            return f"{before} -> {new.__name__}"
    if variant:
        return ""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and (new := COMPUTED.get(type(node.op))) is not None:
        before = type(node.op).__name__
        node.op = new()
        return f"{before} -> {new.__name__}"
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and <-> or"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
        return "not removed"
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        before = node.value
        node.value = (not before) if isinstance(before, bool) else before + 1
        return f"{before} -> {node.value}"
    if isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return f"{name} denied"
    if isinstance(node, ast.Return) and node.value is not None:
        node.value = ast.Constant(None)
        return "returns nothing"
    return ""


def tests_for(mutant: Mutant, seen: list[Seen]) -> list[Seen]:
    """Return the tests that enter the function a fault stands in, quickest first; all where it stands in none."""
    tree = ast.parse((ROOT / mutant.file).read_text(encoding="utf-8"))
    around = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and min([node.lineno, *(one.lineno for one in node.decorator_list)]) <= mutant.line <= (node.end_lineno or 0)
    ]
    inside = (mutant.file, max(around, default=0))
    return [one for one in sorted(seen, key=lambda one: one.seconds) if not around or inside in one.functions]


def outcome(mutant: Mutant, tests: list[str], cpu_s: int, notes: Path | None = None) -> str:
    """Return how a fault was noticed: 'killed', 'hung', or '' where it lived."""
    place = Path(tempfile.mkdtemp(prefix="mutant-"))
    try:
        shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("*.nbi", "*.nbc", "__pycache__"))
        (place / mutant.file).write_text(mutant.text, encoding="utf-8", newline="\n")
        child = os.fork()
        if not child:
            _run_tests(place, tests, cpu_s, notes)
        ends = time.monotonic() + LONGEST_S
        while time.monotonic() < ends:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return "hung" if os.WIFSIGNALED(status) else "killed" if status else ""
            time.sleep(0.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "hung"
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Watch:
    """A plugin that notes which functions of an area each test enters, fixtures included; they are made to tell."""

    def __init__(self, place: Path, area: str) -> None:
        self.seen: list[Seen] = []
        self.shared: dict[str, set[tuple[str, int]]] = {}
        self.entered: set[tuple[str, int]] = set()
        builtins.has_entered = self.entered.add  # type: ignore[attr-defined]
        for path in sorted((place / "src" / "capplan" / area).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    told = (str(path.relative_to(place)), node.lineno)
                    node.body.insert(bool(ast.get_docstring(node)), ast.parse(f"has_entered({told!r})").body[0])
            path.write_text(ast.unparse(ast.fix_missing_locations(tree)) + "\n", encoding="utf-8", newline="\n")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.entered.clear()
        began = time.process_time()
        yield
        # A fixture of a file is made for its first test only, and serves all.
        shared = self.shared.setdefault(item.nodeid.split("::")[0], set(self.entered))
        self.seen.append(Seen(item.nodeid, time.process_time() - began, frozenset(self.entered | shared)))


def _run_tests(place: Path, tests: list[str], cpu_s: int, notes: Path | None) -> None:
    os.setsid()
    # Processor time, so that a busy machine does not look like a loop without end.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    # What fails need not be made small.
    hypothesis.settings.register_profile("mutants", phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
    hypothesis.settings.load_profile("mutants")
    os.chdir(ROOT)
    sys.path.insert(0, str(place / "src"))
    os.environ["PYTHONPATH"] = str(place / "src")
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
        quiet = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "-m", "not slow"]
        quiet += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
        watch = None if notes is None else Watch(place, Path(tests[0]).name)
        # A line that is broken so that a file cannot be imported is noticed as well.
        code = pytest.main([*quiet, *tests], plugins=[watch] if watch else [])
        if watch and notes:
            notes.write_text(json.dumps([[one.test, one.seconds, sorted(one.functions)] for one in watch.seen]))
    os._exit(0 if code == 0 else 1)


def first_run(area: str, whole: Mutant) -> list[Seen]:
    """Run all tests of an area without a fault; return what each entered, nothing where one fails."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        notes = Path(folder) / "seen.json"
        if outcome(whole, TESTS[area], LONGEST_S, notes):
            return []
        told = json.loads(notes.read_text(encoding="utf-8"))
    return [
        Seen(test, seconds, frozenset((file, line) for file, line in functions)) for test, seconds, functions in told
    ]


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("area", choices=sorted(TESTS))
    ask.add_argument("--sample", type=int, default=150)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--from", dest="first", type=int, default=0)
    ask.add_argument("--to", dest="last", type=int)
    ask.add_argument("--json", type=Path)
    asked = ask.parse_args()
    # Libraries are loaded once; each child begins with them.
    import mpmath  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import pyomo.environ  # noqa: F401
    import scipy.stats  # noqa: F401

    files = sorted((ROOT / "src" / "capplan" / asked.area).rglob("*.py"))
    # Without a fault the tests must pass, or every fault would seem to be noticed.
    whole = Mutant(str(files[0].relative_to(ROOT)), 0, "nothing", files[0].read_text(encoding="utf-8"))
    if not (seen := first_run(asked.area, whole)):
        sys.stderr.write(f"The tests of {asked.area} fail without any fault: nothing can be said.\n")
        return 1
    every = [place for path in files for place in places_of(path)]
    chosen = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))[asked.first : asked.last]
    found = []
    for number, mutant in enumerate(map(mutant_at, chosen), start=asked.first):
        tests = tests_for(mutant, seen)
        cpu_s = START_CPU_S + 2 * round(sum(one.seconds for one in tests))
        how = outcome(mutant, [one.test for one in tests], cpu_s) if tests else ""
        found.append(
            {"number": number, "file": mutant.file, "line": mutant.line, "what": mutant.what}
            | {"tests": len(tests), "how": how}
        )
        sys.stdout.write(f"{number} {mutant.file}:{mutant.line} {mutant.what} ({len(tests)} tests): {how or 'LIVED'}\n")
        sys.stdout.flush()
        if asked.json:
            asked.json.write_text(json.dumps(found, indent=1) + "\n", newline="\n")
    dead = sum(bool(one["how"]) for one in found)
    sys.stdout.write(f"{asked.area}: {len(every)} faults could be planted, {len(found)} were, {dead} were noticed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

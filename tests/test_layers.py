"""Who may import whom: the rules of `docs/design.md`, held by reading the imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
ROOT = SRC / "capplan"
MAX_LINES = 400

BASE = {"case", "decisions", "units", "errors", "processes"}
MAY_IMPORT = {
    "errors": set(),
    "units": set(),
    "processes": {"errors"},
    "decisions": set(),
    "shipped": set(),
    "queueing": BASE,
    "case": {"travel", "units", "errors"},
    "travel": {"units", "errors"},
    "formulations": BASE | {"queueing", "travel"},
    "rounds": BASE | {"formulations", "solve"},
    "rosters": BASE | {"formulations", "solve"},
    "check": BASE,
    "simulate": BASE | {"queueing"},
    "solve": {"errors", "units"},
    "report": BASE | {"plan"},
    "store": BASE | {"plan", "solve"},
    "sweep": BASE | {"check", "plan", "report", "simulate", "solve"},
    "serve": BASE | {"plan", "report", "store"},
    "plan": BASE | {"check", "formulations", "queueing", "rosters", "rounds", "simulate", "solve"},
    "cli": BASE
    | {"check", "formulations", "plan", "report", "rosters", "rounds", "serve", "shipped", "simulate", "solve", "store"}
    | {"sweep", "travel"},
}
SOLVERS = {"pyomo", "highspy"}
MAY_USE_SOLVERS = {"formulations", "solve", "plan", "rounds"}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def part_of(path: Path) -> str:
    """The part of the package a module belongs to: `case`, `solve`, ... or the module itself at the top."""
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever the import stands, as a dotted name."""
    package = path.relative_to(SRC).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            # `from capplan import solve` names the part only after the keyword.
            names |= {f"{source}.{alias.name}" for alias in node.names} if source == "capplan" else {source}
    return frozenset(names)


def parts_imported(path: Path) -> set[str]:
    """The other parts of the package that a file imports."""
    dotted = [name.split(".") for name in imports_of(path)]
    parts = {name[1] for name in dotted if name[0] == "capplan" and len(name) > 1}
    return {part for part in parts if not part.startswith("__")} - {part_of(path)}


def names_of(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_tree_is_read() -> None:
    """A wrong path would make every rule below pass on nothing."""
    assert {"case", "check", "formulations", "solve", "queueing", "travel"} <= {part_of(path) for path in modules()}
    assert "case" in parts_imported(ROOT / "formulations" / "beds" / "inputs.py")


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): sorted(parts_imported(path) - MAY_IMPORT[part])
        for path in modules()
        if part_of(path) == part and parts_imported(path) - MAY_IMPORT[part]
    }
    assert wrong == {}


def test_only_formulations_solve_plan_and_rounds_know_the_solver() -> None:
    """`check` above all: what recomputes a plan must not see the model or the solver that made it."""
    users = [path for path in modules() if SOLVERS & {name.split(".")[0] for name in imports_of(path)}]
    assert {part_of(path) for path in users} <= MAY_USE_SOLVERS


def test_nothing_imports_the_command_line() -> None:
    wrong = [path for path in modules() if "cli" in parts_imported(path) and path.name != "__main__.py"]
    assert names_of(wrong) == []


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks", "data", "docs"])
def test_no_module_is_longer_than_400_lines(folder: str) -> None:
    paths = sorted((SRC.parent / folder).rglob("*.py"))
    assert paths
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {str(path.relative_to(SRC.parent)): count for path, count in lengths.items() if count > MAX_LINES} == {}

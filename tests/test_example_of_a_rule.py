"""The example of `docs/a-rule.md` works as written: its change of the code, applied to a copy, gives what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "a-rule.md"
PATCH = ROOT / "docs" / "a-rule.patch"
MOST_LINES = 60


def test_the_change_is_short_and_goes_from_the_formulation_to_the_report() -> None:
    lines = PATCH.read_text(encoding="utf-8").splitlines()
    changed = [line for line in lines if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    assert 0 < len(changed) < MOST_LINES
    assert f"{len(changed)} lines" in PAGE.read_text(encoding="utf-8")
    files = [line.removeprefix("+++ b/") for line in lines if line.startswith("+++ ")]
    for part in (
        "formulations/bases/formulation.md",
        "src/capplan/check",
        "src/capplan/formulations",
        "src/capplan/report",
    ):
        assert any(file.startswith(part) for file in files), part
    page = PAGE.read_text(encoding="utf-8")
    assert [file for file in files if f"`{file}`" not in page] == []


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of code, formulations, and what their tests read, with the change made."""
    copy = tmp_path_factory.mktemp("changed")
    for name in ("src", "formulations", "docs", "tests", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    subprocess.run(["git", "apply", "--unsafe-paths", f"--directory={copy}", str(PATCH)], cwd=copy, check=True)
    return copy


def python(copy: Path, *arguments: str) -> str:
    """Run Python on the changed code; return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_rule_changes_the_plan_the_checker_holds_it_and_the_report_shows_it(changed: Path) -> None:
    """The script of the page, with the figures that the page derives by hand."""
    page = PAGE.read_text(encoding="utf-8")
    script = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    said = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert script is not None
    assert said is not None
    assert python(changed, "-c", script[1]) == said[1]


def test_page_symbols_code_and_tiny_case_agree_after_the_change(changed: Path) -> None:
    tests = ["tests/test_formulation_catalogue.py", "tests/case/test_describe.py"]
    chosen = "bases and (symbols or numbers or number or fields or sources or size or equals or optimum) or dictionary"
    out = python(changed, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", chosen, *tests)
    assert "[100%]" in out

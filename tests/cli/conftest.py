"""The example case and one run of it, solved once for all tests of the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from capplan.case.write import new_case
from capplan.cli import main

Invoke = Callable[..., Result]


@pytest.fixture(scope="session")
def capplan() -> Invoke:
    """Call the command in this process; an exception that is not an exit fails the test."""

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A fresh copy of the example case."""
    new_case(tmp_path / "county", example=True)
    return tmp_path / "county"


@pytest.fixture(scope="session")
def first_run(capplan: Invoke, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A run folder that nobody may change, and what the command printed."""
    place = tmp_path_factory.mktemp("first")
    new_case(place / "county", example=True)
    result = capplan("run", place / "county", "--out", place / "run")
    return place / "run", result

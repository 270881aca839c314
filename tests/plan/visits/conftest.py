from __future__ import annotations

from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case


@pytest.fixture(scope="session")
def county() -> Case:
    return read_case(Path(__file__).parents[3] / "data" / "buckinghamshire")

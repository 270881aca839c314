from __future__ import annotations

import pytest

from capplan import rounds


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """No search waits for its loops to be compiled while its clock runs."""
    if rounds.compiles_first():
        rounds.compile_loops()

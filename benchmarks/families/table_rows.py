"""What tables of runs that grow line by line share: their rows, and the processor seconds of a run."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Any


def cpu_s() -> float:
    """Return the processor seconds of this process and of those it has waited for."""
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + others.ru_utime + others.ru_stime


def read_table(table: Path) -> list[dict[str, Any]]:
    """Return the rows of a table that may not exist yet."""
    return [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()] if table.is_file() else []

"""Finished runs read back, the last few kept in memory: reading a county's plan takes seconds."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import TypeVar

from capplan.decisions import Plan
from capplan.plan.board.compare import Side
from capplan.plan.board.sides import side_of
from capplan.plan.store import read_run
from capplan.store import RunRecord, RunStore

T = TypeVar("T")
KEPT = 8
# A fixed time in the archive: the same run gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


class Results:
    """Plans and sides of finished runs."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._sides: OrderedDict[str, Side] = OrderedDict()

    def plan(self, run_id: str) -> Plan:
        """Return the plan of a finished run."""
        with self._lock:
            if run_id not in self._plans:
                self._plans[run_id] = read_run(self._store.folders.run(run_id)).plan
            return _used(self._plans, run_id)

    def side(self, record: RunRecord) -> Side:
        """Return a finished run with its case, to compare it."""
        with self._lock:
            if record.id not in self._sides:
                self._sides[record.id] = side_of(self._store.folders.run(record.id), record.request.name)
            return _used(self._sides, record.id)


def _used(kept: OrderedDict[str, T], key: str) -> T:
    kept.move_to_end(key)
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return kept[key]


def csv_archive(folder: Path) -> bytes:
    """Return the tables of a run folder as one archive, the same bytes for the same run."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.writestr(zipfile.ZipInfo(path.name, _TIME), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

"""Finished runs read back, the last few kept in memory: reading a county's plan takes seconds."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from capplan.case.read import read_case
from capplan.decisions import Plan
from capplan.plan.board.compare import Side
from capplan.plan.board.sides import side_of
from capplan.plan.store import read_run
from capplan.report.figures import charts
from capplan.report.pictures import picture_files
from capplan.store import RunRecord, RunStore

T = TypeVar("T")
KEPT = 8
# A fixed time in the archive: the same run gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


class Results:
    """Plans and sides of finished runs."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._plans: Kept[Plan] = Kept()
        self._sides: Kept[Side] = Kept()

    def plan(self, run_id: str) -> Plan:
        """Return the plan of a finished run."""
        return self._plans.get(run_id, lambda: read_run(self._store.folders.run(run_id)).plan)

    def side(self, record: RunRecord) -> Side:
        """Return a finished run with its case, to compare it."""
        return self._sides.get(record.id, lambda: side_of(self._store.folders.run(record.id), record.request.name))


class Kept(Generic[T]):
    """The things used last; one that is being read keeps nobody from those that are there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, read: Callable[[], T]) -> T:
        """Return what is kept under a key, or read it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = read()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def csv_archive(folder: Path) -> bytes:
    """Return the tables of a run folder as one archive, the same bytes for the same run."""
    return _archive({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))})


def picture_archive(folder: Path) -> bytes:
    """Return every picture of a run's report as SVG and PNG, drawn as `capplan run --png` does, as one archive."""
    found = read_run(folder)
    case = read_case(found.case_folder).in_scenario(found.plan.scenario)
    files = picture_files(charts(found.plan, case).values())
    return _archive({name.rpartition("/")[2]: text for name, text in sorted(files.items())})


def _archive(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

"""The cases that can be planned: those named at the start, and workbooks that were handed in."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.sources import is_workbook
from capplan.serve.uploads import Uploads


@dataclass(frozen=True)
class Known:
    """A case that can be planned.

    Attributes
    ----------
    key : str
        What it is called in addresses.
    path : Path
        Where it is read from.
    uploaded : bool
        Was it handed in as a workbook.
    """

    key: str
    path: Path
    uploaded: bool = False


class Cases:
    """Every case by its key, read when it is asked for and again when its files have changed.

    Parameters
    ----------
    paths : sequence of Path
        Case folders and workbooks named at the start.
    uploads : Uploads
        Where workbooks that are handed in lie.

    Raises
    ------
    CaseFaults
        If one of them has faults.
    """

    def __init__(self, paths: Sequence[Path], uploads: Uploads) -> None:
        self._uploads = uploads
        self._lock = threading.Lock()
        self._read: dict[str, tuple[object, Case]] = {}
        self._named: dict[str, Known] = {}
        for path in paths:
            case = read_case(path)
            key, number = case.identity.id, 1
            while key in self._named:
                number += 1
                key = f"{case.identity.id}-{number}"
            self._named[key] = Known(key, path.resolve())
            self._read[key] = (_signature(path), case)

    def __iter__(self) -> Iterator[Known]:
        yield from self._named.values()
        for upload in self._uploads.accepted():
            yield Known(upload.id, upload.case_folder, uploaded=True)

    def known(self, key: str) -> Known | None:
        """Return a case by its key; None if there is none."""
        return next((one for one in self if one.key == key), None)

    def case(self, known: Known) -> Case:
        """Return a case as its files are now.

        Raises
        ------
        CaseFaults
            If somebody has written faults into it.
        """
        signature = _signature(known.path)
        with self._lock:
            kept = self._read.get(known.key)
        if kept is None or kept[0] != signature:
            kept = (signature, read_case(known.path))
            with self._lock:
                self._read[known.key] = kept
        return kept[1]


def _signature(path: Path) -> object:
    files = [path] if is_workbook(path) else sorted(path.iterdir())
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)

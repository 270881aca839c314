"""Workbooks that are handed in: checked, read in a process of their own with limits, kept under names made here."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from capplan.case.content import case_files
from capplan.case.excel.cells import CellFault
from capplan.case.excel.mark import MAX_MARKED_MB, mark_faults
from capplan.case.faults import BadFileError
from capplan.case.read import read_case
from capplan.errors import CapplanError, CaseFaults
from capplan.plan.store import write_file
from capplan.store.records import is_id, new_id

MAX_UPLOAD_MB: Final = MAX_MARKED_MB
MAX_UPLOADS: Final = 200
READ_S: Final = 90.0
MAX_MEMORY_MB: Final = 3_000
_BYTES_PER_MB = 1_000_000
_ZIP = b"PK\x03\x04"
_BOOK, _MARKED, _ANSWER, _CASE = "case.xlsx", "marked.xlsx", "answer.json", "case"


class UploadError(CapplanError):
    """A file that is not taken in: too large, of the wrong kind, or too many of them."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True)
class Upload:
    """A workbook that was handed in.

    Attributes
    ----------
    name : str
        What the planner's file was called; only ever shown.
    faults : tuple of dict
        What must be repaired: number, sheet, cell, found, problem, repair. Empty if it is a case.
    marked : bool
        Is there a copy with the faults marked.
    """

    id: str
    folder: Path
    name: str
    faults: tuple[dict[str, str], ...]
    marked: bool

    @property
    def case_folder(self) -> Path:
        """Its content as a case folder."""
        return self.folder / _CASE

    @property
    def marked_copy(self) -> Path:
        """The copy with the faults marked."""
        return self.folder / _MARKED


class Uploads:
    """The workbooks handed in, in a folder of the store."""

    def __init__(self, store: Path) -> None:
        self._root = store / ".uploads"
        self._root.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, data: bytes) -> Upload:
        """Take a workbook in, whatever is wrong with its figures.

        Raises
        ------
        UploadError
            If it is no workbook, too large, or takes too long to read.
        """
        if not name.lower().endswith(".xlsx") or not data.startswith(_ZIP):
            raise UploadError("Only Excel workbooks (.xlsx) are taken. Save the case as one and hand it in again.")
        if len(data) > MAX_UPLOAD_MB * _BYTES_PER_MB:
            raise UploadError(f"The workbook is larger than {MAX_UPLOAD_MB} MB. Plan it with `capplan run` instead.")
        if sum(1 for _ in self._ids()) >= MAX_UPLOADS:
            raise UploadError(f"{MAX_UPLOADS} workbooks are kept already. Delete folders of .uploads in the run store.")
        upload_id = new_id()
        unfinished = self._root / f".{upload_id}-{secrets.token_hex(4)}"
        unfinished.mkdir()
        try:
            write_file(unfinished / _BOOK, data)
            write_file(unfinished / "name.json", json.dumps(name[:200]))
            _in_a_process_of_its_own(unfinished)
            unfinished.rename(self._root / upload_id)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        upload = self.get(upload_id)
        if upload is None:
            raise UploadError("The workbook could not be kept.")
        return upload

    def get(self, upload_id: str) -> Upload | None:
        """Return a workbook by its id; None if there is none."""
        folder = self._root / upload_id if is_id(upload_id) else None
        if folder is None or not (folder / _ANSWER).is_file():
            return None
        name, faults = json.loads((folder / "name.json").read_bytes()), json.loads((folder / _ANSWER).read_bytes())
        return Upload(upload_id, folder, name, tuple(faults), (folder / _MARKED).is_file())

    def accepted(self) -> Iterator[Upload]:
        """Yield the workbooks that are cases."""
        for upload_id in self._ids():
            upload = self.get(upload_id)
            if upload is not None and not upload.faults:
                yield upload

    def _ids(self) -> Iterator[str]:
        yield from sorted(path.name for path in self._root.iterdir() if is_id(path.name))


def _in_a_process_of_its_own(folder: Path) -> None:
    """Read a workbook where neither its size nor its contents can harm the server."""
    process = multiprocessing.get_context("spawn").Process(target=read_into, args=(folder,))
    process.start()
    process.join(READ_S)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise UploadError(f"The workbook was not read within {READ_S:.0f} seconds. Keep only what the case needs.")
    if process.exitcode != 0 or not (folder / _ANSWER).is_file():
        raise UploadError("The workbook cannot be read. Open it in a spreadsheet, save it again as .xlsx, and retry.")


def read_into(folder: Path) -> None:
    """Read the workbook of a folder: its case beside it, or its faults and a marked copy."""
    _limit_memory()
    book = folder / _BOOK
    found: list[dict[str, str]] = []
    try:
        read_case(book)
        (folder / _CASE).mkdir()
        for name, data in case_files(book).items():
            write_file(folder / _CASE / name, data)
    except CaseFaults as error:
        found = [_plain(number, fault) for number, fault in enumerate(error.faults, start=1)]
        in_cells = [fault for fault in error.faults if isinstance(fault, CellFault)]
        with contextlib.suppress(BadFileError):
            write_file(folder / _MARKED, mark_faults(book, in_cells))
    write_file(folder / _ANSWER, json.dumps(found))


def _plain(number: int, fault: object) -> dict[str, str]:
    names = ("sheet", "cell", "found", "problem", "repair")
    return {"number": str(number), **{name: str(getattr(fault, name, None) or "") for name in names}}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    limits: Any = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_MB * _BYTES_PER_MB, limits[1]))

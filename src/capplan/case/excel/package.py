"""An .xlsx file opened with care: size, zip bombs, passwords, entities, and a parser that fails in many ways."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from capplan.case.csvio import read_bytes
from capplan.case.faults import BadFileError, Fault

MAX_PARTS = 5_000
MAX_UNPACKED_MB = 400
MAX_SHARED_TEXT_MB = 100
_BYTES_PER_MB = 1_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FORMULA = re.compile(rb"<(?:[A-Za-z0-9]+:)?f[ />]")
_CHUNK = 1 << 20
_SAVE_AGAIN = "Open it in a spreadsheet and save it again as Excel workbook (.xlsx)."


def read_package(path: Path) -> bytes:
    """Return the bytes of a workbook that is safe to unpack.

    Raises
    ------
    BadFileError
        If it is missing, too large (50 MB as a file, 400 MB unpacked), protected by a password, or no workbook.
    """
    data = read_bytes(path)
    file = path.name
    if data.startswith(_OLE):
        problem = "is protected by a password or of the old kind (.xls)"
        raise _bad(file, problem, "Save it as Excel workbook (.xlsx) without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _bad(file, "is not an Excel workbook", _SAVE_AGAIN) from error
    # The reader of a part stops at the size that stands here, so a part cannot unpack to more than it says.
    size_mb = sum(part.file_size for part in parts) / _BYTES_PER_MB
    if len(parts) > MAX_PARTS or size_mb > MAX_UNPACKED_MB:
        problem = f"unpacks to more than {MAX_PARTS:,} parts or {MAX_UNPACKED_MB} MB"
        raise _bad(file, problem, "Keep only the sheets and rows that the case needs.")
    for part in parts:
        if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > MAX_SHARED_TEXT_MB * _BYTES_PER_MB:
            raise _bad(file, f"holds more than {MAX_SHARED_TEXT_MB} MB of text", "Shorten its texts.")
    return data


def open_package(file: str, data: bytes, formulas: bool) -> Workbook:
    """Open a workbook for reading row by row: the values last saved, or the formulas in place of them.

    Raises
    ------
    BadFileError
        If it cannot be understood.
    """
    with understood(file):
        return load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False)


def parts_with_formulas(file: str, data: bytes) -> set[str]:
    """Return the names of the parts of a workbook that hold a formula.

    Raises
    ------
    BadFileError
        If a sheet cannot be unpacked.
    """
    with understood(file), zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name for name in package.namelist() if name.endswith(".xml") and _has_formula(package, name)}


@contextmanager
def understood(file: str) -> Iterator[None]:
    """Turn whatever goes wrong while openpyxl reads a file into a fault of that file.

    Raises
    ------
    BadFileError
        In place of any other exception.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except BadFileError:
            raise
        # A damaged or hostile file makes the parser fail with nearly any exception: wrong XML, entities, missing
        # parts, indices beyond a list, numbers that are none.
        except Exception as error:
            raise _bad(file, "is damaged: its content cannot be understood", _SAVE_AGAIN) from error


def _has_formula(package: zipfile.ZipFile, name: str) -> bool:
    with package.open(name) as part:
        before = b""
        while chunk := part.read(_CHUNK):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-16:]
    return False


def _bad(file: str, problem: str, repair: str) -> BadFileError:
    return BadFileError(Fault(file, None, None, None, problem, repair))

"""From the bytes of a CSV file to its records, strictly: encoding, quoting, size."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capplan.case.faults import BadFileError, Fault

MAX_FILE_MB = 50
MAX_ROWS = 300_000
MAX_COMMAS_PER_LINE = 20_000
_BYTES_PER_MB = 1_000_000
_SAVE_AS_UTF8 = "Save it again as UTF-8 (in a spreadsheet: Save as, CSV UTF-8)."
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of at most 50 MB.

    Raises
    ------
    BadFileError
        If it is missing, larger, or cannot be read.
    """
    try:
        if not path.is_file():
            raise _bad(path.name, "is not an ordinary file", "Replace it with a file.")
        if path.stat().st_size > MAX_FILE_MB * _BYTES_PER_MB:
            limit = f"is larger than {MAX_FILE_MB} MB"
            raise _bad(path.name, limit, "Keep only the rows and columns that the table needs.")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise _bad(path.name, f"cannot be read ({reason})", "Check the file and who may read it.") from error


def decode(file: str, data: bytes) -> str:
    """Return UTF-8 text, with or without a byte order mark.

    Raises
    ------
    BadFileError
        If the bytes are not UTF-8 text; it names the row.
    """
    if data.startswith(_UTF16):
        raise _bad(file, "is written in UTF-16", _SAVE_AS_UTF8)
    if (nul_at := data.find(b"\0")) >= 0:
        row = data.count(b"\n", 0, nul_at) + 1
        raise _bad(file, "holds a NUL byte, so it is not plain text", _SAVE_AS_UTF8, row)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        raise _bad(file, "is not UTF-8 text", _SAVE_AS_UTF8, row) from error


def records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number as a spreadsheet counts, stripped cells) of every record that is not blank.

    Raises
    ------
    BadFileError
        At the first record whose quoting cannot be understood, or that is past the limits.
    """
    row = 0
    with _cells_of_any_length():
        try:
            for row, cells in enumerate(csv.reader(_lines(file, text), strict=True), start=1):
                if row > MAX_ROWS:
                    raise _bad(file, f"has more than {MAX_ROWS:,} rows", "Keep only what the table needs.", row)
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield row, stripped
        except csv.Error as error:
            repair = 'A cell that holds a comma or a quote stands between quotes, and a quote inside it is "".'
            raise _bad(file, "the quotes cannot be understood", repair, row + 1) from error


def _lines(file: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if line.count(",") > MAX_COMMAS_PER_LINE:
            problem = f"has more than {MAX_COMMAS_PER_LINE:,} commas in a line"
            raise _bad(file, problem, "Save the table again as CSV.", number)
        yield line


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    # The csv module stops at 131,072 characters without saying in which column. The file is already
    # bounded, so long cells may come through; the reader of rows then names them.
    before = csv.field_size_limit(MAX_FILE_MB * _BYTES_PER_MB)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _bad(file: str, problem: str, repair: str, row: int | None = None) -> BadFileError:
    return BadFileError(Fault(file, row, None, None, problem, repair))

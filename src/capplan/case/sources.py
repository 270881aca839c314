"""Where a case is read from, a folder or a workbook: its header as TOML, the records of its tables, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from capplan.case.csvio import decode, read_bytes, records
from capplan.case.excel.layout import SUFFIXES
from capplan.case.excel.read import read_workbook
from capplan.case.faults import BadFileError, Fault, one_of
from capplan.case.tables import TABLES
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.errors import CaseFaults

FILES = {TOML_FILE: TOML_FILE, **{f"{name}.csv": name for name in TABLES}}
_NO_FILE, _NO_SHEET = "the file is missing", "the sheet is missing"
Records = Callable[[], Iterator[tuple[int, list[str]]]]


@dataclass(frozen=True)
class Source:
    """What was found.

    Attributes
    ----------
    toml
        The bytes of ``case.toml``; None if it is missing.
    tables
        By table name, a function that gives (row number, cells) of every row that is not blank, the headings
        first. It may raise `BadFileError`.
    faults
        What is missing, unknown or cannot be read.
    missing
        What is said of a table that is not there.
    located
        Says faults of files as faults of the places that the planner sees.
    """

    toml: bytes | None
    tables: Mapping[str, Records]
    faults: Sequence[Fault]
    missing: str = _NO_FILE
    located: Callable[[Sequence[Fault]], Sequence[Fault]] = field(default=lambda faults: faults)


def is_workbook(path: Path) -> bool:
    """Return whether a case of this name is one workbook and not a folder."""
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def source_of(path: Path) -> Source:
    """Open a case folder, or a workbook.

    Raises
    ------
    CaseFaults
        If the workbook cannot be understood at all.
    OSError
        If the folder cannot be listed.
    """
    return _workbook(path) if is_workbook(path) else _folder(path)


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a case folder that is a part of the case, by name.

    Raises
    ------
    OSError
        If one cannot be read.
    """
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}


def _folder(folder: Path) -> Source:
    data: dict[str, bytes] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.name in FILES:
            try:
                data[path.name] = read_bytes(path)
            except BadFileError as error:
                faults.append(error.fault)
        elif path.suffix.lower() == ".csv":
            known = one_of(FILES, path.name)
            repair = f"Rename it to {known}, or move it out of the folder."
            faults.append(Fault(path.name, None, None, None, "is not a file of a case", repair))
    faults += _missing({*data, *(fault.file for fault in faults)}, _NO_FILE)
    tables = {name: _csv_records(file, data[file]) for file, name in FILES.items() if name in TABLES and file in data}
    return Source(data.get(TOML_FILE), tables, faults)


def _workbook(path: Path) -> Source:
    try:
        found = read_workbook(path)
    except BadFileError as error:
        raise CaseFaults([error.fault]) from error
    there = {file for file, name in FILES.items() if name in found.sheets}
    if found.header is not None:
        there.add(TOML_FILE)
    faults = [*found.faults, *_missing(there, _NO_SHEET)]
    tables = {name: sheet.records for name, sheet in found.sheets.items() if name in TABLES}
    return Source(found.toml, tables, faults, _NO_SHEET, found.located)


def _csv_records(file: str, data: bytes) -> Records:
    return lambda: records(file, decode(file, data))


def _missing(there: set[str], problem: str) -> Iterator[Fault]:
    for name in [TOML_FILE, *(f"{table.name}.csv" for table in TABLES.values() if table.required)]:
        if name not in there:
            yield Fault(name, None, None, None, problem, "Add it; `capplan new` writes an empty one.")

"""A new case, as a folder or a workbook: an empty one to fill in, a small worked example, or one like another."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from capplan.case.columns import columns_of
from capplan.case.content import Cells, Content, content_of, folder_files
from capplan.case.example import EXAMPLE_HEADER, EXAMPLE_TABLES
from capplan.case.excel.write import workbook_bytes
from capplan.case.fields import MAX_TEXT
from capplan.case.header import Parameters
from capplan.case.sources import is_workbook
from capplan.case.tables import TABLES


def new_case(target: Path, example: bool = False, like: Path | None = None) -> None:
    """Write a case, whole or not at all.

    Parameters
    ----------
    target : Path
        Folder to make (it may exist if it is empty), or workbook (.xlsx).
    example : bool
        Fill it with a small invented county that can be checked and solved; otherwise every table is empty
        but for its headings.
    like : Path, optional
        Case to take the rows of: a pattern to overwrite. Each is marked assumed, with where it was copied from.

    Raises
    ------
    FileExistsError
        If something already stands there.
    CaseFaults
        If the case to be like cannot be read.
    """
    refuse_existing(target)
    content = _example() if example else _empty(with_parameters=is_workbook(target))
    if like is not None:
        content = copied(content_of(like), _id_of(target))
    write_case(target, content)


def write_case(target: Path, content: Content) -> None:
    """Write a case as a folder or, where the name ends in .xlsx, as a workbook; whole or not at all.

    Raises
    ------
    FileExistsError
        If something already stands there.
    """
    refuse_existing(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_workbook(target):
        write_whole_file(target, workbook_bytes(content))
    else:
        _write_folder(target, folder_files(content))


def refuse_existing(target: Path) -> None:
    """Refuse a place where anything stands already.

    Raises
    ------
    FileExistsError
        If it is a file, or a folder that is not empty.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what = "stands there already" if is_workbook(target) else "is not an empty folder"
        raise FileExistsError(f"{target} {what}. Name a new one: nothing is overwritten.")


def write_whole_file(target: Path, data: bytes) -> None:
    """Write a file beside its place and rename it, so that it is never there in part."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def copied(content: Content, new_id: str) -> Content:
    """Return a case as a pattern for another: every row marked assumed, and where it was copied from."""
    case = content.header["case"]
    title = f"{new_id}: figures copied from {case['title']}"[:200]
    header = {**content.header, "case": {**case, "id": new_id, "title": title}}
    words = f"copied from {case['id']}, to be replaced"
    return Content(header, {name: _assumed(cells, words) for name, cells in content.tables.items()})


def _assumed(cells: Cells, words: str) -> Cells:
    headings = (*cells.headings, *(name for name in ("status", "reason") if name not in cells.headings))
    status, reason = headings.index("status"), headings.index("reason")
    rows = []
    for row in cells.rows:
        filled = [*row, *[""] * (len(headings) - len(row))]
        filled[status] = "assumed"
        filled[reason] = (f"{words}: {filled[reason]}" if filled[reason] else words)[:MAX_TEXT]
        rows.append(tuple(filled))
    return Cells(headings, tuple(rows))


def _example() -> Content:
    tables = {}
    for name, text in EXAMPLE_TABLES.items():
        headings, *rows = csv.reader(io.StringIO(text))
        tables[name] = Cells(tuple(headings), tuple(map(tuple, rows)))
    return Content(EXAMPLE_HEADER, tables)


def _empty(with_parameters: bool) -> Content:
    """Return every table with its headings alone; in a workbook also the names of the parameters to fill."""
    tables = {name: Cells(tuple(columns_of(table.row)), ()) for name, table in TABLES.items()}
    if with_parameters:
        needed = [column for column in columns_of(Parameters).values() if column.required]
        rows = tuple((column.name, "", column.unit) for column in needed)
        tables["parameters"] = Cells(("parameter", "value", "unit"), rows)
    return Content({}, tables)


def _id_of(target: Path) -> str:
    return re.sub("[^a-z0-9]+", "-", target.stem.lower()).strip("-")[:60] or "case"


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, data in files.items():
            (unfinished / name).write_bytes(data)
        unfinished.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise

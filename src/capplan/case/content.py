"""What a case says, cell by cell, whether it is right or not: between folders, workbooks and templates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from capplan.case.columns import Column, columns_of
from capplan.case.faults import BadFileError, Fault
from capplan.case.header import CaseToml
from capplan.case.sources import Source, folder_bytes, is_workbook, source_of
from capplan.case.tables import TABLES
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.case.toml_file import SECTIONS, read_toml
from capplan.errors import CaseFaults

Header = Mapping[str, Mapping[str, str | int]]

_HEAD = """\
# A case of capplan. A line that begins with # is a comment; a key that is commented out has the value shown.
# What each table may hold: capplan describe. Whether the case is right: capplan check <this folder>.
"""


@dataclass(frozen=True)
class Cells:
    """A table as text: its headings, and a list of rows with one cell a heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Content:
    """A case as text.

    Attributes
    ----------
    header
        Value by section and key of ``case.toml``; keys left to their default are not in it.
    tables
        By table name, its cells; tables that are not there are not in it.
    """

    header: Header
    tables: Mapping[str, Cells]


def content_of(path: Path) -> Content:
    """Read what a case folder or a workbook says, without judging its figures.

    Raises
    ------
    CaseFaults
        Where something cannot be read at all: a file or sheet missing or unknown, a header with faults, a row
        with more cells than headings.
    OSError
        If the folder cannot be listed.
    """
    source = source_of(path)
    faults = list(source.faults)
    header: Header = {}
    if source.toml is not None:
        toml, toml_faults = read_toml(source.toml)
        faults += toml_faults
        header = _header(toml) if toml else {}
    tables = {}
    for name in source.tables:
        try:
            tables[name] = _cells(name, source)
        except BadFileError as error:
            faults.append(error.fault)
    if is_workbook(path):
        # A workbook has a sheet for every table and all its columns; what is optional and blank says nothing.
        tables = {name: _filled(name, cells) for name, cells in tables.items() if cells.rows or TABLES[name].required}
    if faults:
        raise CaseFaults(source.located(faults))
    return Content(header, tables)


def case_files(path: Path) -> dict[str, bytes]:
    """Return a case as the files of a folder: those of a folder as they are, a workbook turned into them.

    Raises
    ------
    CaseFaults
        If a workbook cannot be read.
    OSError
        If a file cannot be read.
    """
    return folder_files(content_of(path)) if is_workbook(path) else folder_bytes(path)


def folder_files(content: Content) -> dict[str, bytes]:
    """Return the files of a case folder that says this: UTF-8, line feeds."""
    files = {TOML_FILE: header_text(content.header).encode()}
    files |= {f"{name}.csv": csv_text(cells).encode() for name, cells in content.tables.items()}
    return files


def csv_text(cells: Cells) -> str:
    """Return a table as CSV."""
    buffer = io.StringIO(newline="")
    # The writer of Python 3.11 does not see that a carriage return needs quotes.
    odd = any("\r" in cell for row in cells.rows for cell in row)
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL)
    writer.writerow(cells.headings)
    writer.writerows(cells.rows)
    return buffer.getvalue()


def header_text(values: Header) -> str:
    """Return ``case.toml``: every key with its meaning, those left to their default commented out."""
    parts = [_HEAD]
    for section, model in SECTIONS.items():
        parts.append(f"[{section}]")
        given = values.get(section, {})
        parts += [_key(column, given.get(column.name)) for column in columns_of(model).values()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _header(toml: CaseToml) -> Header:
    parts: dict[str, BaseModel] = {name: getattr(toml, name) for name in SECTIONS}
    return {name: part.model_dump(exclude_defaults=True) for name, part in parts.items()}


def _cells(name: str, source: Source) -> Cells:
    numbered = list(source.tables[name]())
    if not numbered:
        return Cells(tuple(columns_of(TABLES[name].row)), ())
    _, headings = numbered[0]
    if len(set(headings)) < len(headings):
        hint = "Give every column a heading of its own."
        raise BadFileError(Fault(f"{name}.csv", numbered[0][0], None, None, "has a heading twice", hint))
    for number, cells in numbered[1:]:
        if len(cells) != len(headings):
            problem = f"has {len(cells)} cells where the header has {len(headings)}"
            hint = "Give the row one cell a column; put a cell that holds a comma between quotes."
            raise BadFileError(Fault(f"{name}.csv", number, None, None, problem, hint))
    return Cells(tuple(headings), tuple(tuple(cells) for _, cells in numbered[1:]))


def _filled(name: str, cells: Cells) -> Cells:
    """Leave out columns that need not be there and that no row fills."""
    needed = {column.name for column in columns_of(TABLES[name].row).values() if column.required}
    kept = [
        place
        for place, heading in enumerate(cells.headings)
        if heading in needed or any(row[place] for row in cells.rows)
    ]
    headings = tuple(cells.headings[place] for place in kept)
    return Cells(headings, tuple(tuple(row[place] for place in kept) for row in cells.rows))


def _key(column: Column, value: str | int | None) -> str:
    comment = f"# {column.meaning}: {column.allowed}"
    if value is None and column.required:
        value = 0 if column.is_number else ""
    if value is None:
        return f"{comment}\n# {column.name} = {json.dumps(column.default)}"
    return f"{comment}\n{column.name} = {json.dumps(value, ensure_ascii=False)}"

"""The readers of workbooks: a small case as .xlsx, one of its parts replaced, or the package itself; and the grid."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from capplan.case.content import content_of
from capplan.case.excel.cells import CellFault
from capplan.case.excel.mark import mark_faults
from capplan.case.faults import BadFileError
from capplan.case.grid.read import read_grid
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case
from capplan.errors import CaseFaults
from hostile.draw import Draw
from hostile.tables import told

_PACKAGE, _PART, _TEXT, _ADDED = 0, 1, 2, 3
FRAGMENTS = (
    b'<!DOCTYPE a [<!ENTITY b "cccccccccc">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b"&b;&b;&b;",
    b"<f>[1]Other!A1</f>",
    b"<f>1+1</f><v>2</v>",
    b'<c r="XFD1048576"><v>1</v></c>',
    b'<c r="A0"><v>1</v></c>',
    b'<c r="ZZZZ1" t="s"><v>99999999</v></c>',
    b'<c r="A3" t="d"><v>9999-99-99</v></c>',
    b'<c r="A3" t="n"><v>1e999</v></c>',
    b'<c r="A3" t="b"><v>7</v></c>',
    b'<c r="A3" t="e"><v>#REF!</v></c>',
    b'<c r="A3" s="9999"><v>45000</v></c>',
    b'<row r="1048577"/>',
    b'<row r="-1"/>',
    b'<dimension ref="A1:XFD1048576"/>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<sheet name="case" sheetId="1" r:id="rId1"/>',
    b'Target="../../../etc/passwd"',
    b'TargetMode="External"',
    b"\xff\xfe",
    b"\x00",
    b"_x0000_",
    b"<a>" * 2_000,
)


class Workbooks:
    """A small workbook and a grid; every reading writes one file.

    Parameters
    ----------
    work : Path
        A folder for it.
    """

    def __init__(self, work: Path) -> None:
        self.path = work / "case.xlsx"
        new_case(work / "example", example=True)
        self.package = small_workbook(work / "example")
        self.parts = dict(_parts(self.package))
        self.names = tuple(self.parts)

    def seeds(self) -> list[bytes]:
        """Return the package, each of its parts, and each fragment put into each part."""
        whole = [bytes([kind, _PACKAGE]) + self.package for kind in (0, 1)]
        parts = [bytes([0, _PART, place]) + self.parts[name] for place, name in enumerate(self.names)]
        put = [bytes([0, _TEXT, place, 1, 0, which, 7]) for place in range(len(self.names)) for which in (0, 5, 12)]
        return [*whole, *parts, *put, bytes([0, _ADDED, 5]) + b"../../evil.xml"]

    def read(self, data: bytes) -> None:
        """Read the workbook that `data` makes, as a case or as a grid, and mark its faults as the page does."""
        draw = Draw(data)
        kind, act = draw.byte(), draw.byte() % 4
        self.path.write_bytes(draw.rest() if act == _PACKAGE else self._made(draw, act))
        try:
            if kind % 4 == 1:
                read_grid(self.path)
            else:
                read_case(self.path)
        except CaseFaults as error:
            told(error)
            cells = [fault for fault in error.faults if isinstance(fault, CellFault)]
            if kind % 4 == 2:
                with contextlib.suppress(BadFileError):
                    mark_faults(self.path, cells)

    def _made(self, draw: Draw, act: int) -> bytes:
        parts = dict(self.parts)
        if act == _ADDED:
            length = draw.number(64)
            name = draw.rest()[:length].decode("utf-8", "replace") or "xl/added.xml"
            parts[name] = FRAGMENTS[length % len(FRAGMENTS)]
        elif act == _PART:
            parts[draw.choose(self.names)] = draw.rest()
        else:
            for _ in range(draw.number(3) + 1):
                name = draw.choose(self.names)
                tags = [place for place, char in enumerate(parts[name]) if char == ord("<")] or [0]
                at, length = tags[draw.number(len(tags))], draw.number(256)
                which = draw.number(2 * len(FRAGMENTS))
                put = FRAGMENTS[which // 2] if which % 2 else draw.text().encode("utf-8", "replace")
                parts[name] = parts[name][:at] + put + parts[name][at + length :]
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as book:
            for name, content in parts.items():
                book.writestr(zipfile.ZipInfo(name.replace("\x00", "0")), content)
        return package.getvalue()


def small_workbook(folder: Path) -> bytes:
    """Return a case folder as a workbook of the sheets for beds that hold rows, without any dressing."""
    content = content_of(folder)
    header = [(section, key, str(value)) for section, keys in content.header.items() for key, value in keys.items()]
    package = io.BytesIO()
    with xlsxwriter.Workbook(package, {"in_memory": True}) as book:
        _write(book.add_worksheet("case"), [("section", "key", "value"), *header])
        for name, cells in content.tables.items():
            if cells.rows and TABLES[name].for_beds:
                _write(book.add_worksheet(name), [cells.headings, *cells.rows])
    return package.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)


def _parts(package: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as book:
        return [(name, book.read(name)) for name in book.namelist()]

"""A copy of a workbook with its faults written into it: a note and a colour on each cell, and a list in front."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from capplan.case.excel.cells import CellFault
from capplan.case.excel.layout import FAULTS
from capplan.case.excel.package import read_package, understood
from capplan.case.faults import BadFileError, Fault

MAX_MARKED_MB: Final = 8
"""Larger workbooks are not copied: the list on the screen has to do. The whole file would stand in memory."""

_BYTES_PER_MB = 1_000_000
_FILL = PatternFill("solid", fgColor="FFF0A3")
_HEADINGS = ("number", "sheet", "cell", "found", "what is wrong", "what to do")
_WIDTHS = (8, 22, 10, 28, 50, 80)
_MAX_NOTE = 1_500
_AUTHOR = "capplan"


def marked_copy_path(workbook: Path) -> Path:
    """Return where the marked copy of a workbook goes: beside it, its name ending in -faults."""
    return workbook.with_name(f"{workbook.stem}-faults{workbook.suffix}")


def mark_faults(workbook: Path, faults: Sequence[CellFault]) -> bytes:
    """Return a copy of a workbook with every fault as a note on a coloured cell, and all of them on a first sheet.

    What the planner wrote, lists, notes and protection stay; formulas stay and are calculated when it is opened.

    Raises
    ------
    BadFileError
        If the workbook cannot be understood, or is larger than can be copied.
    """
    data = read_package(workbook)
    if len(data) > MAX_MARKED_MB * _BYTES_PER_MB:
        problem = f"is larger than {MAX_MARKED_MB} MB, so no marked copy is written"
        raise BadFileError(Fault(workbook.name, None, None, None, problem, "Repair by the list."))
    buffer = io.BytesIO()
    with understood(workbook.name):
        book = load_workbook(io.BytesIO(data), keep_links=False)
        if FAULTS in book.sheetnames:
            del book[FAULTS]
        _write_list(book.create_sheet(FAULTS, 0), faults)
        for number, fault in enumerate(faults, start=1):
            if fault.sheet is not None and fault.sheet in book.sheetnames:
                _mark(book[fault.sheet], fault, number)
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == FAULTS
        book.active = 0
        book.save(buffer)
    return buffer.getvalue()


def _write_list(sheet: Any, faults: Sequence[CellFault]) -> None:
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        sheet.column_dimensions[chr(64 + place)].width = width
    for number, fault in enumerate(faults, start=1):
        texts = (str(number), fault.sheet, fault.cell and _first_cell(fault), fault.found, fault.problem, fault.repair)
        for place, text in enumerate(texts, start=1):
            cell = sheet.cell(number + 1, place)
            cell.value = text
            # openpyxl takes text that begins with = for a formula; here it is never one.
            cell.data_type = "s" if text else "n"
            cell.alignment = Alignment(wrap_text=place > 4, vertical="top")
        if fault.sheet is not None and fault.cell is not None:
            link = sheet.cell(number + 1, 3)
            link.hyperlink = f"#'{fault.sheet.replace(chr(39), chr(39) * 2)}'!{_first_cell(fault)}"
            link.font = Font(color="00568F", underline="single")
    sheet.freeze_panes = "A2"


def _mark(sheet: Any, fault: CellFault, number: int) -> None:
    cell = sheet[_first_cell(fault)]
    words = f"Fault {number}: {fault.problem}. {fault.repair}"
    before = cell.comment.text if cell.comment is not None else ""
    note = Comment(f"{words}\n{before}".strip()[:_MAX_NOTE], _AUTHOR)
    note.width, note.height = 360, 160
    cell.comment = note
    cell.fill = _FILL


def _first_cell(fault: CellFault) -> str:
    """Return the cell to mark; for a whole row or sheet the first one."""
    if fault.cell is None:
        return "A1"
    return f"A{fault.cell.split(':')[0]}" if ":" in fault.cell else fault.cell

"""A fault told by sheet and cell, as a planner finds it in the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from capplan.case.excel.layout import CASE, READ
from capplan.case.faults import Fault, escaped

_FILE = re.compile(r"\b([a-z][a-z_]*)\.(csv|toml)\b")
_QUOTES = re.compile(", (between|without) quotes")


@dataclass(frozen=True)
class CellFault(Fault):
    """A fault of a workbook.

    Attributes
    ----------
    path : Path
        The workbook.
    sheet : str or None
        Name of the sheet; None where the whole workbook is meant.
    cell : str or None
        Its cell, e.g. 'C7'; a row as '7:7' where no column is meant; None for the sheet.
    """

    path: Path
    sheet: str | None
    cell: str | None

    def __str__(self) -> str:
        place = escaped(self.path.name)
        if self.sheet is not None:
            place += f" sheet {escaped(self.sheet)}"
        if self.cell is not None:
            place += f" row {self.cell.split(':')[0]}" if ":" in self.cell else f" cell {self.cell}"
        if self.column is not None and self.column != self.cell:
            place += f" ({self.column})"
        what = self.problem if self.found is None else f'"{self.found}" {self.problem}'
        return f"{place}: {what}. {self.repair}"


def in_cells(fault: Fault, path: Path, sheet: str | None, cell: str | None) -> CellFault:
    """Return a fault of a file as a fault of a cell; its words speak of sheets instead of files."""
    return CellFault(
        fault.file,
        fault.row,
        fault.column,
        fault.found or None,
        _of_sheets(fault.problem),
        _of_sheets(fault.repair),
        path=path,
        sheet=sheet,
        cell=cell,
    )


def _of_sheets(words: str) -> str:
    def sheet(match: re.Match[str]) -> str:
        return f"sheet {match[1]}" if match[1] in (CASE, *READ) else match[0]

    return _QUOTES.sub("", _FILE.sub(sheet, words)).replace("the file is missing", "the sheet is missing")

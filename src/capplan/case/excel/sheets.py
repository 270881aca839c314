"""From one sheet to the records of a table: where the headings stand, what each cell says, which cells say nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter

from capplan.case.columns import Column
from capplan.case.csvio import MAX_ROWS
from capplan.case.excel.layout import HEADING_WITHIN, MAX_COLUMNS, MAX_SHEET_ROWS
from capplan.case.excel.package import understood
from capplan.case.excel.values import ERRORS, cell_text
from capplan.case.faults import MAX_FAULTS_PER_FILE, Fault

_BESIDE = 20
"""Cells so far right of the last heading are looked at, so that a misplaced figure is not lost in silence."""


@dataclass
class Sheet:
    """One sheet as records.

    Attributes
    ----------
    title
        Its name in the workbook.
    file
        The name its faults carry until they are told by cell, e.g. 'sites.csv'.
    heading_row
        Row of the headings, 1 = first.
    headings
        The text of every heading up to the last one.
    letters
        The letter of the column of each heading.
    rows
        (row number, one text a heading) of every row below that is not blank.
    faults
        Cells that hold an error, stand beside the table, or lie beyond the limits.
    """

    title: str
    file: str
    heading_row: int = 1
    headings: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the headings and the rows, each with its row number; nothing where the sheet is blank."""
        if self.headings:
            yield self.heading_row, self.headings
            yield from self.rows

    def column(self, row: int, letter: str) -> str:
        """Return the heading above a cell, or the cell itself."""
        return self.headings[self.letters.index(letter)] if letter in self.letters else f"{letter}{row}"


def read_sheet(book: str, worksheet: Any, file: str, columns: Mapping[str, Column]) -> Sheet:
    """Read a sheet whose headings are names of columns.

    Parameters
    ----------
    book
        Name of the workbook, for faults.
    worksheet
        A sheet of a workbook that openpyxl opened read-only, for values.
    file
        Name its faults carry.
    columns
        The columns it may have, by name.

    Raises
    ------
    BadFileError
        If the sheet cannot be understood.
    """
    sheet = Sheet(worksheet.title, file)
    with understood(book):
        top = list(worksheet.iter_rows(max_row=HEADING_WITHIN, max_col=MAX_COLUMNS, values_only=True))
        texts = [[cell_text(value, None) for value in row] for row in top]
        if not any(map(any, texts)):
            return sheet
        position = _heading_position(texts, columns)
        sheet.heading_row = position + 1
        width = max(place for place, text in enumerate(texts[position], start=1) if text)
        sheet.headings = texts[position][:width]
        sheet.letters = [get_column_letter(place) for place in range(1, width + 1)]
        below = worksheet.iter_rows(
            min_row=position + 2, max_row=MAX_SHEET_ROWS, max_col=min(width + _BESIDE, MAX_COLUMNS), values_only=True
        )
        kinds = [columns.get(heading) for heading in sheet.headings]
        sheet.faults += islice(_fill(sheet, kinds, below), MAX_FAULTS_PER_FILE + 1)
    _drop_blank_columns(sheet)
    return sheet


def formula_faults(book: str, worksheet: Any, sheet: Sheet) -> Iterator[Fault]:
    """Yield every formula below the headings that has no saved value, or that reads another workbook.

    Parameters
    ----------
    worksheet
        The same sheet opened for formulas.
    """
    filled = dict(sheet.rows)
    width = len(sheet.letters)
    if not width:
        return
    with understood(book):
        rows = worksheet.iter_rows(min_row=sheet.heading_row + 1, max_row=MAX_SHEET_ROWS, max_col=MAX_COLUMNS)
        for number, row in enumerate(rows, start=sheet.heading_row + 1):
            for cell in row:
                if cell.value is None or cell.data_type != "f" or (letter := cell.column_letter) not in sheet.letters:
                    continue
                value = filled[number][sheet.letters.index(letter)] if number in filled else ""
                if "[" in str(cell.value):
                    hint = "Write the figure itself, and where it comes from under source."
                    problem = "is a formula that reads another workbook"
                    yield Fault(sheet.file, number, sheet.column(number, letter), str(cell.value), problem, hint)
                elif not value:
                    hint = "Open the workbook in a spreadsheet, let it calculate and save it, or write the figure."
                    problem = "is a formula without a saved value"
                    yield Fault(sheet.file, number, sheet.column(number, letter), str(cell.value), problem, hint)


def _heading_position(texts: Sequence[Sequence[str]], columns: Collection[str]) -> int:
    """Return which row holds most names of columns; the first that says anything where none does."""
    known = [len({text for text in row if text in columns}) for row in texts]
    if max(known):
        return known.index(max(known))
    return next(position for position, row in enumerate(texts) if any(row))


def _fill(sheet: Sheet, kinds: Sequence[Column | None], below: Iterator[tuple[Any, ...]]) -> Iterator[Fault]:
    width = len(kinds)
    for number, values in enumerate(below, start=sheet.heading_row + 1):
        if not any(value is not None for value in values):
            continue
        if number > MAX_ROWS:
            hint = "Keep only what the table needs, without gaps."
            yield Fault(sheet.file, number, None, None, f"stands below row {MAX_ROWS:,}", hint)
            return
        cells = [cell_text(value, kind) for value, kind in zip(values, kinds, strict=False)]
        for place, text in enumerate(cells):
            if text in ERRORS:
                hint = "Repair the formula, or write the figure itself."
                column = sheet.column(number, sheet.letters[place])
                yield Fault(sheet.file, number, column, text, "is an error of the spreadsheet", hint)
        for place, value in enumerate(values[width:], start=width + 1):
            if value is not None and (text := cell_text(value, None)):
                letter = get_column_letter(place)
                hint = "Remove it, or give its column a heading. A sheet for notes of your own is named note..."
                yield Fault(sheet.file, number, sheet.column(number, letter), text, "stands beside the table", hint)
        if any(cells):
            sheet.rows.append((number, cells))


def _drop_blank_columns(sheet: Sheet) -> None:
    """Leave out columns that have neither a heading nor a figure."""
    kept = [
        place for place, heading in enumerate(sheet.headings) if heading or any(cells[place] for _, cells in sheet.rows)
    ]
    if len(kept) < len(sheet.headings):
        sheet.headings = [sheet.headings[place] for place in kept]
        sheet.letters = [sheet.letters[place] for place in kept]
        sheet.rows = [(number, [cells[place] for place in kept]) for number, cells in sheet.rows]

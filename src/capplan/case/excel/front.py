"""Sheets that guide and are not read: start here, the assumptions, the names of parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from xlsxwriter.worksheet import Worksheet

from capplan.case.columns import columns_of
from capplan.case.content import Cells, Content
from capplan.case.excel.guide import HOW_TO, ORDER, steps
from capplan.case.excel.layout import ASSUMPTIONS, CASE, HEADING_ROW, LISTS, START
from capplan.case.excel.lists import PREPARED_ROWS, column_letter
from capplan.case.excel.style import Formats, landscape, protect
from capplan.case.header import Parameters
from capplan.case.tables import TABLES

_MAX_LISTED = 5_000
"""Assumed rows that are listed with a link; the counts above speak of all."""

_STATUSES = ("stated", "derived", "assumed")
_ASSUMED = ("sheet", "row", "key", "source", "reason", "could_supply")


def write_start(sheet: Worksheet, formats: Formats, content: Content) -> None:
    """Write what to do, and every sheet in the order of filling with a link to it."""
    for place, width in enumerate((24, 13, 10, 80, 60)):
        sheet.set_column(place, place, width)
    title = content.header.get("case", {}).get("title") or "A new case"
    sheet.write_string(0, 0, f"Start here: {title}", formats.title)
    row = 2
    for line in HOW_TO:
        sheet.write_string(row, 0, f"• {line}", formats.text)
        row += 1
    row += 1
    sheet.write_row(row, 0, ("sheet", "needed", "rows now", "what a row is", "who supplies it"), formats.needed)
    for step in steps():
        row += 1
        sheet.write_string(row, 0, step.title, formats.title)
        for name in step.sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A{HEADING_ROW + 1}", formats.link, name)
            if name == CASE:
                needed, count, meaning = "required", 1, "Identity, horizon and travel method, one key a row."
            else:
                table = TABLES[name]
                needed = "required" if table.required else "for beds" if table.for_beds else "optional"
                count = len(content.tables[name].rows) if name in content.tables else 0
                meaning = " ".join((table.row.__doc__ or "").split())
            sheet.write_string(row, 1, needed, formats.text)
            letter = column_letter(name, TABLES[name].key[0]) if name != CASE else "B"
            cells = f"'{name}'!${letter}${HEADING_ROW + 1}:${letter}${HEADING_ROW + PREPARED_ROWS + count}"
            sheet.write_formula(row, 2, f"=COUNTA({cells})", formats.text, count)
            sheet.write_string(row, 3, meaning, formats.text)
            sheet.write_string(row, 4, step.supplier, formats.text)
    sheet.hide_gridlines(2)
    protect(sheet)
    landscape(sheet, START)
    sheet.activate()


def write_assumptions(sheet: Worksheet, formats: Formats, content: Content) -> None:
    """Write how many rows of each sheet are stated, derived and assumed, and the assumed rows there are."""
    for place, width in enumerate((22, 12, 24, 40, 70, 40)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, "Assumptions: what each sheet rests on", formats.title)
    sheet.write_string(
        1,
        0,
        "The counts follow the sheets. The list below is as of the day of writing, 5,000 rows at most.",
        formats.unit,
    )
    sheet.write_row(HEADING_ROW - 1, 0, ("sheet", "rows", *_STATUSES), formats.needed)
    row = HEADING_ROW
    for name in ORDER:
        if name == CASE:
            continue
        cells = content.tables.get(name, Cells((), ()))
        last = HEADING_ROW + PREPARED_ROWS + len(cells.rows)
        status = Counter(row_[cells.headings.index("status")] for row_ in cells.rows if "status" in cells.headings)
        sheet.write_url(row, 0, f"internal:'{name}'!A{HEADING_ROW + 1}", formats.link, name)
        key = column_letter(name, TABLES[name].key[0])
        letter = column_letter(name, "status")
        filled = f"=COUNTA('{name}'!${key}${HEADING_ROW + 1}:${key}${last})"
        sheet.write_formula(row, 1, filled, formats.text, len(cells.rows))
        for place, word in enumerate(_STATUSES, start=2):
            counted = f"=COUNTIF('{name}'!${letter}${HEADING_ROW + 1}:${letter}${last},\"{word}\")"
            sheet.write_formula(row, place, counted, formats.text, status[word])
        row += 1
    row += 1
    sheet.write_row(row, 0, _ASSUMED, formats.needed)
    listed = list(islice(_assumed(content), _MAX_LISTED))
    for name, number, texts in listed:
        row += 1
        sheet.write_string(row, 0, name, formats.text)
        sheet.write_url(row, 1, f"internal:'{name}'!A{number}", formats.link, str(number))
        for place, text in enumerate(texts, start=2):
            sheet.write_string(row, place, text, formats.wrapped)
    protect(sheet)
    landscape(sheet, ASSUMPTIONS)


def write_lists(sheet: Worksheet, formats: Formats) -> None:
    """Write the names of the parameters with unit, default and meaning; the drop-down list reads the first column."""
    for place, width in enumerate((32, 16, 12, 90, 60)):
        sheet.set_column(place, place, width)
    sheet.write_row(0, 0, ("parameter", "unit", "default", "meaning", "what may be written"), formats.needed)
    for row, column in enumerate(columns_of(Parameters).values(), start=1):
        default = "required" if column.required else column.default_text
        texts = (column.name, column.unit, default, column.meaning, column.allowed)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, formats.text)
    sheet.freeze_panes(1, 1)
    protect(sheet)
    landscape(sheet, LISTS)


def _assumed(content: Content) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield sheet, row number and texts of every assumed row."""
    for name in ORDER:
        cells = content.tables.get(name)
        if cells is None or "status" not in cells.headings:
            continue
        place = {heading: position for position, heading in enumerate(cells.headings)}
        for number, row in enumerate(cells.rows, start=HEADING_ROW + 1):
            if row[place["status"]] == "assumed":
                key = " / ".join(row[place[column]] for column in TABLES[name].key if column in place)
                rest = (row[place[column]] if column in place else "" for column in _ASSUMED[3:])
                yield name, number, (key, *rest)

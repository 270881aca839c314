"""A workbook of tables alone: a list of contents and one sheet a table."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from capplan.report.tables.written import Table
from capplan.report.workbook.about import about
from capplan.report.workbook.book import Book


def tables_workbook(title: str, words: str, tables: Sequence[Table]) -> bytes:
    """Return a workbook with every table that has a row, a list of them in front.

    Parameters
    ----------
    title, words
        What stands on the first sheet: a title and a sentence.
    """
    book = Book(title)
    front = book.sheet("summary", title, words, back=False)
    shown = [table for table in tables if table.rows]
    write_contents(book, front, 3, [(table.name, about(table).title, len(table.rows)) for table in shown])
    front.set_column(0, 0, 28)
    front.set_column(2, 2, 60)
    for table in shown:
        book.table(table)
    return book.bytes()


def write_contents(book: Book, sheet: Worksheet, row: int, entries: Sequence[tuple[str, str, int]]) -> int:
    """Write a link to every sheet, what it holds and its rows; return the first row below."""
    book.headings(sheet, row, ("sheet", "rows", "what it holds"))
    for row_, (name, title, count) in enumerate(entries, start=row + 1):
        sheet.write_url(row_, 0, f"internal:'{name}'!A1", book.link, name)
        sheet.write_number(row_, 1, count, book.number("#,##0"))
        sheet.write_string(row_, 2, title, book.text)
    return row + len(entries) + 1

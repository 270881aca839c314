"""What a chart is: a picture, the sentence that says what it shows, and its data as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Column:
    """A column of a printed table.

    Attributes
    ----------
    title : str
        Its heading.
    unit : str
        Unit of its figures, '' for none.
    numeric : bool
        Does it hold numbers, set flush right.
    short : bool
        Does it hold short text such as a month, never broken over lines.
    """

    title: str
    unit: str = ""
    numeric: bool = True
    short: bool = False

    @classmethod
    def of_dates(cls, title: str) -> Column:
        """Return a column of months or days."""
        return cls(title, numeric=False, short=True)


@dataclass(frozen=True)
class DataTable:
    """A printed table; the first cell of each row is its heading.

    Attributes
    ----------
    grouped : bool
        Rows that follow each other with the same first cell share it.
    note : str
        A sentence printed below the table.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    grouped: bool = False

    def groups(self) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """Yield each first cell with the other cells of its rows."""
        for head, rows in groupby(self.rows, key=lambda row: row[0]):
            yield head, [row[1:] for row in rows]


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes
    ----------
    id : str
        Also the prefix of every id inside the picture, so that several fit on one page.
    summary : str
        What the chart shows, in one sentence with figures.
    svg : str
        Stand-alone picture with title, unit and source line; colours can be replaced by the page.
    """

    id: str
    title: str
    summary: str
    svg: str
    table: DataTable

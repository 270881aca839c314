"""One page for a board: sections of sentences, tables and charts; no script, nothing to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.report.figures import Chart, DataTable
from capplan.report.frame import render_page


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes
    ----------
    id, title : str
        Anchor and heading.
    text : tuple of str
        One paragraph each.
    tables, charts : tuples
        Printed in this order after the text: charts first.
    """

    id: str
    title: str
    text: tuple[str, ...] = ()
    tables: tuple[DataTable, ...] = ()
    charts: tuple[Chart, ...] = ()


def board_page(case: Case, title: str, lede: str, sections: Sequence[Section]) -> str:
    """Return the page as HTML; every text of the case is escaped."""
    return render_page(
        "board.html.j2",
        title=f"{title}: {case.identity.title}",
        lede=lede,
        sections=[(section.id, section.title) for section in sections],
        parts=sections,
        case=case,
    )

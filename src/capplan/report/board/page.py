"""One page for a board: sections of sentences, tables and charts; no script, nothing to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from capplan.case.case import Case
from capplan.report.figures import Chart, DataTable, style

_PACKAGE = "capplan.report.html"
_SVG_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


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
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("board.html.j2").render(
        title=f"{title}: {case.identity.title}",
        lede=lede,
        style=Markup(_style_sheet()),
        # Escaped by the writer of the picture; a page needs no namespace.
        svg=lambda chart: Markup(chart.svg.replace(_SVG_NAMESPACE, "", 1)),
        sections=sections,
        case=case,
    )


def _style_sheet() -> str:
    sheet = files(_PACKAGE).joinpath("style.css").read_text(encoding="utf-8")
    light, dark = style.css_variables(dark=False), style.css_variables(dark=True)
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{sheet}"
    )

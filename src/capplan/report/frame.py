"""The frame of every page that the tool writes: one style sheet, one layout, escaping on, nothing to fetch."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from capplan.report.figures import Chart, style

_PACKAGE = "capplan.report.html"
_SVG_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def render_page(template: str, **context: object) -> str:
    """Return a page: HTML without scripts and without anything to fetch; every text of `context` is escaped.

    Parameters
    ----------
    template : str
        File name under ``templates/``; it extends ``layout.html.j2``, which wants `title`, `lede` and `sections`
        (pairs of id and heading, in reading order) and prints the skip link, landmarks and contents.
    """
    return _environment().get_template(template).render(style=Markup(style_sheet()), svg=inline, **context)


def inline(chart: Chart) -> Markup:
    """Return the picture of a chart as part of a page: escaped by its writer, and without a namespace."""
    return Markup(chart.svg.replace(_SVG_NAMESPACE, "", 1))


@cache
def style_sheet() -> str:
    """Return the style sheet of every page, with the palette for light and dark screens; no text of a case enters."""
    sheet = files(_PACKAGE).joinpath("style.css").read_text(encoding="utf-8")
    light, dark = style.css_variables(dark=False), style.css_variables(dark=True)
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{sheet}"
    )


def unbroken(value: object) -> object:
    """Return a text in which no line ends between the minus of an amount and its pound sign; others as they are."""
    return value.replace("−£", "−\u2060£") if type(value) is str else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=unbroken,
    )

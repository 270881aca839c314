"""SVG elements as text, escaped; maps, grids and timelines of a day are drawn with these alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from capplan.report.figures.style import FONTS, PALETTE, VARIABLE_OF

HEAD, FOOT = 62.0, 30.0
"""Room for title and unit above the drawing, and for the source line below it."""
_EDGE = 10.0
_COLOURS = ("fill", "stroke")


def element(name: str, content: str = "", **attributes: float | str) -> str:
    """Return an SVG element; ``_`` in attribute names stands for ``-``, numbers have two decimals at most.

    Colours go into a style: page variables are understood there by every browser.
    """
    named = {key.strip("_").replace("_", "-"): _text(value) for key, value in attributes.items()}
    inks = [f"{key}: {named.pop(key)}" for key in _COLOURS if "var(" in named.get(key, "")]
    if inks:
        named["style"] = "; ".join([*inks, *filter(None, [named.get("style", "")])])
    parts = [f'{key}="{escape(value)}"' for key, value in named.items()]
    opening = " ".join([name, *parts])
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def label(
    text: str,
    x: float,
    y: float,
    size: float = 11,
    anchor: str = "start",
    colour: str = "ink",
    weight: str = "normal",
    *,
    over_lines: bool = False,
) -> str:
    """Return text, escaped; a rim of paper keeps it readable over lines."""
    rim = {"stroke": ink("paper"), "stroke_width": "3", "paint_order": "stroke"} if over_lines else {}
    return element(
        "text", escape(text), x=x, y=y, font_size=size, text_anchor=anchor, font_weight=weight, fill=ink(colour), **rim
    )


def titled(shape: str, title: str) -> str:
    """Return a shape with words that a reader sees on pointing at it."""
    return f"<g><title>{escape(title)}</title>{shape}</g>"


def ink(name: str) -> str:
    """Return a colour of the palette that follows light and dark pages."""
    return VARIABLE_OF[PALETTE[name][0]]


def picture(
    chart_id: str, size: tuple[float, float], heading: tuple[str, str], source: str, summary: str, parts: Iterable[str]
) -> str:
    """Return a whole picture that can stand alone: title, unit, drawing, source line.

    Parameters
    ----------
    chart_id
        Prefix of its ids.
    size
        Width and height of the drawing; its parts reckon from its upper left.
    heading
        Title and unit.
    summary
        What it shows, in a sentence for those who cannot see it.
    """
    width, high = size
    height = HEAD + high + FOOT
    title, unit = heading
    body = [
        element("title", escape(title), id=f"{chart_id}-title"),
        element("desc", escape(summary), id=f"{chart_id}-desc"),
        element("rect", width=width, height=height, fill=ink("paper")),
        label(title, _EDGE, 22, 17, weight="bold"),
        label(unit, _EDGE, 42, 13, colour="muted"),
        element("g", "\n".join(parts), transform=f"translate(0 {HEAD:g})"),
        label(source, _EDGE, height - 9, 11, colour="muted"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_text(width)} {_text(height)}" role="img" '
        f'aria-labelledby="{chart_id}-title {chart_id}-desc" font-family="{escape(", ".join(_fonts()))}">\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _fonts() -> list[str]:
    return [f"'{font}'" if " " in font else font for font in FONTS]


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")

"""SVG elements as text, escaped; pictures of the day are drawn with these alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from capplan.report.figures.style import FONTS, PALETTE, VARIABLE_OF


def element(name: str, content: str = "", **attributes: float | str) -> str:
    """Return an SVG element; ``_`` in attribute names stands for ``-``, numbers have two decimals at most."""
    parts = [f'{key.strip("_").replace("_", "-")}="{escape(_text(value))}"' for key, value in attributes.items()]
    opening = " ".join([name, *parts])
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def label(text: str, x: float, y: float, size: float = 11, anchor: str = "start", colour: str = "ink") -> str:
    """Return text, escaped."""
    return element("text", escape(text), x=x, y=y, font_size=size, text_anchor=anchor, fill=ink(colour), stroke="none")


def titled(shape: str, title: str) -> str:
    """Return a shape with words that a reader hears or sees on pointing at it."""
    return f"<g><title>{escape(title)}</title>{shape}</g>"


def ink(name: str) -> str:
    """Return a colour of the palette that follows light and dark pages."""
    return VARIABLE_OF[PALETTE[name][0]]


def picture(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """Return a whole SVG picture with a title for those who cannot see it."""
    body = "\n".join([f"<title>{escape(title)}</title>", *parts])
    fonts = ", ".join(FONTS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_text(width)} {_text(height)}" role="img" '
        f'font-family="{escape(fonts)}">\n{body}\n</svg>\n'
    )


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")

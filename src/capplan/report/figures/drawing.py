"""The sheet a chart is drawn on, its time axis, and its way to accessible, deterministic SVG."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from capplan.report.figures import style

WIDTH_IN = 10.0
_HEADER_IN = 0.68
_LEGEND_ROW_IN = 0.24
_AXIS_IN = 0.42
_FOOTER_IN = 0.3
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


@contextmanager
def drawing(chart_id: str) -> Iterator[None]:
    """Hold the chart settings while one chart is drawn and written."""
    with rc_context(style.settings(chart_id)), warnings.catch_warnings():
        # A title in a script the font lacks is drawn by the reader's own fonts: no reason to warn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


class Sheet:
    """A figure with title, unit, legend rows, plot area and source line, all placed in inches.

    Parameters
    ----------
    plot_in : float
        Height of the plot area in inches.
    left_in, right_in : float
        Room beside the plot area for labels, in inches.
    legend_rows : int
        Rows of the legend above the plot area.
    """

    def __init__(
        self,
        title: str,
        unit: str,
        source: str,
        plot_in: float,
        left_in: float = 0.75,
        right_in: float = 0.25,
        legend_rows: int = 1,
    ) -> None:
        top_in = _HEADER_IN + legend_rows * _LEGEND_ROW_IN
        self.height_in = top_in + plot_in + _AXIS_IN + _FOOTER_IN
        self.plot_width_in = WIDTH_IN - left_in - right_in
        self.plot_in = plot_in
        self.figure: Any = Figure(figsize=(WIDTH_IN, self.height_in))
        self._left_in, self._bottom_in = left_in, _AXIS_IN + _FOOTER_IN
        self._text(0.1, 0.2, title, size=12.5, weight="bold")
        self._text(0.1, 0.44, unit, color=style.light("muted"))
        self._text(0.1, self.height_in - 0.08, source, size=8, color=style.light("muted"))

    def _text(self, x_in: float, down_in: float, text: str, **how: Any) -> None:
        self.figure.text(x_in / WIDTH_IN, 1 - down_in / self.height_in, text, **how)

    def axes(self, x: float = 0.0, y: float = 0.0, width: float = 1.0, height: float = 1.0) -> Any:
        """Add axes over a part of the plot area, given as shares of it from its lower left."""
        return self.figure.add_axes(
            (
                (self._left_in + x * self.plot_width_in) / WIDTH_IN,
                (self._bottom_in + y * self.plot_in) / self.height_in,
                width * self.plot_width_in / WIDTH_IN,
                height * self.plot_in / self.height_in,
            )
        )

    def legend(self, handles: Sequence[Any], columns: int) -> None:
        """Place the legend between the unit and the plot area."""
        self.figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0.1 / WIDTH_IN, 1 - 0.58 / self.height_in),
            ncols=columns,
            borderaxespad=0,
            borderpad=0,
            handlelength=2.6,
            columnspacing=1.6,
            fontsize=9,
        )

    def svg(self, chart_id: str, title: str, summary: str) -> str:
        """Return the sheet as stand-alone SVG whose ids and colours are safe on a shared page."""
        buffer = StringIO()
        FigureCanvasSVG(self.figure).print_svg(buffer, metadata={"Date": None})
        return _tidy(buffer.getvalue(), chart_id, title, summary)


def legend_area(colour: str, hatch: str, label: str) -> Patch:
    """Return the entry of a legend for areas of a colour and a pattern."""
    return Patch(facecolor=style.light(colour), edgecolor=style.light("ink"), hatch=hatch, label=label)


def legend_line(label: str, colour: str, dashes: Any, width: float) -> Line2D:
    """Return the entry of a legend for lines of a colour, a pattern of dashes and a width in points."""
    return Line2D([], [], color=style.light(colour), linestyle=dashes, linewidth=width, label=label)


def separate_thousands(axis: Any) -> None:
    """Write the numbers of an axis as in the tables: 12,000 and a true minus."""
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "\u2212"))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions as little as needed so that they lie at least `gap` apart.

    Parameters
    ----------
    wanted
        Positions in ascending order.
    gap
        Least distance between two neighbours.
    low, high
        Limits; where they are too narrow the labels keep their distance and pass `high`.
    """
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, placed[-1] + gap if placed else low))
    ceiling = max(high, low + gap * (len(placed) - 1))
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed


def _tidy(text: str, chart_id: str, title: str, summary: str) -> str:
    root = ElementTree.fromstring(text[text.index("<svg") :])
    used = set(_REFERENCE.findall(text)) | {
        element.attrib[_HREF][1:] for element in root.iter() if _HREF in element.attrib
    }
    for parent in list(root.iter()):
        for child in list(parent):
            # The style element would speak to the whole page, not to this picture alone.
            if child.tag in (f"{_SVG}metadata", f"{_SVG}style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.replace(_SVG, "")
        element.attrib = _attributes(element.attrib, used, chart_id)
    view_box = root.attrib["viewBox"]
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": view_box,
        "role": "img",
        "aria-labelledby": f"{chart_id}-title {chart_id}-desc",
        "stroke-linejoin": "round",
    }
    for index, (tag, words) in enumerate((("title", title), ("desc", summary))):
        element = ElementTree.Element(tag, {"id": f"{chart_id}-{tag}"})
        element.text, element.tail = words, "\n"
        root.insert(index, element)
    return ElementTree.tostring(root, encoding="unicode")


def _attributes(attributes: dict[str, str], used: set[str], chart_id: str) -> dict[str, str]:
    kept = {}
    for name, value in attributes.items():
        if name == "id":
            if value in used:
                kept["id"] = f"{chart_id}-{value}"
        elif name == _HREF:
            kept["href"] = f"#{chart_id}-{value[1:]}"
        else:
            text = _COLOUR.sub(lambda match: style.VARIABLE_OF.get(match[0], match[0]), value)
            text = text.replace("'DejaVu Sans'", ", ".join(f"'{f}'" if " " in f else f for f in style.FONTS))
            # Colours that are page variables are only understood in a style, not in an attribute.
            if name in ("fill", "stroke") and "var(" in text:
                kept["style"] = f"{name}: {text}; {kept.get('style', '')}".strip()
                continue
            kept[name] = _REFERENCE.sub(lambda match: f"url(#{chart_id}-{match[1]})", text)
    return kept

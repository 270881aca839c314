"""Pictures as files of their own for papers and slides: SVG with fixed colours, and PNG at 200 dots per inch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import matplotlib
import resvg_py
from PIL import Image

from capplan.report.figures import Chart

FOLDER = "pictures"
DPI = 200
WIDTH_IN = 10.0
_VARIABLE = re.compile(r"var\(--[a-z-]+, (#[0-9a-f]{6})\)")
_VIEW_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
_FONTS = tuple(
    str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
    for name in ("DejaVuSans", "DejaVuSans-Bold")
)


def picture_files(charts: Iterable[Chart]) -> dict[str, str | bytes]:
    """Return each chart as `pictures/<id>.svg` and `pictures/<id>.png`, by file name."""
    files: dict[str, str | bytes] = {}
    for chart in charts:
        files[f"{FOLDER}/{chart.id}.svg"] = svg_file(chart)
        files[f"{FOLDER}/{chart.id}.png"] = png_file(chart)
    return files


def svg_file(chart: Chart) -> str:
    """Return a picture that stands alone: ten inches wide, in the colours of a light page."""
    text = _VARIABLE.sub(r"\1", chart.svg)
    width, height = map(float, _view_box(text))
    size = f'width="{WIDTH_IN:g}in" height="{WIDTH_IN * height / width:.3f}in"'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + text.replace("<svg ", f"<svg {size} ", 1).rstrip() + "\n"


def png_file(chart: Chart) -> bytes:
    """Return a picture as PNG, ten inches wide at 200 dots per inch.

    The fonts are those that come with the charts' library, none of the machine's: everywhere the same bytes.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=_VARIABLE.sub(r"\1", chart.svg), width=round(WIDTH_IN * DPI), background="#ffffff",
        skip_system_fonts=True, font_files=list(_FONTS), font_family="DejaVu Sans", sans_serif_family="DejaVu Sans",
    )  # fmt: skip
    buffer = BytesIO()
    with Image.open(BytesIO(drawn)) as image:
        image.convert("RGB").save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


def _view_box(text: str) -> tuple[str, str]:
    found = _VIEW_BOX.search(text)
    if found is None:
        raise ValueError("A picture has a viewBox.")
    return found[1], found[2]

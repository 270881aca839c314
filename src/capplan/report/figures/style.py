"""Colours, patterns and type of every chart and of the page: the only place where they are named.

The series colours are those of Okabe and Ito (2008), which people with any common colour vision can
tell apart; a pattern or a line style always says the same. Each colour has a light and a dark value;
pictures carry the light one as the fallback of a page variable.
"""

from __future__ import annotations

PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#14181c"),
    "ink": ("#1b1f23", "#f1f3f4"),
    "etch": ("#1b1f24", "#0c1013"),
    "muted": ("#4f5861", "#b7c0c8"),
    "grid": ("#d9dde1", "#39424a"),
    "rule": ("#747d86", "#8c97a1"),
    "panel": ("#f2f5f7", "#1d242a"),
    "link": ("#00568f", "#86c6ff"),
    "alert": ("#9b2d00", "#ffb08a"),
    "blue": ("#0072b2", "#5ab5ee"),
    "vermilion": ("#d55e00", "#f58a3c"),
    "green": ("#009e73", "#2cc79b"),
    "orange": ("#e69f00", "#f2b53a"),
    "sky": ("#56b4e9", "#8fcff3"),
    "purple": ("#cc79a7", "#e39cc3"),
    "yellow": ("#f0e442", "#d8cf55"),
    "blue-tint": ("#d3e6f3", "#1d4866"),
    "green-tint": ("#cdebe0", "#17503f"),
    "vermilion-tint": ("#fbdcc6", "#6a3411"),
}
"""Name: (value on a light page, value on a dark page)."""

SERIES = ("blue", "orange", "green", "vermilion", "sky", "purple", "yellow", "rule")
HATCHES = ("", "///", "---", "\\\\\\", "xxx", "|||", "+++", "//")
FONTS = ("DejaVu Sans", "Verdana", "Arial", "sans-serif")

VARIABLE_OF = {light: f"var(--{name}, {light})" for name, (light, _) in PALETTE.items()}


def light(name: str) -> str:
    """Return the colour of a name as drawn; the page replaces it in dark mode."""
    return PALETTE[name][0]


def css_variables(dark: bool) -> str:
    """Return the palette as declarations of a style sheet."""
    return " ".join(f"--{name}: {values[dark]};" for name, values in PALETTE.items())


def settings(chart_id: str) -> dict[str, object]:
    """Return the matplotlib settings of one chart; the id makes its inner names its own."""
    ink, muted = light("ink"), light("muted")
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": chart_id,
        "text.parse_math": False,
        "font.family": ["DejaVu Sans"],
        "font.size": 9.5,
        "text.color": ink,
        "axes.labelcolor": muted,
        "axes.edgecolor": light("rule"),
        "axes.facecolor": light("paper"),
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": False,
        "figure.facecolor": light("paper"),
        "grid.color": light("grid"),
        "grid.linewidth": 0.7,
        "hatch.color": light("etch"),
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "xtick.color": light("rule"),
        "ytick.color": light("rule"),
        "xtick.labelcolor": muted,
        "ytick.labelcolor": muted,
        "lines.linewidth": 1.8,
    }

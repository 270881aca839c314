"""The estate timeline: what every site runs, month by month, and the dates that a change needs."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart
from capplan.report.figures.drawing import Sheet, drawing
from capplan.report.figures.estate import Row, change_table, estate_rows
from capplan.report.figures.months import mark_years, offset

_ID = "timeline"
_TITLE = "Estate timeline: what each site runs, and when notice, gates and openings fall"
_ROW_IN = 0.38
_MAX_NAME_LENGTH = 38
_NAME_CHARACTER_IN = 0.076
_INDENT_IN = 0.22
_MAX_LEAD_IN_MONTHS = 24
_CHARACTER_IN = 0.085
_ROWS_ON_A_SCREEN = 18


def timeline(case: Case, plan: BedPlan, source: str) -> Chart:
    """Draw the estate timeline of one option."""
    rows = estate_rows(case, plan)
    figures = plan.figures
    summary = (
        f"Each bar is a site, with its staffed beds or places written in it; over "
        f"{words.count(case.horizon.months, 'month')} the plan makes "
        f"{words.count(len(figures.closures), 'reduction')} and {words.count(len(figures.openings), 'increase')} "
        f"at {words.count(len(case.sites), 'site')}."
    )
    first = min(
        [0, *(offset(case, month) for row in figures.closures for month in (row.decision, row.gate_starts) if month)]
    )
    first = max(first, -_MAX_LEAD_IN_MONTHS)
    left_in = 2 * _INDENT_IN + _NAME_CHARACTER_IN * max(len(line) for row in rows for line in _name(row).splitlines())
    with drawing(_ID):
        sheet = Sheet(_TITLE, "staffed beds or places", source, len(rows) * _ROW_IN, left_in, 0.2, legend_rows=2)
        axes = sheet.axes()
        mark_years(axes, case, sheet.plot_width_in, first, name_quarters=len(rows) <= _ROWS_ON_A_SCREEN)
        axes.tick_params(axis="x", which="minor", labeltop=len(rows) > _ROWS_ON_A_SCREEN)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        month_in = sheet.plot_width_in / (case.horizon.months - first)
        for number, row in enumerate(rows):
            _label(axes, number, row, left_in)
            _bars(axes, number, row, case, month_in)
            _dates(axes, number, row, case)
        if first < 0:
            axes.axvline(0, color=style.light("ink"), linewidth=1)
        sheet.legend(_handles(), columns=4)
        svg = sheet.svg(_ID, _TITLE, summary)
    return Chart(_ID, _TITLE, summary, svg, change_table(case, plan))


def _name(row: Row) -> str:
    """Return the name of a row on at most two lines."""
    return "\n".join(wrap(row.label, _MAX_NAME_LENGTH, max_lines=2, placeholder="…"))


def _label(axes: Any, number: int, row: Row, left_in: float) -> None:
    heading = not row.segments
    axes.text(
        0.1 - left_in if heading else _INDENT_IN - left_in,
        number + 0.34,
        _name(row),
        transform=_inches_from_left(axes),
        va="center",
        linespacing=1.0,
        weight="bold" if heading else "normal",
        size=9.5 if heading else 9,
    )
    axes.axhline(number, color=style.light("rule" if heading else "grid"), linewidth=0.7, xmin=0)


def _inches_from_left(axes: Any) -> Any:
    """Return a transform: x in inches from the left edge of the axes, y in data."""
    figure = axes.figure
    corner = axes.get_position()
    shift = ScaledTranslation(corner.x0 * figure.get_figwidth(), 0, figure.dpi_scale_trans)
    return blended_transform_factory(figure.dpi_scale_trans + shift, axes.transData)


def _bars(axes: Any, number: int, row: Row, case: Case, month_in: float) -> None:
    running = False
    for start, end, beds, spot in row.segments:
        if beds == 0:
            axes.plot(
                [start, end], [number + 0.33] * 2, color=style.light("muted"), linestyle=(0, (1, 2.5)), linewidth=1.4
            )
            _write(axes, "closed" if running else "not open", start, end, number, month_in, "muted", boxed=True)
            continue
        running = True
        axes.add_patch(_box(start, end, number, "blue-tint", "blue"))
        doubles = [(offset(case, r.admissions_stop), offset(case, r.closed)) for r in row.closures]
        ramps = [(offset(case, r.opens), offset(case, r.fully_usable)) for r in row.openings]
        for zones, tint, edge, hatch in (
            (doubles, "vermilion-tint", "vermilion", "////"),
            (ramps, "green-tint", "green", "\\\\\\\\"),
        ):
            for low, high in zones:
                low, high = max(low, start), min(high, end)
                if low < high:
                    axes.add_patch(_box(low, high, number, tint, edge, hatch))
        free_start = max([start, *(high for low, high in ramps if low <= start < high)])
        free_end = min([end, *(low for low, high in doubles if low < end <= high)])
        label = f"spot, up to {words.number(beds)}" if spot else words.number(beds)
        _write(axes, label, free_start, free_end, number, month_in, "ink")


def _box(start: int, end: int, number: int, fill: str, edge: str, hatch: str = "") -> Rectangle:
    return Rectangle(
        (start, number + 0.1),
        end - start,
        0.46,
        facecolor=style.light(fill),
        edgecolor=style.light(edge),
        hatch=hatch,
        hatchcolor=style.light(edge),
        linewidth=1,
        zorder=2,
    )


def _write(
    axes: Any, text: str, start: int, end: int, number: int, month_in: float, colour: str, boxed: bool = False
) -> None:
    if (end - start) * month_in < len(text) * _CHARACTER_IN + 0.06:
        return
    box = {"facecolor": style.light("paper"), "edgecolor": "none", "pad": 1.5} if boxed else None
    axes.text(
        (start + end) / 2, number + 0.34, text, ha="center", va="center", size=8.5,
        color=style.light(colour), bbox=box, zorder=3,
    )  # fmt: skip


def _dates(axes: Any, number: int, row: Row, case: Case) -> None:
    level = number + 0.86
    for closure in row.closures:
        served, closed = offset(case, closure.notice_served), offset(case, closure.closed)
        if closure.notice_months > 0:
            axes.plot([served, closed], [level] * 2, color=style.light("ink"), linewidth=1.8, solid_capstyle="butt")
            axes.plot([served, closed], [level] * 2, color=style.light("ink"), linestyle="", marker="|", markersize=5)
        if closure.gate_passed:
            passed = offset(case, closure.gate_passed)
            if closure.gate_starts:
                axes.plot(
                    [offset(case, closure.gate_starts), passed],
                    [level] * 2,
                    color=style.light("muted"),
                    linestyle=(0, (3, 1.5)),
                    linewidth=1.2,
                )
            axes.plot(
                [passed],
                [level],
                color=style.light("purple"),
                markeredgecolor=style.light("ink"),
                linestyle="",
                marker="D",
                markersize=5,
                markeredgewidth=0.8,
            )
        _decision(axes, offset(case, closure.decision), level - 0.19)
    for opening in row.openings:
        _decision(axes, offset(case, opening.decide_by), level - 0.19)


def _decision(axes: Any, month: int, level: float) -> None:
    axes.plot(
        [month],
        [level],
        color=style.light("yellow"),
        markeredgecolor=style.light("ink"),
        linestyle="",
        marker="v",
        clip_on=False,
        markersize=5.5,
        markeredgewidth=0.8,
        zorder=4,
    )


def _handles() -> list[Any]:
    ink = style.light("ink")

    def patch(tint: str, edge: str, label: str, hatch: str = "") -> Patch:
        return Patch(
            facecolor=style.light(tint),
            edgecolor=style.light(edge),
            hatch=hatch,
            hatchcolor=style.light(edge),
            label=label,
        )

    return [
        patch("blue-tint", "blue", "running (beds)"),
        patch("green-tint", "green", "ramp-up of new beds", "\\\\\\\\"),
        patch("vermilion-tint", "vermilion", "double running, no new people", "////"),
        Line2D([], [], color=style.light("muted"), linestyle=(0, (1, 2.5)), label="closed or not open"),
        Line2D(
            [],
            [],
            color=style.light("yellow"),
            markeredgecolor=ink,
            marker="v",
            linestyle="",
            markersize=6,
            label="decide by",
        ),
        Line2D(
            [],
            [],
            color=style.light("muted"),
            linestyle=(0, (3, 1.5)),
            linewidth=1.2,
            label="gate or consultation runs",
        ),
        Line2D(
            [],
            [],
            color=style.light("purple"),
            markeredgecolor=ink,
            marker="D",
            linestyle="",
            markersize=5,
            label="gate passed",
        ),
        Line2D([], [], color=ink, marker="|", markersize=6, label="notice period"),
    ]

"""Beds by setting over the months, against business as usual."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from matplotlib.lines import Line2D

from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing, spread
from capplan.report.figures.months import edges, mark_years, rhythm

_ID = "beds"
_PANELS_IN = {"bed": 2.7, "place": 1.4}
_GAP_IN = 0.5
_RIGHT_IN = 2.6
_LABEL_IN = 0.19
_MAX_LONG_LABELS = 4  # with more settings a label has one line only
_UNIT_TITLES = {"bed": "Beds", "place": "Places at home"}


def beds_by_setting(case: Case, plan: Plan, source: str) -> Chart:
    """Draw staffed beds by setting, month by month, with the total of business as usual as a line."""
    chosen, usual = (staffed(case, plan.option(option)) for option in ("plan", "business-as-usual"))
    panels = {
        unit: [row.setting for row in case.settings if row.unit == unit and any(chosen[row.setting])]
        for unit in ("bed", "place")
    }
    panels = {unit: settings for unit, settings in panels.items() if settings}
    title = "Staffed beds by setting, against business as usual"
    summary = _summary(case, chosen, usual, panels)
    height = sum(_PANELS_IN[unit] for unit in panels) + max(0, len(panels) - 1) * _GAP_IN
    with drawing(_ID):
        sheet = Sheet(
            title, f"staffed beds or places, {rhythm(case)}, without spot purchase", source, height, right_in=_RIGHT_IN
        )
        sheet.legend([_usual_line()], columns=1)
        top = height
        for unit, settings in panels.items():
            top -= _PANELS_IN[unit]
            axes = sheet.axes(0, top / height, 1, _PANELS_IN[unit] / height)
            top -= _GAP_IN
            usual_total = [sum(beds) for beds in zip(*(usual[s] for s in _of_unit(case, unit)), strict=True)]
            _panel(axes, case, settings, chosen, usual_total, _LABEL_IN / _PANELS_IN[unit])
            mark_years(axes, case, sheet.plot_width_in)
            axes.set_ylabel(_UNIT_TITLES[unit])
        svg = sheet.svg(_ID, title, summary)
    return Chart(_ID, title, summary, svg, _table(case, plan, chosen, usual))


def staffed(case: Case, plan: BedPlan) -> dict[str, list[int]]:
    """Return standing beds of each setting, in the order of the periods; spot purchase does not stand."""
    position = {period.id: index for index, period in enumerate(case.periods)}
    beds = {setting.setting: [0] * len(position) for setting in case.settings}
    for row in plan.figures.bed_plan:
        if row.kind != "spot":
            beds[row.setting][position[row.period]] += row.beds_staffed
    return beds


def spot_load(case: Case, plan: BedPlan) -> list[float]:
    """Return spot-purchased beds in use on average, in the order of the periods."""
    position = {period.id: index for index, period in enumerate(case.periods)}
    load = [0.0] * len(position)
    for row in plan.figures.bed_plan:
        if row.kind == "spot":
            load[position[row.period]] += row.load
    return load


def _of_unit(case: Case, unit: str) -> list[str]:
    return [row.setting for row in case.settings if row.unit == unit]


def _usual_line() -> Line2D:
    return Line2D([], [], color=style.light("ink"), linestyle=(0, (5, 2)), label="business as usual, total")


def _panel(
    axes: Any,
    case: Case,
    settings: list[str],
    chosen: Mapping[str, list[int]],
    usual_total: list[int],
    label_share: float,
) -> None:
    steps, look = edges(case), [row.setting for row in case.settings]
    floor = [0.0] * len(steps)
    labels: list[tuple[float, float, str]] = []
    for setting in settings:
        beds, number = chosen[setting], look.index(setting)
        top = [low + value for low, value in zip(floor, [*beds, beds[-1]], strict=True)]
        axes.fill_between(
            steps, floor, top, step="post",
            facecolor=style.light(style.SERIES[number % len(style.SERIES)]), edgecolor=style.light("ink"),
            hatch=style.HATCHES[number % len(style.HATCHES)], linewidth=0.8,
        )  # fmt: skip
        middle = (floor[-1] + top[-1]) / 2
        numbers = f"{words.number(beds[0])} → {words.number(beds[-1])}"
        text = f"{words.short(case.setting[setting].title, 22)} {numbers}"
        if len(settings) <= _MAX_LONG_LABELS and "…" in text:
            text = "\n".join(wrap(f"{case.setting[setting].title} {numbers}", 30, max_lines=2, placeholder="…"))
        labels.append((middle, middle, text))
        floor = top
    axes.step(steps, [*usual_total, usual_total[-1]], where="post", color=style.light("paper"), linewidth=3.4)
    axes.step(steps, [*usual_total, usual_total[-1]], where="post", color=style.light("ink"), linestyle=(0, (5, 2)))
    labels.append((usual_total[-1], usual_total[-1], f"Business as usual {words.number(usual_total[-1])}"))
    high = 1.08 * max(1, *floor, *usual_total)
    axes.set_ylim(0, high)
    axes.yaxis.grid(True)
    lines = 1 + max(text.count("\n") for _, _, text in labels)
    _label_ends(axes, sorted(labels), steps[-1], high, lines * label_share)


def _label_ends(axes: Any, labels: list[tuple[float, float, str]], end: int, high: float, label_share: float) -> None:
    placed = spread([position for position, _, _ in labels], high * label_share, 0.0, high)
    for position, (_, target, text) in zip(placed, labels, strict=True):
        axes.annotate(
            text, xy=(end, target), xytext=(end * 1.03, position), va="center", annotation_clip=False, size=9,
            arrowprops={"arrowstyle": "-", "color": style.light("rule"), "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0},
        )  # fmt: skip


def _summary(
    case: Case, chosen: Mapping[str, list[int]], usual: Mapping[str, list[int]], panels: Mapping[str, list[str]]
) -> str:
    parts = []
    for unit in panels:
        names = _of_unit(case, unit)
        start, end = (sum(chosen[name][index] for name in names) for index in (0, -1))
        stay = sum(usual[name][-1] for name in names)
        parts.append(
            f"{_UNIT_TITLES[unit].lower()} go from {words.number(start)} to {words.number(end)} "
            f"(business as usual ends with {words.number(stay)})"
        )
    return f"Under the plan {words.listing(parts)}."


def _table(case: Case, plan: Plan, chosen: Mapping[str, list[int]], usual: Mapping[str, list[int]]) -> DataTable:
    columns = [Column.of_dates("Period from")]
    columns += [Column(row.title, "places" if row.unit == "place" else "beds") for row in case.settings]
    columns += [
        Column("Plan, all"),
        Column("Business as usual, all"),
        Column("Spot beds in use, plan", "beds on average"),
    ]
    spot = spot_load(case, plan.option("plan"))
    rows = []
    for index, period in enumerate(case.periods):
        beds = [chosen[row.setting][index] for row in case.settings]
        usual_all = sum(usual[row.setting][index] for row in case.settings)
        counts = (words.number(value) for value in (*beds, sum(beds), usual_all))
        rows.append((words.month(period.id), *counts, words.number(spot[index], 1)))
    note = "Spot purchase is counted apart: a spot bed is bought for a person and does not stand ready."
    return DataTable("Staffed beds and places by setting under the plan", tuple(columns), tuple(rows), note)

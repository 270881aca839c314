"""The hub's week: people needed for calls against people on duty, half hour by half hour, a picture for each day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capplan.case.hub_week import DAY_NAMES, HALF_HOURS_PER_DAY, clock
from capplan.decisions.hub import HubCover, HubPlan
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing, legend_line

_ID, _TITLE = "hub-week", "People needed and on duty in the single point of referral"
_COLUMNS, _ROWS = 4, 2
_GAP_IN, _PANEL_IN, _HEAD_IN = 0.35, 1.3, 0.55
_LINES = (
    ("there", "on duty or of the health team", "blue", "solid", 2.0),
    ("required", "needed for calls", "ink", (0, (4, 1.6)), 1.5),
)


def hub_week(plan: HubPlan, source: str) -> Chart:
    """Draw the week: the hub's people and those of the health team against what calls need."""
    rows = {row.half_hour: row for row in plan.figures.cover}
    summary = _summary(plan)
    height = _ROWS * (_PANEL_IN + _HEAD_IN) - _HEAD_IN + 0.35
    high = max([1, *(max(_there(row), row.required) for row in rows.values())])
    with drawing(_ID):
        sheet = Sheet(_TITLE, "people, by half hour", source, height, 0.5, 0.2)
        sheet.legend([legend_line(*line[1:]) for line in _LINES], columns=len(_LINES))
        width = (sheet.plot_width_in - (_COLUMNS - 1) * _GAP_IN) / _COLUMNS
        for day, name in enumerate(DAY_NAMES):
            row, column = divmod(day, _COLUMNS)
            axes = sheet.axes(
                column * (width + _GAP_IN) / sheet.plot_width_in,
                (_ROWS - row - 1) * (_PANEL_IN + _HEAD_IN) / height,
                width / sheet.plot_width_in,
                _PANEL_IN / height,
            )
            _panel(axes, name, [rows.get(day * HALF_HOURS_PER_DAY + at) for at in range(HALF_HOURS_PER_DAY)], high)
        svg = sheet.svg(_ID, _TITLE, summary)
    return Chart(_ID, _TITLE, summary, svg, cover_table(plan))


def cover_table(plan: HubPlan) -> DataTable:
    """Return who is needed and who is there, half hours that are alike and follow each other in one line."""
    runs: list[tuple[int, HubCover]] = []
    for row in plan.figures.cover:
        follows = runs and row.half_hour == runs[-1][0] + 1 and row.half_hour % HALF_HOURS_PER_DAY
        if follows and _figures(row) == _figures(runs[-1][1]):
            runs[-1] = (row.half_hour, runs[-1][1])
        else:
            runs.append((row.half_hour, row))
    columns = (
        Column("Day", numeric=False),
        Column.of_dates("From"),
        Column.of_dates("To"),
        Column("Needed for calls", "people"),
        Column("On duty", "people"),
        Column("On a break", "people"),
        Column("Health team", "people"),
        Column("Missing", "people"),
    )
    rows = tuple(
        (
            *clock(first.half_hour).split(" "),
            clock(last + 1).split(" ")[1],
            *(words.number(value) for value in _figures(first)),
        )
        for last, first in runs
    )
    return DataTable("People in the single point of referral, day by day", columns, rows, grouped=True)


def _figures(row: HubCover) -> tuple[float, ...]:
    return row.required, row.on_duty, row.on_break, row.shared, row.short


def _there(row: HubCover) -> int:
    return row.on_duty + row.shared


def _panel(axes: Any, name: str, rows: Sequence[HubCover | None], high: int) -> None:
    hours = [at / 2 for at in range(HALF_HOURS_PER_DAY + 1)]
    values = {
        "there": [0 if row is None else _there(row) for row in rows],
        "required": [0 if row is None else row.required for row in rows],
    }
    for key, _, colour, dashes, width in _LINES:
        line = [*values[key], values[key][-1]]
        axes.step(hours, line, where="post", color=style.light(colour), linestyle=dashes, linewidth=width)
    axes.set_xlim(0, 24)
    axes.set_xticks([0, 6, 12, 18, 24])
    axes.set_ylim(0, 1.15 * high)
    axes.set_yticks(range(0, high + 1, max(1, high // 4)))
    axes.yaxis.grid(True)
    axes.tick_params(labelsize=8)
    axes.text(0, 1.05, name, transform=axes.transAxes, size=8.5, weight="bold", va="bottom")


def _summary(plan: HubPlan) -> str:
    totals = plan.figures.totals
    peak = max(plan.figures.cover, key=lambda row: (row.required, -row.half_hour))
    there = [_there(row) for row in plan.figures.cover]
    return (
        f"At most {words.count(peak.required, 'person is', 'people are')} needed for calls, first on "
        f"{clock(peak.half_hour)}; {words.number(min(there))} to {words.number(max(there))} are there, and people are "
        f"missing for {words.number(totals.short_hours, 1)} hours of the week."
    )

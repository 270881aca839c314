"""The cost waterfall: from business as usual to the plan, one step for each kind of money."""

from __future__ import annotations

from typing import Any

from matplotlib.patches import Patch

from capplan.decisions import BedPlan, MoneyKind, Plan
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing

CHART_ID = "waterfall"
_TITLE = "From business as usual to the plan: what adds cost and what saves"
_LEAST_GBP = 500.0
_ROW_IN = 0.4
_LOOKS = {"total": ("rule", ""), "more": ("orange", "///"), "less": ("blue", "\\\\\\")}
_LABELS = {"total": "present cost of an option", "more": "the plan costs more", "less": "the plan costs less"}


def cost_waterfall(plan: Plan, source: str) -> Chart:
    """Draw the present cost of business as usual, the difference of each kind of money, and the cost of the plan."""
    usual, chosen = (present_by_kind(plan.option(option)) for option in ("business-as-usual", "plan"))
    steps = [
        (words.KIND_TITLES[kind], chosen.get(kind, 0.0) - usual.get(kind, 0.0))
        for kind in words.KIND_TITLES
        if abs(chosen.get(kind, 0.0) - usual.get(kind, 0.0)) >= _LEAST_GBP
    ]
    start, end = sum(usual.values()), sum(chosen.values())
    if rest := end - start - sum(gbp for _, gbp in steps):
        steps += [("Smaller differences", rest)] if abs(rest) >= _LEAST_GBP else []
    summary = _summary(start, end, steps)
    rows = len(steps) + 2
    with drawing(CHART_ID):
        unit = "£ million at present value over the whole plan; the axis does not start at zero"
        sheet = Sheet(_TITLE, unit, source, rows * _ROW_IN, 2.75, 0.9)
        axes = sheet.axes()
        _bars(axes, start, end, steps)
        sheet.legend([_patch(kind) for kind in _LOOKS], columns=3)
        svg = sheet.svg(CHART_ID, _TITLE, summary)
    columns = (Column("Step", numeric=False), Column("Present value", "£ thousand"), Column("Runs to", "£ thousand"))
    reached, data = start, [("Business as usual", words.gbp_k(start), words.gbp_k(start))]
    for name, gbp in steps:
        reached += gbp
        data.append((name, words.gbp_k(gbp, plus=True), words.gbp_k(reached)))
    data.append(("Plan", words.gbp_k(end), words.gbp_k(end)))
    return Chart(CHART_ID, _TITLE, summary, svg, DataTable("From business as usual to the plan", columns, tuple(data)))


def present_by_kind(option: BedPlan) -> dict[MoneyKind, float]:
    """Return present GBP by kind of money; kinds without money are left out."""
    totals: dict[MoneyKind, float] = {}
    for row in option.figures.money:
        totals[row.kind] = totals.get(row.kind, 0.0) + row.present_gbp
    return totals


def _bars(axes: Any, start: float, end: float, steps: list[tuple[str, float]]) -> None:
    names = ["Business as usual", *(name for name, _ in steps), "Plan"]
    reached, levels = start, [start, end]
    for _, gbp in steps:
        reached += gbp
        levels.append(reached)
    low, high = min(levels) / 1e6, max(levels) / 1e6
    room = max(0.12 * (high - low), 1e-3)
    floor = low - 2 * room
    _bar(axes, 0, floor, start / 1e6, "total", words.number(start / 1e6, 2))
    reached = start / 1e6
    for number, (_, gbp) in enumerate(steps, start=1):
        step = gbp / 1e6
        _bar(axes, number, reached, reached + step, "more" if step > 0 else "less", words.signed(step, 2))
        axes.plot([reached] * 2, [number - 1 + 0.33, number - 0.33], color=style.light("rule"), linewidth=0.8)
        reached += step
    _bar(axes, len(names) - 1, floor, end / 1e6, "total", words.number(end / 1e6, 2))
    axes.set_yticks(range(len(names)), labels=names)
    axes.tick_params(axis="y", length=0, labelcolor=style.light("ink"))
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(floor, high + 2 * room)
    axes.xaxis.grid(True)


def _bar(axes: Any, number: int, begin: float, end: float, kind: str, text: str) -> None:
    colour, hatch = _LOOKS[kind]
    axes.barh(
        number, end - begin, left=begin, height=0.66, facecolor=style.light(colour), hatch=hatch,
        edgecolor=style.light("ink"), linewidth=0.7,
    )  # fmt: skip
    axes.annotate(
        text, (max(begin, end), number), xytext=(4, 0), textcoords="offset points", ha="left", va="center", size=8.5
    )


def _patch(kind: str) -> Patch:
    colour, hatch = _LOOKS[kind]
    return Patch(facecolor=style.light(colour), edgecolor=style.light("ink"), hatch=hatch, label=_LABELS[kind])


def _summary(start: float, end: float, steps: list[tuple[str, float]]) -> str:
    text = f"The plan costs {words.gbp_m(end)} at present value, business as usual {words.gbp_m(start)}"
    saved = min(steps, key=lambda step: step[1], default=("", 0.0))
    added = max(steps, key=lambda step: step[1], default=("", 0.0))
    if saved[1] < 0:
        text += f"; most is saved by {saved[0].lower()} ({words.gbp_m(saved[1])})"
    if added[1] > 0:
        text += f"; most is added by {added[0].lower()} ({words.gbp_m(added[1], plus=True)})"
    return f"{text}."

"""The programme: when each initiative runs, and what it costs and saves by month and by funder."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from matplotlib.patches import Patch

from capplan.case.case import Case
from capplan.decisions.programme import ProgrammePlan, ScheduleRow
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing, separate_thousands
from capplan.report.figures.months import mark_years, offset

_PHASING = "programme-phasing"
_MONEY = "programme-money"
_ROW_IN = 0.24
_LINE_IN = 0.15
_MAX_LINE, _MAX_LINES = 46, 2
_NAME_CHARACTER_IN = 0.078
_LOOKS = {
    "commission": ("service begun", "blue", ""),
    "decommission": ("contract or service ended", "vermilion", "///"),
    "other": ("redesign, task or other", "green", "---"),
}


def programme_charts(case: Case, plan: ProgrammePlan, source: str) -> list[Chart]:
    """Draw the phasing of a programme and, where it has money, its cumulative cost."""
    drawn = [phasing(case, plan, source)]
    return [*drawn, bridging(case, plan, source)] if case.initiative_money else drawn


def phasing(case: Case, plan: ProgrammePlan, source: str) -> Chart:
    """Draw when each initiative, in each of its localities, starts and how long it runs."""
    title = "Phasing: what starts and ends when"
    rows = drawn_rows(case, plan)
    names = [_label(case, row) for row in rows]
    started = sum(row.starts is not None for row in plan.figures.schedule)
    first = min((row.starts for row in plan.figures.schedule if row.starts), default=None)
    last = max((row.starts for row in plan.figures.schedule if row.starts), default=None)
    summary = (
        f"{words.count(started, 'start')} of {words.number(len(plan.figures.schedule))} from {words.month(first)} to "
        f"{words.month(last)}; {words.number(len(rows))} are drawn: those with money, a wait, a locality or a stated "
        "month."
    )
    lines = [line for name in names for line in name.splitlines()]
    left_in = 0.3 + _NAME_CHARACTER_IN * max([10, *map(len, lines)])
    row_in = _ROW_IN + _LINE_IN * max([0, *(name.count("\n") for name in names)])
    with drawing(_PHASING):
        sheet = Sheet(title, "one bar from the start on; ◆ first possible month", source, len(rows) * row_in, left_in)
        axes = sheet.axes()
        mark_years(axes, case, sheet.plot_width_in)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([number + 0.5 for number in range(len(rows))], labels=names)
        axes.tick_params(axis="y", length=0, labelcolor=style.light("ink"), pad=8)
        axes.spines["left"].set_visible(False)
        for number, row in enumerate(rows):
            _bar(axes, case, number, row)
        handles = [
            Patch(facecolor=style.light(colour), hatch=hatch, edgecolor=style.light("ink"), label=label)
            for label, colour, hatch in _LOOKS.values()
        ]
        sheet.legend(handles, columns=3)
        svg = sheet.svg(_PHASING, title, summary)
    return Chart(_PHASING, title, summary, svg, schedule_table(case, plan))


def drawn_rows(case: Case, plan: ProgrammePlan) -> list[ScheduleRow]:
    """Return what starts and has money, a wait, a locality or a stated month, by start."""
    known = {line.initiative for line in case.initiative_money}
    for row in case.precedence:
        known |= {row.initiative, row.after}
    kept = [
        row for row in plan.figures.schedule if row.starts and (row.initiative in known or row.locality or row.stated)
    ]
    return sorted(kept or plan.figures.schedule[:1], key=lambda row: (row.starts or "", row.initiative, row.locality))


def name_of(case: Case, row: ScheduleRow) -> str:
    """Return the title of an initiative with its locality."""
    return ": ".join(_titles(case, row))


def _label(case: Case, row: ScheduleRow) -> str:
    """Return the same on lines short enough for a chart; where it is too long, the locality still to be read."""
    name = wrap(name_of(case, row), _MAX_LINE)
    if len(name) > _MAX_LINES:
        title, *place = _titles(case, row)
        room = _MAX_LINES - len(place)
        name = wrap(title, _MAX_LINE, max_lines=room, placeholder="…")
        name = [*name, *(words.short(one, _MAX_LINE) for one in place)]
    return "\n".join(name)


def _titles(case: Case, row: ScheduleRow) -> list[str]:
    title = next(one.title for one in case.initiatives if one.initiative == row.initiative)
    return [title, *(one.title for one in case.localities if one.locality == row.locality)]


def schedule_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return every initiative with its first possible month, its start and its end."""
    sections = {row.initiative: row.section or words.NONE for row in case.initiatives}
    rows = tuple(
        (
            name_of(case, row),
            sections[row.initiative],
            words.month(row.earliest) if row.earliest else "not possible",
            words.month(row.starts) if row.starts else "does not start",
            words.month(row.ends),
            words.month(row.stated),
        )
        for row in plan.figures.schedule
    )
    columns = (
        Column("Initiative", numeric=False),
        Column("Section", numeric=False),
        Column.of_dates("First possible"),
        Column.of_dates("Starts"),
        Column.of_dates("Ends"),
        Column.of_dates("Stated"),
    )
    return DataTable("What starts when", columns, rows)


def bridging(case: Case, plan: ProgrammePlan, source: str) -> Chart:
    """Draw cumulative net cost month by month: above zero it has to be bridged."""
    title = "Net cost month by month, added up"
    totals, months = plan.figures.totals, plan.figures.months
    peak = (
        f"at most {words.gbp(totals.peak_gbp)} has to be bridged, in {words.month(totals.peak_month)}"
        if totals.peak_month
        else "nothing has to be bridged"
    )
    summary = (
        f"From the first month on {peak}; at the end the programme stands at {words.gbp(months[-1].cumulative_gbp)}."
    )
    levels = [row.cumulative_gbp / 1e3 for row in months]
    with drawing(_MONEY):
        sheet = Sheet(title, "£ thousand, nominal; above zero costs are ahead of savings", source, 2.6, 0.85)
        axes = sheet.axes()
        mark_years(axes, case, sheet.plot_width_in)
        places = [number + 0.5 for number in range(len(months))]
        for sign, colour, hatch in ((1, "orange", "///"), (-1, "blue", "")):
            axes.bar(
                places,
                [level if level * sign > 0 else 0.0 for level in levels],
                width=0.8,
                facecolor=style.light(colour),
                hatch=hatch,
                edgecolor=style.light("ink"),
                linewidth=0.5,
            )
        axes.axhline(0, color=style.light("ink"), linewidth=0.8)
        axes.yaxis.grid(True)
        separate_thousands(axes.yaxis)
        handles = [
            Patch(facecolor=style.light(colour), hatch=hatch, edgecolor=style.light("ink"), label=label)
            for label, colour, hatch in (("to be bridged", "orange", "///"), ("saved so far", "blue", ""))
        ]
        sheet.legend(handles, columns=2)
        svg = sheet.svg(_MONEY, title, summary)
    rows = tuple(
        (
            words.month(row.month),
            *(words.gbp(value) for value in (row.cost_gbp, row.benefit_gbp, row.net_gbp, row.cumulative_gbp)),
        )
        for row in months
    )
    columns = (
        Column.of_dates("Month"),
        Column("Costs", "GBP"),
        Column("Benefits", "GBP"),
        Column("Net", "GBP"),
        Column("Added up", "GBP"),
    )
    return Chart(_MONEY, title, summary, svg, DataTable("Money month by month, nominal", columns, rows))


def _bar(axes: Any, case: Case, number: int, row: ScheduleRow) -> None:
    if row.starts is None:
        return
    kind = next(one.kind for one in case.initiatives if one.initiative == row.initiative)
    _, colour, hatch = _LOOKS.get(kind, _LOOKS["other"])
    begins = offset(case, row.starts)
    ends = min(case.horizon.months, offset(case, row.ends) if row.ends else case.horizon.months)
    axes.barh(
        number + 0.5,
        max(ends - begins, 0.5),
        left=begins,
        height=0.62,
        facecolor=style.light(colour),
        hatch=hatch,
        edgecolor=style.light("ink"),
        linewidth=0.6,
    )
    if row.earliest:
        place = offset(case, row.earliest)
        axes.plot([place], [number + 0.5], marker="D", markersize=4, color=style.light("ink"), clip_on=False)

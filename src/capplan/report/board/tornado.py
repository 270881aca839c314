"""What is assumed and what it can do to the cost: chart, table, and break-even values in words."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from capplan.decisions.tornado import Tornado, TornadoRow
from capplan.report.board.page import Section
from capplan.report.figures import Chart, Column, DataTable, style, words
from capplan.report.figures.drawing import Sheet, drawing, legend_area
from capplan.report.tables.written import Table, fine, pence

MOST_BARS = 14
_ROW_IN = 0.38
_LABEL = 46


def tornado_tables(found: Tornado) -> tuple[Table, ...]:
    """Return the tables of a tornado folder: one row per driver, one per break-even value."""
    headings = (
        "driver", "title", "unit", "rows", "now", "ends", "low_factor", "high_factor", "low_gbp", "high_gbp",
        "low_again_gbp", "high_again_gbp",
    )  # fmt: skip
    rows = (
        (
            row.driver, row.title, row.unit, row.rows, fine(row.now), row.ends, fine(row.low_factor),
            fine(row.high_factor), pence(row.low_gbp), pence(row.high_gbp), pence(row.low_again_gbp),
            pence(row.high_again_gbp),
        )
        for row in found.rows
    )  # fmt: skip
    tips = (
        (one.decision, one.driver, pence(one.saves_gbp), fine(one.factor), fine(one.value), one.text)
        for one in found.break_evens
    )
    return (
        Table("tornado", headings, tuple(rows)),
        Table("break_even", ("decision", "driver", "saves_gbp", "factor", "value", "text"), tuple(tips)),
    )


def tornado_sections(found: Tornado) -> tuple[Section, ...]:
    """Return the sections of the page."""
    source = f"Source: capplan, case {found.case}, scenario {found.scenario}, case digest {found.case_digest[:12]}"
    counted = " People are counted by quarter here, as for the bound of long plans." if found.coarse else ""
    text = (
        f"Each assumption is moved to its low and its high end: those that the case states (uncertainty.csv) where it "
        f"does, otherwise {words.share(found.share, 0)} down and up, as far as its column allows. The beds stay as "
        f"planned, people and staff follow.{counted} A blank: the plan cannot be held at that end. Planned anew: "
        "everything may follow, compared with the plan's own objective.",
    )
    tips = tuple(one.text for one in found.break_evens)
    return (
        Section("tornado", "What is assumed", text, (_table(found),), (tornado_chart(found, source),)),
        Section("break-even", "Where an assumption tips a decision", tips, ()),
    )


def _table(found: Tornado) -> DataTable:
    columns = (
        Column("Assumption", numeric=False),
        Column("Now"),
        Column("Unit", numeric=False, short=True),
        Column("Ends stated", numeric=False, short=True),
        Column("Low end"),
        Column("High end"),
        Column("Low, plan held", "£ thousand"),
        Column("High, plan held", "£ thousand"),
        Column("Low, planned anew", "£ thousand"),
        Column("High, planned anew", "£ thousand"),
    )
    rows = tuple(
        (
            row.title,
            words.number(row.now, 0 if row.now >= 100 else 3),
            row.unit,
            "in the case" if row.ends == "uncertainty.csv" else f"± {words.share(found.share, 0)}",
            *(_end(row, factor) for factor in (row.low_factor, row.high_factor)),
            *(
                words.gbp_k(value, plus=True)
                for value in (row.low_gbp, row.high_gbp, row.low_again_gbp, row.high_again_gbp)
            ),
        )
        for row in found.rows
    )
    return DataTable("Assumptions: ends at which the plan cannot be held first, then the widest swing", columns, rows)


def _end(row: TornadoRow, factor: float) -> str:
    """Return an end of an assumption in its own unit; of a row of uncertainty.csv the factor is that already."""
    value = factor if row.ends == "uncertainty.csv" else factor * row.now
    return words.number(value, 0 if row.now >= 100 else 3)


def tornado_chart(found: Tornado, source: str) -> Chart:
    """Draw the swing of each assumption, the widest on top."""
    chart_id, title = "tornado", "How far each assumption moves the cost of the plan"
    rows = [row for row in found.rows if row.low_gbp is not None or row.high_gbp is not None][:MOST_BARS]
    summary = _summary(rows)
    with drawing(chart_id):
        unit = "£ million at present value; left of zero: the plan costs less"
        sheet = Sheet(title, unit, source, max(1, len(rows)) * _ROW_IN, 3.4, 0.35)
        axes = sheet.axes()
        _bars(axes, rows)
        looks = (("sky", "", "low end"), ("orange", "///", "high end"))
        sheet.legend([legend_area(*look) for look in looks], columns=2)
        svg = sheet.svg(chart_id, title, summary)
    columns = (Column("Assumption", numeric=False), Column("Low end", "£ thousand"), Column("High end", "£ thousand"))
    data = tuple((row.title, words.gbp_k(row.low_gbp, plus=True), words.gbp_k(row.high_gbp, plus=True)) for row in rows)
    return Chart(chart_id, title, summary, svg, DataTable(title, columns, data))


def _bars(axes: Any, rows: list[TornadoRow]) -> None:
    for number, row in enumerate(rows):
        for value, colour, hatch in ((row.low_gbp, "sky", ""), (row.high_gbp, "orange", "///")):
            if value is not None:
                axes.barh(
                    number, value / 1e6, height=0.7, facecolor=style.light(colour), hatch=hatch,
                    edgecolor=style.light("ink"), linewidth=0.7,
                )  # fmt: skip
    axes.set_yticks(range(len(rows)), labels=[_label(row.title) for row in rows], fontsize=8.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0, labelcolor=style.light("ink"))
    axes.axvline(0, color=style.light("ink"), linewidth=1)
    axes.margins(x=0.08)
    axes.xaxis.grid(True)


def _label(title: str) -> str:
    """Return a title in two lines at most."""
    return "\n".join(wrap(title, _LABEL, max_lines=2, placeholder=" …"))


def _summary(rows: list[TornadoRow]) -> str:
    if not rows:
        return "No assumption moves the cost while the plan is held."
    row = max(rows, key=lambda row: max(map(abs, _held(row))))
    ends = words.listing([words.gbp_m(end, plus=True) for end in _held(row)])
    beyond = [row.title for row in rows if len(_held(row)) < 2]
    lost = f" The plan cannot be held at an end of {words.listing(beyond)}." if beyond else ""
    return f"The widest swing drawn is that of {row.title}: {ends}.{lost}"


def _held(row: TornadoRow) -> list[float]:
    return [value for value in (row.low_gbp, row.high_gbp) if value is not None]

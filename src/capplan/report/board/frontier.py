"""The frontier on one page and as a table: cost against access or risk, each point with its bound and its plan."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions.board import Against, Frontier, FrontierPoint, LeftOutWhy
from capplan.report.board.page import Section
from capplan.report.figures import Chart, Column, DataTable, style, words
from capplan.report.figures.drawing import Sheet, drawing, separate_thousands
from capplan.report.tables.written import Table, fine, joined, pence

TITLES: dict[Against, str] = {
    "travel": "Hours of travel to beds, one way",
    "far": "People placed beyond the near travel time",
    "risk": "Acute bed-days of people waiting or diverted",
}
WHY: dict[LeftOutWhy, str] = {
    "dominated": "a point is no worse in cost and measure",
    "no-plan": "no estate was found that keeps it",
}


def frontier_table(found: Frontier) -> Table:
    """Return one row per point, for a spreadsheet."""
    headings = (
        "point", "limit", "measured", "unit", "cost_gbp", "objective_gbp", "bound_gbp", "gap", "proven", "beds_at_end",
        "reductions", "plan",
    )  # fmt: skip
    rows = (
        (
            number, fine(point.limit), fine(point.measured), found.unit, pence(point.cost_gbp),
            pence(point.objective_gbp), pence(point.bound_gbp), fine(point.plan.proof.gap),
            "yes" if point.proven else "no", point.plan.figures.totals.beds_at_end,
            joined(f"{row.site} {row.beds_removed} from {row.closed}" for row in point.plan.figures.closures),
            plan_file(number),
        )
        for number, point in enumerate(found.points, start=1)
    )  # fmt: skip
    return Table("frontier", headings, tuple(rows))


def left_out_table(found: Frontier) -> Table:
    """Return one row per limit that has no point, with the reason."""
    headings = ("limit", "measured", "unit", "cost_gbp", "why")
    rows = tuple(
        (fine(row.limit), fine(row.measured), found.unit, pence(row.cost_gbp), row.why) for row in found.left_out
    )
    return Table("frontier_left_out", headings, rows)


def plan_file(number: int) -> str:
    """Return the name of the file that holds the plan of a point."""
    return f"point-{number:02d}.json"


def frontier_sections(case: Case, found: Frontier) -> tuple[Section, ...]:
    """Return the sections of the page."""
    source = f"Source: capplan, case {found.case}, scenario {found.scenario}, case digest {found.case_digest[:12]}"
    chart = frontier_chart(found, source)
    tables = (_table(case, found), *((_left_out(found),) if found.left_out else ()))
    return (Section("frontier", "What more of it costs", tuple(_notes(found)), tables, (chart,)),)


def _summary(found: Frontier) -> str:
    cheap, best = found.points[-1], found.points[0]
    title = TITLES[found.against]
    if cheap is best:
        return f"{title}: {words.number(cheap.measured)} in the cheapest plan; no plan with less was found."
    more = words.gbp_m(best.cost_gbp - cheap.cost_gbp)
    return (
        f"{title}: from {words.number(cheap.measured)} in the cheapest plan to {words.number(best.measured)} in the "
        f"first point, for {more} more at present value."
    )


def _notes(found: Frontier) -> Iterator[str]:
    yield (
        "Each point is the cheapest plan found within a limit; no plan within that limit costs less than its bound, "
        "weights included. Two points whose costs lie nearer to each other than their gaps are a tie by proof."
    )
    yield (
        f"Limits are spaced down to what a whole plan of up to {words.gbp_m(found.cap_gbp, 1)}, weights included, "
        "was found to reach. Tighter ones would be kept by people left in acute beds."
    )


def _left_out(found: Frontier) -> DataTable:
    columns = (
        Column("Limit", found.unit, numeric=False),
        Column(TITLES[found.against], found.unit),
        Column("Present cost", "£ million"),
        Column("Why it is no point", numeric=False),
    )
    rows = tuple(
        (
            words.number(row.limit),
            "" if row.measured is None else words.number(row.measured),
            "" if row.cost_gbp is None else words.number(row.cost_gbp / 1e6, 3),
            WHY[row.why],
        )
        for row in found.left_out
    )
    return DataTable("Limits asked for that are no points", columns, rows)


def _table(case: Case, found: Frontier) -> DataTable:
    columns = (
        Column("Point", numeric=False),
        Column("Limit", found.unit),
        Column(TITLES[found.against], found.unit),
        Column("Present cost", "£ million"),
        Column("More than the cheapest", "£ thousand"),
        Column("Gap", "%"),
        Column("Beds at the end", "beds"),
        Column("Reductions", numeric=False),
    )
    least = min(point.cost_gbp for point in found.points)
    rows = tuple(
        (
            words.number(number),
            "none" if point.limit is None else words.number(point.limit),
            words.number(point.measured),
            words.number(point.cost_gbp / 1e6, 3),
            words.gbp_k(point.cost_gbp - least, plus=True),
            words.number(100 * point.plan.proof.gap, 2) + ("" if point.proven else " (not proven)"),
            words.number(point.plan.figures.totals.beds_at_end),
            "; ".join(
                f"{case.site[row.site].title} −{row.beds_removed} from {words.month(row.closed)}"
                for row in point.plan.figures.closures
            )
            or "none",
        )
        for number, point in enumerate(found.points, start=1)
    )
    return DataTable("Points of the frontier", columns, rows)


def frontier_chart(found: Frontier, source: str) -> Chart:
    """Draw cost against the measure, with the bound of each point below it."""
    chart_id, title = f"frontier-{found.against}", f"Cost against {TITLES[found.against].lower()}"
    kept = found.points
    summary = _summary(found)
    with drawing(chart_id):
        unit = (
            f"£ million at present value, by {found.unit}; no axis starts at zero; points by their number in the table"
        )
        sheet = Sheet(title, unit, source, 3.4)
        axes = sheet.axes()
        axes.plot(
            [point.measured for point in kept], [point.cost_gbp / 1e6 for point in kept], color=style.light("blue"),
            marker="o", label="Plans on the frontier",
        )  # fmt: skip
        axes.vlines(
            [point.measured for point in kept], [_floor(point) / 1e6 for point in kept],
            [point.cost_gbp / 1e6 for point in kept], color=style.light("sky"), linewidth=1.2,
            label="Down to the bound of the limit",
        )  # fmt: skip
        for number, point in enumerate(found.points, start=1):
            where = point.measured, point.cost_gbp / 1e6
            axes.annotate(f"{number}", where, (5, 5), textcoords="offset points", color=style.light("ink"))
        if open_ := [point for point in kept if not point.proven]:
            axes.plot(
                [point.measured for point in open_], [point.cost_gbp / 1e6 for point in open_], linestyle="none",
                color=style.light("vermilion"), marker="x", markersize=9, label="Not proven",
            )  # fmt: skip
        axes.margins(x=0.08, y=0.12)
        separate_thousands(axes.xaxis)
        axes.grid(True)
        handles, _ = axes.get_legend_handles_labels()
        sheet.legend(handles, columns=3)
        svg = sheet.svg(chart_id, title, summary)
    columns = (
        Column(TITLES[found.against], found.unit),
        Column("Present cost", "£ million"),
        Column("Bound of the cost", "£ million"),
    )
    rows = tuple(
        (
            words.number(point.measured, 1),
            words.number(point.cost_gbp / 1e6, 3),
            words.number(_floor(point) / 1e6, 3),
        )
        for point in found.points
    )
    return Chart(chart_id, title, summary, svg, DataTable(title, columns, rows))


def _floor(point: FrontierPoint) -> float:
    """Return the cost less what the proof leaves open: cost and objective differ by the weights alone."""
    return point.cost_gbp - (point.objective_gbp - point.bound_gbp)
